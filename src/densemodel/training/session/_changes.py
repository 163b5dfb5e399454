"""Which settings of a run may change during training, or between a stop and a resume."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.errors import DataError, TrainingError

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.language import Settings, Spec


def require_one_training(spec: Spec) -> None:
    """Raise an error if a spec describes several trainings: by `repeat`, or by choices."""
    count = spec.settings.repeat
    if count > 1:
        raise TrainingError(
            f"repeat {count} needs {count} runs, and this is one: write it in a cell, or "
            "dm.sweep(spec, x, y)"
        )


def require_resumable(old: Spec, new: Spec) -> None:
    require_one_training(new)
    require_same_weights(old, new)
    require_same_end(old, new)
    if not has_same_measure(old.settings, new.settings):  # the history would mix two losses
        raise TrainingError(
            "values with another loss, other metrics or rows are not comparable: restart with them"
        )
    require_same_optimizer(old.settings, new.settings)


def has_same_start(old: Spec, new: Spec) -> bool:
    """Whether models of both specs are equal before the first step."""
    return (
        old.layers == new.layers
        and old.settings.seed == new.settings.seed
        and is_same_optimizer(old.settings, new.settings)
        and has_same_measure(old.settings, new.settings)
    )


def require_same_weights(old: Spec, new: Spec) -> None:
    if old.layers != new.layers:
        raise TrainingError("init and bias set the initial weights: restart with them")


def require_same_end(old: Spec, new: Spec) -> None:
    """Raise an error if `target norm` is added, because the model object stays the same."""
    if old.settings.target_norm != new.settings.target_norm:
        raise TrainingError(
            "target norm is a layer at the end of the model, and this model has none: train a "
            "spec with it in a new run"
        )


def require_same_optimizer(old: Settings, new: Settings) -> None:
    """Raise an error if the optimizer changes, because its state can't be continued."""
    if not is_same_optimizer(old, new):
        raise TrainingError(
            "another optimizer starts from scratch: restart to train with "
            f"{new.optimizer.name}, or resume with {old.optimizer.name}"
        )


def require_same_columns(old: Bound, new: Bound) -> None:
    """Raise an error if the columns of new rows have other names, or another order."""
    pairs = (
        ("x", old.column_names, new.column_names),
        ("y", old.terms.answer_names, new.terms.answer_names),
    )
    for noun, were, are in pairs:
        if were is None or are is None or len(were) == 1:
            continue  # the name of a single column doesn't matter
        for place, (was, now) in enumerate(zip(were, are, strict=False), 1):
            if was != now:
                raise DataError(
                    f"column {place} of the new {noun} is {now!a}, but was {was!a}: give the "
                    "columns as before"
                )


def has_same_measure(old: Settings, new: Settings) -> bool:
    return (old.loss, old.metrics, old.missing) == (new.loss, new.metrics, new.missing)


def differ_within_a_run(before: Settings, after: Settings) -> bool:
    names = "epochs", "steps", "minutes", "patience", "schedule", "learning_rate", "optimizer"
    same = replace(before, **{name: getattr(after, name) for name in names})
    return same == after and is_same_optimizer(before, after)


def is_same_optimizer(old: Settings, new: Settings) -> bool:
    """Whether both use the same optimizer, at any learning rate."""
    before, after = (
        {"name": one.name, **dict(one.arguments), "learning_rate": None}
        for one in (old.optimizer, new.optimizer)
    )
    return before == after
