"""The report of an evaluation, and what is known about its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from densemodel.charts import TextTable
from densemodel.data import Baseline
from densemodel.errors import DataError
from densemodel.scoring.columns._named_columns import MOST_COLUMNS
from densemodel.scoring.rows._evaluation_rows import rows_of, sample_note
from densemodel.training import leak_text
from densemodel.wording import (
    capitalised,
    counted,
    escaped,
    in_order,
    metric_words,
    rounded,
    score_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from densemodel._array import Array
    from densemodel.scoring.columns._explainer import Explainer
    from densemodel.scoring.columns._explanation import Explanation
    from densemodel.scoring.rows._evaluation_rows import EvaluationRows, Side
    from densemodel.scoring.rows._predictions import Predictions
    from densemodel.training import Run


Kind = Literal["classes", "binary", "labels", "regression"]
"""classes: one of three or more. binary: one of two. labels: several yes-or-no answers. regression:
numbers."""

Where = Literal["given", "test", "validation", "training"]
"given: rows given as x and y. The others are sides of the run's own data."

MOST_MISTAKES = 1_000
"The most mistakes in a report, the worst ones."


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """The scores of a model on some rows.

    Example:
        >>> report = dm.evaluate(run, x_test, y_test)
        >>> report.metrics["accuracy"], report.intervals["accuracy"], report.baseline["accuracy"]
        (0.951, (0.9466, 0.9551), 0.1135)
    """

    kind: Kind
    name: str
    "The name of the run; `model` for a plain model."
    rows: int
    "The number of scored rows."
    where: Where
    metrics: dict[str, float]
    """By the names of Keras or scikit-learn. Undefined metrics are left out, and `notes` says
    why."""
    baseline: dict[str, float]
    """The same metrics of a baseline that ignores x: always the most common class, or the class
    frequencies for probabilities, or the mean of the training rows, as scikit-learn's dummies."""
    intervals: dict[str, tuple[float, float]]
    """95 % confidence intervals: Wilson's for shares of rows, and derived from it for the balanced
    accuracy; else by a seeded bootstrap over rows."""
    mistakes: pd.DataFrame
    """The worst first, at most 1,000. `row`: its name in the index of a given x, else its position.
    `place`: its position in x. `true`, `predicted`. Classes: `probability` of the predicted class,
    nan without probabilities, and the `loss` of the row. Numbers: `column` if there are several,
    and `error`, the absolute error in the unit of y. Then the columns of x, if they have names and
    are at most 100; one whose name is taken is called `... of x`."""
    mistake_count: int
    "The number of all mistakes, also of those not in the table."
    confusion: pd.DataFrame | None = None
    "Confusion matrix: counts, rows true, columns predicted; None without classes."
    per_class: pd.DataFrame | None = None
    """For each class, or each yes-or-no answer: `rows`, `precision`, `recall`, `f1`, and the 95 %
    intervals `precision_low`, `precision_high`, `recall_low`, `recall_high`. nan: undefined."""
    per_column: pd.DataFrame | None = None
    "The metrics of each column of y; None for a single column."
    roc: pd.DataFrame | None = None
    "`false_positive_rate`, `true_positive_rate`, `threshold`: 200 points at most, for two classes."
    precision_recall: pd.DataFrame | None = None
    "`recall`, `precision`, `threshold`: 200 points at most, for two classes."
    calibration: pd.DataFrame | None = None
    """At most ten groups of rows, by the predicted `probability` of the second class (its mean),
    the `share` of the rows of that class, its interval `low`, `high`, and `rows`; two classes."""
    residuals: pd.DataFrame | None = None
    """`row`, `place`, `true`, `predicted`, `residual` (true - predicted), and `column` if there are
    several: 5,000 lines at most, all columns of some rows drawn at random; for numbers."""
    notes: tuple[str, ...] = field(default=())
    "What to know about these numbers, one or two sentences each."
    explainer: Explainer | None = field(default=None)
    "The rows, to look at single columns of x; None for rows without columns, such as images."

    @cached_property
    def importance(self) -> pd.DataFrame | None:
        """How much the loss of these rows rises when a column of x is permuted among them.

        `column`, `importance` (the mean rise over 5 permutations), and its 95 % interval `low`,
        `high`, over rows and permutations, the highest first. A raw column of a table is permuted
        as a whole; columns that are left out are not in it. None for images and for arrays of more
        than 100 columns without names.

        It is computed when it is first read, by the weights that were scored: on 2,000 rows at
        most, with the seed of the spec. Of more than 100 columns those are in it that change the
        predictions most. `attrs["note"]` says so, and that related columns share importance.
        """
        return None if self.explainer is None else self.explainer.importance()

    def explain(self, place: int) -> Explanation:
        """What the prediction of a row would be if one of its columns had its usual value.

        Args:
            place: The position of the row in x, as in `mistakes`.

        Raises:
            DataError: There is no such row, or x has no columns with a meaning.

        Example:
            >>> report.explain(report.mistakes["place"][0])
        """
        if self.explainer is None:
            raise DataError(
                "no prediction can be explained by its columns: x holds images, or more than "
                f"{MOST_COLUMNS} columns without names"
            )
        return self.explainer.explain(place)

    @property
    def confusion_shares(self) -> pd.DataFrame | None:
        """The confusion matrix as shares of the true class: rows sum to 1, or are nan."""
        if self.confusion is None:
            return None
        sums = self.confusion.sum(axis=1)
        return self.confusion.div(sums.where(sums > 0), axis=0)

    def frame(self) -> pd.DataFrame:
        """The metrics as a table: `value`, the 95 % interval `low`, `high`, and `baseline`.

        nan: undefined.
        """
        import pandas as pd

        missing = (float("nan"), float("nan"))
        lines = {
            name: (value, *self.intervals.get(name, missing), self.baseline.get(name, missing[0]))
            for name, value in self.metrics.items()
        }
        columns = ["value", "low", "high", "baseline"]
        table = pd.DataFrame.from_dict(lines, orient="index", columns=columns, dtype=float)
        return table.rename_axis("metric")

    def __repr__(self) -> str:
        heads = "", "value", "95 % interval", "baseline"
        table = TextTable(heads, _metric_lines(self), numbers=(1, 2, 3)).text()
        return in_order("\n\n".join([_headline(self), table, "\n".join(self.notes)]).rstrip())

    def _repr_html_(self) -> str:
        lines = [(capitalised(name), *others) for name, *others in _metric_lines(self)]
        metrics = _html_table(("", "Value", "95 % interval", "Baseline"), lines)
        parts = [f"<p>{escaped(_headline(self))}</p>", metrics, *_confusion(self)]
        parts += [*_mistakes(self), *(f"<p>{escaped(note)}</p>" for note in self.notes)]
        # notebooks typeset text between dollars: the class prevents that
        return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def _headline(report: Report) -> str:
    kind = "row" if report.where == "given" else f"{report.where} row"
    rows = f"{report.name} on {counted(report.rows, kind)}"
    preferred = ("accuracy", "r2_score", "mean_absolute_error", "loss")
    name = next((one for one in preferred if one in report.metrics), None)
    if name is None:
        return rows
    headline = f"{rows}: {metric_words(name)} {score_text(name, report.metrics[name])}"
    more = []
    if name in report.intervals:
        low, high = report.intervals[name]
        more.append(f"95 % interval {rounded(low)} to {rounded(high)}")
    if name in report.baseline:
        more.append(f"baseline {score_text(name, report.baseline[name])}")
    return f"{headline} ({', '.join(more)})" if more else headline


