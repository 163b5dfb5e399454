from math import inf
from statistics import fmean

import pytest

import densemodel as dm
from densemodel.experiments.plan import _tpe
from densemodel.experiments.plan._search import RandomSearch
from densemodel.experiments.plan._searches import search_of
from densemodel.experiments.plan._tpe import STARTUP, TpeSearch

TEXT = "4 -> {2..9/8} {relu|tanh|elu} -> 2 ; adam lr {0.1|0.001|0.01|0.0001} ; seed %d"
SPEC = dm.parse(TEXT % 0)


def loss_at(place):
    """Best are 7 units, tanh and a rate of 0.01; a rate that is far off is worst."""
    units, activation, rate = place // 12, place // 4 % 3, (0, 2, 1, 3)[place % 4]
    return abs(units - 5) + (activation != 1) + 3 * abs(rate - 1)


def searched(search, spec=SPEC, losses=loss_at):
    found = {place: losses(place) for place in sorted(search.draw(spec) or range(spec.trial_count))}
    while places := search.next(spec, found):
        found |= {place: losses(place) for place in places}
    return found


@pytest.mark.parametrize("trials", [3, 12, 17, 18, 40])
def test_as_many_are_drawn_as_were_asked_for_each_once(trials):
    spec = dm.parse("4 -> {2|3|4} {relu|tanh|elu} -> 2 ; adam lr {0.1|0.01}")
    assert len(searched(TpeSearch(trials), spec)) == min(trials, 18)


def test_the_same_losses_give_the_same_combinations_and_another_seed_others():
    first = list(searched(TpeSearch(20)))
    assert list(searched(TpeSearch(20))) == first
    assert list(searched(TpeSearch(30)))[:20] == first
    assert list(searched(TpeSearch(20), dm.parse(TEXT % 1))) != first


def test_the_first_are_drawn_at_random():
    assert TpeSearch(20).draw(SPEC) == RandomSearch(STARTUP).draw(SPEC)


def test_it_learns_from_results():
    specs = [dm.parse(TEXT % seed) for seed in range(5)]
    learned = [min(searched(TpeSearch(24), spec).values()) for spec in specs]
    drawn = [min(map(loss_at, RandomSearch(24).draw(spec))) for spec in specs]
    assert fmean(learned) < fmean(drawn)


def test_those_that_train_are_not_drawn_again_and_those_that_failed_are_known():
    found = dict.fromkeys(TpeSearch(40).draw(SPEC), inf)
    for _ in range(4):
        [place] = TpeSearch(40).next(SPEC, found)
        assert place not in found
        found[place] = None


def test_optuna_logs_nothing_and_logs_as_before_afterwards(capfd):
    import optuna

    before = optuna.logging.get_verbosity()
    searched(TpeSearch(10))
    assert capfd.readouterr() == ("", "")
    assert optuna.logging.get_verbosity() == before


def test_without_optuna_one_sentence_names_the_install(monkeypatch):
    monkeypatch.setattr(_tpe, "find_spec", lambda _: None)
    with pytest.raises(
        dm.SweepError, match=r"needs a package: pip install optuna, or densemodel\[search"
    ):
        search_of("tpe", 20)
