"""Healthy data are never refused, and nothing is offered that a practitioner would not advise."""

import os

import numpy as np
import pytest

import densemodel as dm
from support.data.healthy import BY_NAME, FAR_TARGETS, HEALTHY, LACKING, NEAR_TARGETS

pytestmark = pytest.mark.tensorflow

KINDS = {(item.spec, item.kind): item for item in reversed(HEALTHY)}
TRAINED = HEALTHY if "DENSEMODEL_FUZZ" in os.environ else list(KINDS.values())[::-1]
"The first data set of each spec and kind of task; `make fuzz` trains on all."


def raised(findings):
    """Refusals and offers."""
    return [
        (found.severity, found.where, found.message)
        for found in findings
        if found.severity != "repair"
    ]


def test_there_are_many_and_each_has_a_name_of_its_own():
    assert len(BY_NAME) == len(HEALTHY) >= 36


@pytest.mark.parametrize("item", HEALTHY, ids=lambda item: item.name)
def test_nothing_is_held_against_healthy_data(item):
    x, y = item.load()
    assert np.shape(x) == item.shape
    bound = dm.bind(item.spec, x, y)
    assert bound.task.kind == item.kind
    assert raised(bound.findings) == []


@pytest.mark.parametrize("item", TRAINED, ids=lambda item: item.name)
def test_nothing_is_held_against_healthy_data_that_is_trained_on(item):
    x, y = item.load()
    run = dm.train(f"{item.spec} ; epochs 1", x, y)
    assert run.spec.settings.epochs == 1
    assert run.state == "finished"
    for name in ("loss", "val_loss"):
        assert np.isfinite(run.history[name]).all()
        assert len(run.history[name]) == 1
    # one epoch of a small table may be too few steps to learn anything, which is said
    found = [one for one in run.findings if not one.accept.startswith("epochs ")]
    assert raised(found) == []


@pytest.mark.parametrize("item", LACKING, ids=lambda item: f"{item.name}: {item.spec}")
def test_what_a_spec_lacks_is_offered_in_the_words_that_add_it(item):
    findings = dm.check(item.spec, *BY_NAME[item.name].load())
    offers = [found.accept for found in findings if found.severity == "offer"]
    assert offers == list(item.offers)
    assert not [found for found in findings if found.severity == "refuse"]


@pytest.mark.parametrize("name", FAR_TARGETS)
def test_target_norm_is_offered_where_targets_lie_far_from_what_a_network_starts_with(name):
    findings = dm.check("auto -> norm -> 16 relu -> 1", *BY_NAME[name].load())
    assert [found.accept for found in findings if found.severity == "offer"] == ["target norm"]


@pytest.mark.parametrize("name", NEAR_TARGETS)
def test_target_norm_is_not_offered_where_a_network_learns_without_it(name):
    findings = dm.check("auto -> norm -> 16 relu -> 1", *BY_NAME[name].load())
    assert {found.severity for found in findings} <= {"repair"}
