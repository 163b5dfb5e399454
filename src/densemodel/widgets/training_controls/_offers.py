"""Findings with a button for each suggested change."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, VBox

from densemodel.training import Adjusted, Found, RunEnded, RunStarted, Settled, StateChanged
from densemodel.widgets.panel._data_sentence import as_sentence, finding_line
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.training_controls._take_offer import Taking
from densemodel.wording import element, error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from densemodel.data import Finding
    from densemodel.training import Event, Run
    from densemodel.widgets.runtime._writer import Writer


_LONGEST = 40
"Characters of a button."
_IN_PLACE, _AND = " => ", " ; "


@dataclass(frozen=True, slots=True)
class _Place:
    """A line and the label of its button; either may be empty."""

    line: str = ""
    words: str = ""
    when: str = ""


class Offers:
    """A line for each finding, with a button for each suggested change.

    Args:
        writer: Changes the widgets.
        take: Called with the words of the way that a person takes.
        most: Lines and buttons that have a place; of more findings only their number is said.
        says: Whether the findings are said here, above their buttons.
        longest: Characters of a button at the most; its tooltip has them all.
        announces: Whether a screen reader says a finding when it comes.
    """

    def __init__(
        self,
        writer: Writer,
        take: Callable[[str], None],
        *,
        most: int = 4,
        says: bool = True,
        longest: int = _LONGEST,
        announces: bool = False,
    ) -> None:
        self._writer = writer
        self._take = take
        self._says = says
        self._longest = longest
        self._announces = announces
        self._shown: list[_Place] = []
        # made once: widgets that come and go would be left behind by the hundred
        self._lines = [HTML(layout={"display": "none"}) for _ in range(most)]
        self._buttons = [self._button(place) for place in range(most)]
        self._more = HTML(layout={"display": "none"})
        self._more.add_class("dm-note")
        rows = [part for pair in zip(self._lines, self._buttons, strict=True) for part in pair]
        self.widget = VBox([*rows, self._more])
        self.widget.add_class("dm-offers")

    def _button(self, place: int) -> Button:
        button = Button(description="Use", tooltip="Apply this change", layout={"display": "none"})
        button.add_class("dm-button")
        button.add_class("dm-small")
        button.on_click(lambda _: self._press(place))
        answer_in_subshells(button)
        return button

    def _press(self, place: int) -> None:
        if place < len(self._shown) and self._shown[place].words:
            self._take(self._shown[place].words)

    def show(
        self,
        findings: Sequence[Finding],
        takes: Callable[[str], str],
        waits: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Show these findings.

        Args:
            findings: What was found.
            takes: When the words of a way would hold; empty if no button can take them.
            waits: When the words of a way hold that was taken; empty if it was not.
        """
        known: set[str] = set()
        shown: list[_Place] = []
        left = 0
        for finding in findings:
            places = list(self._places(finding, takes, waits, known))
            if len(shown) + len(places) > len(self._lines):
                left += 1
                continue
            shown += places
            known.update(place.words for place in places)
        self._shown = shown
        blank = [_Place()] * (len(self._lines) - len(shown))
        for line, button, place in zip(self._lines, self._buttons, [*shown, *blank], strict=True):
            self._show_one(line, button, place)
        self._writer.put(self._more, value=element("p", f"and {left} more: %densemodel check"))
        self._writer.put(self._more.layout, display=None if left and self._says else "none")

    def _places(
        self,
        finding: Finding,
        takes: Callable[[str], str],
        waits: Callable[[str], str],
        known: set[str],
    ) -> Iterator[_Place]:
        """The line of a finding with its first button, and then its other buttons."""
        # the same words under two findings are one offer: one button takes both
        ways = [(words, takes(words)) for words in finding.ways if words not in known]
        ways = [(words, when) for words, when in ways if when]
        held = [
            f"{readable(words)} holds {when}." for words in finding.ways if (when := waits(words))
        ]
        line = as_sentence(finding_line(finding, is_button=bool(ways or held)))
        line = " ".join([line, *held]) if self._says else ""
        if line or ways:
            yield _Place(line, *(ways[0] if ways else ()))
        for way in ways[1:]:
            yield _Place("", *way)

    def _show_one(self, line: HTML, button: Button, place: _Place) -> None:
        said = paragraphs([place.line] if place.line else [])
        self._writer.put(
            line, value=f'<div role="status">{said}</div>' if self._announces else said
        )
        self._writer.put(line.layout, display=None if place.line else "none")
        if place.words:
            label = f"Use {readable(place.words)}"
            most = self._longest
            short = label if len(label) <= most else f"{label[: most - 1]}…"
            self._writer.put(button, description=short, tooltip=f"{label}, {place.when}")
        self._writer.put(button.layout, display=None if place.words else "none")


def readable(words: str) -> str:
    """A suggested change as a button's label: `30 relu in place of 30 sigmoid`."""
    parts = []
    for part in words.split(_AND):
        old, in_place, new = part.partition(_IN_PLACE)
        parts.append(f"{new} in place of {old}" if in_place else old)
    return " and ".join(parts)


_TRAINING = "training"
"Where a finding says that it is about training, not about the data."


class Advice(View):
    """The first finding of training, above all tabs; empty if there is none.

    Its button takes the words, as a rule from Restart: what went wrong stays in the weights.
    """

    def __init__(self, scene: ViewContext) -> None:
        super().__init__(scene)
        self._wishes = pending_settings_of(scene.run)
        self._taking = Taking(scene.run, self._wishes, from_restart=True)
        self._clicks, self._lock = threading.Lock(), threading.Lock()
        self._offers = Offers(scene.writer, self._take, most=3, longest=80, announces=True)
        self._next = HTML(layout={"display": "none"})
        self._next.add_class("dm-note")
        self._warning = HTML(layout={"display": "none"})
        self._warning.add_class("dm-advice-warning")
        parts = [self._offers.widget, self._next, self._warning]
        self.widget = VBox(parts, layout={"display": "none"})
        self.widget.add_class("dm-advice")
        self._forget_wishes = self._wishes.on_change(self._show)
        self._show()
        self.follow()

    def on_event(self, event: Event) -> None:
        """Show the finding until it is settled."""
        if isinstance(event, Found | Settled | RunStarted | StateChanged | Adjusted | RunEnded):
            self._show()

    def close(self) -> None:
        """Stop listening, and close."""
        self._forget_wishes()
        super().close()

    def _take(self, words: str) -> None:
        warning = ""
        with self._clicks:
            try:
                run = self._taking.take(words)
                if run is not None:
                    self._wishes.fulfil(self.run.spec, resumes=False)
                    self._wishes.hand_over(run)
            except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                warning = error_text(error)
        self.put(self._warning, value=paragraphs([warning] if warning else []))
        self.put(self._warning.layout, display=None if warning else "none")
        self._show()
        self.hurry()

    def _show(self) -> None:
        with self._lock:
            found = advice_of(self.run)
            self._offers.show(found, self._taking.when, self._taking.waits)
            waits = any(self._taking.waits(words) for one in found for words in one.ways)
            press = "Press Stop, then Restart" if self.run.is_busy else "Press Restart"
            self.put(self._next, value=element("p", f"{press}, to train with it."))
            self.put(self._next.layout, display=None if waits else "none")
            self.put(self.widget.layout, display=None if found else "none")


def advice_of(run: Run) -> list[Finding]:
    """The first finding of training that a person can act on."""
    of_data = set() if run.bound is None else {*run.bound.findings}
    found = [one for one in run.findings if one not in of_data and one.where == _TRAINING]
    return [one for one in found if one.severity == "offer"][:1]
