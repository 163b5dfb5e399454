"""What is said, and what helps, when the loss or a weight is no longer a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Finding
from densemodel.training.diagnosis._rule_tools import (
    LARGE_INIT,
    TRAINING,
    is_rate_high,
    says_init,
    shown,
    size_of_kernel,
    smaller_rate,
    usual_init_for,
)
from densemodel.training.engine._from_model import is_of_keras
from densemodel.wording import enumerated, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Spec
    from densemodel.training.checkpoint._checkpoint import NonFiniteError
    from densemodel.training.checkpoint._early_stopping import Evaluation

_ADAM = "adam lr 0.001"
"""Its steps do not grow with y, as those of sgd do."""


def unscaled(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Offers to scale x or y that were not accepted."""
    starts = ("norm", "scale", "target norm")
    return tuple(f for f in findings if f.severity == "offer" and f.accept.startswith(starts))


def non_finite_finding(
    error: NonFiniteError,
    model: Any,
    spec: Spec,
    findings: Sequence[Finding],
    *,
    best: Evaluation | None,
    sound_steps: int,
) -> Finding:
    """The finding that ends a run, whose model has its best weights, else the last finite ones.

    `findings` are those about the data, `sound_steps` the steps after which all was finite.
    """
    what = "the loss" if error.of_loss else "a weight"
    if best is not None:
        back = f"the weights of the best epoch, {best.epoch:,}, are restored"
    elif sound_steps:
        back = f"the weights after step {sound_steps:,} are restored"
    else:
        back = "the initial weights are restored"
    if is_of_keras(model.loss):
        fix, words = _fixes(model, spec, findings)
    else:
        # such a model may have another optimizer than the settings say
        smaller = "restart with a smaller learning rate"
        fix = f"avoid the logarithm or the root of 0 in the custom loss, or {smaller}"
        words = ""
    where = f"step {error.step:,}, in epoch {error.epoch:,}"
    ended = f"so training was stopped and {back}"
    message = f"{what} is no longer a number at {where}, {ended}: {fix}"
    return Finding("refuse", TRAINING, message, words)


def _fixes(model: Any, spec: Spec, findings: Sequence[Finding]) -> tuple[str, str]:
    """What to do next; the model has its last finite weights.

    Returns:
        The advice, as the end of a sentence, and the words of a spec that follow it. The words
        alone are enough to train, because they cover each known cause.
    """
    scales = list(dict.fromkeys(finding.accept for finding in unscaled(findings)))
    of_y = "target norm" in scales
    grows = spec.settings.optimizer.name == "SGD" and (spec.settings.target_norm or of_y)
    if scales:
        named = [w if w == "target norm" else f"{w} after the input" for w in scales]
        more = [_ADAM] if grows else [smaller_rate(spec)] if is_rate_high(spec) else []
        what = "x and y are" if of_y and len(scales) > 1 else "y is" if of_y else "x is"
        advice = f"{what} not scaled, so write {enumerated([*named, *more])}"
        return advice, " ; ".join([*scales, *more])
    sizes = [size_of_kernel(layer) for layer in model.layers if hasattr(layer, "kernel")]
    size = float(np.median(sizes)) if sizes else 1.0
    if says_init(spec) and size > LARGE_INIT:
        words = usual_init_for(spec)
        what = f"the initial weights are {rounded(size, 2)} times as large as usual"
        return f"{what}, so write {shown(words)}", words
    if grows:
        return f"restart with {_ADAM}: with target norm the steps of sgd grow with y", _ADAM
    rate = smaller_rate(spec)
    return f"restart with a smaller learning rate, {rate}", rate
