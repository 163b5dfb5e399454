"""Writes docs/checks.md: its text from docs/_checks.md, the messages from case files of tests.

A test makes each mistake and checks its case, so the page shows the actual messages.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import pages
import project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

PAGE = pages.DOCS / "checks.md"
_TEMPLATE = pages.DOCS / "_checks.md"
_NOTE = "<!-- made by tools/checks_page.py (make docs) from docs/_checks.md and case files -->\n\n"
_CHECKS = project.ROOT / "tests" / "checks" / "cases" / "rows.txt"
_RUNS = project.ROOT / "tests" / "training" / "cases" / "messages.txt"
_WEIGHT = ["repair", "offer", "refuse"]
"From the lightest to the heaviest."

IN_X = {
    "missing_in_x": "a missing value",
    "missing_in_x_filled": "a missing value, with `missing fill`",
    "missing_in_x_dropped": "a missing value, with `missing drop`",
    "infinite_in_x": "an infinite value",
    "text_column": "a column of text",
    "date_column": "a column of dates",
    "objects": "numbers as Python objects",
    "lists": "lists",
    "no_rows": "no rows at all",
    "pixels": "pixels from 0 to 255",
    "large_columns": "a column of large numbers",
    "column_that_tells": "a column that leaks the target",
    "columns_that_tell": "two columns that leak the target",
    "column_that_counts": "a column that numbers the rows",
    "column_of_ids": "a column of ids, whatever its name",
    "text_of_ids": "ids that are text",
    "odd_value": "`?` among numbers",
    "number_with_a_comma": "`1,234` among numbers",
    "copies_of_rows": "duplicate rows",
    "rows_that_look_the_same": "rows of few different values, many of them equal",
    "target_among_the_columns": "y among the columns of x",
}
IN_Y = {
    "missing_in_y": "a missing number",
    "missing_labels": "missing labels",
    "names": "names",
    "names_of_yes_and_no": "names for `1 sigmoid`",
    "labels_from_one": "labels 1, 2, 3",
    "labels_plus_minus": "labels -1 and 1",
    "labels_of_halves": "labels 0.5, 1.5, 2.5",
    "prices_as_text": "prices with a currency sign",
    "name_with_a_blank": "`Yes ` beside `yes`",
    "one_hot_times_255": "one-hot labels times 255",
    "rare_class": "99 rows of 100 in one class",
}
FIT = {
    "columns": "7 columns into `8 -> ...`",
    "images_in_rows": "images into `784 -> ...`",
    "lengths": "x and y of different length",
    "label_beyond": "the label 3 for `3 softmax`",
    "sigmoid_of_three": "three classes for `1 sigmoid`",
    "sigmoids_of_classes": "three classes for `3 sigmoid`",
    "number_of_three_classes": "three classes for `1`",
    "one_softmax": "`1 softmax`",
    "relu_below_0": "negative numbers for `1 relu`",
    "sigmoid_of_prices": "numbers near 131 for `1 sigmoid`",
    "two_columns_on_one_unit": "two columns of y for one unit",
    "one_hot_with_a_sparse_loss": "one-hot y, and a loss for class numbers",
    "accuracy_of_numbers": "`metrics accuracy` for a regression",
    "relu_twice": "`relu relu`",
    "softmax_twice": "`softmax softmax`",
    "softmax_hidden": "softmax in a hidden layer",
    "linear_layers": "hidden layers without an activation",
    "norm_twice": "`bn bn` or `norm norm`",
    "no_weights": "a network without weights",
    "drop_of_nearly_all": "`drop 0.99`",
    "network_too_large": "a network too large for any memory",
}
SETTINGS = {
    "split_of_20": "`split 20`",
    "split_of_0": "`split 0`",
    "one_row": "a single row",
    "one_row_validates": "`split 0.002` of 600 rows",
    "class_of_a_single_row": "a class with a single row",
    "split_last_of_sorted_rows": "`split 30% last`, and rows sorted by class",
    "patience_without_validation": "`patience 3` and no rows held out",
    "batch_of_0": "`batch 0`",
    "rate_below_0": "`lr -0.1`",
    "patience_below_0": "`patience -1`",
}
TYPING = {
    "typo_activation": "`16 rellu`",
    "typo_optimizer": "`adma lr 0.01`",
    "typo_clause": "`meterics accuracy`",
    "typo_metric": "`metrics accuraccy`",
    "typo_loss": "`loss categorical_crosentropy`",
}
TRAINING = {
    "watched_large_rate": "the learning rate is too large",
    "watched_small_rate": "the learning rate is too small",
    "watched_pixels": "raw pixels",
    "watched_far_target": "y is far from 0",
    "watched_silent_units": "all units of a layer are dead",
    "watched_deep_sigmoid": "many sigmoid layers",
    "watched_one_class": "every row is predicted as one class",
    "watched_still_falling": "training was too short",
    "watched_noise": "x has nothing to do with y",
    "watched_not_finite": "the loss became NaN",
}


def text() -> str:
    """The whole page."""
    return _NOTE + pages.filled(_TEMPLATE, _PARTS)


def write() -> None:
    """Write the page if it has changed."""
    pages.write(PAGE, text())


def _answers(mistakes: Mapping[str, str]) -> str:
    rows = [(what, *_answer(_CHECKS, name)) for name, what in mistakes.items()]
    return pages.table(("mistake", "it is", "message"), rows)


def _monitored() -> str:
    rows = [(what, _answer(_RUNS, name)[1]) for name, what in TRAINING.items()]
    return pages.table(("what is wrong", "message"), rows)


def _answer(cases: Path, name: str) -> tuple[str, str]:
    """What happens with a mistake, and its message."""
    lines = _lines_of(cases, name)
    if lines[0].split(" ")[0].rstrip(":") not in _WEIGHT:
        # an error of the language: the message, the spec, carets, and usually a hint
        message, hint = lines[0], lines[3].strip() if len(lines) > 3 else ""
        separator = "; " if ":" in message else ": "
        return "refuse", _shown(f"{message}{separator}{hint}" if hint else message)
    heaviest = max(lines, key=lambda line: _WEIGHT.index(line.split(" ")[0].rstrip(":")))
    head, _, message = heaviest.partition(": ")
    return head.split(" ")[0], _shown(message.split("  [")[0])


def _lines_of(cases: Path, name: str) -> list[str]:
    return _texts(cases)[name].strip("\n").split("\n")


@functools.cache
def _texts(cases: Path) -> dict[str, str]:
    """The expected text of each case in a file; tests/support describes the format."""
    text = cases.read_text(encoding="utf-8")
    return dict(re.findall(r"^== (.+)\n(?s:.*?)^--\n((?s:.*?))(?=^== |\Z)", text, re.MULTILINE))


def _shown(message: str) -> str:
    """A message with Markdown's special characters escaped."""
    for symbol in "\\*_<[":
        message = message.replace(symbol, f"\\{symbol}")
    return message


_PARTS: dict[str, Callable[[], str]] = {
    "in_x": lambda: _answers(IN_X),
    "in_y": lambda: _answers(IN_Y),
    "fit": lambda: _answers(FIT),
    "settings": lambda: _answers(SETTINGS),
    "typing": lambda: _answers(TYPING),
    "training": _monitored,
    "sentence": lambda: "\n".join(_lines_of(_RUNS, "sentence_of_a_rare_class")),
}


if __name__ == "__main__":
    write()
