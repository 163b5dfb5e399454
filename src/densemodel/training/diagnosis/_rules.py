"""Finds out what is wrong with a run, by an ordered list of rules on its measurements."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from densemodel.language import with_words
from densemodel.training.diagnosis import _rules_of_fit as fit
from densemodel.training.diagnosis import _rules_of_layers as layers
from densemodel.training.diagnosis import _rules_of_settings as settings
from densemodel.training.diagnosis._rule_tools import BAD, POOR, note

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Finding
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
    layers.many_units_are_dead: _ALWAYS,
}
"""In the order in which they run: a cause comes before its effects.

Each has the share of the skill of simple models from which on it does not apply; some have several
such limits of their own."""


OF_ACTIVATIONS = (
    layers.gradients_explode,
    layers.weights_begin_too_small,
    layers.units_are_dead,
    layers.units_are_saturated,
    layers.gradients_vanish,
    layers.many_units_are_dead,
)
"""The rules on what passes through the layers: nothing does before the averages of batch
normalization have arrived."""

LATE = (
    fit.network_was_questioned,
    fit.validation_is_far_off,
    fit.class_is_not_found,
    fit.it_overfits,
    fit.it_underfits,
    fit.x_predicts_little,
)
"""The rules on results that more steps may still change."""

OF_THE_END = (
    *LATE,
    fit.validation_rows_differ,
    fit.layer_is_a_bottleneck,
    fit.target_is_far,
    fit.x_is_not_scaled,
    fit.hidden_part_is_linear,
    layers.layers_are_too_many,
    layers.gradients_vanish,
    layers.many_units_are_dead,
)
"""The rules that do not apply in the first steps of a run that continues. The others need no
results: settings and layers show what they are about."""


def decide(symptoms: Symptoms) -> tuple[Finding, ...]:
    """The findings about a run, the cause first; empty if all is well or it is too early to tell.

    What can be changed comes before what is only said.
    During training only what has a fix is reported; the rest waits for the end.
    """
    found: list[Finding] = []
    if symptoms.baseline_loss == 0:
        return ()  # there is nothing to learn, so nothing hinders it
    late = (LATE if symptoms.has_ended else OF_THE_END) if symptoms.is_early else ()
    if symptoms.is_early and layers.normalizes(symptoms):
        late = (*late, *OF_ACTIVATIONS)
    for rule, limit in RULES.items():
        finding = None if rule in late or symptoms.skill >= limit else rule(symptoms)
        # simple models are trained only where something seems to be wrong
        if finding is None or (limit != _ALWAYS and symptoms.share_won >= limit):
            continue
        if symptoms.is_early and finding.accept and symptoms.offers(finding.accept):
            continue  # the data say so, and no result yet says more
        # words that do not change the spec are no fix: a user's model may differ from its spec
        if finding.accept and with_words(symptoms.spec, finding.accept) in (None, symptoms.spec):
            finding = note(finding.message)
        if symptoms.has_ended or finding.severity == "offer" or finding.accept:
            found.append(finding)
    found.sort(key=lambda one: one.severity != "offer")
    return tuple(found) if symptoms.bound is None else symptoms.bound.as_named(found)
