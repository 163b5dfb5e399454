"""Finds out what is wrong with a run, by an ordered list of rules on its measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language import with_words
from densemodel.training.diagnosis import _rules_of_fit as fit
from densemodel.training.diagnosis import _rules_of_layers as layers
from densemodel.training.diagnosis import _rules_of_rate as rate
from densemodel.training.diagnosis import _rules_of_settings as settings
from densemodel.training.diagnosis._rule_tools import note

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Finding
    from densemodel.training.diagnosis._symptoms import Symptoms

RULES: tuple[Callable[[Symptoms], Finding | None], ...] = (
    fit.validation_is_lost,  # the only one that is never too early
    fit.validation_rows_differ,
    fit.network_was_questioned,
    fit.target_is_out_of_reach,
    layers.units_are_equal,
    settings.penalty_holds_back,
    settings.clip_holds_back,
    rate.rate_is_too_low,
    settings.dropout_holds_back,
    fit.layer_is_a_bottleneck,
    layers.gradients_explode,
    layers.weights_begin_too_small,
    layers.units_are_dead,
    layers.units_are_saturated,
    layers.gradients_vanish,
    fit.target_is_far,
    fit.x_is_not_scaled,
    rate.rate_is_too_high,
    fit.validation_is_far_off,
    fit.hidden_part_is_linear,
    fit.class_is_not_found,
    rate.steps_are_too_few,
    fit.it_overfits,
    fit.it_underfits,
    fit.x_predicts_little,
)
"""In the order in which they run: a cause comes before its effects."""

OF_FEW_STEPS = fit.validation_is_lost, rate.steps_are_too_few
"""The rules for a run with too few steps for any other cause to show."""


def decide(symptoms: Symptoms) -> tuple[Finding, ...]:
    """The findings about a run, the cause first; empty if all is well or it is too early to tell.

    During training only findings with a fix are reported; the others wait for the end.
    """
    rules = OF_FEW_STEPS if symptoms.is_too_early or symptoms.is_too_short else RULES
    found = [finding for rule in rules if (finding := rule(symptoms)) is not None]
    # words that do not change the spec are no fix: a user's model may differ from its spec
    sound = (
        note(finding.message)
        if finding.accept and with_words(symptoms.spec, finding.accept) in (None, symptoms.spec)
        else finding
        for finding in found
    )
    return tuple(one for one in sound if symptoms.has_ended or one.severity == "offer")
