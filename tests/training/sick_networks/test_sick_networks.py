"""The first advice cures: a few sick and healthy networks; `make sick` has them all."""

import numpy as np
import pytest
import run_bed
from bed_data import DATA
from healthy_cases import HEALTHY
from judge import NAMES, Cleared, Judged, Sick, clear, is_named, is_won, judge, shares, skill_of
from sick_cases import SICK

import densemodel as dm
from densemodel.data import Finding

SHORT = {
    "vanishing, 12 relu",
    "dead by bias, digits",
    "dead by rate, digits",
    "clip, digits",
    "l2, digits",
    "bottleneck, mnist",
    "linear, circles",
    "unscaled, wine",
}
WELL = {"digits, plain sgd", "digits, some dead", "mnist, sgd", "diabetes, no hidden layer"}


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "case", [case for case in SICK if case.name in SHORT], ids=lambda case: case.name
)
def test_the_first_advice_names_the_illness_and_cures_it(case):
    judged = judge(case, DATA)
    assert judged.named, run_bed.sick_line(judged)
    assert judged.followed, run_bed.sick_line(judged)


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "case", [case for case in HEALTHY if case.name in WELL], ids=lambda case: case.name
)
def test_nothing_is_offered_for_a_healthy_network(case):
    assert clear(case, DATA).offers == ()


def test_each_sick_network_has_a_name_of_its_own_and_data_and_an_illness_that_are_known():
    for part in run_bed.parts():
        names = [case.name for case in (*part.sick, *part.healthy)]
        assert len(set(names)) == len(names)
        assert {case.data for case in (*part.sick, *part.healthy)} <= set(run_bed.data())
        assert {words for case in part.sick for words in (case.illness, *case.also)} <= set(NAMES)


def test_there_are_enough_of_them():
    sick = [case for part in run_bed.parts() for case in part.sick]
    assert len(sick) >= 45
    assert len({case.illness for case in sick}) >= 17
    assert sum(len(part.healthy) for part in run_bed.parts()) >= 60


@pytest.mark.tensorflow
def test_skill_is_what_is_won_over_the_baseline():
    classes = np.repeat([0, 1, 2], 40)
    rng = np.random.default_rng(0)
    x = np.eye(3)[classes] + rng.normal(0, 0.05, (120, 3))
    learned = dm.train("3 -> 3 softmax ; adam lr 0.3 ; epochs 15", x, classes)
    assert skill_of(learned) == 1
    guessed = dm.train("3 -> 1 ; adam lr 0.3 ; epochs 60", x, rng.permutation(classes) / 2)
    assert skill_of(guessed) < 0.35


@pytest.mark.parametrize(
    ("before", "after", "won"),
    [(0, 0.4, True), (0, 0.39, False), (-3, 0.34, False), (0.8, 0.89, True), (0.8, 0.87, False)],
)
def test_advice_wins_enough_of_all_and_of_what_was_left(before, after, won):
    assert is_won(before, after) == won


@pytest.mark.parametrize(
    ("illness", "message", "named"),
    [
        ("clip", "clip norm 0.001 holds each step back: write clip norm 1", True),
        ("clip", "the learning rate is small: write lr 0.1", False),
        ("rate too low", "the learning rate, 1e-6, is too small: write lr 0.001", True),
        ("rate too low", "the learning rate, 1, is too large: write lr 0.001", False),
        ("vanishing gradient", "the gradient falls 10,000 times: write relu", True),
    ],
)
def test_words_of_a_fair_reader_name_the_illness(illness, message, named):
    case = Sick("", illness, "", "", "", "")
    assert is_named(case, Finding("offer", "training", message)) == named


def test_shares_count_who_was_named_who_won_and_who_was_alarmed():
    finding = Finding("offer", "training", "write lr 0.1", "lr 0.1")
    judged = [
        Judged(SICK[0], finding, True, True, 0, 1, 1),  # noqa: FBT003
        Judged(SICK[0], finding, True, False, 0, 0, 1),  # noqa: FBT003
    ]
    cleared = [Cleared(HEALTHY[0], (finding,), 1, 1), Cleared(HEALTHY[0], (), 1, 1)]
    summed = shares(judged, cleared)
    assert (summed.named, summed.followed, summed.alarms) == (1, 0.5, 1)
    assert not run_bed.is_enough(summed)
    assert run_bed.is_enough(shares(judged[:1], cleared[1:]))
