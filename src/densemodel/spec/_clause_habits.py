"""Habits from Keras and from other notations, each with its hint in a clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec._clause_ends import at_end
from densemodel.spec._clause_words import CLAUSES
from densemodel.spec._near import shortened
from densemodel.spec._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.spec._reader import Reader

OUR_CLAUSE = {
    "batch_size": "batch 32",
    "batchsize": "batch 32",
    "minibatch": "batch 32",
    "learning_rate": "lr 0.001",
    "learningrate": "lr 0.001",
    "rate": "lr 0.001",
    "eta": "lr 0.001",
    "epoch": "epochs 30",
    "step": "steps 2000",
    "steps_per_epoch": "steps 2000",
    "iterations": "steps 2000",
    "validation_split": "split 0.3",
    "val_split": "split 0.3",
    "validation": "split 0.3",
    "early_stopping": "patience 2",
    "earlystopping": "patience 2",
    "random_state": "seed 0",
    "random_seed": "seed 0",
    "metric": "metrics accuracy",
    "kernel_initializer": "init he_normal",
    "initializer": "init he_normal",
    "clipnorm": "clip norm 1",
    "clipvalue": "clip value 0.5",
    "momentum": "sgd(momentum=0.9)",
    "validate_every": "every 100",
    "val_every": "every 100",
    "eval_every": "every 100",
    "eval_steps": "every 100",
    "time": "minutes 5",
    "time_limit": "minutes 5",
    "max_time": "minutes 5",
    "minute": "minutes 5",
    "repeats": "repeat 5",
    "runs": "repeat 5",
    "n_init": "repeat 5",
    "class_weight": "weights balanced",
    "class_weights": "weights balanced",
    "balanced": "weights balanced",
    "balance": "weights balanced",
    "dropna": "missing drop",
    "fillna": "missing fill",
    "impute": "missing fill",
    "imputer": "missing fill",
    "nan": "missing drop",
    "drop_columns": "without id",
    "exclude": "without id",
    "normalize_y": "target norm",
    "scale_y": "target norm",
    "group": "split 0.3 by patient",
    "groups": "split 0.3 by patient",
    "group_by": "split 0.3 by patient",
    "shuffle_split": "split 0.3",
}
"""Names that other tools have for a clause, and the clause as it is written here."""

NO_CLAUSE = {
    "validation_freq": (
        "validation comes at the end of each epoch by itself",
        "leave it out, or write 'every 100' for a look each 100 steps",
    ),
    "stratify": ("a split holds back the same share of each class by itself", "leave it out"),
    "stratified": ("a split holds back the same share of each class by itself", "leave it out"),
    "shuffle": (
        "rows are always shuffled, by the seed",
        "leave 'shuffle' out; another seed gives another order: 'seed 1'",
    ),
    "verbose": (
        "'verbose' is not said in a spec",
        "leave it out: a spec says how to train, not what is shown",
    ),
}
"""Words of Keras's `fit` that stand for nothing here: what is wrong, and what to write."""

_MINUTES = {"hours": 60, "hour": 60, "seconds": 1 / 60, "second": 1 / 60}
"""What other units of time are in minutes."""

EVERY_EPOCH = (
    "validation comes at the end of each epoch by itself",
    "leave it out, or write 'every 100' for a look each 100 steps",
)
"""What is said of `every epoch`."""

OFF_UNSAID = frozenset({"every", "minutes", "repeat"})
"""Clauses that take a number and change nothing where they are not said."""

OUR_VALUE = {
    "balance": "balanced",
    "auto": "balanced",
    "dropna": "drop",
    "remove": "drop",
    "ignore": "drop",
    "skip": "drop",
    "mean": "fill",
    "median": "fill",
    "impute": "fill",
    "fillna": "fill",
    "normalize": "norm",
    "normalise": "norm",
    "normalized": "norm",
    "standardize": "norm",
    "standardise": "norm",
    "scale": "norm",
    "zscore": "norm",
}
"""Words of other tools for what a clause takes, and ours."""

