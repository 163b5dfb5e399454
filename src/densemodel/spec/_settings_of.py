"""Settings from the clauses that were said: defaults filled in, names turned into Keras's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec._arguments import arguments_of
from densemodel.spec._clause_words import CLAUSES
from densemodel.spec._keras_call import Argument, KerasCall
from densemodel.spec._losses import LOSSES
from densemodel.spec._metrics import METRICS
from densemodel.spec._optimizers import DEFAULT_OPTIMIZER, OPTIMIZERS
from densemodel.spec._settings import Settings
from densemodel.spec._tree import Named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.spec._tree import Value


def settings_of(said: Mapping[str, Value]) -> Settings:
    """All settings of a run.

    Args:
        said: The value of each clause that was said, by its word.
    """
    optimizer, rate = _optimizer(said)
    steps = _whole(said, "steps")
    return Settings(
        optimizer=optimizer,
        learning_rate=rate,
        batch=_whole(said, "batch") or 0,
        epochs=None if steps is not None else _whole(said, "epochs"),
        steps=steps,
        patience=_whole(said, "patience"),
        split=_real(said, "split"),
        seed=_whole(said, "seed") or 0,
        loss=_loss(said.get("loss")),
        metrics=_metrics(said.get("metrics")),
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
    rate = _real(said, "lr")
    arguments: list[tuple[str, Argument | KerasCall]] = []
    if rate is not None:
        arguments.append(("learning_rate", rate))
    arguments += arguments_of(optimizer.options, chosen.options)
    clip = said.get("clip")
    if isinstance(clip, tuple):
        arguments.append((f"clip{clip[0]}", float(clip[1])))
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
