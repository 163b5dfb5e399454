"""What a run scored, by the rows that it was scored on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.store.card._card_fields import Metrics


def metrics_by_side(
    logs: Mapping[str, float], test: Mapping[str, float] | None
) -> dict[str, Metrics]:
    """Sort the numbers of one look by "training", "validation" and "test".

    Args:
        logs: As Keras names them: `loss`, `val_loss`.
        test: The numbers on the test data, if there was any.
    """
    sides: dict[str, Metrics] = {"training": {}}
    for name, value in logs.items():
        if name.startswith("val_"):
            sides.setdefault("validation", {})[name.removeprefix("val_")] = value
        elif not name.startswith("test_") and name != "learning_rate":
            sides["training"][name] = value
    if test is not None:
        sides["test"] = dict(test)
    return sides
