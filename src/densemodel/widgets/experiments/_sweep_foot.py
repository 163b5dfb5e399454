"""The actions on a sweep, and its footer: the best trial in a sentence, and Save the best."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, BoundedIntText, HBox

from densemodel.errors import DenseModelError
from densemodel.experiments import MOST_TRIALS
from densemodel.widgets.experiments._opened_trials import OpenedTrials
from densemodel.widgets.experiments._sweep_view import (
    ENDED,
    SweepView,
    SweepViewContext,
    reason_of,
    shown,
    shown_values,
)
from densemodel.widgets.panel._notebook import default_store
from densemodel.widgets.runtime._buttons import ActionLines, button, styled
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.widgets.saved_models._folder_watch import FOLDERS
from densemodel.widgets.saved_models._save_as import AskName, saved_words
from densemodel.wording import counted, element, metric_words, paragraphs, rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import Sweep
    from densemodel.training import Run
    from densemodel.widgets.experiments._sweep_view import SweepMoment
    from densemodel.widgets.runtime._writer import Writer


_TOOLTIP = "Save the best trial's model in the folder of saved models"
_NOT_YET = "The best is saved once the sweep has ended or is stopped"
_MOST_REASONS = 3


class SweepActions:
    """Starts, stops, opens and saves, with a line on what came of it.

    Args:
        sweep: The sweep.
        writer: Changes the widgets.
        on_load: Called with the run of a trial that a person opens; gives the name that it is
            bound to, if any.
    """

    def __init__(
        self, sweep: Sweep, writer: Writer, on_load: Callable[[Run], str | None] | None
    ) -> None:
        self._sweep = sweep
        self.lines = ActionLines(writer, "dm-sweep-said")
        self.opened = OpenedTrials(writer, on_load=on_load)

    def start(self, raised: dict[str, int]) -> None:
        """Start or continue; with arguments of `Sweep.extend`, train the trials that they add."""
        act = partial(self._sweep.extend, **raised) if raised else self._sweep.start
        self.lines.do("sweep", "", act, "Not started")

    def stop(self) -> None:
        """Stop all."""
        self.lines.do("sweep", "", self._sweep.stop, "Not stopped")

    def act(self, act: str, number: int) -> None:
        """Do the action of a table row."""
        key, words, sweep = f"{act} {number}", f"trial {number}", self._sweep
        if act == "stop":
            self.lines.do(key, "", partial(sweep.stop_trial, number), "Not stopped")
        elif act == "open":
            do = partial(self.opened.open, number, sweep.load, words, words.capitalize())
            self.lines.do(key, f"Opening {words}…", do, "Not opened")

    def save(self, name: str) -> None:
        """Save the best."""
        self.lines.do("save", "Saving…", partial(self._save, name), "Not saved")

    def _save(self, name: str) -> str:
        saved = self._sweep.save(default_store(), name)
        FOLDERS.check(saved.path.parent)
        return f"{saved_words(saved)}."


class SweepFoot(SweepView):
    """The best trial so far, Save the best…, and lines on opened and saved trials."""

    def __init__(self, scene: SweepViewContext, actions: SweepActions) -> None:
        super().__init__(scene)
        self._actions = actions
        self._words = styled(HTML(), "dm-summary-words")
        self._button = button("Save the best…", _NOT_YET, self._ask, "dm-save-as")
        self._button.disabled = True
        self._line: AskName | None = None
        parts = [self._words, self._button, actions.lines.widget]
        with suppress(DenseModelError):  # a source checkout whose front end was never built
            self._line = AskName(scene.writer, actions.save)
            parts.insert(2, self._line)
        self.widget = styled(HBox(parts), "dm-summary")

    def draw(self, moment: SweepMoment) -> None:
        """Show the best trial and failures."""
        self._put_new(self._words, value=paragraphs(foot_sentences(moment), "dm-sentence"))
        can_save = moment.best is not None and moment.state in ENDED
        tooltip = _TOOLTIP if can_save else _NOT_YET
        self._put_new(self._button, disabled=not can_save, tooltip=tooltip)

    def _ask(self) -> None:
        ask = self._actions.save if self._line is None else self._line.ask
        ask(self.scene.sweep.name)


def foot_sentences(moment: SweepMoment) -> list[str]:
    """Sentences on the best trial, its test metrics, and failures."""
    return [*best_sentences(moment), *failed_sentences(moment)]


def best_sentences(moment: SweepMoment) -> list[str]:
    """The best trial, and after the end its test metrics."""
    best, number = moment.best, moment.best_number
    if best is None or number is None:
        return [] if moment.results else ["The best trial appears here once one has ended."]
    so_far = "Best" if moment.state == "finished" else "Best so far"
    values = shown_values(moment, number)
    place = f" at epoch {best.best_epoch:,}" if best.best_epoch else ""
    said = [f"{so_far}: trial {number} ({values}), {moment.numbers_of(best)}{place}."]
    if moment.test_metrics:
        named = (f"{metric_words(n)} {rounded(v)}" for n, v in moment.test_metrics.items())
        said.append(f"On the test rows, which had no part in the choice: {', '.join(named)}.")
    return said


def failed_sentences(moment: SweepMoment) -> list[str]:
    """Why trials failed: each reason once, with the choices that explain it."""
    reasons: dict[str, list[int]] = {}
    for number, result in sorted(moment.results.items()):
        if result.outcome == "failed":
            reasons.setdefault(reason_of(result.sentence), []).append(number)
    first = list(reasons.items())[:_MOST_REASONS]
    more = sum(map(len, reasons.values())) - sum(len(numbers) for _, numbers in first)
    said = [_failed(moment, reason, numbers) for reason, numbers in first]
    return [*said, f"{more:,} more failed: the table says why."] if more else said


def _failed(moment: SweepMoment, reason: str, numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Trial {numbers[0]} failed: {reason}."
    causes = _common(moment, numbers)
    where = f", all with {', '.join(causes)}" if causes else ""
    return f"{len(numbers):,} trials failed{where}: {reason}."


def _common(moment: SweepMoment, numbers: list[int]) -> list[str]:
    """The alternatives common to all these trials, and to no successful one."""
    causes = []
    for place, variable in moment.choices:
        texts = {moment.trial(number).values[place] for number in numbers}
        well = {
            moment.trial(number).values[place]
            for number, result in moment.results.items()
            if result.outcome != "failed"
        }
        if len(texts) == 1 and not texts & well:
            causes.append(f"{variable.name} {shown(variable, *texts)}")
    return causes


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
