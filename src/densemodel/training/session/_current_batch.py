"""The rows of the newest training step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from densemodel.training.session._session import Session


def current_batch(session: Session) -> np.ndarray:
    """The rows of the newest step, by their positions in x.

    Any thread may call it. If the run is training, it continues, and the step is the newest or one
    shortly before it.

    Args:
        session: The session that trains, or has trained.

    Returns:
        int64, shape (rows,); empty before the first step.
    """
    place = session.position
    epoch, step = place.epoch, place.step
    if not step:  # between two epochs
        epoch -= 1
    if not place.total_steps or epoch < session.initial_epoch:
        return np.empty(0, np.int64)
    order = session.order.epoch(epoch)
    newest = min(step or len(order), len(order)) - 1
    return np.asarray(order.steps(newest, 1)[0], np.int64)
