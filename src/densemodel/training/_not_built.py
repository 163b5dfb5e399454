"""Clauses that can be said and that training does not honour yet: refused, never left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import TrainingError

if TYPE_CHECKING:
    from densemodel.spec import Spec


def require_one_training(spec: Spec) -> None:
    """Refuse to train a network several times in a row.

    Raises:
        TrainingError: The spec says `repeat`.
        SpecError: It holds choices: each of what it expands to trains alone.
    """
    settings = spec.settings
    if settings.repeat > 1:
        raise TrainingError(
            "repeat is not built yet: leave it out, and train once with "
            f"seed {settings.seed}, once with seed {settings.seed + 1}, and so on"
        )
