"""Finds out what is wrong with a run, by an ordered list of rules on its measurements."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.language import with_words
from densemodel.training.diagnosis import _rules_of_fit as fit
from densemodel.training.diagnosis import _rules_of_layers as layers
from densemodel.training.diagnosis import _rules_of_settings as settings
from densemodel.training.diagnosis._rule_tools import (
    BAD,
    LARGE_INIT,
    POOR,
    is_rate_high,
    note,
    says_init,
    shown,
    size_of_kernel,
    smaller_rate,
    usual_init_for,
)
from densemodel.wording import enumerated, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.data import Finding
    from densemodel.language import Spec
    from densemodel.training.diagnosis._symptoms import Symptoms

_ALWAYS = inf

RULES: dict[Callable[[Symptoms], Finding | None], float] = {
    fit.validation_is_lost: _ALWAYS,  # the only one that is never too early
    fit.validation_rows_differ: _ALWAYS,
    fit.network_was_questioned: POOR,
    fit.target_is_out_of_reach: POOR,
    layers.units_are_equal: POOR,
    settings.penalty_holds_back: BAD,
    settings.clip_holds_back: BAD,
    settings.rate_is_too_low: BAD,
    settings.dropout_holds_back: BAD,
    fit.layer_is_a_bottleneck: POOR,
    layers.gradients_explode: POOR,
    layers.weights_begin_too_small: BAD,
    layers.layers_are_too_many: POOR,
    layers.units_are_dead: _ALWAYS,
    layers.units_are_saturated: POOR,
    layers.gradients_vanish: BAD,
    fit.target_is_far: _ALWAYS,
    fit.x_is_not_scaled: POOR,
    settings.rate_is_too_high: BAD,
    fit.validation_is_far_off: _ALWAYS,
    fit.hidden_part_is_linear: POOR,
    fit.class_is_not_found: _ALWAYS,
    settings.steps_are_too_few: _ALWAYS,
    fit.it_overfits: POOR,
    fit.it_underfits: _ALWAYS,
    fit.x_predicts_little: _ALWAYS,
}
"""In the order in which they run: a cause comes before its effects.

Each has the share of the skill of simple models from which on it does not apply; some have several
such limits of their own."""


OF_FEW_STEPS = fit.validation_is_lost, settings.steps_are_too_few
"""The rules for a run with too few steps for any other cause to show."""

OF_THE_START = (
    layers.units_are_equal,
    layers.gradients_explode,
    layers.weights_begin_too_small,
    layers.units_are_dead,
    layers.units_are_saturated,
)
"""The rules on what no number of steps cures."""


def decide(symptoms: Symptoms) -> tuple[Finding, ...]:
    """The findings about a run, the cause first; empty if all is well or it is too early to tell.

    What can be changed comes before what is only said.
    During training only findings with a fix are reported; the others wait for the end.
    """
    is_too_soon = symptoms.is_too_early or symptoms.is_too_short
    found: list[Finding] = []
    if symptoms.baseline_loss == 0:
        return ()  # there is nothing to learn, so nothing hinders it
    rules = (*OF_FEW_STEPS,) if is_too_soon else (*RULES,)
    if is_too_soon and symptoms.has_ended and layers.begins_badly(symptoms):
        rules = (*OF_THE_START, *rules)
    for rule in rules:
        # a rule without a limit does not wait for the scores of simple models
        is_asked = RULES[rule] == _ALWAYS or symptoms.share_won < RULES[rule]
        finding = rule(symptoms) if is_asked else None
        if finding is None:
            continue
        # words that do not change the spec are no fix: a user's model may differ from its spec
        if finding.accept and with_words(symptoms.spec, finding.accept) in (None, symptoms.spec):
            finding = note(finding.message)
        if symptoms.has_ended or finding.severity == "offer":
            found.append(finding)
    found.sort(key=lambda one: one.severity != "offer")
    return tuple(found) if symptoms.bound is None else symptoms.bound.as_named(found)


_ADAM = "adam lr 0.001"
"""Its steps do not grow with y, as those of sgd do."""


def unscaled(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Offers to scale x or y that were not accepted."""
    starts = ("norm", "scale", "target norm")
    return tuple(f for f in findings if f.severity == "offer" and f.accept.startswith(starts))


def fixes_for_non_finite_loss(
    model: Any, spec: Spec, findings: Sequence[Finding]
) -> tuple[str, str]:
    """What to do after a loss that is not a number; the model has its last finite weights.

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
