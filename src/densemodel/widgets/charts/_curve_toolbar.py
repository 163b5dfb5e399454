"""The toolbar of the curves: quantity, scale, and visible lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.widgets.runtime._buttons import hidden_line, styled
from densemodel.widgets.runtime._compat import answer_in_subshells, with_tooltip
from densemodel.widgets.runtime._parts import (
    HIDDEN,
    Button,
    HBox,
    ToggleButton,
    ToggleButtons,
    visibility,
)
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.wording import capitalised, metric_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from densemodel.widgets.charts._curve_data import CurveData
    from densemodel.widgets.runtime._writer import Writer

_SWITCHES = {
    "steps": ("Steps", "the mean loss of neighbouring steps; the first may lie above the axis"),
    "training": ("Training", "values on the training rows"),
    "validation": ("Validation", "values on the validation rows"),
    "rate": ("Learning rate", "the learning rate, on its own axis"),
    "earlier": ("Earlier runs", "the last runs of this name"),
}
"""Each line's name and what it shows, by its key."""


class CurveToolbar:
    """The toolbar; calls back when a person changes something."""

    def __init__(
        self, writer: Writer, changed: Callable[[], None], whole: Callable[[], None]
    ) -> None:
        self._writer = writer
        self._put_new = ChangedOnly(writer.put)
        self._changed = changed
        self._scales = {"loss": "log"}  # everything else begins linear
        self._chosen: set[str] = set()
        self.shown = toggle(["loss"], "loss", "What the curves show")
        self.scale = toggle(["linear", "log"], "log", "The scale of the values")
        self.switches: dict[str, ToggleButton] = {}
        for key, (words, _) in _SWITCHES.items():
            switch = ToggleButton(value=key != "rate", description=words)
            switch.observe(self._choose, "value")
            answer_in_subshells(styled(switch, f"dm-line-{key}"))
            self.switches[key] = switch
        self.whole = Button(description="Whole curve", tooltip="Show all epochs again")
        self.whole.on_click(lambda _: whole())
        answer_in_subshells(styled(self.whole, HIDDEN, "dm-whole"))
        self.note = hidden_line("dm-note")
        lines = styled(HBox(list(self.switches.values())), "dm-lines")
        self.widget = toolbar_row(lines, self.note, self.whole, self.shown, self.scale)
        self.shown.observe(self._choose, "value")
        self.scale.observe(self._choose_scale, "value")

    @property
    def name(self) -> str:
        """The shown quantity, by Keras's name."""
        return str(self.shown.value or "loss")

    @property
    def is_log(self) -> bool:
        """Whether its scale is logarithmic."""
        return self._scales.get(self.name, "linear") == "log"

    def begin_linear(self) -> bool:
        """Leave the log scale, unless a person has chosen it; returns whether it changed."""
        if not self.is_log or self.name in self._chosen:
            return False
        self._scales[self.name] = "linear"
        return True

    @property
    def off(self) -> frozenset[str]:
        """The hidden lines."""
        return frozenset(key for key, switch in self.switches.items() if not switch.value)

    def show(
        self, names: tuple[str, ...], data: CurveData, *, is_zoomed: bool, has_earlier: bool
    ) -> None:
        """Show the available choices."""
        put, switches = self._put_new, self.switches
        options = tuple((capitalised(metric_words(name)), name) for name in names)
        if self.shown.options != options:
            self._writer.put(self.shown, options=options, value=self.shown.value)
        scale = "log" if self.is_log else "linear"
        if self.scale.value != scale:
            self._writer.put(self.scale, value=scale)
        for key, switch in switches.items():
            is_test = key == "validation" and data.watches_test
            words, meaning = ("Test", "values on the test rows") if is_test else _SWITCHES[key]
            # a screen reader is told by it whether the line is on
            verb = "Hide" if switch.value else "Show"
            put(switch, description=words, tooltip=f"{verb} {meaning}")
        put(switches["steps"], disabled=self.name != "loss")
        put(switches["validation"], **visibility(switches["validation"], data.is_validated))
        put(switches["earlier"], **visibility(switches["earlier"], has_earlier))
        put(self.whole, **visibility(self.whole, is_zoomed))

    def say(self, note: str) -> None:
        """Show a note beside the choices; an empty one hides it."""
        self._put_new(self.note, value=note)
        self._put_new(self.note, **visibility(self.note, bool(note)))

    def _choose(self, _: Any) -> None:
        if not self._writer.is_writing:
            self._changed()

    def _choose_scale(self, change: Any) -> None:
        if not self._writer.is_writing:
            self._scales[self.name] = change["new"]
            self._chosen.add(self.name)
            self._changed()


def toolbar_row(left: Widget, *choices: Widget) -> HBox:
    """The row above curves: what stands left, and the choices right."""
    return styled(HBox([left, styled(HBox(choices), "dm-choices")]), "dm-toggles")


def toggle(options: list[str], value: str, label: str) -> ToggleButtons:
    """Toggle buttons for one of a few options."""
    made = ToggleButtons(
        options=options,
        value=value,
        tooltips=[label] * len(options),
        **with_tooltip(ToggleButtons, label),
    )
    answer_in_subshells(made)
    return made
