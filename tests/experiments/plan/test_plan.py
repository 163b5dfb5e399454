import pytest

import densemodel as dm
from densemodel.experiments import RandomInTime
from densemodel.experiments.plan._plan import plan_of
from densemodel.experiments.plan._searches import search_of


def plan(text, search="grid", trials=None):
    return plan_of(dm.parse(text), search_of(search, trials))


def specs(text, **search):
    return [str(spec) for spec, _ in plan(text, **search).cases]


def test_a_grid_takes_every_combination_and_the_last_choice_changes_fastest():
    assert specs("4 -> {2|3} relu -> 2 softmax ; adam lr {0.1|0.01}") == [
        "4 -> 2 relu -> 2 softmax ; adam lr 0.1",
        "4 -> 2 relu -> 2 softmax ; adam lr 0.01",
        "4 -> 3 relu -> 2 softmax ; adam lr 0.1",
        "4 -> 3 relu -> 2 softmax ; adam lr 0.01",
    ]


def test_each_case_says_what_stands_for_each_variable():
    planned = plan("4 -> {2|3} relu -> 2 softmax ; adam lr {0.1|0.01}")
    assert [variable.name for variable in planned.variables] == ["units", "lr"]
    assert [values for _, values in planned.cases][1] == ("2", "0.01")


def test_repeat_trains_each_with_seeds_in_a_row():
    planned = plan("4 -> {2|3} relu -> 2 softmax ; seed 7 ; repeat 2")
    assert [str(spec) for spec, _ in planned.cases] == [
        "4 -> 2 relu -> 2 softmax ; seed 7",
        "4 -> 2 relu -> 2 softmax ; seed 8",
        "4 -> 3 relu -> 2 softmax ; seed 7",
        "4 -> 3 relu -> 2 softmax ; seed 8",
    ]
    assert planned.variables[-1].values == ("7", "8")


def test_repeat_alone_is_a_sweep_over_seeds():
    assert len(specs("4 -> 2 softmax ; repeat 5")) == 5


def test_random_draws_different_combinations_by_the_seed():
    text = "4 -> {1..50/50} relu -> 2 softmax ; adam lr {0.1|0.01}"
    drawn = specs(text, search="random", trials=10)
    assert len(set(drawn)) == 10
    assert drawn == specs(text, search="random", trials=10)
    assert drawn != specs(f"{text} ; seed 1", search="random", trials=10)
    assert set(drawn) < set(specs(text, search="random", trials=11))


def test_random_takes_all_where_there_are_not_more():
    assert len(specs("4 -> {2|3} relu -> 2 softmax", search="random", trials=99)) == 2


def test_random_keeps_the_seeds_of_what_it_drew_together():
    planned = plan("4 -> {2|3|4|5} relu -> 2 ; repeat 3", "random", 2)
    units = [values[0] for _, values in planned.cases]
    assert len(units) == 6
    assert units[0] == units[1] == units[2]


def test_random_in_time_plans_every_combination_in_random_order():
    text = "4 -> {1..50/50} relu -> 2 softmax ; adam lr {0.1|0.01}"
    ordered, grid = specs(text, search=RandomInTime(60)), specs(text)
    assert ordered == specs(text, search=RandomInTime(1)) != grid
    assert set(ordered) == set(grid)
    many = specs("4 -> {1..200/200} relu -> 2 ; repeat 99", search=RandomInTime(60))
    assert len(set(many)) == 101 * 99


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), True, "60"])
def test_random_in_time_needs_seconds(seconds):
    with pytest.raises(dm.SweepError, match="a number above 0"):
        RandomInTime(seconds)


@pytest.mark.parametrize(
    ("text", "search", "words"),
    [
        ("4 -> 2 softmax", {}, "one network"),
        ("4 -> {2|3} relu -> 2", {"search": "bayes"}, "'grid', 'random' or 'tpe'"),
        ("4 -> {2|3} relu -> 2", {"search": RandomInTime}, "a class: give an object of it, Ran"),
        ("4 -> {2|3} relu -> 2", {"search": "random"}, "trials=20"),
        ("4 -> {2|3} relu -> 2", {"trials": 5}, "every combination"),
        ("4 -> {2|3} relu -> 2", {"search": "random", "trials": 0}, "1 or more"),
        ("4 -> {2|3} relu -> 2", {"search": "random", "trials": True}, "1 or more"),
        ("4 -> {2|3} relu -> 2 ; seed {1|2} ; repeat 2", {}, "leave one of them out"),
        ("4 -> {1..200/200} relu -> 2 ; repeat 100", {}, "20,000 trials"),
    ],
)
def test_what_cannot_be_planned_is_refused(text, search, words):
    with pytest.raises(dm.SweepError, match=words):
        specs(text, **search)
