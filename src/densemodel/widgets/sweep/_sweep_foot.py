"""The actions on a sweep, and its footer: the best trial in a sentence, and Save the best."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from ipywidgets import HTML, HBox

from densemodel.errors import DenseModelError
from densemodel.widgets.panel._notebook import default_store
from densemodel.widgets.runtime._buttons import ActionLines, button, styled
from densemodel.widgets.saved_models._folder_watch import FOLDERS
from densemodel.widgets.saved_models._save_as import AskName, saved_words
from densemodel.widgets.sweep._sweep_view import ENDED, SweepView, SweepViewContext
from densemodel.widgets.sweep._sweep_words import reason_of, shown, shown_values
from densemodel.widgets.training_panel._opened_panels import OpenedPanels
from densemodel.wording import metric_words, paragraphs, rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import Sweep
    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer
    from densemodel.widgets.sweep._sweep_view import SweepMoment

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
        self._sweep, self._on_load = sweep, on_load
        self.loaded: dict[int, Run] = {}
        "The opened runs, by trial number."
        self.lines = ActionLines(writer, "dm-sweep-said")
        self.opened = OpenedPanels(writer)

    def start(self, raised: dict[str, int]) -> None:
        """Start or continue; with arguments of `Sweep.extend`, train the trials that they add."""
        act = partial(self._sweep.extend, **raised) if raised else self._sweep.start
        self.lines.do("sweep", "", act, "Not started")

    def stop(self) -> None:
        """Stop all."""
        self.lines.do("sweep", "", self._sweep.stop, "Not stopped")

    def act(self, act: str, number: int) -> None:
        """Do the action of a table row."""
        if act == "stop":
            self.lines.do(
                f"stop {number}", "", partial(self._sweep.stop_trial, number), "Not stopped"
            )
        elif act == "open":
            words = f"Opening trial {number}…"
            self.lines.do(f"open {number}", words, partial(self._open, number), "Not opened")

    def save(self, name: str) -> None:
        """Save the best."""
        self.lines.do("save", "Saving…", partial(self._save, name), "Not saved")

    def _open(self, number: int) -> str:
        run = self.loaded.get(number) or self._sweep.load(number)
        name = self._bind(number, run)
        self.opened.show(number, run, partial(self._bind, number), f"Trial {number}")
        return f"{name} is trial {number}." if name else ""

    def _bind(self, number: int, run: Run) -> str | None:
        """Keep the run of a trial, or the one that replaces it, and bind its model."""
        self.loaded[number] = run
        return None if self._on_load is None else self._on_load(run)

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
