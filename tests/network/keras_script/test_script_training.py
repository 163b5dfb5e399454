"""The scripts of `keras_code` train as their clauses say, in a process without densemodel."""

import json

import numpy as np
import pytest

from densemodel.data import bind
from densemodel.language import PlateauSchedule, ScheduleStep, parse
from densemodel.network import build, keras_code, why_it_waits
from support.forked import run_script
from support.network.called import scores_of
from support.network.script_check import data_for

pytestmark = pytest.mark.tensorflow

ROWS = 40
TINY = " ; epochs 2 ; batch 8"
ARRAYS = [
    "6 -> 5 relu -> 3 softmax" + TINY,
    "net: 6 -> 5 bn tanh drop 0.2 -> 3 ; split 20% ; seed 3 ; patience 1 ; sgd lr 0.1" + TINY,
    "6 -> 5 leaky_relu(negative_slope=.1) -> 1 sigmoid ; init tn:0.1 ; bias 0.1 ; split off" + TINY,
    "6 -> 5(l2=1e-4) selu -> 1 ; rmsprop lr 0.01 ; patience off" + TINY,
    "6 -> 5 relu noise 0.1 -> 3 sigmoid" + TINY,
    "2x3 -> 5 ln gelu -> 3 softmax ; loss categorical_crossentropy ; steps 5 ; batch 8",
    "6 -> 2*(4 relu drop 10%) -> 2 ; loss mae" + TINY,
    "6 -> 5 relu -> 3 softmax ; metrics auc precision" + TINY,
    "6x6 -> conv 3 relu -> max 2 -> 3 softmax" + TINY,
    "6 -> 9 relu -> 3 softmax ; lr exp 0.02->0.001/4" + TINY,
    "6 -> 9 relu -> 3 softmax ; lr 0.01*0.6^epoch" + TINY,
    "6 -> 9 relu -> 3 softmax ; lr cosine 0.01" + TINY,
    "6 -> 9 relu -> 3 softmax ; lr cosine 0.01/7" + TINY,
    "6 -> 9 relu -> 3 softmax ; lr cosine 0.01 ; steps 7 ; batch 8",
    "6 -> 9 relu -> 3 softmax ; lr warmup 0.01/50" + TINY,
    "6 -> 9 relu -> 3 softmax ; lr onecycle 0.01" + TINY,
    "6 -> 9 relu -> 3 softmax ; lr plateau 0.01 ; split off" + TINY,
    "6 -> 9 relu -> 3 softmax ; lr plateau 0.01*0.5/1" + TINY,
    "6 -> 9 relu -> 3 softmax ; every 3 ; lr 0.01*0.6^epoch ; patience 9" + TINY,
    "6 -> 9 relu -> 3 softmax ; every 3 ; steps 9 ; batch 8 ; weights balanced",
    "6 -> 9 relu -> 3 softmax ; every 3 ; steps 8 ; batch 8 ; split off ; lr plateau 0.01",
    "6 -> 9 relu -> 3 softmax ; minutes 5 ; weights balanced" + TINY,
    "6 -> 9 relu -> 1 sigmoid ; weights balanced ; split 0.25 last" + TINY,
    "6 -> 3 softmax ; loss categorical_crossentropy ; weights balanced" + TINY,
    "6 -> 9 relu -> 1 ; target norm ; missing fill" + TINY,
    "6 -> 9 relu -> 1 ; target norm ; missing fill ; split off" + TINY,
    "6 -> 9 relu -> 3 softmax ; target norm ; split off" + TINY,
    "6 -> 9 relu -> 3 softmax ; sgd(use_ema=on) lr 0.1 ; split 0.25 last" + TINY,
    "3x2 -> norm -> 9 relu -> 1 ; target norm ; clip value 1 ; repeat 2" + TINY,
    "6 -> scale /4 -> norm -> 9 relu -> 3 softmax ; seed 5" + TINY,
    "4x4 -> norm -> conv 2 relu -> 3 softmax ; split off" + TINY,
]
FRAMES = [
    '6 -> 5 relu -> 3 softmax ; without id "the name"' + TINY,
    "6 -> 5 relu -> 3 softmax ; split 0.25 by group ; missing drop ; without group id" + TINY,
    "6 -> 5 relu -> 3 softmax ; split 0.25 by patient" + TINY,
    "6 -> norm -> 5 relu -> 1 ; target norm ; split 0.25 by patient ; without id" + TINY,
]
TEXTS = ARRAYS + FRAMES

