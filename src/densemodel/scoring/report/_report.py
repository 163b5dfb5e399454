"""What a model is worth on some rows: its numbers, how sure they are, and its mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["classes", "binary", "labels", "regression"]
"""classes: one of three or more. binary: one of two. labels: several yes-or-no answers. regression:
numbers."""

Where = Literal["given", "test", "validation", "training"]
"given: rows that a person handed over. The others are sides of the run's own data."

MOST_MISTAKES = 1_000
"Mistakes that a report keeps, the worst of them."


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
    "What the run is called; `model` for a plain one."
    rows: int
    "How many rows were scored."
    where: Where
    "Which rows these are."
    metrics: dict[str, float]
    """By Keras's or scikit-learn's name. What these rows leave undefined is not in it, and `notes`
    says why."""
    baseline: dict[str, float]
    """The same of guessing without a look at x: always the commonest class, or the shares of the
    classes for chances, or the mean of the rows that trained."""
    intervals: dict[str, tuple[float, float]]
    """From where to where each metric may lie with other rows of the same kind, with 95 %
    confidence: Wilson's interval for shares of rows, and from it for the balanced accuracy;
    else by a seeded bootstrap over rows."""
    mistakes: pd.DataFrame
    """The worst first, 1,000 at most. `row`: its name in the index of a given x, else its place.
    `place`: where it stands in x, as a number, always. `true`, `predicted`. Classes: `chance` of
    what was said, nan without chances, and the `loss` of the row. Numbers: `column` if there are
    several, and `error`, by how much it is off, in the unit of y."""
    mistake_count: int
    "All mistakes, also those that are not kept."
    confusion: pd.DataFrame | None = None
    "Counts of rows: true classes down, predicted ones across; None without classes."
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
    """Ten groups of rows at most, by the `chance` that was said of the second class (its mean), and
    the `share` that was of it, with its interval `low`, `high`, and `rows`; for two classes."""
    residuals: pd.DataFrame | None = None
    """`row`, `place`, `true`, `predicted`, `residual` (true - predicted), and `column` if there are
    several: 5,000 lines at most, all columns of some rows drawn at random; for numbers."""
    notes: tuple[str, ...] = field(default=())
    "What a person has to know of these numbers, a sentence or two each."

    @property
    def confusion_shares(self) -> pd.DataFrame | None:
        """The confusion as shares of the true class: a line sums to 1, or is nan without rows."""
        if self.confusion is None:
            return None
        sums = self.confusion.sum(axis=1)
        return self.confusion.div(sums.where(sums > 0), axis=0)

    def frame(self) -> pd.DataFrame:
        """The metrics as a table: `value`, the ends of the 95 % interval `low`, `high`, `guessing`.

        nan: there is none.
        """
        import pandas as pd

        nothing = (float("nan"), float("nan"))
        lines = {
            name: (value, *self.intervals.get(name, nothing), self.baseline.get(name, nothing[0]))
            for name, value in self.metrics.items()
        }
        columns = ["value", "low", "high", "guessing"]
        table = pd.DataFrame.from_dict(lines, orient="index", columns=columns, dtype=float)
        return table.rename_axis("metric")

    def __repr__(self) -> str:
        """One line, and the metrics as a small table."""
        from densemodel.scoring.report._report_text import report_text

        return report_text(self)

    def _repr_html_(self) -> str:
        """Metrics, confusion and the worst mistakes, as a notebook shows them."""
        from densemodel.scoring.report._report_text import report_html

        return report_html(self)
