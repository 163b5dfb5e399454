"""Habits from Keras and from other notations, each with its hint in a clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec._clause_words import CLAUSES
from densemodel.spec._near import shortened
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

NO_CLAUSE = {
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

_RATE_KEYS = frozenset({"lr", "learning_rate"})

_OPTION_ELSEWHERE = {
    "clipnorm": "write a clause: '; clip norm 1'",
    "clipvalue": "write a clause: '; clip value 0.5'",
}
"""Options of an optimizer in Keras that are said in another way here."""

_FAR = 64
"""Tokens looked at for a rate in brackets: every option of an optimizer, said once, fits."""


def option_elsewhere(reader: Reader, optimizer: str) -> dict[str, str]:
    """Hints for the options that begin here and are said in another way, with the rate given."""
    rate, alone = _rate_in_brackets(reader)
    rate = rate or f"{OPTIMIZERS[optimizer].learning_rate:g}"
    hint = f"write '{optimizer} lr {rate}'" if alone else f"write 'lr {rate}' after the brackets"
    return _OPTION_ELSEWHERE | dict.fromkeys(_RATE_KEYS, hint)


def _rate_in_brackets(reader: Reader) -> tuple[str, bool]:
    """The rate in `adam(lr=0.03)`, empty if there is none; whether it stands there alone."""
    place = reader.place
    for ahead in range(1, _FAR):
        token = reader.ahead(ahead)
        if token.kind in {")", "newline", "end", ";"}:
            break
        if token.lower not in _RATE_KEYS or reader.ahead(ahead + 1).kind not in {"=", ":"}:
            continue
        value = reader.ahead(ahead + 2)
        reader.place += ahead + 2
        number, last = reader.decimal_comma(), 5
        reader.place = place
        if number is None:
            number, last = value.text.strip("\"'"), 3
        if value.kind not in {"number", "word", "string"}:
            break
        return shortened(number), ahead == 1 and reader.ahead(ahead + last).kind == ")"
    return "", reader.ahead(2).kind == ")"


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
