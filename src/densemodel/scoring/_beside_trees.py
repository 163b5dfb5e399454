"""A network beside gradient-boosted trees of scikit-learn, on the same rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import RawTable, TableEncoding, require_same_rows, simple_model
from densemodel.errors import DataError
from densemodel.scoring._evaluate import WHERE_Y, evaluate, require_pair
from densemodel.scoring.columns._explainer import raw_side
from densemodel.scoring.columns._named_columns import MOST_COLUMNS, NamedColumns
from densemodel.scoring.intervals._bootstrap import row_intervals
from densemodel.scoring.intervals._which_is_better import ends_text
from densemodel.scoring.report._class_facts import Ranked, rank_statistic, scores_of
from densemodel.scoring.rows._answers import WHERE, answers_of
from densemodel.scoring.rows._evaluation_rows import rows_of
from densemodel.scoring.rows._predictions import predictions_of
from densemodel.training import no_core_count
from densemodel.wording import capitalised, counted, metric_words

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data import Bound, Features, Terms
    from densemodel.scoring.report._report import Report
    from densemodel.scoring.rows._predictions import Predictions
    from densemodel.training import Run


TREES = "gradient-boosted trees (scikit-learn)"


@dataclass(frozen=True)
class TreeComparison:
    """A network and trees on the same rows, by one metric that is better the higher it is."""

    metric: str
    "`roc_auc` of two classes, `accuracy` of more, `r2_score` of numbers."
    network: float
    trees: float
    low: float
    high: float
    "The ends of the 95 % interval of trees - network, over the same rows for both."
    rows: int
    kind: str
    "The rows in words: `held-out row`."
    familiar: int = 0
    "Rows that were given and equal a training row."

    @property
    def difference(self) -> float:
        """The score of the trees minus that of the network."""
        return self.trees - self.network

    @property
    def sentence(self) -> str:
        """Which of them is better, by how much, and whether that is more than chance."""
        first, second, low, high = self.trees, self.network, self.low, self.high
        which = f"{TREES} are better"
        if not low > 0:
            first, second, low, high = self.network, self.trees, -self.high, -self.low
            which = f"the network is better than {TREES}"
        if low <= 0 <= high:
            which = f"no clear difference between the network and {TREES}"
        ends = ends_text(low, high)
        digits = max(len(ends.split(" ")[0].partition(".")[2]), 3)
        seen = ""
        if 2 * self.familiar > self.rows:
            seen = (
                f" {self.familiar:,} of these rows equal a training row, which favours trees: give "
                "rows that neither was trained on."
            )
        return (
            f"{capitalised(which)} on the {counted(self.rows, self.kind)}: "
            f"{metric_words(self.metric)} {first:.{digits}f} against {second:.{digits}f} "
            f"(difference {first - second:.{digits}f}, 95 % interval {ends}).{seen}"
        )


def evaluate_beside_trees(run: Run, x: Any = None, y: Any = None) -> Report:
    """The report of a run, whose first note compares it with trees: see `beside_trees`."""
    compared = beside_trees(run, x, y)
    report = evaluate(run, x, y)
    return replace(report, notes=(compared.sentence, *report.notes))


def beside_trees(run: Run, x: Any = None, y: Any = None) -> TreeComparison:
    """Fit scikit-learn's HistGradientBoosting on the training rows of a run, and compare.

    The trees have scikit-learn's defaults and the seed of the spec. They take numbers as they are,
    missing ones too, dates as numbers and categories as categories; with `weights balanced` the
    same weights of rows.

    Args:
        run: With its data. It may be training: its best weights so far are compared.
        x: Rows, as for `dm.evaluate`; None: the test rows of the run, or else its validation rows.
        y: Their labels.

    Raises:
        DataError: There are no such rows, x holds images, or y has several columns.
    """
    require_pair(run, x, y)
    bound = _require_table(run)
    terms = bound.terms
    encoding = _encoding_of(terms)
    raw = raw_side(run, "training")
    trained = _as_numbers(bound.x if raw is None else raw, encoding, bound.training_rows)
    predictions, others, kind = _held_out(run, terms, x, y)
    classes = terms.coding.class_numbers(bound.y[bound.training_rows])
    labels = np.ravel(bound.y[bound.training_rows]) if classes is None else np.asarray(classes)
    model = simple_model(
        "boosting",
        classes=classes is not None,
        seed=terms.spec.settings.seed,
        are_categories=None if encoding is None else [not one.is_ordered for one in encoding.used],
    )
    weights = bound.row_weights
    if weights is not None:
        weights = weights[bound.training_rows]
    with no_core_count():
        model.fit(trained, labels, sample_weight=weights)
        compared = _compared(predictions, model, others, kind)
    return compared if x is None else replace(compared, familiar=_count_equal(others, trained))


def _count_equal(rows: Array, others: Array) -> int:
    """How many rows are among others, both float64 of shape (n, columns)."""
    known = {row.tobytes() for row in others + 0.0}  # -0.0 is 0.0
    return sum(row.tobytes() in known for row in rows + 0.0)


def _encoding_of(terms: Terms) -> TableEncoding | None:
    table = terms.spec.table
    return table if isinstance(table, TableEncoding) else None


def _require_table(run: Run) -> Bound:
    """The data of a run, if trees can learn from them."""
    if not run.has_data:
        raise DataError(
            f"trees learn from the training rows, and {run.name} was loaded without its data: "
            "give it x and y"
        )
    bound = run.bound
    if bound is None:
        raise DataError(
            f"trees learn from rows in memory, and Keras reads those of {run.name}: give x and y "
            "as arrays"
        )
    terms = bound.terms
    columns = NamedColumns.of(terms, bound.x.shape[1:])
    if columns is None or not isinstance(bound.x, np.ndarray):
        raise DataError(
            "trees learn from columns, and x holds images, more than "
            f"{MOST_COLUMNS} columns without names, or rows in a file"
        )
    if terms.task.kind == "labels" or (terms.task.kind == "regression" and bound.y[0].size > 1):
        raise DataError(
            f"trees predict one column, and y has {bound.y[0].size}: train on one of them"
        )
    return bound


def _held_out(run: Run, terms: Terms, x: Any, y: Any) -> tuple[Predictions, Array, str]:
    """The predictions of the network for rows, the rows for trees, and what they are in words."""
    encoding = _encoding_of(terms)
    source: Any
    if x is not None:
        source = terms.read_raw(x, encoding, WHERE) if encoding else terms.encode(x, WHERE)
        encoded: Features = encoding.encode(source) if encoding else source
        labels = terms.encode_labels(y, WHERE_Y)
        if len(encoded) != len(labels):
            raise DataError(
                f"{WHERE} has {counted(len(encoded), 'row')}, {WHERE_Y} has {len(labels):,}: give "
                "one label for each row"
            )
        require_same_rows(x, y, (WHERE, WHERE_Y))
        at, kind = np.arange(len(labels)), "row"
    else:
        rows = rows_of(run, ("test", "validation"))
        if rows is None:
            raise DataError(
                f"{run.name} has no held-out rows to compare trees on: write split 20%, or give "
                "x and y"
            )
        raw = raw_side(run, rows.side)
        source, encoded, labels, at = rows.x if raw is None else raw, rows.x, rows.y, rows.at
        kind = "test row" if rows.side == "test" else "held-out row"
    answers = answers_of(run.network, encoded, at)
    predictions = predictions_of(terms, labels[at], answers)
    return predictions, _as_numbers(source, encoding, at), kind


def _as_numbers(source: Any, table: TableEncoding | None, rows: Array) -> Array:
    """Rows for trees: float64 of shape (n, columns), NaN for missing."""
    if table is None or not isinstance(source, RawTable):
        return np.asarray(source[rows], np.float64)
    by_name = {column.name: column.data for column in source.at(rows).columns}
    return np.stack([one.for_trees(by_name[one.name]) for one in table.used], axis=1)


def _compared(predictions: Predictions, model: Any, rows: Array, kind: str) -> TreeComparison:
    """Both on the same rows, with the interval of the difference by a paired bootstrap."""
    y_true = predictions.y_true
    if y_true is None:
        true, predicted = (
            np.ravel(one).astype(np.float64) for one in (predictions.y, predictions.answers)
        )
        return _of_numbers(true, predicted, np.asarray(model.predict(rows)), kind)
    scores = scores_of(predictions, 2) if _are_two(predictions) else np.empty(0)
    if len(scores) and len(np.unique(y_true)) > 1 and len(model.classes_) > 1:
        trees = model.predict_proba(rows)[:, 1]
        return _of_ranks(np.asarray(y_true, np.int64), scores, trees, kind)
    right = np.stack([predictions.y_pred == y_true, model.predict(rows) == y_true], axis=1).astype(
        float
    )
    return _of_means("accuracy", right, kind)


def _are_two(predictions: Predictions) -> bool:
    is_binary = predictions.terms.task.kind == "binary"
    return is_binary or predictions.terms.spec.output_shape[-1] == 2


def _of_means(metric: str, values: Array, kind: str) -> TreeComparison:
    """The mean over rows of the network's and the trees' values, shape (n, 2)."""
    gaps = values[:, 1] - values[:, 0]

    def of_draws(places: Array, drawn: Array) -> Array:
        return np.asarray(drawn @ gaps[places] / drawn.sum(axis=1))[:, None]

    network, trees = values.mean(axis=0).tolist()
    return _with_interval(metric, network, trees, of_draws, (len(values), kind))


def _of_ranks(y_true: Array, network: Array, trees: Array, kind: str) -> TreeComparison:
    def of_draws(places: Array, drawn: Array) -> Array:
        areas = []
        for scores in (network, trees):
            order = np.argsort(-scores[places], kind="stable")
            found = rank_statistic(y_true, scores, places[order], drawn[:, order])
            areas.append(found[:, 0])
        return np.asarray(areas[1] - areas[0])[:, None]

    own, others = (Ranked(y_true, scores).metrics()["roc_auc"] for scores in (network, trees))
    return _with_interval("roc_auc", own, others, of_draws, (len(y_true), kind))


def _of_numbers(true: Array, network: Array, trees: Array, kind: str) -> TreeComparison:
    squares = np.stack([(true - network) ** 2, (true - trees) ** 2], axis=1)
    around = true - true.mean()
    if not around.any():
        raise DataError("R2 is undefined: y is the same in all rows that would be compared")

    def of_draws(places: Array, drawn: Array) -> Array:
        share = drawn / drawn.sum(axis=1, keepdims=True)
        mean, square = share @ around[places], share @ around[places] ** 2
        errors = share @ squares[places]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((errors[:, 0] - errors[:, 1]) / (square - mean**2))[:, None]

    own, others = (1 - squares.mean(axis=0) / (around**2).mean()).tolist()
    return _with_interval("r2_score", own, others, of_draws, (len(true), kind))


def _with_interval(
    metric: str, network: float, trees: float, of_draws: Any, rows: tuple[int, str]
) -> TreeComparison:
    gap = trees - network
    low, high = row_intervals({"difference": gap}, rows[0], of_draws).get("difference", (gap, gap))
    return TreeComparison(metric, network, trees, low, high, *rows)
