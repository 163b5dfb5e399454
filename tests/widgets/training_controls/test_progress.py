from dataclasses import replace
from types import SimpleNamespace

from densemodel.widgets.training_controls._train_view import progress_words
from support.widgets.running import RUNNING


def words(state, progress=RUNNING):
    run = SimpleNamespace(state=state, progress=progress)
    return progress_words(run)


def test_while_it_runs_the_time_left_is_shown():
    assert words("running") == [
        "epoch 14 of 30",
        "0.29 s an epoch",
        "4,500 steps a second",
        "about 5 s left",
    ]


def test_a_run_that_patience_may_end_has_a_time_at_most():
    may_end = replace(RUNNING, seconds_to_go=12.2, may_end_sooner=True)
    assert words("running", may_end)[-1] == "at most about 12 s: patience may stop it sooner"


def test_while_it_compiles_neither_a_speed_nor_a_time_is_shown():
    compiling = replace(RUNNING, compiling=True)
    assert words("running", compiling) == ["epoch 14 of 30", "Compiling the network …"]
    assert words("stopped", compiling)[-1] == "4.1 s in all"


def test_what_is_not_known_yet_is_not_shown():
    early = replace(RUNNING, epoch_seconds=None, steps_per_second=None, seconds_to_go=None)
    assert words("running", early) == ["epoch 14 of 30"]
    assert words("finished", early) == ["epoch 14 of 30", "4.1 s in all"]


def test_at_the_end_the_time_taken_is_shown():
    assert words("finished")[-1] == "4.1 s in all"


def test_before_the_start_no_progress_is_shown():
    assert words("ready") == []
    assert words("running", None) == []
