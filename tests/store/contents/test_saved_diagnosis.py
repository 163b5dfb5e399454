"""What was measured of the layers, in a file: written, read, checked."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from densemodel.data import Finding
from densemodel.errors import StoreError, TrainingError
from densemodel.store import ModelStore, load
from densemodel.store.contents._history_json import POINTS, history_bytes, read_history
from densemodel.store.contents._pack import packed
from densemodel.training import (
    LINES,
    LayerCourse,
    LayerMeasurement,
    Measurement,
    RunRecord,
    diagnose,
    prepare,
)
from densemodel.training.diagnosis import Diagnosis

SPEC = "6 -> 8 relu -> 2 softmax ; batch 8 ; patience off ; seed 1"


def points(count=320):
    rng = np.random.default_rng(0)
    y = np.arange(count) % 2
    return (rng.normal(size=(count, 6)) + 1.5 * y[:, None]).astype(np.float32), y


def ended_run(more="epochs 4"):
    return prepare(f"{SPEC} ; {more}", *points()).start().wait(60)


def measured(step):
    layer = LayerMeasurement(
        "dense",
        "hidden layer 1",
        "relu",
        8,
        gradient_norm=0.12345678,
        weight_norm=2.0,
        unit_spread=1.0,
        dead_units=np.array([2, 5]),
        lines=np.arange(len(LINES), dtype=np.float32),
    )
    return Measurement(step, step / 10, (layer,), float("nan"), 0.0, np.zeros((2, 3)))


def run_record(steps=3):
    course = LayerCourse()
    for step in range(1, steps + 1):
        course.add(measured(step))
    found = Finding("offer", "training", "2 units are dead: lr 0.001", "lr 0.001", ("bias 0",))
    return RunRecord(diagnosis=Diagnosis(measured(steps), (found,), None), layer_course=course)


def table(steps=3):
    return json.loads(history_bytes(run_record(steps)))


def read(written):
    return read_history(json.dumps(written).encode())


def test_a_diagnosis_is_read_as_it_was_written():
    again, before = read(table()).diagnosis, run_record().diagnosis
    assert again is not None
    assert before is not None
    assert again.findings == before.findings
    assert again.sentence == before.sentence
    pd.testing.assert_frame_equal(again.layers, before.layers, rtol=1e-3)
    assert again.measurement.layers[0].dead_units.tolist() == [2, 5]
    assert again.probe is None


def test_of_a_course_64_points_are_written_the_first_and_the_newest_among_them():
    again = read(table(200)).layer_course
    course = again.points()
    assert len(course) == POINTS
    assert course.steps[[0, -1]].tolist() == [1, 200]
    assert course.gradient_norms[0, 0] == pytest.approx(0.1235)
    assert np.isnan(course.update_ratios).all()
    assert course.lines.shape == (POINTS, 1, len(LINES))


def test_of_a_run_that_was_not_measured_nothing_is_written():
    again = read(json.loads(history_bytes(replace(run_record(0), diagnosis=None))))
    assert again.diagnosis is None
    assert len(again.layer_course) == 0


LAYER, FINDING = table()["diagnosis"]["layers"][0], table()["diagnosis"]["findings"][0]
WRONG = {
    "a list": ("diagnosis", []),
    "a text for layers": ("diagnosis", {"layers": "x"}),
    "no units": ("diagnosis", {"layers": [LAYER | {"units": 0}]}),
    "more units than fit": ("diagnosis", {"layers": [LAYER | {"units": 2**40}]}),
    "dead units that are none": ("diagnosis", {"layers": [LAYER | {"dead_units": [8]}]}),
    "dead units twice": ("diagnosis", {"layers": [LAYER | {"dead_units": [1, 1]}]}),
    "dead units below 0": ("diagnosis", {"layers": [LAYER | {"dead_units": [-1]}]}),
    "a norm as text": ("diagnosis", {"layers": [LAYER | {"gradient_norm": "1"}]}),
    "a norm without end": ("diagnosis", {"layers": [LAYER | {"gradient_norm": 1e309}]}),
    "too few lines": ("diagnosis", {"layers": [LAYER | {"lines": [0.0]}]}),
    "a long name": ("diagnosis", {"layers": [LAYER | {"name": "x" * 501}]}),
    "another severity": ("diagnosis", {"findings": [FINDING | {"severity": "evil"}]}),
    "a long message": ("diagnosis", {"findings": [FINDING | {"message": "x" * 4_001}]}),
    "ways that are numbers": ("diagnosis", {"findings": [FINDING | {"ways": [1]}]}),
    "many findings": ("diagnosis", {"findings": [FINDING] * 101}),
    "a step as text": ("diagnosis", {"step": "1"}),
    "steps that go back": ("layer_course", {"steps": [2, 1, 3]}),
    "places without end": ("layer_course", {"places": [0.1, 0.2, None]}),
    "fewer places": ("layer_course", {"places": [0.1]}),
    "fewer numbers": ("layer_course", {"dead": [1]}),
    "more dead than units": ("layer_course", {"dead": [9, 9, 9]}),
    "no float of 32 bits": ("layer_course", {"gradient_norms": [1e39, 1, 1]}),
    "lines of another size": ("layer_course", {"lines": [0.0]}),
    "names that are numbers": ("layer_course", {"names": [1]}),
    "more names": ("layer_course", {"names": ["a", "b"]}),
    "many points": ("layer_course", {"steps": list(range(65)), "places": list(range(65))}),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_no_run_can_have_is_refused(name):
    member, wrong = WRONG[name]
    written = table()
    written[member] = written[member] | wrong if isinstance(wrong, dict) else wrong
    with pytest.raises(StoreError):
        read(written)


@pytest.mark.tensorflow
def test_a_loaded_run_has_its_diagnosis_and_course():
    run = ended_run()
    loaded = load(packed(run, name="digits", id="0" * 16)[0])
    assert loaded.diagnosis is not None
    assert run.diagnosis is not None
    pd.testing.assert_frame_equal(loaded.diagnosis.layers, run.diagnosis.layers, rtol=1e-3)
    assert diagnose(loaded) is loaded.diagnosis
    assert loaded.layer_course.points().steps.tolist() == run.layer_course.points().steps.tolist()


@pytest.mark.tensorflow
def test_a_loaded_run_with_its_data_is_measured_and_its_course_goes_on(monkeypatch):
    monkeypatch.setattr("densemodel.training.diagnosis.Budget.allows", lambda *_: True)
    loaded = load(packed(ended_run(), name="digits", id="0" * 16)[0])
    before = loaded.layer_course.points().steps.tolist()
    loaded.give(*points())
    report = diagnose(loaded)
    assert report.probe is not None
    assert report.measurement.step == loaded.best_step
    loaded.resume(epochs=3).wait(60)
    after = loaded.layer_course.points().steps.tolist()
    assert after[: len(before)] == before
    assert len(after) > len(before)


@pytest.mark.tensorflow
def test_a_loaded_run_without_a_diagnosis_asks_for_its_data():
    run = prepare(f"{SPEC} ; epochs 1", *points())
    run.is_measured = False
    loaded = load(packed(run.start().wait(60), name="digits", id="0" * 16)[0])
    assert loaded.diagnosis is None
    with pytest.raises(TrainingError, match="has no diagnosis: attach the data"):
        diagnose(loaded)


@pytest.mark.tensorflow
def test_a_file_written_while_it_trains_keeps_the_newest_diagnosis(tmp_path):
    store = ModelStore(tmp_path)
    run = prepare(f"{SPEC} ; epochs 100000", *points()).start()
    try:
        diagnose(run)
        saved = store.save(run, "digits")
    finally:
        run.stop().wait(60)
    assert store.load(saved.id).diagnosis is not None
