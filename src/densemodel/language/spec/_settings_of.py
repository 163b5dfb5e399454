"""Settings from the clauses that were said: defaults filled in, names turned into Keras's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.spec._settings import Settings
from densemodel.language.tree._schedule import Schedule
from densemodel.language.tree._tree import Named
from densemodel.language.vocabulary._arguments import arguments_of
from densemodel.language.vocabulary._clause_words import CLAUSES
from densemodel.language.vocabulary._keras_call import Argument, KerasCall
from densemodel.language.vocabulary._losses import LOSSES
from densemodel.language.vocabulary._metrics import METRICS
from densemodel.language.vocabulary._optimizers import DEFAULT_OPTIMIZER, OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias

    from densemodel.language.tree._tree import Value

    SplitWay: TypeAlias = Literal["chance", "last", "by"]


def settings_of(said: Mapping[str, Value]) -> Settings:
    """All settings of a run.

    Args:
        said: The value of each clause that was said, by its word.
    """
    optimizer, rate = _optimizer(said)
    steps = _whole(said, "steps")
    schedule = said.get("lr")
    split, way, column = _split(_value(said, "split"))
    return Settings(
        optimizer=optimizer,
        learning_rate=rate,
        batch=_whole(said, "batch") or 0,
        epochs=None if steps is not None else _whole(said, "epochs"),
        steps=steps,
        patience=_whole(said, "patience"),
        split=split,
        seed=_whole(said, "seed") or 0,
        loss=_loss(said.get("loss")),
        metrics=_metrics(said.get("metrics")),
        schedule=schedule if isinstance(schedule, Schedule) else None,
        every=_whole(said, "every"),
        minutes=_real(said, "minutes"),
        repeat=_whole(said, "repeat") or 1,
        split_way=way,
        split_column=column,
        weights="balanced" if "weights" in said else None,
        missing=_missing(said.get("missing")),
        without=_columns(said.get("without")),
        target_norm="target" in said,
    )


def _value(said: Mapping[str, Value], word: str) -> Value | None:
    return said.get(word, CLAUSES[word].default)


def _whole(said: Mapping[str, Value], word: str) -> int | None:
    value = _value(said, word)
    return value if isinstance(value, int) else None


def _real(said: Mapping[str, Value], word: str) -> float | None:
    value = _value(said, word)
    return float(value) if isinstance(value, int | float) else None


def _optimizer(said: Mapping[str, Value]) -> tuple[KerasCall, float]:
    chosen = said.get("optimizer", Named(DEFAULT_OPTIMIZER))
    assert isinstance(chosen, Named)  # noqa: S101 - the clause grammar makes nothing else
    optimizer = OPTIMIZERS[chosen.name]
    rate = _rate(said.get("lr"))
    arguments: list[tuple[str, Argument | KerasCall]] = []
    if rate is not None:
        arguments.append(("learning_rate", rate))
    arguments += arguments_of(optimizer.options, chosen.options)
    clip = said.get("clip")
    if isinstance(clip, tuple):
        kind, limit = clip
        assert isinstance(limit, int | float)  # noqa: S101 - choices are expanded before
        arguments.append((f"clip{kind}", float(limit)))
    call = KerasCall("optimizers", optimizer.name, tuple(arguments))
    return call, optimizer.learning_rate if rate is None else rate


def _loss(value: Value | None) -> KerasCall | None:
    if not isinstance(value, Named):
        return None
    loss = LOSSES[value.name]
    return KerasCall("losses", loss.name, tuple(arguments_of(loss.options, value.options)))


def _metrics(value: Value | None) -> tuple[KerasCall, ...] | None:
    if not isinstance(value, tuple):
        return None
    return tuple(KerasCall("metrics", METRICS[str(word)].name) for word in value)


def _rate(value: Value | None) -> float | None:
    """The rate of the first step."""
    if isinstance(value, Schedule):
        return value.first_rate
    return float(value) if isinstance(value, int | float) else None


def _split(value: Value | None) -> tuple[float | None, SplitWay, str | None]:
    """The share that is held back, which rows, and the column of groups."""
    if not isinstance(value, tuple):
        return (float(value) if isinstance(value, int | float) else None), "chance", None
    share, way, *column = value
    held = float(share) if isinstance(share, int | float) else None
    return held, "by" if way == "by" else "last", str(column[0]) if column else None


def _missing(value: Value | None) -> Literal["drop", "fill"] | None:
    if value is None:
        return None
    return "fill" if value == "fill" else "drop"


def _columns(value: Value | None) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, tuple) else ()
