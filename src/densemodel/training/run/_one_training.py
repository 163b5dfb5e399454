"""A run is one training: a spec that says several is for a cell of several, or for a sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import TrainingError

if TYPE_CHECKING:
    from densemodel.language import Spec


def require_one_training(spec: Spec) -> None:
    """Refuse to train a network several times in one run.

    Raises:
        TrainingError: The spec says `repeat`.
        SpecError: It holds choices: each of what it expands to trains alone.
    """
    count = spec.settings.repeat
    if count > 1:
        raise TrainingError(
            f"repeat {count} is {count} runs, and this is one: write it in a cell, or "
            "dm.sweep(spec, x, y)"
        )
