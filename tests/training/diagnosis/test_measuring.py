"""What is measured equals what is counted one by one, and what GradientTape gives."""

from dataclasses import replace

import numpy as np
import pytest

from densemodel.network import load_keras
from densemodel.training import LayerCourse, diagnose, prepare
from densemodel.training.curves._weight_bands import LINES
from densemodel.training.diagnosis import LayerMeasurement, Measurement, rows_for, unit_layers

pytestmark = pytest.mark.tensorflow

NETWORKS = {
    "dense": "36 -> 12 relu -> 9 tanh -> 3 softmax",
    "logits": "36 -> 12 relu -> 3",
    "batch normalization": "36 -> 12 bn relu -> 9 relu bn -> 3 softmax",
    "dropout": "36 -> 12 relu drop 0.5 -> 9 relu drop 0.3 -> 3 softmax",
    "convolution": "6x6x1 -> conv 5 3x3 relu -> max 2x2 -> conv 4 3x3 bn relu -> flatten"
    " -> 3 softmax",
    "separable": "6x6x1 -> sepconv 5 3x3 relu -> flatten -> 3 softmax",
    "l2": "36 -> 12(l2=0.1) relu -> 3 softmax",
}


def rows(count=200):
    rng = np.random.default_rng(0)
    y = np.arange(count) % 3
    return (rng.normal(size=(count, 36)) + y[:, None]).astype(np.float32), y


def unsettled(run):
    """With weights by chance, and of each hidden layer about a third of the units silent."""
    rng = np.random.default_rng(1)
    for variable in run.model.variables:
        if str(variable.dtype).startswith("float"):
            variable.assign(np.abs(rng.normal(0.3, 0.2, variable.shape)))
        if variable.name in ("bias", "beta"):
            variable.assign(np.where(rng.random(variable.shape) < 0.4, -1e3, 0.1))
        elif variable.name in ("kernel", "pointwise_kernel", "depthwise_kernel"):
            variable.assign(rng.normal(0, 0.3, variable.shape))
    return run


def of_network(name):
    x, y = rows()
    shaped = x.reshape(-1, 6, 6, 1) if "x" in NETWORKS[name].partition(" ")[0] else x
    return unsettled(prepare(NETWORKS[name], shaped, y))


def branched():
    keras = load_keras()
    start = keras.Input((36,))
    left, right = (keras.layers.Dense(8, kind)(start) for kind in ("relu", "sigmoid"))
    model = keras.Model(start, keras.layers.Dense(3, "softmax")(keras.layers.add([left, right])))
    model.compile("adam", "sparse_categorical_crossentropy")
    return unsettled(prepare(model, *rows()))


def of_one_answer(spec, y):
    return unsettled(prepare(spec, rows()[0], y))


RUNS = {
    **{name: lambda name=name: of_network(name) for name in NETWORKS},
    "functional": branched,
    "one sigmoid": lambda: of_one_answer("36 -> 12 relu -> 1 sigmoid", rows()[1] % 2),
    "target norm": lambda: of_one_answer(
        "36 -> 12 relu -> 1 ; target norm", 50 + 9 * rows()[0][:, 0]
    ),
}


def norms_by_tape(run, x, y):
    import tensorflow as tf

    model = run.model
    with tf.GradientTape() as tape:
        answers = model(x, training=False)
        loss = tf.reduce_mean(load_keras().losses.get(model.loss)(y, answers)) + sum(model.losses)
    layers = [one.layer for one in unit_layers(model)]
    weights = [layer.trainable_variables for layer in layers]
    gradients = tape.gradient(loss, [[variable.value for variable in own] for own in weights])
    return [float(tf.linalg.global_norm(own)) for own in gradients]


@pytest.mark.parametrize("name", RUNS)
def test_gradient_norms_are_those_of_a_tape(name):
    run = RUNS[name]()
    report = diagnose(run)
    assert run._session is not None
    norms = norms_by_tape(run, report.probe, run._session.probe().y)
    assert report.layers["gradient_norm"].to_list() == pytest.approx(norms, rel=1e-4)
    assert min(norms) > 0


@pytest.mark.parametrize("name", NETWORKS)
def test_dead_units_are_those_that_are_0_for_every_row(name):
    run = of_network(name)
    report = diagnose(run)
    values, counted = report.probe, []
    for layer in run.model.layers:
        values = layer(values, training=False)
        own = getattr(getattr(layer, "activation", None), "__name__", "")
        if type(layer).__name__ == "ReLU" or own == "relu":
            units = np.asarray(values).reshape(-1, values.shape[-1])
            counted.append(sum(not units[:, unit].any() for unit in range(units.shape[1])))
    dead = [layer.dead for layer in report.measurement.layers if layer.activation == "relu"]
    assert dead == counted
    assert sum(dead) > 0


def test_saturated_units_stay_at_their_ends_for_nearly_every_row():
    x, y = rows()
    run = prepare("36 -> 6 sigmoid -> 5 tanh -> 3 softmax", x, y)
    run.model.layers[0].bias.assign([-90, 90, 0, 0, 0, 0])
    run.model.layers[1].bias.assign([0, 0, 90, 0, -90])
    first, second, _ = diagnose(run).measurement.layers
    assert first.saturated_units.tolist() == [0, 1]
    assert second.saturated_units.tolist() == [2, 4]


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_numbers_that_overflow_are_measured_without_a_warning():
    run = of_network("dense")
    for variable in run.model.trainable_variables:
        variable.assign(np.full(variable.shape, 3e38))
    assert not np.isfinite(diagnose(run).measurement.layers[-1].lines).all()


