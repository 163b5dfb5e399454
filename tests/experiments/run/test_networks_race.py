"""Several networks as one experiment: results, frame, sentence, more seeds."""

import re
import threading

import pytest

from densemodel.errors import SweepError
from densemodel.experiments import Race
from densemodel.language import parse
from densemodel.training import EvaluationDone
from densemodel.widgets.experiments._compared_curves import compared_picture

pytestmark = pytest.mark.tensorflow

WAIT_SECONDS = 60
LONG = "epochs 100000 ; patience off"
SMALL, BIG = "small: 4 -> 4 relu -> 2 softmax", "big: 4 -> 9 relu -> 2 softmax"


def race_of(rows, *texts, clauses="epochs 2"):
    return Race.of([parse(f"{text} ; {clauses}") for text in texts], *rows)


def wait_for_epoch(run, epoch):
    is_there = threading.Event()

    def note(event):
        if isinstance(event, EvaluationDone) and event.epoch >= epoch:
            is_there.set()

    cancel = run.on_event(note)
    if run.history.epochs < epoch:
        assert is_there.wait(WAIT_SECONDS)
    cancel()


def test_a_race_has_results_a_frame_and_a_sentence(rows):
    race = race_of(rows, SMALL, BIG, clauses="epochs 2 ; repeat 2")
    assert race.state == "ready"
    assert race.results == {}
    events = []
    race.on_event(lambda event: events.append(type(event).__name__))
    race.start().wait(WAIT_SECONDS)
    assert race.state == "finished"
    assert events[0] == "ExperimentStarted"
    assert events[-1] == "ExperimentEnded"
    assert [events.count(f"Trial{end}") for end in ("Started", "Evaluated", "Ended")] == [4, 8, 4]
    assert [race.words_of(number) for number in race.results] == [
        *("small, seed 0", "small, seed 1", "big, seed 0", "big, seed 1"),
    ]
    assert race.results[3].score == min(race.runs[2].history["val_loss"])
    frame = race.frame()
    assert list(frame["val_loss"]) == sorted(frame["val_loss"])
    assert set(zip(frame["network"], frame["seed"], strict=True)) == {
        (name, seed) for name in ("small", "big") for seed in (0, 1)
    }
    assert re.search("is better: |can be told from the noise between seeds", race.sentence)


def test_a_race_that_is_stopped_is_started_where_it_was(rows):
    race = race_of(rows, SMALL, BIG, clauses=LONG).start()
    wait_for_epoch(race.runs[1], 2)
    assert race.live_curves.keys() == {1, 2}
    with pytest.raises(SweepError, match="small and big are training already: stop them first"):
        race.start()
    race.stop().wait(WAIT_SECONDS)
    assert race.state == "stopped"
    assert race.results[1].outcome == "stopped"
    epochs = race.runs[0].history.epochs
    race.start()
    wait_for_epoch(race.runs[0], epochs + 1)
    race.stop().wait(WAIT_SECONDS)


def test_seeds_are_added_to_a_race_and_only_they_are_trained(rows):
    race = race_of(rows, SMALL, BIG)
    with pytest.raises(SweepError, match="the comparison of small and big is not started"):
        race.wait()
    race.start().wait(WAIT_SECONDS)
    histories = [run.history for run in race.runs]
    with pytest.raises(SweepError, match="adds no seed to the 1 there are"):
        race.extend(repeat=1)
    race.extend(repeat=3).wait(WAIT_SECONDS)
    assert [race.runs[place].history for place in (0, 3)] == histories
    assert race.totals == {"repeat": 3}
    alone = race_of(rows, SMALL, BIG, clauses="epochs 2 ; repeat 3").start().wait(WAIT_SECONDS)
    assert [result.score for result in race.results.values()] == [
        result.score for result in alone.results.values()
    ]


def test_losses_of_other_kinds_are_not_compared(rows):
    texts = (f"{name}: 4 -> 1 ; epochs 1 ; loss {name}" for name in ("mse", "mae"))
    race = Race.of(map(parse, texts), rows[0], rows[0][:, 0]).start().wait(WAIT_SECONDS)
    assert race.sentence.startswith("Their losses measure different things")


def test_without_validation_nobody_says_which_is_better(rows):
    race = race_of(rows, SMALL, BIG, clauses="epochs 1 ; split off ; patience off")
    race.start().wait(WAIT_SECONDS)
    assert race.sentence.startswith("No rows were held out for validation")
    assert compared_picture(race.groups) is not None
