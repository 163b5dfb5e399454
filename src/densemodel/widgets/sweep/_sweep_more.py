"""*Continue* of a finished sweep: more seeds of each trial, or more trials drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, BoundedIntText, HBox

from densemodel.experiments import MOST_TRIALS
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.widgets.sweep._sweep_view import SweepView, SweepViewContext
from densemodel.wording import counted, element

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.sweep._sweep_view import SweepMoment

_FIELDS = {
    "repeat": ("Seeds", "The number of seeds that each combination is trained with, in all"),
    "trials": ("Combinations", "The number of combinations that are drawn at random, in all"),
}
_MORE_SEEDS = 2


class MoreTrials(SweepView):
    """A field for each number that can be raised, and how many trials this adds.

    Args:
        scene: The sweep.
        changed: Called when a person has changed a number.
    """

    def __init__(self, scene: SweepViewContext, changed: Callable[[], None]) -> None:
        super().__init__(scene)
        self._changed = changed
        self._totals: dict[str, int] = {}
        self._fields = {name: _field(*words) for name, words in _FIELDS.items()}
        for field in self._fields.values():
            field.observe(self._show_count, "value")
        self._note = HTML()
        parts = [*self._fields.values(), self._note]
        self.widget = styled(HBox(parts, layout={"display": "none"}), "dm-sweep-more")

    def draw(self, moment: SweepMoment) -> None:
        """Offer what a finished sweep can get more of."""
        sweep = self.scene.sweep
        totals = sweep.totals if moment.state == "finished" else {}
        if totals == self._totals:
            return
        self._totals = totals
        self.put(self.widget.layout, display=None if totals else "none")
        most = {"repeat": MOST_TRIALS, "trials": sweep.spec.trial_count}
        for name, field in self._fields.items():
            self.put(field.layout, display=None if name in totals else "none")
            if name in totals:
                now = totals[name]
                more = now if name == "trials" else 0 if "trials" in totals else _MORE_SEEDS
                value = min(now + more, most[name])
                self.put(field, min=now, max=most[name], value=value)
        self.soon(self._show_count)

    @property
    def is_offered(self) -> bool:
        """Whether there is anything to raise."""
        return bool(self._totals)

    @property
    def raised(self) -> dict[str, int]:
        """The arguments of `Sweep.extend`; none if no number is larger than now."""
        values = {name: int(self._fields[name].value) for name in self._totals}
        return {name: value for name, value in values.items() if value > self._totals[name]}

    def _show_count(self, _: Any = None) -> None:
        raised, size = self.raised, len(self.scene.sweep.trials)
        count = size
        for name, value in raised.items():
            count = count // self._totals[name] * value
        added = f"Adds {counted(count - size, 'trial')}" if raised else "Raise it to add trials"
        self._put_new(self._note, value=element("span", added, "dm-note"))
        self._changed()


def _field(label: str, tooltip: str) -> BoundedIntText:
    field = BoundedIntText(
        value=1, min=1, max=MOST_TRIALS, description=label, **with_tooltip(BoundedIntText, tooltip)
    )
    return styled(field, "dm-number")
