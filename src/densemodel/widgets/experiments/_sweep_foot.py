"""The footer of a sweep: the best trial in a sentence, failures, and the best trials as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.charts import TextTable
from densemodel.experiments import ENDED
from densemodel.store import default_store
from densemodel.widgets.experiments._experiment_view import (
    ExperimentContext,
    ExperimentView,
    reason_of,
    shown,
)
from densemodel.widgets.experiments._sweep_rows import best_first, columns_of, ranks_of, rows_of
from densemodel.widgets.runtime._buttons import button, styled
from densemodel.widgets.runtime._parts import HTML, HBox
from densemodel.widgets.saved_models._folder_watch import FOLDERS
from densemodel.widgets.saved_models._save_as import AskName, saved_words
from densemodel.wording import element, metric_words, paragraphs, rounded

if TYPE_CHECKING:
    from densemodel.widgets.experiments._experiment_view import ExperimentState


_TOOLTIP = "Save the best trial's model in the folder of saved models"
_NOT_YET = "The best is saved once the sweep has ended or is stopped"


class SweepFoot(ExperimentView):
    """The best trial so far, Save the best…, and lines on opened and saved trials."""

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        words = styled(HTML(), "dm-summary-words")
        ask = AskName(context.writer, self._save)
        save = button(
            "Save the best…", _NOT_YET, lambda: ask.ask(context.experiment.name), "dm-save-as"
        )
        whole = styled(HBox([words, save, ask, context.lines.widget]), "dm-summary")
        self.begin(whole, words=words, save=save)

    def state(self) -> dict[str, Any]:
        moment = self.moment
        can_save = moment.best is not None and moment.state in ENDED
        return {
            "words": {"value": paragraphs(foot_sentences(moment), "dm-sentence")},
            "save": {"disabled": not can_save, "tooltip": _TOOLTIP if can_save else _NOT_YET},
        }

    def _save(self, name: str) -> None:
        def save() -> str:
            saved = self.context.experiment.save(default_store(), name)
            FOLDERS.check(saved.path.parent)
            return f"{saved_words(saved)}."

        self.context.lines.do("save", "Saving…", save, "Not saved")


def foot_sentences(moment: ExperimentState) -> list[str]:
    return [*best_sentences(moment), *failed_sentences(moment)]


def best_sentences(moment: ExperimentState) -> list[str]:
    """The best trial, and after the end its test metrics."""
    best, number = moment.best, moment.best_number
    if best is None or number is None:
        return [] if moment.results else ["The best trial appears here once one has ended."]
    so_far = "Best" if moment.state == "finished" else "Best so far"
    pairs = zip(moment.variables, moment.trial(number).values, strict=True)
    values = ", ".join(f"{variable.name} {shown(variable, text)}" for variable, text in pairs)
    place = f" at epoch {best.best_epoch:,}" if best.best_epoch else ""
    numbers = f"{moment.loss_name} {rounded(best.score)}"
    if moment.metric is not None and moment.metric in best.metrics:
        name = metric_words(moment.metric.removeprefix("val_"))
        numbers += f", {name} {rounded(best.metrics[moment.metric])}"
    lines = [f"{so_far}: trial {number} ({values}), {numbers}{place}."]
    if moment.test_metrics:
        named = (f"{metric_words(n)} {rounded(v)}" for n, v in moment.test_metrics.items())
        lines.append(f"On the test rows, which had no part in the choice: {', '.join(named)}.")
    return lines


def failed_sentences(moment: ExperimentState) -> list[str]:
    """Why trials failed: each reason once, with the choices that explain it."""
    reasons: dict[str, list[int]] = {}
    for number, result in sorted(moment.results.items()):
        if result.outcome == "failed":
            reasons.setdefault(reason_of(result.sentence), []).append(number)
    first = list(reasons.items())[:3]
    more = sum(map(len, reasons.values())) - sum(len(numbers) for _, numbers in first)
    lines = [_failed(moment, reason, numbers) for reason, numbers in first]
    return [*lines, f"{more:,} more failed: the table says why."] if more else lines


def _failed(moment: ExperimentState, reason: str, numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Trial {numbers[0]} failed: {reason}."
    causes = []  # the alternatives common to all these trials, and to no successful one
    for place, variable in moment.choices:
        texts = {moment.trial(number).values[place] for number in numbers}
        well = {
            moment.trial(number).values[place]
            for number, result in moment.results.items()
            if result.outcome != "failed"
        }
        if len(texts) == 1 and not texts & well:
            causes.append(f"{variable.name} {shown(variable, *texts)}")
    where = f", all with {', '.join(causes)}" if causes else ""
    return f"{len(numbers):,} trials failed{where}: {reason}."


_LONGEST = 60
_LONGEST_LINE = 1500
_NUMBER = 'style="text-align:right"'


def sweep_table(moment: ExperimentState) -> tuple[str, str]:
    """The sentence and the best ten trials, as static HTML and as text."""
    behind = "It was still training when this was saved. " if moment.is_busy else ""
    lines = [f"{moment.name}: {behind}{moment.progress}"[:_LONGEST_LINE]]
    lines += [line[:_LONGEST_LINE] for line in foot_sentences(moment)]
    html = "".join(element("p", line, "dm-line") for line in lines)
    rows = [row for row in best_first(rows_of(moment, {})) if row["score"] is not None][:10]
    if not rows:
        return html, "\n".join(lines)
    columns = columns_of(moment)
    table = TextTable(
        ["Rank", *(column["words"][:_LONGEST] for column in columns)],
        [
            [rank, *(text[:_LONGEST] for text in row["cells"])]
            for rank, row in zip(ranks_of(rows), rows, strict=True)
        ],
        column_attributes=[
            _NUMBER,
            *(_NUMBER if column["is_number"] else 'style="text-align:left"' for column in columns),
        ],
    )
    return html + table.html(), "\n".join([*lines, "", table.text()])
