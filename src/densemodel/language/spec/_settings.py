"""The settings of training: the text, the order and the value of every clause, with defaults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING, Any, Literal, cast

from densemodel.language.reading._words import write_column
from densemodel.language.spec._kinds import columns_in, without_columns
from densemodel.language.syntax_tree._canonical import write_choice, write_value
from densemodel.language.syntax_tree._schedule import Schedule
from densemodel.language.syntax_tree._tree import CHOICE, Choice, Clause, Named
from densemodel.language.vocabulary._clause_words import (
    CLAUSES,
    COLUMN_CLAUSES,
    LISTED_KINDS,
    RIVALS,
)
from densemodel.language.vocabulary._find import finds_rate, found_rates
from densemodel.language.vocabulary._keras_call import KerasCall
from densemodel.language.vocabulary._layer_makers import arguments_of
from densemodel.language.vocabulary._losses import LOSSES
from densemodel.language.vocabulary._metrics import METRICS
from densemodel.language.vocabulary._optimizers import DEFAULT_OPTIMIZER, OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    from densemodel.language.syntax_tree._tree import Value

    SplitWay: TypeAlias = Literal["random", "last", "by"]


def write_clauses(clauses: Iterable[Clause]) -> list[str]:
    """The clauses in their order; the rate stands with its optimizer."""
    texts: list[str] = []
    optimizer_just_written = False
    for clause in clauses:
        if clause.word == "lr" and optimizer_just_written:
            texts[-1] += f" lr {write_value(clause.value)}"
        elif clause.word == CHOICE and isinstance(clause.value, Choice):
            texts.append(write_choice(clause.value, lambda one: " ; ".join(write_clauses(one))))
        elif clause.word == "optimizer":
            texts.append(write_value(clause.value))
        elif clause.word == "order" and isinstance(clause.value, tuple):
            texts += [
                f"order {' '.join(map(write_column, cast('Any', names)))}" for names in clause.value
            ]
        else:
            texts.append(f"{clause.word} {_write_clause_value(clause.word, clause.value)}")
        optimizer_just_written = clause.word == "optimizer"
    return texts


def _write_clause_value(word: str, value: Any) -> str:
    """The value of a clause; the names of columns stand in quotes where they have to."""
    if word not in {*COLUMN_CLAUSES, "split"}:
        return write_value(value)
    if isinstance(value, Choice):
        return write_choice(value, lambda one: _write_clause_value(word, one))
    if not isinstance(value, tuple):
        return write_value(value)
    count = len(("share", "way")) if word == "split" else 0
    words = [write_value(part) for part in value[:count]]
    for name in value[count:]:
        is_choice = isinstance(name, Choice)
        words.append(write_choice(name, write_column) if is_choice else write_column(name))
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of all clauses, with defaults. `None` means off if a clause can be off.

    Default epochs and patience are the least values: `Spec.with_lengths` returns those that fit
    the data.
    """

    optimizer: KerasCall
    "The optimizer with its options and clipping, and the learning rate if one is given."
    learning_rate: float
    "The learning rate, of a schedule the highest; by default that of the optimizer in Keras."
    batch: int
    "Rows per step."
    epochs: int | None
    "Passes over the training rows; 30 by default, None if `steps` is given."
    steps: int | None
    "Total number of batches; None if epochs count."
    patience: int | None
    """Evaluations (one per epoch, or one per `every` steps) without a better validation loss before
    training stops; 2 by default, None: off."""
    split: float | None
    "Share of the rows held out for validation, in (0, 1); None: off."
    seed: int
    loss: KerasCall | None
    "None: chosen by the last layer and the labels."
    metrics: tuple[KerasCall, ...] | None
    "None: chosen by the last layer and the labels."
    schedule: Schedule | None = None
    "How the rate changes; None: it is constant."
    every: int | None = None
    "Steps between two evaluations; None: one at the end of each epoch."
    minutes: float | None = None
    "Minutes after which training ends; None: no limit."
    repeat: int = 1
    "Number of runs, each with the next seed."
    split_way: Literal["random", "last", "by"] = "random"
    "Which rows are held out: random ones, the last ones, or whole groups."
    split_column: str | None = None
    "The column that holds the groups of `split ... by`."
    weights: Literal["balanced"] | None = None
    "Whether each class counts equally, for any number of rows."
    missing: Literal["drop", "fill"] | None = None
    "How to handle missing values; None: they are refused."
    without: tuple[str, ...] = ()
    "Columns of x that are left out."
    kinds: tuple[tuple[str, Literal["category", "number", "date", "text", "order"]], ...] = ()
    "Columns of a table whose kind is given, each with its kind; the values decide on the others."
    orders: tuple[tuple[str, ...], ...] = ()
    "Ordered columns of a table, each followed by its values from low to high."
    target_norm: bool = False
    "Whether the last layer scales outputs to the mean and standard deviation of y."


_ORDER = {word: place for place, word in enumerate(CLAUSES)}