# runs each script with data put in, and notes what came of it
DRIVER = """
import json, runpy, sys, numpy as np, pandas as pd, tensorflow as tf
for number in range(int(sys.argv[2])):
    # compiling a step takes longer than the few steps themselves: every tenth script does it
    tf.config.run_functions_eagerly(number % 10 > 0)
    start = f"{sys.argv[1]}/{number}"
    data = dict(np.load(f"{start}.npz"))
    if "columns" in data:
        frame = pd.DataFrame(data["x_train"], columns=[f"column_{i}" for i in range(6)])
        for name in data.pop("columns"):
            frame[str(name)] = [f"name {i % 8}" for i in range(len(frame))]
        data["x_train"] = frame
    after = runpy.run_path(f"{start}.py", init_globals=data)
    model, history = after["model"], after["history"].history
    facts = {
        "steps": int(model.optimizer.iterations),
        "rate": float(model.optimizer.learning_rate),
        "history": {key: [float(np.mean(value)) for value in values]
                    for key, values in history.items()},
        "end": [after.get("y_mean"), after.get("y_std")],
        "norms": [[np.ravel(layer.mean).tolist(), np.ravel(layer.variance).tolist()]
                  for layer in model.layers if hasattr(layer, "adapt")],
        "rows": len(after["x_train"]),
        "gaps": int(np.isnan(np.asarray(after["x_train"])).sum()),
    }
    with open(f"{start}.json", "w") as file:
        json.dump(facts, file)
assert "densemodel" not in sys.modules
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """What each script of TEXTS came to, after it has run in another process."""
    folder = tmp_path_factory.mktemp("trained")
    for number, text in enumerate(TEXTS):
        spec = parse(text)
        (folder / f"{number}.py").write_text(keras_code(spec), encoding="utf-8")
        x, y = data_for(spec, ROWS)
        data = {"x_train": x, "y_train": y}
        if spec.settings.missing is not None:
            x[3, 1] = x[5, 2] = np.nan
        if text in FRAMES:
            left = {spec.settings.split_column, *spec.settings.without} - {None}
            data["columns"] = np.array(sorted(left), dtype=str)
        np.savez(folder / f"{number}.npz", **data)
    ran = run_script(DRIVER, folder, len(TEXTS))
    assert ran.returncode == 0, ran.stderr
    return {
        text: json.loads((folder / f"{number}.json").read_text())
        for number, text in enumerate(TEXTS)
    }


@pytest.mark.parametrize("text", TEXTS)
def test_script_trains_as_long_as_the_spec_says(trained, text):
    settings, facts = parse(text).settings, trained[text]
    rows = ROWS - 2 if settings.missing == "drop" else ROWS
    held_back = rows - facts["rows"]
    assert held_back == pytest.approx(rows * (settings.split or 0), abs=3)
    per_epoch = -(-facts["rows"] // settings.batch)
    assert facts["steps"] == (settings.steps or 2 * per_epoch)
    evaluations = facts["steps"] / (settings.every or per_epoch)
    assert len(facts["history"]["loss"]) == int(np.ceil(evaluations))
    assert facts["gaps"] == 0


@pytest.mark.parametrize("text", ARRAYS)
def test_script_trains_with_the_metrics_of_build(trained, text):
    spec, keys = parse(text), set(trained[text]["history"]) - {"learning_rate"}
    has_validation = spec.settings.split is not None
    assert has_validation == any(key.startswith("val_") for key in keys)
    if spec.settings.missing is not None or why_it_waits(spec):
        return  # what needs data of its own to be built is compared below
    x, y = data_for(spec, ROWS)
    bound = bind(spec, x, y)
    model = build(spec, task=bound.task)
    ours = scores_of(model, x, y)
    assert {key.removeprefix("val_") for key in keys} == set(ours)


@pytest.mark.parametrize("text", [text for text in ARRAYS if " lr " in text])
def test_script_ends_with_the_rate_of_the_schedule(trained, text):
    settings, facts = parse(text).settings, trained[text]
    schedule = settings.schedule
    if schedule is None or isinstance(schedule, PlateauSchedule):
        assert facts["rate"] <= settings.learning_rate * 1.000001
        return
    per_epoch = -(-facts["rows"] // settings.batch)
    last = facts["steps"] - 1
    due = schedule.rate(ScheduleStep(last, last // per_epoch, per_epoch, facts["steps"]))
    assert facts["rate"] == pytest.approx(due, rel=1e-5)
    assert facts["rate"] < settings.learning_rate


def test_script_adapts_to_what_reaches_the_layer(trained):
    text = "4x4 -> norm -> conv 2 relu -> 3 softmax ; split off" + TINY
    spec = parse(text)
    x, y = data_for(spec, ROWS)
    ours = next(layer for layer in build(spec, x, y).layers if hasattr(layer, "adapt"))
    mean, variance = trained[text]["norms"][0]
    assert np.ravel(ours.mean) == pytest.approx(mean, abs=1e-5)
    assert np.ravel(ours.variance) == pytest.approx(variance, rel=1e-4)


@pytest.mark.parametrize("text", [text for text in TEXTS if "-> 1 ; target norm" in text])
def test_script_ends_the_model_in_the_unit_of_y(trained, text):
    _, y = data_for(parse(text), ROWS)
    mean, spread = trained[text]["end"]
    # rows that are drawn by chance have nearly the numbers of all
    assert mean == pytest.approx(y.mean(), rel=0.3)
    assert spread == pytest.approx(y.std(), rel=0.3)
    if parse(text).settings.split is None:
        assert (mean, spread) == pytest.approx((y.mean(), y.std()), rel=1e-12)
    errors = trained[text]["history"]["mean_absolute_error"]
    assert max(errors) < 4 * y.std()


def test_script_adapts_through_the_layers_before(trained):
    text = next(text for text in TEXTS if "scale /4 -> norm" in text)
    _, variance = trained[text]["norms"][0]
    # a normal deviation of 1, divided by 4
    assert np.mean(variance) == pytest.approx(1 / 16, rel=0.3)