def _metric_lines(report: Report) -> list[tuple[str, str, str, str]]:
    """Name, value, interval and baseline of each metric, as text."""
    lines = []
    for name, value in report.metrics.items():
        ends = report.intervals.get(name)
        interval = "" if ends is None else f"{rounded(ends[0])} to {rounded(ends[1])}"
        guess = score_text(name, report.baseline[name]) if name in report.baseline else ""
        lines.append((metric_words(name), score_text(name, value), interval, guess))
    return lines


_LONGEST = 60
"The most characters of a name in a cell."

_OPEN = '<table style="margin: 0.5em 0; color: inherit">'


def _confusion(report: Report) -> list[str]:
    counts, shares = report.confusion, report.confusion_shares
    if counts is None or shares is None or len(counts) > 20:
        return []
    head = "".join(f"<th>{_cell(name)}</th>" for name in counts.columns)
    lines = [f"<tr><th>Confusion matrix: rows true, columns predicted</th>{head}</tr>"]
    for place, name in enumerate(counts.index):
        cells = "".join(
            _count(int(count), float(share), is_right=place == across)
            for across, (count, share) in enumerate(
                zip(counts.iloc[place], shares.iloc[place], strict=True)
            )
        )
        lines.append(f"<tr><th>{_cell(name)}</th>{cells}</tr>")
    return [f"{_OPEN}{''.join(lines)}</table>"]


