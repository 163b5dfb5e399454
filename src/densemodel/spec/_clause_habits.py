"""Habits from Keras and from other notations, each with its hint in a clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec._clause_words import CLAUSES
from densemodel.spec._optimizers import OPTIMIZERS

if TYPE_CHECKING:
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
}
"""Names that other tools have for a clause, and the clause as it is written here."""

OPTION_ELSEWHERE = {
    "lr": "write it after the name: 'lr 0.1'",
    "learning_rate": "write it after the name: 'lr 0.1'",
    "clipnorm": "write a clause: '; clip norm 1'",
    "clipvalue": "write a clause: '; clip value 0.5'",
}
"""Options of an optimizer in Keras that are said in another way here."""


def equals_habit(reader: Reader, word: str) -> tuple[str, str] | None:
    """lr=0.1, batch: 32: read the sign; the clause goes on after it."""
    if not reader.at("=", ":"):
        return None
    sign = reader.take()
    number = reader.token.text if reader.at("number", "word") else ""
    example = f"{word} {number}" if number else CLAUSES[word].example
    return f"a clause is written without '{sign.text}'", f"write '{example}'"


def our_clause(word: str, number: str) -> str | None:
    """The clause that is meant by another tool's name for it, with the number that was given."""
    clause = OUR_CLAUSE.get(word)
    if clause is None or not number:
        return clause
    ours = clause.split(" ")[0]
    return f"{ours} {number}" if ours in CLAUSES else clause


def optimizer_prefix(reader: Reader) -> str | None:
    """`optimizer adam` and `optimizer=adam`: the optimizer that is named after the word."""
    ahead = 1 if reader.ahead(0).kind in {"=", ":"} else 0
    name = reader.ahead(ahead).text.strip("\"'").lower()
    return name if name in OPTIMIZERS else None
