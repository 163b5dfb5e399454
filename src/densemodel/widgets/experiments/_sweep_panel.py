"""SweepPanel: a sweep's header, its footer, and what stays in the file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from densemodel.charts._static import stacked
from densemodel.experiments import ENDED, MOST_TRIALS
from densemodel.widgets.experiments._experiment_panel import ExperimentPanel
from densemodel.widgets.experiments._experiment_view import ExperimentContext, ExperimentView
from densemodel.widgets.experiments._sweep_curves import curves_picture
from densemodel.widgets.experiments._sweep_foot import SweepFoot, sweep_table
from densemodel.widgets.experiments._sweep_importance import importance_picture
from densemodel.widgets.experiments._sweep_map import has_grid, map_picture
from densemodel.widgets.experiments._sweep_parallel import parallel_picture
from densemodel.widgets.panel._base_panel import header_html, status_html
from densemodel.widgets.runtime._buttons import action_buttons, styled
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.widgets.runtime._parts import (
    HIDDEN,
    HTML,
    BoundedIntText,
    FloatProgress,
    HBox,
    VBox,
)
from densemodel.wording import capitalised, counted, element, enumerated

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import Sweep
    from densemodel.training import Run
    from densemodel.widgets.experiments._experiment_view import ExperimentState

_BUTTONS = {
    "start": ("Start", "Train every trial"),
    "stop": ("Stop", "Resume restarts the trials that are training now; finished ones stay"),
    "resume": ("Resume", "Train the remaining trials"),
}
_OF_STATE = {"ready": "start", "running": "stop"} | dict.fromkeys(ENDED, "resume")
"""The button of each state; the others have none."""


_FIELDS = {
    "repeat": ("Seeds", "The number of seeds that each combination is trained with, in all"),
    "trials": ("Combinations", "The number of combinations that are drawn, in all"),
}
_ADDED = {
    "repeat": ("more seed", "more seeds"),
    "trials": ("more combination", "more combinations"),
}


class SweepHead(ExperimentView):
    """`digits  784 → {32|64} relu → 10 softmax   36 trials`, the bar, the sentence, a button.

    A sweep that has finished has a field for each number that can be raised.
    """

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        title, words = styled(HTML(), "dm-header"), styled(HTML(), "dm-sweep-words")
        buttons = action_buttons(_BUTTONS, self._act)
        tooltip = with_tooltip(FloatProgress, "Trials that are done")
        bar = styled(FloatProgress(value=0.0, min=0.0, max=1.0, **tooltip), "dm-bar")
        self._raised: dict[tuple[str, int], int] = {}
        "What a person chose for a number, by its name and what it is now."
        fields: dict[str, BoundedIntText] = {}
        for name, (label, about) in _FIELDS.items():
            options = {"description": label, **with_tooltip(BoundedIntText, about)}
            field = styled(BoundedIntText(value=1, min=1, max=MOST_TRIALS, **options), "dm-number")
            self.listen(field, partial(self._raise, name))
            fields[name] = field
        more = styled(HBox([*fields.values()]), HIDDEN, "dm-sweep-more")
        row = styled(HBox([*buttons.values(), VBox([bar, words])]), "dm-sweep-drive")
        parts = {"title": title, "words": words, "bar": bar, "more": more}
        self.begin(VBox([title, row, more]), **parts, **buttons, **fields)

    def state(self) -> dict[str, Any]:
        moment, totals, values = self.moment, self._totals, self._values
        trials = element("span", counted(moment.trial_count, "trial"), "dm-size")
        is_whole, is_raised = moment.state == "finished", values != totals
        shown = "" if is_whole and not totals else _OF_STATE.get(moment.state, "")
        found: dict[str, Any] = {
            "title": {"value": header_html(moment.name, self.context.experiment.spec) + trials},
            "words": {
                "value": status_html(
                    moment.progress, is_busy=False, is_failed=moment.state == "failed"
                )
            },
            # a bar in the colour of what is well would say that something came of it
            "bar": {
                "value": moment.share_done,
                "bar_style": "danger" if moment.results and not moment.ranked else "",
            },
            "more": {"is_shown": bool(totals)},
        }
        for action in _BUTTONS:
            is_off = is_whole and not is_raised
            found[action] = {"is_shown": action == shown, "disabled": is_off}
        found["resume"]["description"] = self._label if is_whole else _BUTTONS["resume"][0]
        for name in _FIELDS:
            found[name] = {"is_shown": name in totals}
            if name in totals:
                found[name] |= {"min": totals[name], "max": self._most[name], "value": values[name]}
        return found

    def _raise(self, name: str, value: int) -> None:
        self._raised[name, self._totals.get(name, 0)] = value

    def _act(self, action: str) -> None:
        sweep, totals = self.context.experiment, self._totals
        if action == "stop":
            self.context.lines.do("sweep", "", sweep.stop, "Not stopped")
        else:
            raised = {name: now for name, now in self._values.items() if now > totals[name]}
            start = partial(sweep.extend, **raised) if raised else sweep.start
            self.context.lines.do("sweep", "", start, "Not started")

    @property
    def _totals(self) -> dict[str, int]:
        """The numbers that can be raised, as they are now."""
        return self.context.experiment.totals if self.moment.state == "finished" else {}

    @property
    def _most(self) -> dict[str, int]:
        return {"repeat": MOST_TRIALS, "trials": self.context.experiment.spec.trial_count}

    @property
    def _values(self) -> dict[str, int]:
        """What they are raised to."""
        totals = self._totals
        more = {"repeat": 0 if "trials" in totals else 2, "trials": totals.get("trials", 0)}
        return {
            name: self._raised.get((name, now), min(now + more[name], self._most[name]))
            for name, now in totals.items()
        }

    @property
    def _label(self) -> str:
        """`Train 2 more seeds: 8 trials`, of the button; without trials where none is added."""
        totals, size = self._totals, len(self.moment.trials)
        count, added = size, []
        for name, value in self._values.items():
            if value > totals[name]:
                count = count // totals[name] * value
                added.append(counted(value - totals[name], *_ADDED[name]))
        if not added:
            return "Train more trials"
        return f"Train {enumerated(added)}: {counted(count - size, 'trial')}"


class SweepPanel(ExperimentPanel):
    """A panel that starts, stops and shows a sweep.

    Example:
        >>> panel = SweepPanel(sweep, on_load=lambda run: "digits_trial_7")
    """

    HEAD, FOOT = SweepHead, SweepFoot
    CSS = "dm-sweep", "dm-sweep-said"
    experiment: Sweep

    @property
    def sweep(self) -> Sweep:
        return self.experiment

    @property
    def loaded(self) -> dict[int, Run]:
        """The runs of opened trials, by number."""
        return dict(self._context.opened.loaded)

    def _static_parts(
        self, moment: ExperimentState
    ) -> tuple[tuple[str, str], Callable[[], bytes | None], str]:
        kind = "map" if has_grid(moment.variables) else "parallel coordinates"
        loss = capitalised(moment.loss_name)
        alternative = f"{loss} curves, {kind} and importance of {moment.name}"
        return sweep_table(moment), partial(sweep_picture, moment), alternative

    def __repr__(self) -> str:
        return f"Sweep panel of {self.sweep.name}: {self.sweep.sentence}"


def sweep_picture(moment: ExperimentState) -> bytes | None:
    """Draw curves, map or parallel coordinates, and importance; None before a trial has ended."""
    if not moment.ranked:
        return None
    of_choices = map_picture if has_grid(moment.variables) else parallel_picture
    pictures = curves_picture(moment), of_choices(moment), importance_picture(moment)
    return stacked([picture for picture in pictures if picture is not None])
