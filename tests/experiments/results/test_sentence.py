import re

import pytest

import densemodel as dm
from densemodel.experiments import (
    ExperimentStarted,
    TrialEnded,
    TrialEvaluated,
    TrialStarted,
    prepare_sweep,
)

SPEC = "4 -> {2|6} relu -> 2 softmax ; adam lr {0.1|0.01} ; epochs 3 ; batch 16"
HALVED = "4 -> 5 relu -> 2 softmax ; epochs 9 ; patience off ; adam lr {0.001..0.1 log/9}"


def sentences_at(made, *kinds):
    """What its sentence is at each event of these kinds."""
    sentences = []
    made.on_event(
        lambda event: sentences.append(made.sentence) if isinstance(event, kinds) else None
    )
    return sentences


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "the workers"), (1, "1 worker"), (2, "2 workers"), (1000, "1,000 workers")],
)
def test_until_the_first_trial_is_given_out_workers_start(rows, tmp_path, count, words):
    made = prepare_sweep(SPEC, *rows, workers=1, folder=tmp_path)
    made._state, made.worker_count = "running", count
    assert made.sentence == f"Starting {words} …"


@pytest.mark.tensorflow
def test_what_is_done_stands_before_the_workers_that_start(rows, tmp_path):
    dm.sweep(SPEC, *rows, workers=1, folder=tmp_path)
    longer = prepare_sweep(SPEC.replace("{2|6}", "{2|6|8}"), *rows, workers=1, folder=tmp_path)
    first = sentences_at(longer, ExperimentStarted)
    begun = sentences_at(longer, TrialStarted)
    longer.start().wait()
    assert first == ["4 of 6 trials done. Starting the workers …"]
    assert begun[0] == "4 of 6 trials done, 1 training."


@pytest.mark.tensorflow
def test_at_the_end_no_time_is_left(rows, tmp_path):
    made = prepare_sweep(SPEC, *rows, workers=1, folder=tmp_path)
    sentences = sentences_at(made, TrialEnded)
    made.start().wait()
    assert re.fullmatch(r"1 of 4 trials done, 0 training\. About \d+ s left\.", sentences[0])
    assert sentences[-1] == "4 of 4 trials done."


@pytest.mark.tensorflow
def test_it_says_how_many_a_person_has_stopped(rows, tmp_path):
    spec = "4 -> 2 softmax ; epochs {100000|2} ; patience off"
    made = prepare_sweep(spec, *rows, workers=1, folder=tmp_path)

    def stop(event):
        if isinstance(event, TrialEvaluated) and event.number == 1 and 1 in made.training:
            made.stop_trial(1)

    made.on_event(stop)
    made.start().wait(60)
    assert made.sentence.startswith("2 of 2 trials done, 1 of them stopped. Best is trial")


@pytest.mark.tensorflow
def test_with_halving_no_count_falls_within_a_round(rows, tmp_path):
    made = prepare_sweep(HALVED, *rows, workers=1, folder=tmp_path, halving=True)
    shares = []
    made.on_event(lambda _: shares.append(made.share_done))
    sentences = sentences_at(made, TrialEnded)
    made.start().wait()
    counts = [match[0] for text in sentences if (match := re.match(r"Round.*? done", text))]
    assert counts == [
        *(f"Round 1 of 3: {done} of 9 trials done" for done in range(1, 10)),
        *(f"Round 2 of 3: {done} of 3 trials done" for done in range(1, 4)),
        "Round 3 of 3: 1 of 1 trials done",
    ]
    assert shares == sorted(shares)
    assert made.share_done == 1


@pytest.mark.tensorflow
def test_what_halving_left_is_named_so(rows, tmp_path):
    made = dm.sweep(HALVED, *rows, workers=1, folder=tmp_path, halving=True)
    assert made.sentence.startswith("9 of 9 trials done, 8 eliminated by halving. Best is trial")
    assert sorted(made.frame()["state"]) == ["finished"] + ["left behind"] * 8


@pytest.mark.tensorflow
def test_halving_that_goes_on_counts_what_a_later_round_has(rows, tmp_path):
    made = prepare_sweep(HALVED, *rows, workers=1, folder=tmp_path, halving=True)

    def stop(event):
        if isinstance(event, TrialEnded) and event.result.until_epoch == 3:
            made.stop()

    cancel = made.on_event(stop)
    made.start().wait()
    cancel()
    assert made.state == "stopped"
    assert made.sentence.startswith("Round 2 of 3: 1 of 3 trials done")
    made.start().wait()
    assert len(made.results) == 9
    assert made.sentence.startswith("9 of 9 trials done, 8 eliminated by halving.")
