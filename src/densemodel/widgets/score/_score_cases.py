"""Scored rows as examples: which ones, the worst first, and their values as text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from densemodel.scoring import sample_note
from densemodel.training import leak_text
from densemodel.wording import counted, number, rounded, short_text

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data import Terms
    from densemodel.scoring import Predictions
    from densemodel.training import Run
    from densemodel.widgets.score._score_facts import ScoreResult

Cell = tuple[int, int]
"The numbers of the true and the predicted class."


@dataclass(frozen=True, eq=False)
class Cases:
    """Selected rows with a title and their order."""

    title: str
    at: Array
    "Places among the rows that were scored, the worst first."
    order: str
    "In which order they stand: `the most confident first`."
    cell: Cell | None = None


def worst_cases(predictions: Predictions) -> Cases:
    """All mistakes; for numbers, all rows with the largest errors first."""
    if predictions.terms.task.kind == "regression":
        all_off = (
            np.abs(predictions.answers - predictions.y)
            .reshape(len(predictions.y), -1)
            .astype(np.float64)
        )
        spread = predictions.y.reshape(len(all_off), -1).std(axis=0)
        # of several columns, relative to each one's spread
        is_one = all_off.shape[1] == 1
        off = all_off[:, 0] if is_one else (all_off / np.where(spread > 0, spread, 1)).max(axis=1)
        return Cases("Worst mistakes", np.argsort(-off, kind="stable"), "the largest errors first")
    if predictions.y_true is None:
        wrong = predicted_flags(predictions) != (predictions.y > 0.5)
        scores, order = predictions.probabilities, "the most confident first"
        if scores is None:
            scores, order = predictions.answers, "the largest errors first"
        off = np.where(wrong, np.abs(scores - predictions.y), 0).sum(axis=1)
        at = np.flatnonzero(wrong.any(axis=1))
        return Cases("Worst mistakes", at[np.argsort(-off[at], kind="stable")], order)
    wrong = np.flatnonzero(predictions.y_true != predictions.y_pred)
    at = _by_probability(predictions, wrong, is_falling=True)
    return Cases("Worst mistakes", at, "the most confident first")


def cell_cases(predictions: Predictions, cell: Cell) -> Cases:
    """The rows of one true class with one predicted class."""
    y_true, y_pred = cell
    of_class = np.asarray(predictions.y_true == y_true)
    at = np.flatnonzero(of_class & (predictions.y_pred == y_pred))
    names = class_names(predictions.terms)
    is_wrong = y_true != y_pred
    what = f"true {names[y_true]}, predicted {names[y_pred]}"
    total = int(of_class.sum())
    share = f" ({number(len(at) / total, 'share')})" if total else ""
    order = "the most confident first" if is_wrong else "the least confident first"
    at = _by_probability(predictions, at, is_falling=is_wrong)
    return Cases(f"{what}: {len(at):,} of {total:,}{share}", at, order, cell)


def predicted_probability(predictions: Predictions) -> Array | None:
    """The probability of the predicted class, shape (n,); None without probabilities."""
    if predictions.probabilities is None or predictions.y_pred is None:
        return None
    return np.asarray(
        predictions.probabilities[np.arange(len(predictions.y_pred)), predictions.y_pred]
    )


def class_names(terms: Terms) -> list[str]:
    """The class names by number, of bounded length, in one text direction."""
    labels = [] if terms.class_labels is None else np.asarray(terms.class_labels).tolist()
    return [short_text(label) for label in labels]


def predicted_flags(predictions: Predictions) -> Array:
    """The predicted yes-or-no outputs, shape (n, units)."""
    scores = predictions.answers if predictions.probabilities is None else predictions.probabilities
    limit = 0.0 if predictions.probabilities is None else 0.5
    return np.asarray(scores > limit)


def _by_probability(predictions: Predictions, at: Array, *, is_falling: bool) -> Array:
    probabilities = predicted_probability(predictions)
    if probabilities is None:
        return at
    direction = -1 if is_falling else 1
    return np.asarray(at[np.argsort(direction * probabilities[at], kind="stable")])


_MOST_FLAGS_BELOW = 2
"Below a picture, where each takes a line or two."
_FIGURES = 4


@dataclass(frozen=True)
class RowTexts:
    """Rows as text."""

    columns: list[str]
    texts: list[int]
    "Which of the columns hold words, and no numbers."
    lines: list[list[str]]
    "The cells of each row."
    captions: list[list[str]]
    "The lines below the picture of each row."


def row_texts(predictions: Predictions, at: Array, *, is_cell: bool = False) -> RowTexts:
    """The true and predicted values of rows, as text."""
    if predictions.terms.task.kind == "regression":
        return _in_numbers(predictions, at)
    if predictions.y_true is None or predictions.y_pred is None:
        lines = [[_wrong_flags(predictions, index)] for index in at]
        return RowTexts(["Wrong"], [0], lines, [_flags_below(predictions, index) for index in at])
    return _in_classes(predictions, at, is_cell=is_cell)


def answer_names(predictions: Predictions, count: int) -> list[str]:
    """The names of the columns of y."""
    names = predictions.terms.answer_names or (
        ["y"] if count == 1 else [f"y {n}" for n in range(count)]
    )
    return [short_text(name) for name in names]


def alike(*values: float, off: float) -> list[str]:
    """Related numbers with equal decimals: `1,225,000`, `1,004,000`."""
    numbers = [*values, off]
    sizes = [abs(value) for value in numbers if value and math.isfinite(value)]
    largest = max(sizes, default=0.0)
    if not all(map(math.isfinite, numbers)) or not 1e-4 <= largest < 1e10:
        return [rounded(value, _FIGURES) for value in numbers]
    decimals = _FIGURES - 1 - math.floor(math.log10(largest))
    if off:
        decimals = max(decimals, 1 - math.floor(math.log10(abs(off))))
    decimals = min(decimals, 9)
    short = [round(value, decimals) + 0.0 for value in numbers]
    shown = 0 if all(value == int(value) for value in short) else max(decimals, 0)
    return [f"{value:,.{shown}f}" for value in short]


def _in_classes(predictions: Predictions, at: Array, *, is_cell: bool) -> RowTexts:
    names = class_names(predictions.terms)
    y_true, y_pred = np.asarray(predictions.y_true)[at], np.asarray(predictions.y_pred)[at]
    pairs = [(names[true], names[other]) for true, other in zip(y_true, y_pred, strict=True)]
    probabilities = predicted_probability(predictions)
    sure = (
        [[]] * len(at)
        if probabilities is None
        else [[number(float(probabilities[index]), "share")] for index in at]
    )
    # two names so short have room in one line below a picture
    is_short = max(map(len, names), default=0) <= 2
    # long names have a line each, so that neither is cut
    below = [[f"{a} as {b}"] if is_short else [a, f"as {b}"] for a, b in pairs]
    captions = [
        ([] if is_cell and probability else words) + probability
        for words, probability in zip(below, sure, strict=True)
    ]
    lines = [[*pair, *probability] for pair, probability in zip(pairs, sure, strict=True)]
    columns = ["True", "Predicted", *([] if probabilities is None else ["Probability"])]
    return RowTexts(columns, [0, 1], lines, captions)


def _in_numbers(predictions: Predictions, at: Array) -> RowTexts:
    y_true, y_pred = (
        values.reshape(len(predictions.y), -1) for values in (predictions.y, predictions.answers)
    )
    spread = y_true.std(axis=0)
    off = np.abs(y_pred - y_true) / np.where(spread > 0, spread, 1)
    names = answer_names(predictions, y_true.shape[1])
    columns, texts = ["True", "Predicted", "Error"], []
    lines, captions = [], []
    for index in at:
        column = int(off[index].argmax())
        one, other = float(y_true[index, column]), float(y_pred[index, column])
        numbers = alike(one, other, off=other - one)
        named = [names[column]] if len(names) > 1 else []
        lines.append([*named, *numbers])
        captions.append([*named, f"true {numbers[0]}", f"predicted {numbers[1]}"])
    if len(names) > 1:
        columns, texts = ["Column", *columns], [0]
    return RowTexts(columns, texts, lines, captions)


def _wrong(predictions: Predictions, index: int) -> list[tuple[str, str, str]]:
    """For each wrong output of a row: its name, `yes` or `no`, and the predicted probability."""
    y_pred, y_true = predicted_flags(predictions)[index], predictions.y[index] > 0.5
    names = answer_names(predictions, len(y_pred))
    found = []
    for place in np.flatnonzero(y_pred != y_true):
        sure = (
            ""
            if predictions.probabilities is None
            else number(float(predictions.probabilities[index, place]), "share")
        )
        found.append((names[place], "yes" if y_pred[place] else "no", sure))
    return found


def _wrong_flags(predictions: Predictions, index: int) -> str:
    """`sky: predicted yes (97 %); sea: predicted no (2 %)`."""
    wrong = _wrong(predictions, index)
    words = [
        f"{name}: predicted {answer}{f' ({sure})' if sure else ''}"
        for name, answer, sure in wrong[:3]
    ]
    more = len(wrong) - len(words)
    return "; ".join([*words, f"and {more} more"] if more else words)


def _flags_below(predictions: Predictions, index: int) -> list[str]:
    """`y 0, yes 97 %`; a long name has its own line."""
    wrong = _wrong(predictions, index)
    lines: list[str] = []
    for name, answer, sure in wrong[:_MOST_FLAGS_BELOW]:
        words = f"{answer} {sure}".rstrip()
        lines += [f"{name}, {words}"] if len(name) <= 4 else [name, f"predicted {words}"]
    more = len(wrong) - _MOST_FLAGS_BELOW
    return [*lines, f"and {more} more"] if more > 0 else lines


SIDES = {"validation": "Validation", "test": "Test", "training": "Training"}
_HOW = "with dm.evaluate(model, x, y)"


def empty_words(run: Run) -> str:
    """The text shown while there are no scores."""
    bound = run.bound
    if bound is None:
        if run.has_data:
            return f"Keras's own loop reads these rows, so they are scored {_HOW}."
        return f"Scores of this network need data: score rows {_HOW}, or give them to Resume."
    if bound.refusals:
        return "The scores appear here once the data can be trained on."
    if run.is_busy:
        return "The first scores appear here in a moment."
    if run.state == "failed":
        return "The run failed before anything could be scored."
    if bound.validation is not None:
        rows = f"the {bound.validation_count:,} validation rows"
    elif bound.validation_count:
        rows = f"the {bound.validation_count:,} rows that are held out"
    elif bound.test is not None:
        rows = f"the {len(bound.test[0]):,} test rows"
    else:
        rows = f"the {bound.training_count:,} training rows"
    return f"Start trains it; its scores on {rows} appear here."


def rows_line(scored: ScoreResult) -> str:
    """The scored rows: `1,234 validation rows, after epoch 7.`."""
    rows, count = len(scored.evaluation_rows), scored.count
    side = scored.evaluation_rows.side
    if rows >= count:
        return f"{counted(rows, f'{side} row')}, {scored.when}."
    later = "; more of them are scored when it ends" if scored.is_live else ""
    return f"{sample_note(rows, count, side)}, {scored.when}{later}."


def warning_words(scored: ScoreResult) -> str:
    """A warning that the scores are too optimistic; or empty."""
    leaked = scored.leaked_rows if scored.evaluation_rows.side == "validation" else 0
    return f"{leak_text(leaked)}." if leaked else scored.evaluation_rows.note
