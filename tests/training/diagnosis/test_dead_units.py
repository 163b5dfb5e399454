"""After a run dead units give 0 for every training row, not only for those that were measured."""

import numpy as np
import pandas as pd
import pytest

from densemodel.training import Found, diagnose, prepare, train
from densemodel.training.diagnosis import CAN_DIE, Meter, unit_layers
from densemodel.widgets.inside._layer_strips import layer_strips

pytestmark = pytest.mark.tensorflow

ROWS = 1_200
SHORT = " ; epochs 3 ; seed 1 ; patience off"
NETWORKS = {
    "few rows reach its units": "6 -> 40 relu -> 2 softmax ; bias -4",
    "no row reaches its units": "6 -> 40 relu -> 2 softmax ; bias -90",
    "two layers": "6 -> 30 relu -> 20 relu -> 2 softmax ; bias -1.5",
    "high rate": "6 -> 50 relu -> 50 relu -> 2 softmax ; adam lr 0.3",
    "very high rate": "6 -> 20 relu -> 2 softmax ; sgd lr 0.5 ; batch 8",
    "wide": "6 -> 300 relu -> 1 sigmoid ; bias -3",
    "ends of relu6": "6 -> 30 relu6 -> 30 tanh -> 2 softmax ; bias -3",
    "hard_silu": "6 -> 30 hard_silu -> 2 softmax ; bias -6",
    "normalized": "6 -> norm -> 30 bn relu -> 30 relu -> 2 softmax ; bias -2",
    "dropped": "6 -> 40 relu drop 0.5 -> 20 relu drop 0.2 -> 2 softmax ; bias -2",
    "number": "6 -> 32 relu -> 1",
    "last layer": "6 -> 8 relu -> 1 relu ; loss mse ; bias -2",
    "convolution": "6x6x1 -> conv 8 3x3 relu -> flatten -> 30 relu -> 2 softmax ; bias -2",
    "columns": "table -> 40 relu -> 10 relu -> auto ; bias -2",
    "healthy": "6 -> 16 relu -> 2 softmax",
}


def rows_for(name):
    """Rows of which a few are far from the others."""
    rng = np.random.default_rng(3)
    y = np.arange(ROWS) % 2
    if name == "convolution":
        return rng.standard_t(3, size=(ROWS, 6, 6)) + y[:, None, None], y
    x = rng.standard_t(3, size=(ROWS, 6)) + y[:, None]
    if name == "columns":
        frame = pd.DataFrame(x, columns=list("abcdef"))
        frame["town"] = rng.choice(["Ulm", "Bonn", "Kiel"], ROWS)
        return frame, np.where(y, "yes", "no")
    return x, (150 + 80 * x[:, 0] if name == "number" else y)


def dead_for_all(run):
    """The units of each layer that give 0 for all training rows, by the model's layers in turn."""
    session = run._session
    assert session is not None
    feed, rows = session.training_rows()
    given = feed.block(np.asarray(rows)[None])[0][0]
    outputs = {}
    for layer in run.network.layers:
        given = layer(given, training=False)
        outputs[layer.name] = given.numpy()
    counts = []
    for one in unit_layers(run.network):
        values = outputs[one.after.name].reshape(-1, one.units)
        counts.append(int((one.activation in CAN_DIE) * (~values.any(axis=0)).sum()))
    return counts


@pytest.fixture(scope="module", params=NETWORKS)
def run(request):
    return train(NETWORKS[request.param] + SHORT, *rows_for(request.param))


def test_dead_units_are_dead_for_every_training_row(run):
    report = diagnose(run)
    dead = dead_for_all(run)
    assert report.layers["dead"].tolist() == dead
    assert run.layer_course.newest is report.measurement
    points, units = run.layer_course.points(), unit_layers(run.network)
    strips = layer_strips(points, units, run.layer_course.newest)
    shown = [
        row.description for strip in strips for row in strip.rows if strip.title == "Dead units"
    ]
    able = [one.activation in CAN_DIE for one in units]
    pairs = zip(dead, units, able, strict=True)
    assert shown == [f"{count} of {one.units} dead" for count, one, can in pairs if can]


def test_the_measured_rows_alone_would_say_more():
    name = "few rows reach its units"
    run = train(NETWORKS[name] + SHORT, *rows_for(name))
    report = diagnose(run)
    probe = Meter(run.network, run._session.probe()).measure(1, 1.0)
    assert probe.layers[0].dead > report.measurement.layers[0].dead == dead_for_all(run)[0]


def test_a_finding_counts_the_rows_that_were_examined(monkeypatch):
    whole = prepare("6 -> 8 relu -> 2 softmax ; bias -90", *rows_for(""))
    assert "give 0 for every row" in diagnose(whole.start("epochs 9").wait(60)).sentence
    monkeypatch.setattr("densemodel.training.diagnosis._meter._MOST_NUMBERS", 3_000)
    monkeypatch.setattr("densemodel.training.diagnosis._monitor._END_SECONDS", 0.0)
    monkeypatch.setattr("densemodel.training.diagnosis._monitor._END_SHARE", 0.0)
    cut = prepare("6 -> 8 relu -> 2 softmax ; bias -90", *rows_for(""))
    cut.start("epochs 9").wait(60)
    assert "give 0 for all 256 rows that were looked at" in diagnose(cut).sentence


def test_a_far_y_is_named_before_dead_units():
    from sklearn.datasets import load_diabetes

    table = load_diabetes(as_frame=True)
    run = train("auto -> 32 relu -> 1", table.data, table.target)
    first = diagnose(run).findings[0]
    assert first.accept == "target norm"
    assert first in run.findings  # as the panel shows them


def test_few_steps_are_not_blamed_for_what_the_bias_kills():
    from sklearn.datasets import load_wine

    x, y = load_wine(return_X_y=True)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    run = train("13 -> 50 relu -> 3 softmax ; bias -30 ; epochs 10", x, y)
    assert run.findings[-1].accept == "bias 0"
    assert train(run.findings[-1].apply_to(run.spec), x, y).history["val_accuracy"][-1] > 0.6


@pytest.mark.parametrize("epochs", [1, 20])
def test_a_layer_that_is_half_dead_has_a_note_where_the_network_learns(epochs):
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    run = prepare(f"64 -> 100 relu -> 10 softmax ; bias -0.5 ; epochs {epochs}", x / 16, y)
    news = []
    run.on_event(lambda event: news.append(event) if isinstance(event, Found) else None)
    run.start().wait(60)
    (finding,) = (one for one in run.findings if one.where == "training")
    (layer, _) = run.diagnosis.measurement.layers
    count = layer.dead
    assert finding.message.startswith(f"{count} of the 100 units of hidden layer 1 are dead")
    assert (finding.severity, finding.accept) == ("repair", "bias 0")
    assert [one.finding for one in news] == [finding]  # only at the end
    assert f"{count} of the 100 units" in run.sentence
