"""The user's Keras callbacks of a run."""

from __future__ import annotations

from typing import Any

from densemodel.errors import TrainingError
from densemodel.network import load_keras


def callbacks_of(given: Any) -> list[Any]:
    """The callbacks as a list. Like `fit`, a run takes one, several, or None.

    Args:
        given: A `keras.callbacks.Callback`, or a list or tuple of them.

    Raises:
        TrainingError: It contains something else.
    """
    several = list(given) if isinstance(given, list | tuple) else [given]
    if given is None or not several:
        return []
    kind = load_keras().callbacks.Callback
    for one in several:
        if isinstance(one, type) and issubclass(one, kind):
            raise TrainingError(
                f"{one.__name__} in callbacks is a class, not a callback: write {one.__name__}()"
            )
        if not isinstance(one, kind):
            raise TrainingError(
                f"callbacks holds something of type {type(one).__name__}: give Keras callbacks, "
                "such as keras.callbacks.CSVLogger('log.csv'), or use run.on_event for a "
                "function"
            )
    return several
