"""A run trains for the epochs and with the patience that fit its data, where none are said."""

import numpy as np
import pytest

import densemodel as dm
from densemodel.training import prepare

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(0)
X = RNG.normal(size=(1_000, 2)).astype(np.float32)
Y = (X[:, 0] > 0).astype(int)
WRITTEN = "2 -> 1 sigmoid"


def lengths(spec):
    return spec.settings.epochs, spec.settings.patience


def test_the_steps_are_those_of_the_rows_that_train():
    assert str(prepare(WRITTEN, X, Y).spec) == f"{WRITTEN} ; epochs 137 ; patience 23"
    gaps = X.copy()
    gaps[:500, 1] = np.nan
    dropped = prepare(f"{WRITTEN} ; missing drop", gaps, Y).spec
    assert lengths(dropped) == (273, 46)  # 350 rows, 11 steps
    given = prepare(WRITTEN, X, Y, validation_data=(X[:50], Y[:50])).spec
    assert lengths(given) == (94, 16)  # all 1,000 rows, 32 steps
    assert lengths(prepare(f"{WRITTEN} ; batch 4", X, Y).spec) == (30, 3)


def test_restart_follows_the_settings_of_now():
    run = dm.train(WRITTEN, X, Y, settings="epochs 2")
    run.restart("batch 128 ; epochs 3").wait()
    assert str(run.spec) == f"{WRITTEN} ; batch 128 ; epochs 3 ; patience 84"
    assert run.spec.from_data == {"patience"}


def test_resume_holds_the_epochs_that_were_planned():
    run = prepare(WRITTEN, X, Y)
    run.on_event(lambda _: run.stop())
    run.start().wait()
    assert run.state == "stopped"
    run.on_event(lambda _: run.stop())
    run.resume(X[:300], Y[:300]).wait()
    assert lengths(run.spec) == (137, 23)


def test_patience_follows_the_evaluation_interval_after_a_resume():
    run = prepare(WRITTEN, X, Y)
    cancel = run.on_event(lambda _: run.stop())
    run.start().wait()
    cancel()
    run.resume(settings="every 2 ; epochs 1").wait()
    assert run.spec.settings.patience == 250


def test_another_network_on_the_same_data_has_lengths_of_its_own():
    run = prepare(WRITTEN, X, Y)
    other = run.changed(lambda spec: spec.with_settings("batch 128"))
    assert lengths(other.spec) == (500, 84)


def test_a_model_of_ones_own_follows_the_same_rule():
    assert lengths(prepare(dm.build(WRITTEN), X, Y).spec) == (137, 23)


def test_batches_say_how_many_they_are_or_it_stays_at_30_and_2():
    tf = pytest.importorskip("tensorflow")
    batches = tf.data.Dataset.from_tensor_slices((X, Y)).batch(32)
    known = prepare(WRITTEN, batches, validation_data=(X, Y)).spec
    assert lengths(known) == (94, 16)
    unknown = prepare(WRITTEN, batches.filter(lambda *_: True), validation_data=(X, Y)).spec
    assert lengths(unknown) == (30, 2)
