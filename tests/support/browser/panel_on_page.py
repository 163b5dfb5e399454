"""A training panel as a person finds it on a page: by the names of its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import expect

# the number of points of the longest curve
_POINTS = """place => Math.max(0, ...[...place.querySelectorAll('.dm-panel path.line')]
    .map(path => (path.getAttribute('d') || '').split(/[ML]/).length - 1))"""
_CURVES = """place => [...place.querySelectorAll('.dm-panel path.line')]
    .map(path => path.getAttribute('d')).join(' ')"""
_OLD_SLIDER = ".ui-slider"
"""That of ipywidgets 7, which is jQuery's."""
_ENDED = re.compile(r"^Ended at epoch [\d,]+: the kernel is gone\.")
_EPOCH = re.compile(r"(?:epoch|step) ([\d,]+) of")
SOON = 40_000
"""Milliseconds that an answer may take on a machine that is busy with other tests.

After a reload ipywidgets waits four seconds for all widgets at once, and then asks for each of
them: on two cores that other tests use, too, this was seen to take more than twenty."""


def wait_for(script, place, argument, *, timeout=SOON):
    """Wait until a script is true of an element, which may be in a frame.

    Args:
        script: ``([element, argument]) => ...`` in JavaScript.
        place: The locator of the element.
        argument: What else the script gets.
        timeout: Milliseconds to wait at most.
    """
    handle = place.element_handle()
    frame = handle.owner_frame()
    assert frame is not None
    frame.wait_for_function(script, arg=[handle, argument], timeout=timeout)


@dataclass(frozen=True)
class PanelOnPage:
    """The panel below a cell."""

    place: object
    "what stands below the cell"

    @property
    def page(self):
        """The page that it is on."""
        return self.place.page

    @property
    def box(self):
        """The panel itself."""
        return self.place.locator(".dm-panel:not(.dm-trained-before)")

    def button(self, name):
        """Return a button by what stands on it."""
        return self.box.get_by_role("button", name=name, exact=True)

    def tab(self, name):
        """Return the title of a tab, which may be hidden behind More."""
        return self.box.get_by_role("tab", name=name, exact=True, include_hidden=True)

    @property
    def more(self):
        """The button behind which tabs stand that few need, or that do not fit."""
        return self.box.locator(".dm-more")

    def tabs(self):
        """Return the titles of all tabs, those behind More included."""
        return self.box.locator(".lm-TabBar-tab").all_text_contents()

    def open_tab(self, name):
        """Open a tab, also one behind More."""
        expect(self.more).to_be_attached()
        if self.tab(name).is_visible():
            self.tab(name).click()
        else:
            self.more.click()
            self.box.get_by_role("menuitemradio", name=name, exact=True).click()
        expect(self.tab(name)).to_have_attribute("aria-selected", "true")

    def slider(self, name):
        """Return the handle of a slider by the name that stands beside it."""
        return self._slider(name).locator(f".noUi-handle, {_OLD_SLIDER}-handle")

    def readout(self, name):
        """Return what stands beside a slider: its value in words."""
        return self._slider(name).locator(".widget-readout")

    def field(self, name):
        """Return a field for a number by its label."""
        return self.box.get_by_label(name, exact=True)

    def slide(self, name, share):
        """Click on a slider's track.

        Args:
            name: What stands beside it.
            share: Where on the track: 0 is its left end, 1 its right one.
        """
        slider = self._slider(name)
        # while it moves to one click, it takes no other
        expect(slider.locator(".noUi-state-tap")).to_have_count(0)
        track = slider.locator(f".noUi-base, {_OLD_SLIDER}")
        size = track.bounding_box()
        assert size is not None
        place = {"x": share * (size["width"] - 1), "y": size["height"] / 2}
        track.click(position=place)

    def _slider(self, name):
        return self.box.locator(".widget-slider", has_text=name)

    def press(self, name, then):
        """Press a button and wait for the one that takes its place."""
        self.button(name).click()
        # ipywidgets may add a new row of buttons before the old one is gone
        expect(self.button(then)).to_have_count(1)
        expect(self.button(then)).to_be_visible()

    def double_click(self, name, then):
        """Press a button; the second click falls on the one that has taken its place by then."""
        self.press(name, then)
        box = self.button(then).bounding_box()
        mouse = self.box.page.mouse
        mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        mouse.down(click_count=2)
        mouse.up(click_count=2)

    def hold_enter(self, name, then):
        """Hold Enter on a button until the one that takes its place has the focus, and longer."""
        keyboard = self.box.page.keyboard
        self.button(name).focus()
        keyboard.down("Enter")
        expect(self.button(then)).to_be_focused()
        keyboard.down("Enter")  # as a key that is held repeats
        keyboard.up("Enter")

    def points(self):
        """Count the points of the longest curve."""
        return int(self.place.evaluate(_POINTS))

    def wait_for_curve(self, *, points=20):
        """Wait until a curve has so many points, and then until it goes on."""
        longer = f"([place, points]) => ({_POINTS})(place) >= points"
        wait_for(longer, self.place, points, timeout=60_000)
        other = f"([place, before]) => ({_CURVES})(place) !== before"
        wait_for(other, self.place, self.place.evaluate(_CURVES))

    def epoch(self):
        """Read how far the run is, in epochs; 0 before it has begun."""
        found = _EPOCH.search(self.box.inner_text())
        return int(found[1].replace(",", "")) if found else 0

    def wait_for_epoch(self, *, after, timeout=SOON):
        """Wait until the run is beyond this epoch, for so many milliseconds at most."""
        beyond = """([panel, after]) => {
            const found = /(?:epoch|step) ([\\d,]+) of/.exec(panel.innerText);
            return found && Number(found[1].replaceAll(',', '')) > after;
        }"""
        wait_for(beyond, self.box, after, timeout=timeout)

    def wait_for_words_of_progress(self):
        """Wait for the words of a run that trains, and for those that replace them, hidden."""
        progress, summary = self._words
        expect(progress).to_contain_text("steps a second", timeout=60_000)
        expect(summary).to_contain_text("Ended at epoch", timeout=60_000)

    def expect_without_kernel(self):
        """Expect the panel of a kernel that died: where it ended, and nothing that is untrue."""
        dead = self.place.locator(".dm-panel:is(.dm-kernel-ended, .jupyter-widgets-disconnected)")
        expect(dead).to_be_visible(timeout=60_000)
        for words in self._words:
            expect(words.get_by_text(_ENDED)).to_be_visible()
        for untrue in ("Training: epoch", "steps a second", " left"):
            for words in dead.get_by_text(untrue).all():
                expect(words).to_be_hidden()
        assert dead.evaluate("panel => getComputedStyle(panel, '::after').display") == "none"
        expect(dead.get_by_role("button", name="linear")).to_be_disabled()
        expect(dead.get_by_role("button", name="Copy spec")).to_be_enabled()
        switch, sample = dead.locator(".dm-line-training"), "getComputedStyle(button, '::before')"
        assert switch.evaluate(f"button => {sample}.borderTopWidth") == "2px"
        assert switch.evaluate(f"button => {sample}.width") == "20px"

    @property
    def _words(self):
        return (self.box.locator(".dm-progress-words"), self.box.locator(".dm-summary-words"))
