"""The training lengths of trials, and whether their validation losses are comparable."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, SweepError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.data import Bound
    from densemodel.experiments.plan._plan import TrialPlan
    from densemodel.language import Spec


def require_comparable(plan: TrialPlan, validation_data: Any) -> None:
    """Refuse choices whose losses are not comparable.

    Args:
        plan: All trials.
        validation_data: Given rows to validate on; None where `split` holds them back.

    Raises:
        SweepError: The trials have other losses, or other rows to validate on.
    """
    settings = [case.settings for case, _ in plan.cases]
    if len({str(one.loss) for one in settings}) > 1:
        raise SweepError(
            "losses of different kinds do not compare, so none would be the best: write one loss, "
            "or train each in a sweep of its own"
        )
    splits = {(one.split, one.split_way, one.split_column) for one in settings}
    if validation_data is None and len(splits) > 1:
        raise SweepError(
            "trials that validate on other rows do not compare: write one split, or give rows to "
            "validate on"
        )


def with_lengths(specs: Sequence[Spec], bound: Bound, bind: Callable[[Spec], Bound]) -> list[Spec]:
    """Trials with default epochs and patience for the data, if the spec gives none.

    They are what `dm.train` would give them: part of what a trial is known by.

    Args:
        specs: Without choices.
        bound: The data, bound to the first of them.
        bind: Binds the data to another one.
    """
    counts = {_rows_by(specs[0]): bound}
    done = []
    for spec in specs:
        if spec.default_lengths:
            key = _rows_by(spec)
            if key not in counts:
                counts[key] = _bound_to(spec, bound, bind)
            rows = counts[key]
            steps = ceil(rows.training_count / spec.settings.batch)
            spec = spec.with_lengths(steps, validates=rows.validation_count > 0)  # noqa: PLW2901
        done.append(spec)
    return done


def with_same_epochs(specs: Sequence[Spec]) -> list[Spec]:
    """Trials that all train as long as the longest, if their epochs are defaults.

    Halving compares them at the same epochs.
    """
    if not all("epochs" in spec.from_data for spec in specs):
        return list(specs)
    most = max(spec.settings.epochs or 0 for spec in specs)
    return [spec.with_settings(f"epochs {most}") for spec in specs]


def _rows_by(spec: Spec) -> tuple[object, ...]:
    """The settings that decide the number of training rows."""
    settings = spec.settings
    by_group = settings.split_way == "by"
    return (
        settings.split,
        settings.split_way,
        settings.split_column,
        settings.seed if by_group else None,  # groups differ in size
        settings.missing,
        settings.without,
    )


def _bound_to(spec: Spec, bound: Bound, bind: Callable[[Spec], Bound]) -> Bound:
    try:
        return bound.with_spec(spec)
    except DataError:  # it takes the data in another form
        return bind(spec)