_COUNTS = {
    "every": "steps",
    "patience": "epochs",
    "batch": "rows",
    "epochs": "epochs",
    "steps": "steps",
    "minutes": "minutes",
    "repeat": "times",
}
"""What the number of a clause counts."""

_UNITS = frozenset(
    {"step", "steps", "batches", "epoch", "epochs", "rows", "minutes", "min", "seconds", "hours"}
    | {"times", "runs"}
)
"""Words that are written after a number, and not before one, in other notations."""


def number_first(reader: Reader) -> str | None:
    """`20 epochs`: the clause as it is written, if its number comes next and then its word."""
    number, word, after = reader.token, reader.ahead(), reader.ahead(2)
    clause = CLAUSES.get(word.lower if word.kind == "word" else "")
    if number.kind != "number" or clause is None or clause.quantity is None:
        return None
    if after.kind in {"number", "=", ":", "%"} or (
        after.kind == "word" and not after.begins_clause
    ):
        return None  # the word has a number of its own
    return f"{clause.word} {shortened(number.text)}"


def equals_habit(reader: Reader, word: str) -> tuple[str, str] | None:
    """lr=0.1, batch: 32: read the sign; the clause goes on after it."""
    if not reader.at("=", ":"):
        return None
    sign = reader.take()
    number = reader.token.text if reader.at("number", "word") else ""
    if reader.at_word("exp", "cosine", "plateau"):
        number = _rest(reader)
    example = f"{word} {number}" if number else CLAUSES[word].example
    return f"a clause is written without '{sign.text}'", f"write '{example}'"


def _rest(reader: Reader) -> str:
    """The text up to the end of a clause."""
    ahead = 0
    while ahead < _FAR and not at_end(reader, ahead + 1):
        ahead += 1
    return shortened(reader.problems.text[reader.token.start : reader.ahead(ahead).end])


_FAR = 16
"""Tokens looked at, so that time grows with the length alone."""


def our_clause(word: str, number: str) -> str | None:
    """The clause that is meant by another tool's name for it, with the number that was given."""
    clause = OUR_CLAUSE.get(word)
    if clause is None or not number:
        return clause
    ours, _, last = clause.rpartition(" ")
    takes_number = bool(ours) and last.replace(".", "").isdecimal()
    return f"{ours} {number}" if takes_number else clause


def no_clause(word: str, numbers: Sequence[str]) -> tuple[str, str] | None:
    """A word that stands for nothing here, or for another number."""
    if word not in _MINUTES:
        return NO_CLAUSE.get(word)
    try:
        minutes = f"{float(numbers[0]) * _MINUTES[word]:.3g}" if numbers else "5"
    except ValueError:
        minutes = "5"
    return "the time of training is said in minutes", f"write 'minutes {minutes}'"


def unit_habit(reader: Reader, word: str) -> tuple[str, str] | None:
    """`every 100 steps`: a unit after the number of a clause, where no clause begins."""
    token = reader.token
    if not reader.at_word(*_UNITS) or not at_end(reader, 1) or reader.before.kind != "number":
        return None
    counts = _COUNTS.get(word)
    if counts is None:
        return None
    if token.lower.rstrip("s") == counts.rstrip("s") or (word, token.lower) == ("minutes", "min"):
        return f"'{word}' counts {counts} already", f"leave '{token.text}' out"
    if word == "every" and token.lower in {"epoch", "epochs"}:
        return "'every' counts steps, not epochs", EVERY_EPOCH[1]
    hint = f"leave '{token.text}' out, or write ';' between clauses"
    return f"'{word}' counts {counts}, not {token.lower}", hint


def optimizer_prefix(reader: Reader) -> str | None:
    """`optimizer adam` and `optimizer=adam`: the optimizer that is named after the word."""
    ahead = 1 if reader.ahead(0).kind in {"=", ":"} else 0
    name = reader.ahead(ahead).text.strip("\"'").lower()
    return name if name in OPTIMIZERS else None
