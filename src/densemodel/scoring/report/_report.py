"""The report of an evaluation, and what is known about its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from densemodel.errors import DataError, with_field_hints
from densemodel.scoring.columns._named_columns import MOST_COLUMNS
from densemodel.scoring.report._report_charts import (
    confusion_chart,
    curves_of_two_classes,
    residual_charts,
)
from densemodel.scoring.report._report_tables import (
    classes_table,
    confusion_table,
    interval_text,
    metrics_table,
    mistakes_table,
)
from densemodel.wording import (
    counted,
    element,
    in_order,
    metric_words,
    paragraphs,
    score_text,
    short_text,
)

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.charts import Chart, TextTable
    from densemodel.scoring.columns._explainer import Explainer
    from densemodel.scoring.columns._explanation import Explanation


Kind = Literal["classes", "binary", "labels", "regression"]
"""classes: one of three or more. binary: one of two. labels: several yes-or-no answers. regression:
numbers."""

Where = Literal["given", "test", "validation", "training"]
"given: rows given as x and y. The others are sides of the run's own data."

MOST_MISTAKES = 1_000
"The most mistakes in a report, the worst ones."


@with_field_hints
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
    y_names: tuple[str, ...] = ()
    "The names of the columns of y, if it holds numbers; empty for a single one without a name."
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

    def tables(self) -> list[TextTable]:
        """The metrics; then, where there are any, the classes, the confusion matrix, mistakes.

        The confusion matrix is in it up to 20 classes.
        """
        found = [metrics_table(self.metrics, self.intervals, self.baseline, self._of_metrics())]
        if self.per_class is not None:
            first = "Answer" if self.kind == "labels" else "Class"
            found.append(classes_table(self.per_class, first))
        if self.confusion is not None and len(self.confusion) <= 20:
            found.append(confusion_table(self.confusion))
        if self.mistake_count:
            title = f"The worst of {self.mistake_count:,} mistakes"
            title = "The largest errors" if self.kind == "regression" else title
            found.append(mistakes_table(self.mistakes, title))
        return found

    def charts(self, column: str = "") -> list[Chart]:
        """The confusion matrix, if there is one; then the curves of two classes, or residuals.

        Args:
            column: The column of y whose residuals are drawn, if there are several; else the first.
        """
        found = [] if self.confusion is None else [confusion_chart(self.confusion)]
        if self.kind == "binary":
            found += curves_of_two_classes(
                self.roc,
                self.precision_recall,
                # of fewer rows a calibration says nothing
                self.calibration if self.rows >= 10 else None,
                names=self._class_names or ("the first class", "the second class"),
                level=self.baseline.get("average_precision"),
            )
        if self.residuals is not None and len(self.residuals):
            found += residual_charts(self.residuals, column, (*self.y_names, "y")[0], self.rows)
        return found

    @property
    def _class_names(self) -> tuple[str, str] | None:
        labels = [] if self.per_class is None else self.per_class.index.tolist()
        return (short_text(labels[0]), short_text(labels[1])) if len(labels) == 2 else None

    def _of_metrics(self) -> dict[str, str]:
        """The unit of errors, and the class whose precision and recall they are."""
        if len(self.y_names) == 1:
            names = "mean_absolute_error", "root_mean_squared_error", "median_absolute_error"
            return dict.fromkeys(names, f" ({self.y_names[0]})")
        if self.kind == "binary" and self._class_names is not None:
            return dict.fromkeys(("precision", "recall", "f1"), f" of {self._class_names[1]}")
        return {}

    def __repr__(self) -> str:
        parts = [_headline(self), self.tables()[0].text(), "\n".join(self.notes)]
        return in_order("\n\n".join(parts).rstrip())

    def _repr_html_(self) -> str:
        metrics, *others = self.tables()
        shown = metrics, *others[self.per_class is not None :]
        tables = [table.html('style="margin: 0.5em 0; color: inherit"') for table in shown]
        parts = [element("p", _headline(self)), *tables, paragraphs(self.notes)]
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
        more.append(f"95 % interval {interval_text(low, high)}")
    if name in report.baseline:
        more.append(f"baseline {score_text(name, report.baseline[name])}")
    return f"{headline} ({', '.join(more)})" if more else headline
