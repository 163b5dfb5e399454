import threading
import zlib

import pytest

import densemodel as dm
from densemodel.errors import SweepError
from densemodel.experiments import (
    ExperimentEnded,
    ExperimentStarted,
    RandomInTime,
    Search,
    TrialEnded,
    TrialEvaluated,
    prepare_sweep,
)

pytestmark = pytest.mark.tensorflow

SPEC = "4 -> {2|6} relu -> 2 softmax ; adam lr {0.1|0.01} ; epochs 3 ; batch 16"


def sweep(rows, folder, spec=SPEC, **options):
    return dm.sweep(spec, *rows, workers=1, folder=folder, **options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """That of a finished sweep, which is shared: a test that changes it uses another."""
    return tmp_path_factory.mktemp("sweep")


@pytest.fixture(scope="module")
def made(rows, folder):
    """A finished sweep of four trials."""
    return sweep(rows, folder)


def test_each_trial_is_the_run_that_train_makes(rows, made):
    for trial in made.trials:
        run = dm.train(trial.spec, *rows)
        result = made.results[trial.number]
        assert run.history == result.history
        assert run.best_epoch == result.best_epoch
        assert run.spec.parameter_count == result.parameters


@pytest.mark.small_training
def test_the_best_has_the_lowest_validation_loss(made):
    scores = {number: result.metrics["val_loss"] for number, result in made.results.items()}
    assert made.best_number == min(scores, key=lambda number: scores[number])
    assert made.best.history["val_loss"][made.best.best_epoch - 1] == min(scores.values())
    assert list(made.frame()["val_loss"]) == sorted(scores.values())


def test_the_best_is_a_run_with_its_data(rows, tmp_path):
    made = sweep(rows, tmp_path)
    run = made.best
    assert run.state == "finished"
    assert run.model.predict(rows[0], verbose=0).shape == (120, 2)
    assert run.diagnosis is None  # a trial is measured once it is opened
    assert len(dm.diagnose(run).layers) == 2
    epochs = run.history.epochs
    assert run.resume(epochs=1).wait().history.epochs == epochs + 1


def test_any_trial_can_be_loaded_and_has_its_numbers(made):
    for number, result in made.results.items():
        assert made.load(number).history == result.history


def test_test_data_scores_the_best_once_and_has_no_part_in_the_choice(rows, tmp_path):
    without = sweep(rows, tmp_path / "a")
    made = sweep(rows, tmp_path / "b", test_data=rows)
    assert made.best_number == without.best_number
    assert made.test_metrics["accuracy"] == dm.evaluate(made.best, *rows).metrics["accuracy"]
    assert not any(name.startswith("test") for r in made.results.values() for name in r.metrics)
    assert without.test_metrics == {}


def test_unreadable_records_are_reported_and_their_trials_train_again(rows, tmp_path):
    made = sweep(rows, tmp_path)
    for path in (tmp_path / "results").iterdir():
        lines = path.read_bytes().splitlines()
        texts = [line[9:].replace(b'"metrics":', b'"scores":', count) for count, line in
                 zip((0, 1) * len(lines), filter(None, lines), strict=False)]  # fmt: skip
        path.write_bytes(b"".join(b"\n%08x %b\n" % (zlib.crc32(text), text) for text in texts))
    again = prepare_sweep(SPEC, *rows, workers=1, folder=tmp_path)
    assert again.sentence == (
        "2 of 4 trials done. Start continues. "
        "2 records in its folder can't be read and do not count."
    )
    again.start().wait()
    assert "2 records in its folder can't be read" in again.sentence
    assert {n: r.metrics for n, r in again.results.items()} == {
        n: r.metrics for n, r in made.results.items()
    }


def test_the_same_sweep_in_the_same_folder_is_known_at_once(rows, made, folder):
    again = prepare_sweep(SPEC, *rows, workers=1, folder=folder)
    assert again.state == "finished"
    assert again.results == made.results
    assert again.best.history == made.best.history


@pytest.mark.usefixtures("made")
def test_other_rows_are_another_sweep(make_rows, folder):
    assert prepare_sweep(SPEC, *make_rows(120), folder=folder).results == {}


def test_a_longer_list_of_choices_trains_only_what_is_new(rows, tmp_path):
    sweep(rows, tmp_path)
    longer = prepare_sweep(SPEC.replace("{2|6}", "{2|6|8}"), *rows, workers=1, folder=tmp_path)
    assert len(longer.results) == 4
    started = []
    longer.on_event(lambda event: started.append(event.number) if _is_start(event) else None)
    longer.start().wait()
    assert started == [5, 6]


def _is_start(event):
    return type(event).__name__ == "TrialStarted"


def test_stop_ends_what_trains_and_start_goes_on(rows, tmp_path):
    spec = SPEC.replace("epochs 3", "epochs 100000 ; patience off")
    made = prepare_sweep(spec, *rows, workers=1, folder=tmp_path)
    evaluated = threading.Event()
    made.on_event(lambda event: evaluated.set() if isinstance(event, TrialEvaluated) else None)
    made.start()
    assert evaluated.wait(60)
    made.stop().wait(60)
    assert made.state == "stopped"
    assert made.results == {}
    assert "0 of 4 trials done" in made.sentence
    evaluated.clear()
    made.start()
    assert evaluated.wait(60)
    assert made.state == "running"
    made.stop().wait(60)


def test_one_trial_can_be_stopped_and_the_others_go_on(rows, tmp_path):
    spec = "4 -> 2 softmax ; epochs {100000|2} ; patience off"
    made = prepare_sweep(spec, *rows, workers=1, folder=tmp_path)
    evaluated = threading.Event()
    made.on_event(lambda event: evaluated.set() if isinstance(event, TrialEvaluated) else None)
    made.start()
    assert evaluated.wait(60)
    made.stop_trial(1)
    made.wait(60)
    assert made.state == "finished"
    assert [made.results[n].outcome for n in (1, 2)] == ["stopped", "finished"]
    with pytest.raises(dm.SweepError, match="is not training"):
        made.stop_trial(1)


def test_a_trial_that_fails_is_a_row_and_the_others_are_trained(rows, tmp_path):
    made = sweep(rows, tmp_path, "4 -> 2 -> 2 softmax ; sgd lr {1e30|0.01} ; epochs 2")
    assert made.state == "finished"
    assert made.results[1].outcome == "failed"
    assert "no longer a number" in made.results[1].sentence
    assert made.best_number == 2
    assert made.frame()["state"].tolist() == ["finished", "failed"]
    with pytest.raises(dm.SweepError, match="no model to load"):
        made.load(1)


def test_every_trial_has_its_events_in_order(rows, tmp_path):
    made = prepare_sweep(SPEC, *rows, workers=1, folder=tmp_path)
    events = []
    made.on_event(events.append)
    made.start().wait()
    ended = [event.number for event in events if isinstance(event, TrialEnded)]
    assert sorted(ended) == [1, 2, 3, 4]
    assert isinstance(events[0], ExperimentStarted)
    evaluated = {event.number for event in events if isinstance(event, TrialEvaluated)}
    assert evaluated == {1, 2, 3, 4}
    made.wait()
    assert sum(isinstance(event, ExperimentEnded) for event in events) <= 1


def test_halving_trains_the_better_third_to_the_end(rows, tmp_path):
    spec = "4 -> 5 relu -> 2 softmax ; epochs 6 ; patience off ; adam lr {0.001..0.1 log/6}"
    made = sweep(rows, tmp_path, spec, halving=True)
    epochs = [made.results[n].epochs for n in range(1, 7)]
    assert sorted(epochs) == [2, 2, 2, 2, 6, 6]
    whole = {n for n, count in enumerate(epochs, 1) if count == 6}
    assert made.best_number in whole
    alone = dm.train(made.trials[made.best_number - 1].spec, *rows)
    assert alone.history == made.results[made.best_number].history
    early = {n: result.history["val_loss"][:2] for n, result in made.results.items()}
    ranked = sorted(early, key=lambda n: min(early[n]))
    assert set(ranked[:2]) == whole


def test_callbacks_may_be_made_for_each_trial(rows, tmp_path):
    import keras

    asked = []

    def callbacks(trial):
        asked.append(trial.number)
        return [keras.callbacks.CSVLogger(tmp_path / f"{trial.number}.csv")]

    sweep(rows, tmp_path / "sweep", callbacks=callbacks)
    assert sorted(asked) == [1, 2, 3, 4]
    assert (tmp_path / "4.csv").read_text().startswith("epoch,")


def test_repeat_trains_every_seed(rows, tmp_path):
    made = sweep(rows, tmp_path, "4 -> 3 relu -> 2 softmax ; epochs 2 ; repeat 3")
    assert [trial.values for trial in made.trials] == [("0",), ("1",), ("2",)]
    assert made.frame()["seed"].tolist() != []


class First(Search):
    """The first combinations, until one has ended."""

    def draw(self, spec):
        return frozenset(range(spec.trial_count - 1))

    def is_over(self, results, seconds):
        assert 0 < seconds < 600
        return len(results) % 2 == 1


def test_a_search_of_ones_own_chooses_trials_and_when_to_stop(rows, tmp_path):
    made = sweep(rows, tmp_path, search=First())
    assert [trial.values for trial in made.trials] == [("2", "0.1"), ("2", "0.01"), ("6", "0.1")]
    assert (made.state, list(made.results)) == ("stopped", [1])
    assert made.best_number == 1
    made.start().wait()
    assert (made.state, list(made.results)) == ("finished", [1, 2, 3])
    with pytest.raises(SweepError, match="First takes no number of trials"):
        made.extend(trials=4)


class OneByOne(Search):
    """The next combination each time, once those before it have ended."""

    def __init__(self):
        self.asked = []

    def draw(self, _):
        return {1}

    def size(self, _):
        return 3

    def next(self, spec, losses):
        self.asked.append(losses)
        is_due = len(losses) < self.size(spec) and None not in losses.values()
        return {max(losses) + 1} if is_due else ()


def test_a_search_that_learns_is_asked_when_a_worker_is_free(rows, tmp_path):
    search = OneByOne()
    made = prepare_sweep(f"{SPEC} ; repeat 2", *rows, workers=1, folder=tmp_path, search=search)
    assert (len(made.trials), made.sentence) == (2, "6 trials are ready.")
    known = []
    made.on_event(lambda event: known.append(len(made.trials)) if _is_start(event) else None)
    made.start().wait()
    assert known == [2, 2, 4, 4, 6, 6]
    assert [trial.values[:2] for trial in made.trials[::2]] == [
        ("2", "0.01"),
        ("6", "0.1"),
        ("6", "0.01"),
    ]
    assert made.sentence.startswith("6 of 6 trials done. Best is trial")
    scores = [made.results[number].score for number in (1, 2)]
    assert search.asked[-1][1] == sum(scores) / 2


def test_what_a_search_has_drawn_is_known_in_a_new_kernel(rows, tmp_path):
    made = prepare_sweep(SPEC, *rows, workers=1, folder=tmp_path, search=OneByOne())
    made.on_event(lambda _: made.stop() if len(made.trials) == 2 else None)
    made.start().wait()
    assert made.sentence.startswith("1 of 3 trials done. Best is trial 1")
    again = prepare_sweep(SPEC, *rows, workers=1, folder=tmp_path, search=OneByOne())
    assert (len(again.trials), again.sentence) == (2, "1 of 3 trials done. Start continues.")
    again.start().wait()
    search = OneByOne()
    last = prepare_sweep(SPEC, *rows, folder=tmp_path, search=search)
    assert (last.state, last.trials, last.results) == ("finished", again.trials, again.results)
    assert all(len(losses) == 3 for losses in search.asked)  # it drew none
    more = last.extend(repeat=2).wait()
    assert [trial.number for trial in more.trials] == [1, 2, 3, 4, 5, 6]


def test_tpe_trains_the_same_trials_each_time_in_one_go_or_not(rows, tmp_path):
    spec = "4 -> {2|3} relu -> 2 softmax ; adam lr {0.001..0.1 log/8} ; epochs 1"
    search = {"trials": 11}
    whole = sweep(rows, tmp_path / "a", spec, search="tpe", **search)
    made = prepare_sweep(spec, *rows, workers=1, folder=tmp_path / "b", search="tpe", **search)
    made.on_event(lambda _: made.stop() if len(made.trials) == 10 else None)
    made.start().wait()
    assert (made.state, made.trial_count) == ("stopped", 11)
    again = prepare_sweep(spec, *rows, workers=1, folder=tmp_path / "b", search="tpe", **search)
    again.start().wait()
    assert again.trials == whole.trials
    assert losses(again) == losses(whole)
    assert again.extend(trials=12).wait().totals == {"trials": 12, "repeat": 1}
    assert len(again.results) == 12


def test_a_search_that_learns_is_not_halved(rows):
    with pytest.raises(SweepError, match="halving compares trials that begin together"):
        dm.sweep(SPEC, *rows, halving=True, search=OneByOne())


def test_random_in_time_trains_in_its_order(rows, tmp_path):
    made = sweep(rows, tmp_path, search=RandomInTime(1e9))
    assert [made.trials[n - 1].values[0] for n in made.results] == ["6", "2", "6", "2"]


def test_random_in_time_starts_no_trial_and_no_round_later(rows, tmp_path):
    made = sweep(rows, tmp_path, halving=True, search=RandomInTime(1e-9))
    for done in (1, 2, 3, 4):
        assert (made.state, made.round, len(made.results)) == ("stopped", (1, 2), done)
        made.start().wait()
    assert made.state == "finished"


def test_more_seeds_train_only_what_is_new(rows, tmp_path):
    made = sweep(rows, tmp_path / "a", test_data=rows)
    before = made.results
    assert made.totals == {"repeat": 1}
    assert made.extend(repeat=3).wait().totals == {"repeat": 3}
    assert [trial.number for trial in made.trials] == list(range(1, 13))
    assert {number: made.results[number] for number in before} == before
    assert str(made.spec).endswith("repeat 3")
    at_once = sweep(rows, tmp_path / "b", f"{SPEC} ; repeat 3", test_data=rows)
    assert losses(made) == losses(at_once)
    assert made.test_metrics == at_once.test_metrics
    assert sorted(made.frame()["seed"]) == sorted(at_once.frame()["seed"])


def losses(made):
    return {trial.values: made.results[trial.number].history["val_loss"] for trial in made.trials}


def test_more_trials_are_drawn_beside_those_there_are(rows, tmp_path):
    made = sweep(rows, tmp_path, search="random", trials=2)
    before = made.results
    assert made.totals == {"trials": 2, "repeat": 1}
    made.extend(trials=3).wait()
    assert {number: made.results[number] for number in before} == before
    again = prepare_sweep(SPEC, *rows, folder=tmp_path, search="random", trials=3)
    assert again.state == "finished"
    assert losses(again) == losses(made)
    assert made.extend(trials=9).wait().totals == {"repeat": 1}
    assert len(made.results) == 4


@pytest.mark.parametrize(
    ("options", "more", "message"),
    [
        ({}, {"repeat": 1}, "this adds no trial to the 4 there are: give a larger number"),
        ({}, {"trials": 9}, "a grid trains every combination"),
        ({"search": "random", "trials": 2}, {"trials": 2}, "this adds no trial to the 2"),
        ({"halving": True}, {"repeat": 2}, "compared round by round, so none can be added"),
    ],
)
def test_what_adds_no_trial_is_refused_and_nothing_changes(options, more, message, rows, tmp_path):
    made = prepare_sweep(SPEC, *rows, folder=tmp_path, **options)
    before = made.spec, made.variables, made.trials
    with pytest.raises(SweepError, match=message):
        made.extend(**more)
    assert (made.spec, made.variables, made.trials) == before


@pytest.mark.parametrize("fewer", [{"trials": 3, "repeat": 1}, {"trials": 1, "repeat": 5}])
def test_one_number_is_not_raised_while_another_falls(fewer, rows, tmp_path):
    spec = f"{SPEC} ; repeat 3"
    made = prepare_sweep(spec, *rows, folder=tmp_path, search="random", trials=2)
    before = made.spec, made.variables, made.trials
    with pytest.raises(SweepError, match="this adds no trial to the 6 there are"):
        made.extend(**fewer)
    assert (made.spec, made.variables, made.trials) == before


def test_a_sweep_that_chooses_seeds_gets_no_others(rows, tmp_path):
    spec = "4 -> 2 softmax ; epochs 3 ; seed {1|2}"
    made = prepare_sweep(spec, *rows, folder=tmp_path)
    assert made.totals == {}
    with pytest.raises(SweepError, match="seed holds choices, and repeat sets seeds as well"):
        made.extend(repeat=3)


def test_data_that_does_not_fit_is_refused_before_anything_is_trained(rows):
    x, y = rows
    with pytest.raises(dm.DataError, match="rows"):
        dm.sweep(SPEC, x[:50], y)
    with pytest.raises(dm.DataError, match="x and y"):
        dm.sweep(SPEC, None, None)
    with pytest.raises(dm.DataError, match="validation_data"):
        dm.sweep(SPEC, x, y, validation_data=x)
    with pytest.raises(dm.SweepError, match="whole number"):
        dm.sweep(SPEC, x, y, workers=0)
    with pytest.raises(dm.SweepError, match="tls://"):
        dm.sweep(SPEC, x, y, cluster="tcp://10.0.0.7:8786")


def test_a_trial_that_fails_after_an_epoch_is_not_the_best(rows, tmp_path):
    import keras

    class Fails(keras.callbacks.Callback):
        def on_epoch_end(self, *_, **__):
            raise ValueError("no more\nthan this")

    def callbacks(trial):
        return [Fails()] if trial.number != 2 else []

    made = sweep(rows, tmp_path, callbacks=callbacks)
    assert made.state == "finished"
    assert made.best_number == 2
    assert made.results[1].sentence == "ValueError: no more"
    assert repr(made).startswith("Sweep of model: 4 of 4 trials done, 3 failed. Best is trial 2")


def test_where_all_fail_it_says_so(rows, tmp_path):
    made = sweep(rows, tmp_path, "4 -> 2 -> 2 softmax ; sgd lr {1e30|1e31} ; epochs 2")
    assert made.best_number is None
    assert "None has a loss to choose by" in made.sentence
    with pytest.raises(dm.SweepError, match="no trial with a loss yet"):
        _ = made.best


def test_the_frame_has_the_reason_of_what_failed(rows, tmp_path):
    spec = "4 -> 2 -> 2 softmax ; sgd lr {0.1|1e30} ; epochs 2"
    frame = sweep(rows, tmp_path, spec).frame().set_index("state")
    assert frame["lr"].tolist() == [0.1, 1e30]
    assert frame["reason"]["finished"] == ""
    assert "1e30" in str(frame["spec"]["failed"])
    assert frame["reason"]["failed"].startswith("the loss is no longer a number at step")


def test_the_frame_has_what_was_chosen_beside_what_was_reached(rows, tmp_path):
    spec = "4 -> 2 relu -> 2 softmax ; epochs {2|40} ; patience 1 ; adam lr 0.5"
    frame = sweep(rows, tmp_path, spec).frame().set_index("epochs")
    assert set(frame.index) == {2, 40}
    assert frame["epochs_reached"][40] < 40


def test_the_frame_goes_into_a_csv(made, tmp_path):
    import pandas as pd

    made.frame().to_csv(tmp_path / "sweep.csv", index=False)
    read = pd.read_csv(tmp_path / "sweep.csv")
    assert read["units"].tolist() == made.frame()["units"].tolist()
    assert set(read["lr"]) == {0.1, 0.01}


def test_trials_that_say_what_the_data_would_give_are_the_same(rows, tmp_path):
    implicit = prepare_sweep("4 -> {2|3} relu -> 2 softmax", *rows, workers=1, folder=tmp_path)
    settings = implicit.trials[0].spec.settings
    lengths = f"epochs {settings.epochs} ; patience {settings.patience}"
    explicit = prepare_sweep(f"{implicit.spec} ; {lengths}", *rows, workers=1, folder=tmp_path)
    assert [trial.id for trial in implicit.trials] == [trial.id for trial in explicit.trials]
    assert str(implicit.trials[0].spec) == f"4 -> 2 relu -> 2 softmax ; {lengths}"
