"""The footer of a sweep's panel: the best trial in a sentence, and Save the best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import HTML, Button, HBox

from densemodel.errors import DenseModelError
from densemodel.widgets.runtime._changed_only import ChangedOnly
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.saved_models._save_as import NameLine
from densemodel.widgets.sweep._sweep_view import ENDED, SweepView, SweepViewContext
from densemodel.widgets.sweep._sweep_words import reason_of, shown, shown_values
from densemodel.wording import metric_words, paragraphs, rounded

if TYPE_CHECKING:
    from densemodel.widgets.sweep._sweep_actions import SweepActions
    from densemodel.widgets.sweep._sweep_view import SweepMoment

_TOOLTIP = "Save the best trial's model in the folder of saved models"
_NOT_YET = "The best is saved once the sweep has ended or is stopped"
_MOST_REASONS = 3


class SweepFoot(SweepView):
    """The best trial so far, Save the best…, and lines on loaded and saved trials."""

    def __init__(self, scene: SweepViewContext, deeds: SweepActions) -> None:
        super().__init__(scene)
        self._deeds = deeds
        self._put_new = ChangedOnly(scene.writer.put)
        self._words = HTML()
        self._words.add_class("dm-summary-words")
        self._button = Button(description="Save the best…", disabled=True, tooltip=_NOT_YET)
        self._button.add_class("dm-button")
        self._button.add_class("dm-save-as")
        self._button.on_click(lambda _: self._ask())
        answer_in_subshells(self._button)
        try:
            self._names: NameLine | None = NameLine(scene.writer, deeds.save)
            parts = [self._words, self._button, self._names.widget, deeds.said]
        except DenseModelError:  # a source checkout whose front end was never built
            self._names = None
            parts = [self._words, self._button, deeds.said]
        self.widget = HBox(parts)
        self.widget.add_class("dm-summary")

    def draw(self, moment: SweepMoment) -> None:
        """Show the best trial and failures."""
        self._put_new(self._words, value=paragraphs(foot_sentences(moment), "dm-sentence"))
        can_save = moment.best is not None and moment.state in ENDED
        tooltip = _TOOLTIP if can_save else _NOT_YET
        self._put_new(self._button, disabled=not can_save, tooltip=tooltip)

    def _ask(self) -> None:
        name = self.scene.sweep.name
        if self._names is None:
            self._deeds.save(name)
        else:
            self._names.ask(name)


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
