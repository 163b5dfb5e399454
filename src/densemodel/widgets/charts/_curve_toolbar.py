"""The toolbar of the curves: quantity, scale, and visible lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.widgets.runtime._buttons import button, hidden_line, styled
from densemodel.widgets.runtime._compat import answer_in_subshells, with_tooltip
from densemodel.widgets.runtime._parts import HIDDEN, HBox, ToggleButton, ToggleButtons, visibility
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.wording import capitalised, metric_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

_SWITCHES = {
    "steps": ("Steps", "the mean loss of neighbouring steps; the first may lie above the axis"),
    "training": ("Training", "values on the training rows"),
    "validation": ("Validation", "values on the validation rows"),
    "rate": ("Learning rate", "the learning rate, on its own axis"),
    "earlier": ("Earlier runs", "the last runs of this name"),
}
"""Each line's name and what it shows, by its key."""


class MetricChoice:
    """What curves show, and on which scale: two controls, which hold what a person chose.

    `put` puts values into a widget; `listen` gets a control and what is called with its new value.
    Without `has_metrics` only the scale of the loss can be chosen.
    """

    def __init__(
        self,
        put: Callable[..., None],
        listen: Callable[[Widget, Callable[[Any], None]], None],
        *,
        has_metrics: bool = True,
    ) -> None:
        self._put = put
        self.scales: dict[str, str] = {}
        "The scale that a person chose for a quantity."
        self.shown = toggle(["loss"], "loss", "What the curves show") if has_metrics else None
        self.scale = toggle(["linear", "log"], "log", "The scale of the values")
        self.widgets = [one for one in (self.shown, self.scale) if one is not None]
        if self.shown is not None:
            listen(self.shown, lambda _: None)
        listen(self.scale, lambda scale: self.scales.update({self.name: scale}))

    @property
    def name(self) -> str:
        """The shown quantity, by Keras's name."""
        return str((self.shown and self.shown.value) or "loss")

    @property
    def is_log(self) -> bool:
        """Whether it is to be on a log scale: without a choice, the loss is."""
        return self.scales.get(self.name, "log" if self.name == "loss" else "linear") == "log"

    def draw(self, state: tuple[tuple[str, ...], bool]) -> None:
        """Show the names of the quantities, and whether the scale is a log scale now."""
        names, is_log = state
        options = tuple((capitalised(metric_words(name)), name) for name in names)
        if self.shown is not None and self.shown.options != options:
            self._put(self.shown, options=options, value=self.shown.value)
        scale = "log" if is_log else "linear"
        if self.scale.value != scale:
            self._put(self.scale, value=scale)


class CurveToolbar:
    """The toolbar, whose controls hold what a person chose.

    Args:
        put: What puts values into a widget.
        listen: Called with a control and what is called with its new value.
        whole: Called when a person wants to see all epochs again.
    """

    def __init__(
        self,
        put: Callable[..., None],
        listen: Callable[[Widget, Callable[[Any], None]], None],
        whole: Callable[[], None],
    ) -> None:
        self._put_new = ChangedOnly(put)
        self.choice = choice = MetricChoice(put, listen)
        self.switches: dict[str, ToggleButton] = {}
        for key, (words, _) in _SWITCHES.items():
            switch = ToggleButton(value=key != "rate", description=words)
            listen(styled(switch, f"dm-line-{key}"), lambda _: None)
            self.switches[key] = switch
        self.whole = button("Whole curve", "Show all epochs again", whole, HIDDEN, "dm-whole")
        self.note = hidden_line("dm-note")
        lines = styled(HBox(list(self.switches.values())), "dm-lines")
        self.widget = toolbar_row(lines, self.note, self.whole, *choice.widgets)

    @property
    def off(self) -> frozenset[str]:
        """The hidden lines."""
        return frozenset(key for key, switch in self.switches.items() if not switch.value)

    def draw(self, state: ToolbarState) -> None:
        """Show the available choices, and a note beside them."""
        put_new = self._put_new
        self.choice.draw((state.names, state.is_log))
        for key, switch in self.switches.items():
            is_test = key == "validation" and state.watches_test
            words, meaning = ("Test", "values on the test rows") if is_test else _SWITCHES[key]
            # a screen reader is told by it whether the line is on
            verb = "Hide" if switch.value else "Show"
            put_new(switch, description=words, tooltip=f"{verb} {meaning}")
            put_new(switch, **visibility(switch, key not in state.hidden))
        put_new(self.switches["steps"], disabled=self.choice.name != "loss")
        put_new(self.whole, **visibility(self.whole, state.is_zoomed))
        put_new(self.note, value=state.note, **visibility(self.note, state.note))


@dataclass(frozen=True, slots=True)
class ToolbarState:
    """What can be chosen now."""

    names: tuple[str, ...]
    "The quantities, by Keras's names."
    is_log: bool
    hidden: frozenset[str]
    "The keys of lines that there are not."
    watches_test: bool
    is_zoomed: bool
    note: str
    "It stands beside the choices; empty for none."


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