def test_measuring_changes_nothing_of_a_model():
    x, y = rows()
    spec = (
        "36 -> 12 relu drop 0.5 -> 8 bn relu -> 3 softmax ; epochs 2 ; metrics accuracy ; batch 16"
    )
    run = prepare(spec, x, y).start().wait(60)
    drop = next(layer for layer in run.model.layers if type(layer).__name__ == "Dropout")
    seeds = drop.seed_generator.state

    def state():
        model = run.model
        own = [*model.variables, *model.optimizer.variables, *model.metrics_variables, seeds]
        return [np.asarray(variable.numpy()).copy() for variable in own]

    before, name = state(), load_keras().Sequential().name
    run.model.layers[0].bias.assign(np.ones(12))
    before[1] = np.ones(12)
    diagnose(run)
    assert all(np.array_equal(one, two) for one, two in zip(before, state(), strict=True))
    number = int(name.rpartition("_")[2])
    assert load_keras().Sequential().name == f"sequential_{number + 1}"


def test_the_rows_that_excite_a_unit_most_come_first():
    run = of_network("dense")
    report = diagnose(run)
    layer = report.measurement.layers[1]
    assert layer.top_rows.shape == layer.top_values.shape == (9, 9)
    values = report.probe
    for each in run.model.layers[:2]:
        values = each(values)
    for unit, of_rows in enumerate(np.asarray(values).T):
        most = np.sort(of_rows)[::-1][:9]
        assert layer.top_values[unit] == pytest.approx(most, rel=1e-5)
        assert of_rows[layer.top_rows[unit]] == pytest.approx(most, rel=1e-5)


def compiled(model):
    x, y = rows()
    model.compile("adam", "sparse_categorical_crossentropy")
    return prepare(model, x, y, settings="epochs 2").start().wait(60)


def test_of_a_subclass_the_gradients_are_known_and_the_rest_is_not():
    keras = load_keras()

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second = keras.layers.Dense(8, "relu"), keras.layers.Dense(3)
            self.end = keras.layers.Softmax()

        def call(self, x):
            return self.end(self.second(self.first(x)))

    model = Own()
    model(rows()[0][:2])
    table = diagnose(compiled(model)).layers
    assert list(table["units"]) == [8, 3]
    assert (table["gradient_norm"] > 0).all()
    assert table["activation_mean"].isna().all()
    assert list(table["dead"]) == [0, 0]


def test_of_a_loss_that_only_the_models_steps_know_there_are_no_gradients():
    keras = load_keras()

    class Steps(keras.Sequential):
        def train_step(self, data):
            return super().train_step(data)

        def compute_loss(self, *_, training=True, **more):
            if not training:
                raise ValueError("only while it trains")
            return super().compute_loss(*_, training=training, **more)

    model = Steps([keras.Input((36,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(3)])
    x, y = rows()
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    run = prepare(model, x, y, settings="epochs 2 ; split off ; patience off").start().wait(60)
    table = diagnose(run).layers
    assert table["gradient_norm"].isna().all()
    assert table["activation_std"].notna().all()


def test_of_layers_that_do_not_train_there_are_no_gradients():
    keras = load_keras()
    fixed = keras.layers.Dense(8, "relu", trainable=False)
    model = keras.Sequential([keras.Input((36,)), fixed, keras.layers.Dense(3, "softmax")])
    table = diagnose(compiled(model)).layers
    assert table["gradient_norm"].isna().tolist() == [True, False]


def test_of_a_network_that_computes_long_fewer_rows_are_measured():
    keras = load_keras()

    def of(*layers):
        return rows_for(keras.Sequential(layers))

    dense, conv = keras.layers.Dense, keras.layers.Conv2D
    assert of(keras.Input((784,)), dense(50), dense(10)) == 256
    assert of(keras.Input((1000,)), dense(5000), dense(1250)) == 44  # by its products
    assert of(keras.Input((256, 256, 1)), conv(1, 1, padding="same")) == 32
    assert of(keras.Input((200, 200, 1)), conv(1, 1)) == 50  # by its activations


def measured(step, dead=1):
    layer = LayerMeasurement(
        "dense",
        "hidden layer 1",
        "relu",
        8,
        gradient_norm=step,
        weight_norm=1.0,
        unit_spread=1.0,
        dead_units=np.arange(dead),
        lines=np.arange(len(LINES), dtype=np.float32),
    )
    return Measurement(step, step / 10, (layer,), 1.0, 0.0, np.zeros((2, 3)))


def test_a_course_keeps_256_points_the_first_and_the_newest_among_them():
    course = LayerCourse()
    assert len(course) == len(course.points()) == 0
    for step in range(1, 2001):
        course.add(measured(step, dead=step % 3))
    points = course.points()
    assert 128 <= len(points) <= 256
    assert points.steps[0] == 1
    assert points.steps[-1] == 2000
    assert (np.diff(points.steps) > 0).all()
    assert (points.dead[:, 0] == points.steps % 3).all()
    assert (points.gradient_norms[:, 0] == points.steps).all()
    assert points.lines.shape == (len(points), 1, len(LINES))
    assert points.names == ("dense",)


def test_a_course_takes_nothing_that_lies_before_its_newest_point():
    course = LayerCourse()
    for step in (10, 20, 15, 20):
        course.add(measured(step))
    assert course.points().steps.tolist() == [10, 20]


def test_a_course_that_goes_back_drops_what_lay_beyond():
    course = LayerCourse()
    for step in (10, 20, 30):
        course.add(measured(step))
    course.cut(20)
    assert course.points().steps.tolist() == [10, 20]
    course.add(replace(measured(25), place=9.0))
    assert course.points().places.tolist() == [1.0, 2.0, 9.0]
