"""Healthy tables are never refused, and nothing is held against them."""

import pytest

from densemodel.data import bind
from support.data.healthy_tables import CLASSES, HEALTHY, titanic


def offers(bound):
    return [found.message for found in bound.findings if found.severity != "repair"]


def test_there_are_many():
    assert len(HEALTHY) >= 36


@pytest.mark.parametrize("name", HEALTHY)
def test_nothing_is_held_against_a_healthy_table(name):
    spec, load = HEALTHY[name]
    assert offers(bind(spec, *load())) == []


def test_leaky_columns_of_the_titanic_are_found():
    x, y = titanic()
    accepted = sorted(one.accept for one in bind(CLASSES, x, y).findings if one.accept)
    assert accepted == ["without boat", "without body"]