def in_order(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses in the order of the canonical text."""

    def place(clause: Clause) -> int:
        return min((_ORDER[word] for word in clause.words), default=len(_ORDER))

    return tuple(sorted(clauses, key=place))


def merge(base: Iterable[Clause], own: Iterable[Clause]) -> tuple[Clause, ...]:
    """Clauses of `base` replaced by the same clauses of `own`.

    `epochs` replaces `steps` and the reverse. Another optimizer also drops the old rate or
    schedule: 0.5 is fine for sgd, but too high for adam. A choice of clauses in `base` is removed
    if one of them is given again. A column goes to the clause of `own` that names it:
    `category zip` takes `zip` out of `number zip rooms`.
    """
    base, own = tuple(base), tuple(own)
    if not base:
        return _with_rates(in_order(own))
    explicit = frozenset[str]().union(*(clause.words for clause in own))
    replaced = explicit | {RIVALS[word] for word in explicit if word in RIVALS}
    if "optimizer" in explicit and any("optimizer" in clause.words for clause in base):
        replaced |= {"lr"}
    remaining = [clause for clause in base if not clause.words & replaced]
    return _with_rates(in_order([*without_columns(remaining, columns_in(own)), *own]))


def _with_rates(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses, with the rates of their optimizer for `lr find`."""
    optimizer = next((one.value for one in clauses if one.word == "optimizer"), None)
    if not isinstance(optimizer, Named):
        return clauses
    return tuple(
        replace(one, value=found_rates(optimizer.name, one.value.span))
        if finds_rate(one.value)
        else one
        for one in clauses
    )


TABLE_SPLIT = 0.15
"""The default of `split` for a table: over 24 real tables it scored better than 0.3, on 9 of them
by more than two standard errors, and on none worse."""


def settings_of(values: Mapping[str, Value]) -> Settings:
    """All settings of a run, from the value of each given clause."""
    optimizer, rate = _optimizer(values)
    loss, metrics, schedule = values.get("loss"), values.get("metrics"), values.get("lr")
    steps, minutes = _whole(values, "steps"), values.get("minutes")
    missing = values.get("missing")
    orders = tuple(one for one in _columns(values.get("order")) if isinstance(one, tuple))
    split, way, column = _split(values.get("split", CLAUSES["split"].default))
    return Settings(
        optimizer=optimizer,
        learning_rate=rate,
        batch=_whole(values, "batch") or 0,
        epochs=None if steps is not None else _whole(values, "epochs"),
        steps=steps,
        patience=_whole(values, "patience"),
        split=split,
        seed=_whole(values, "seed") or 0,
        loss=_loss(loss) if isinstance(loss, Named) else None,
        metrics=(
            tuple(KerasCall("metrics", METRICS[str(word)].name) for word in metrics)
            if isinstance(metrics, tuple)
            else None
        ),
        schedule=schedule if isinstance(schedule, Schedule) else None,
        every=_whole(values, "every"),
        minutes=float(minutes) if isinstance(minutes, int | float) else None,
        repeat=_whole(values, "repeat") or 1,
        split_way=way,
        split_column=column,
        weights="balanced" if "weights" in values else None,
        missing=None if missing is None else "fill" if missing == "fill" else "drop",
        without=tuple(map(str, _columns(values.get("without")))),
        kinds=(
            *((str(one), kind) for kind in LISTED_KINDS for one in _columns(values.get(kind))),
            *((names[0], "order") for names in orders),
        ),
        orders=orders,
        target_norm="target" in values,
    )


def _columns(value: Value | None) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _whole(values: Mapping[str, Value], word: str) -> int | None:
    value = values.get(word, CLAUSES[word].default)
    return value if isinstance(value, int) else None


def _optimizer(values: Mapping[str, Value]) -> tuple[KerasCall, float]:
    chosen = values.get("optimizer", Named(DEFAULT_OPTIMIZER))
    assert isinstance(chosen, Named)  # noqa: S101 - the clause grammar makes nothing else
    optimizer = OPTIMIZERS[chosen.name]
    rate, arguments = values.get("lr"), arguments_of(optimizer.options, chosen.options)
    rate = rate.peak if isinstance(rate, Schedule) else rate
    given_rate = float(rate) if isinstance(rate, int | float) else None
    if given_rate is not None:
        arguments.insert(0, ("learning_rate", given_rate))
    clip = values.get("clip")
    if isinstance(clip, tuple):
        kind, limit = clip
        arguments.append((f"clip{kind}", float(cast("float", limit))))
    call = KerasCall("optimizers", optimizer.name, tuple(arguments))
    return call, optimizer.learning_rate if given_rate is None else given_rate


def _loss(value: Named) -> KerasCall:
    loss = LOSSES[value.name]
    return KerasCall("losses", loss.name, tuple(arguments_of(loss.options, value.options)))


def _split(value: Value | None) -> tuple[float | None, SplitWay, str | None]:
    if not isinstance(value, tuple):
        return (float(value) if isinstance(value, int | float) else None), "random", None
    share, way, *column = value
    held = float(share) if isinstance(share, int | float) else None
    return held, "by" if way == "by" else "last", str(column[0]) if column else None


def fitting(word: str, steps: int | None) -> int:
    """The value of `epochs` or `patience` that fits the data.

    `steps` are those of one epoch, or between two evaluations; None if unknown.
    """
    clause = CLAUSES[word]
    least = int(clause.default or 0)
    return max(least, ceil((clause.least_steps or 0) / steps)) if steps else least
