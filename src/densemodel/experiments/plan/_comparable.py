"""Whether the trials of a sweep can be told apart by their validation losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.errors import SweepError

if TYPE_CHECKING:
    from densemodel.experiments.plan._plan import Plan


def require_comparable(plan: Plan, validation_data: Any) -> None:
    """Refuse choices whose losses say nothing about which is better.

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