def _count(count: int, share: float, *, is_right: bool) -> str:
    """A cell of the confusion matrix, shaded by its share of the true class."""
    if not count:
        return "<td>0</td>"
    # a share of 1 in 100 is seen, and text stays readable in front of a share of 1
    depth = 0.1 + 0.45 * share
    # blue and orange: distinct for colour-blind people, on white and on black
    colour = "31, 130, 189" if is_right else "230, 85, 13"
    return f'<td style="background: rgba({colour}, {depth:.2f})">{count:,}</td>'


def _mistakes(report: Report) -> list[str]:
    if not report.mistake_count:
        return []
    table = report.mistakes.head(5).drop(columns="place").iloc[:, :16]
    lines = [
        [rounded(value) if isinstance(value, float) else _text(value) for value in line]
        for line in table.itertuples(index=False)
    ]
    title = f"The worst of {report.mistake_count:,} mistakes"
    if report.kind == "regression":
        title = "The largest errors"
    return [f"<p>{title}</p>", _html_table([capitalised(name) for name in table.columns], lines)]


def _text(value: object) -> str:
    return "missing" if value is None else str(value)


def _html_table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    top = "".join(f"<th>{_cell(name)}</th>" for name in head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in line)}</tr>" for line in lines
    )
    return f"{_OPEN}<tr>{top}</tr>{rows}</table>"


def _cell(value: object) -> str:
    text = str(value)
    return escaped(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


@dataclass(frozen=True, eq=False)
class About:
    """What a report needs besides the predictions."""

    name: str = "model"
    where: Where = "given"
    places: Array | None = None
    "The position of each row in the given x, int64, shape (n,); None for 0, 1, ..."
    row_names: Any = None
    "The name of each row in the index of x, shape (n,); None if unknown."
    trained: Array | None = None
    "Encoded labels of the training rows, for the baseline; None if unknown: then of these rows."
    knows_loss: bool = True
    "Whether the loss of the terms is the training loss."
    notes: tuple[str, ...] = ()
    "The first note, about these rows."
    explainer: Explainer | None = None
    "The rows and their columns; None if they have none, and where they are not asked for."

    def baseline(self, predictions: Predictions) -> Baseline:
        """The baseline of these predictions."""
        trained = predictions.y if self.trained is None else self.trained
        return Baseline(predictions.terms.coding, np.asarray(trained))

    def columns_at(self, rows: Array) -> dict[str, Any]:
        """The columns `row`, a name or position, and `place`, to find some of the rows again."""
        places = np.asarray(rows if self.places is None else self.places[rows], np.int64)
        if self.row_names is None:
            return {"row": places.tolist(), "place": places}
        named = self.row_names[rows]
        names = named.tolist() if isinstance(named, np.ndarray) else named
        return {"row": list(names), "place": places}


def with_columns_of_x(mistakes: pd.DataFrame, explainer: Explainer | None) -> pd.DataFrame:
    """The mistakes, with the columns of x behind them; the same table if there are too many."""
    columns = None if explainer is None else explainer.columns
    is_few = columns is not None and columns.is_named and len(columns.names) <= MOST_COLUMNS
    if explainer is None or not is_few or not len(mistakes):
        return mistakes
    import pandas as pd

    raw = explainer.raw(mistakes["place"].to_numpy()).set_axis(mistakes.index)
    names = [f"{name} of x" if name in mistakes.columns else name for name in raw.columns]
    return pd.concat([mistakes, raw.set_axis(names, axis=1)], axis=1)


_TRAINED = (
    "These are the training rows, so the scores are too optimistic: give other rows as x and y."
)


def about_rows(evaluated: EvaluationRows | None, run: Run | None) -> About:
    """Rows of a run, or rows without a run."""
    if evaluated is None:
        return About("model" if run is None else run.name, trained=trained_labels(run))
    notes = [evaluated.note] if evaluated.note else []
    rows = None if run is None else rows_of(run, (evaluated.side,))
    if rows is not None and len(rows.at) > len(evaluated):
        notes.append(f"{sample_note(len(evaluated), len(rows.at), evaluated.side)}.")
    return replace(about_side(evaluated.side, evaluated.places, run), notes=tuple(notes))


def about_side(side: Side, places: Array, run: Run | None) -> About:
    """Rows on one side of a run's data, at these places of the x given for it."""
    notes = (_TRAINED,) if side == "training" else ()
    if side == "validation" and run is not None and run.leaked_rows:
        notes = (f"{capitalised(leak_text(run.leaked_rows))}.",)
    name = "model" if run is None else run.name
    return About(name, side, places, trained=trained_labels(run), notes=notes)


def trained_labels(run: Run | None) -> Array | None:
    """The encoded labels of the training rows of a run; None without data."""
    bound = None if run is None else run.bound
    if bound is None or bound.refusals:
        return None
    return np.asarray(bound.y[bound.training_rows])
