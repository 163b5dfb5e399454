"""Ways out of a loss that is not a number: a known cause first, then a smaller rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.diagnosis._rule_tools import (
    LARGE_INIT,
    is_rate_high,
    says_init,
    shown,
    size_of_kernel,
    smaller_rate,
    usual_init_for,
)
from densemodel.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data import Finding
    from densemodel.language import Spec

_ADAM = "adam lr 0.001"
"""Its steps do not grow with y, as those of sgd do."""


def unscaled(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Offers to scale x or y that were not accepted."""
    starts = ("norm", "scale", "target norm")
    return tuple(f for f in findings if f.severity == "offer" and f.accept.startswith(starts))


def ways_out(model: Any, spec: Spec, findings: Sequence[Finding]) -> tuple[str, str]:
    """What to do after a loss that is not a number.

    Args:
        model: With its last finite weights.
        spec: With the current settings.
        findings: The findings about the data.

    Returns:
        The advice, as the end of a sentence, and the words of a spec that follow it. The words
        alone are enough to train, because they cover each known cause.
    """
    settings = spec.settings
    scales = list(dict.fromkeys(finding.accept for finding in unscaled(findings)))
    grows = settings.optimizer.name == "SGD" and (settings.target_norm or "target norm" in scales)
    if scales:
        of_y = "target norm" in scales
        named = [w if w == "target norm" else f"{w} after the input" for w in scales]
        words = list(scales)
        if grows:
            words.append(_ADAM)
        elif is_rate_high(spec):
            words.append(f"lr {smaller_rate(spec):g}")
        what = "x and y are" if of_y and len(scales) > 1 else "y is" if of_y else "x is"
        return (
            f"{what} not scaled, so write {enumerated([*named, *words[len(scales) :]])}",
            " ; ".join(words),
        )
    if says_init(spec) and _median_size(model) > LARGE_INIT:
        words_of_init = usual_init_for(spec)
        times = f"{_median_size(model):.2g} times as large as usual"
        return f"the initial weights are {times}, so write {shown(words_of_init)}", words_of_init
    if grows:
        return f"restart with {_ADAM}: with target norm the steps of sgd grow with y", _ADAM
    rate = f"lr {smaller_rate(spec):g}"
    return f"restart with a smaller learning rate, {rate}", rate


def _median_size(model: Any) -> float:
    sizes = [size_of_kernel(layer) for layer in model.layers if hasattr(layer, "kernel")]
    return float(np.median(sizes)) if sizes else 1.0
