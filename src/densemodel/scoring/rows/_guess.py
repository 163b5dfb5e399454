"""The loss of saying the same of every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import constant_answers
from densemodel.scoring.rows._own_loss import losses_of

if TYPE_CHECKING:
    from densemodel.data import Terms
    from densemodel.scoring.rows._judged import Judged

Array = np.ndarray[Any, Any]

_LEAST_SHARE = 1e-7  # as Keras keeps chances from 0


def guessed_loss(judged: Judged, trained: Array) -> float | None:
    """The loss of the best answer that is the same for every row.

    Args:
        judged: The rows that are scored.
        trained: Written labels of the rows from which the guess comes.

    Returns:
        None where no such answer is known: outputs that are no chances.
    """
    terms = judged.terms
    if terms.task.kind != "regression" and judged.chances is None:
        return None
    rows = len(judged.answers)
    losses = []
    for answer in constant_answers(terms.coding, trained, None):
        outputs = _as_outputs(terms, answer)
        everywhere = np.broadcast_to(outputs, (rows, *outputs.shape))
        losses.append(float(np.mean(losses_of(terms, judged.y, everywhere))))
    return min(losses, default=None)


def _as_outputs(terms: Terms, answer: Array) -> Array:
    """The answer as the last layer gives it: shares as logits, where the loss takes those."""
    if terms.task.kind == "regression":
        return np.asarray(answer, np.float32)
    share = np.clip(answer, _LEAST_SHARE, 1 - _LEAST_SHARE)
    if not dict(terms.task.loss.arguments).get("from_logits"):
        return np.asarray(share, np.float32)
    is_of_classes = terms.task.kind == "classes"
    return np.asarray(np.log(share) if is_of_classes else np.log(share / (1 - share)), np.float32)
