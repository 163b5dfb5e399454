"""The plane of a run: the predictions over one or two columns, while the others are held."""

# ruff: noqa: PD011 - the values of a plane are not those of a frame

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from densemodel.network import load_keras
from densemodel.scoring import LivePlane, PlanePoints, plane_columns
from densemodel.scoring.rows._frozen_model import FrozenModel
from densemodel.training import EpochDone, StepsDone, prepare
from support.store.frames import frame, labels

pytestmark = pytest.mark.tensorflow

RNG = np.random.default_rng(0)
X = RNG.normal(size=(90, 2)).astype(np.float32) * [10, 1] + [50, 0]
CLASSES = (X[:, 1] > 0).astype(int) + 2 * (X[:, 0] > 55)
WORDS = np.where(X[:, 1] > 0, "warm", "cold")
PEOPLE = pd.DataFrame(
    {"age": X[:, 0], "fare": np.exp(X[:, 1]), "height": RNG.normal(170, 9, 90), "siblings": 1.0}
)
TABLE = frame(120)
VISITS = pd.DataFrame(
    {
        "began": pd.Timestamp("2024-01-01") + pd.to_timedelta(RNG.integers(0, 4e7, 90), "s"),
        "size": np.array(["small", "medium", "large"])[CLASSES % 3],
        "is_member": CLASSES > 1,
        "minutes": RNG.integers(1, 60, 90),
    }
)

RUNS = {
    "two classes": ("2 -> norm -> 5 tanh -> 1 sigmoid", X, WORDS),
    "softmax": ("2 -> norm -> 5 tanh -> 5 bn relu drop 0.1 -> 4 softmax", X, CLASSES),
    "hinge": ("2 -> norm -> 5 relu -> 1 tanh ; loss hinge", X, WORDS),
    "labels": ("4 -> 5 relu -> 2 sigmoid", PEOPLE / 50, np.stack([CLASSES > 0, CLASSES > 1], 1)),
    "numbers": ("4 -> norm -> 6 relu -> 1 ; target norm", PEOPLE, np.sin(X[:, 1]) * 400),
    "several numbers": ("4 -> norm -> 6 relu -> 2 ; target norm", PEOPLE, np.sin(X)),
    "one input": ("1 -> norm -> 4 tanh -> 1", X[:, :1], X[:, 1]),
    "times": ("table -> 8 relu -> 1 ; order size small medium large", VISITS, X[:, 1]),
    "table": ("table -> 8 relu -> 2 softmax", TABLE, labels(TABLE)),
}


@pytest.fixture(scope="module")
def run_of():
    made = {}

    def run_of(name):
        if name not in made:
            spec, x, y = RUNS[name]
            made[name] = dm.train(f"{spec} ; epochs 2", x, y)
        return made[name]

    return run_of


def predicted(run, plane):
    """What `dm.predict` gives at each point, in rows like those of x, in the shape of the plane."""
    lines = [plane.across] if plane.up is None else [plane.across, plane.up]
    grid = [one.ravel() for one in np.meshgrid(*lines)]
    columns = {name: np.full(grid[0].shape, value) for name, value in plane.held.items()}
    rows = pd.DataFrame(columns | dict(zip(plane.points.names, grid, strict=True)))
    if isinstance(rows.columns[0], int):
        rows = rows.sort_index(axis=1).to_numpy()
    found = dm.predict(run, rows).drop(columns="class", errors="ignore")
    return found.to_numpy().reshape(plane.values.shape)


@pytest.mark.parametrize(
    ("name", "columns", "size", "more"),
    [
        ("two classes", (0, 1), 64, (2,)),
        ("two classes", (1, 0), 2, (2,)),
        ("softmax", (0, 1), 200, (4,)),
        ("hinge", (0, 1), 8, ()),
        ("labels", ("age", "fare"), 8, (2,)),
        ("numbers", ("fare", "height"), 8, ()),
        ("numbers", (3,), 8, ()),  # a constant
        ("several numbers", ("height",), 8, (2,)),
        ("one input", (0,), 64, ()),
        ("table", ("age", "sold"), 16, (2,)),
        ("table", ("sold",), 16, (2,)),
        ("times", ("began", "minutes"), 9, ()),
    ],
)
def test_the_values_are_those_of_predict(run_of, name, columns, size, more):
    run = run_of(name)
    plane = dm.plane(run, *columns, size=size)
    assert plane.values.shape == (*[size] * len(columns), *more)
    due = predicted(run, plane)
    np.testing.assert_allclose(plane.values, due, atol=1e-6, rtol=1e-6)


def test_the_sides_reach_a_tenth_beyond_the_rows_and_the_others_are_at_their_median(run_of):
    plane = dm.plane(run_of("numbers"), "fare", "age", size=5)
    fare = PEOPLE["fare"]
    span = fare.max() - fare.min()
    assert plane.across[[0, -1]] == pytest.approx([fare.min() - span / 10, fare.max() + span / 10])
    assert (np.diff(plane.across) > 0).all()
    rows = PEOPLE.iloc[run_of("numbers").bound.training_rows]
    assert plane.held == pytest.approx({"height": rows["height"].median(), "siblings": 1.0})


def test_of_a_table_categories_are_held_at_the_most_common_and_dates_are_dates(run_of):
    run = run_of("table")
    plane = dm.plane(run, "sold", size=4)
    assert plane.across.dtype.kind == "M"
    rows = TABLE.iloc[run.bound.training_rows]
    assert plane.held["sex"] == rows["sex"].mode()[0]
    assert set(plane.held) == set(run.spec.table.names) - {"sold"}
    assert f"sex {plane.held['sex']}" in plane.held_words


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        (
            "numbers",
            ("hight",),
            "the network is trained on no column 'hight': did you mean 'height'?",
        ),
        (
            "softmax",
            (0, 7),
            "the network is trained on no column 7: its columns are 0, 1",
        ),
        ("numbers", ("age", 0), "across and up are both 'age': write two columns"),
        (
            "table",
            ("sex",),
            "column 'sex' is a category, and a plane shows numbers and dates, such as 'age'",
        ),
    ],
)
def test_columns_that_it_cannot_show_are_refused(run_of, name, arguments, message):
    with pytest.raises(dm.DataError) as caught:
        dm.plane(run_of(name), *arguments)
    assert str(caught.value) == message


def test_rows_that_are_not_columns_are_refused(run_of):
    wide, images = np.zeros((9, 60)), np.zeros((9, 6, 6))
    begins = "a plane is for rows of 1 to 50 numbers and for tables, and a row of digits is"
    for spec, x, size in (("60 -> 1", wide, "60 numbers"), ("6x6 -> conv 2 -> 1", images, "6x6")):
        with pytest.raises(dm.DataError, match=f"{begins} {size}"):
            dm.plane(prepare(spec, x, np.arange(9.0), name="digits"), 0)
    words = pd.DataFrame({"sex": list("mf") * 10})
    run = prepare("table -> 1", words, np.arange(20.0), name="people")
    with pytest.raises(dm.DataError, match="needs a column of numbers or dates: people is"):
        dm.plane(run, "sex")
    with pytest.raises(dm.DataError, match=r"takes a run, as from dm\.train: this is str"):
        dm.plane("digits", 0)
    with pytest.raises(dm.DataError, match="size is 1: write a whole number from 2 to 500"):
        dm.plane(run_of("softmax"), 0, 1, size=1)


def test_a_run_without_its_rows_is_refused(run_of, tmp_path):
    store = dm.ModelStore(tmp_path)
    store.save(run_of("softmax"), "digits")
    with pytest.raises(dm.DataError, match="digits has no rows here, so the range"):
        dm.plane(store.load("digits"), 0, 1)


def test_the_sentence_counts_regions_and_held_out_rows_on_the_wrong_side(run_of):
    run = dm.train("2 -> norm -> 1 sigmoid ; epochs 3 ; lr 0.1", X, WORDS)  # a straight boundary
    plane = dm.plane(run, 0, 1)
    held_out = run.bound.validation_rows
    wrong = int((dm.predict(run, X[held_out])["class"].to_numpy() != WORDS[held_out]).sum())
    verb = "is" if wrong == 1 else "are"
    due = f"{wrong} of {len(held_out)} held-out rows {verb} on the wrong side"
    assert plane.sentence == f"Two regions; {due}"
    assert plane.certainty.shape == (64, 64)
    assert 0 <= plane.certainty.min() <= plane.certainty.max() <= 1
    numbers = dm.plane(run_of("numbers"), "age")
    assert numbers.sentence.startswith("y from ")
    assert (numbers.y_pred, numbers.certainty, numbers.regions) == (None, None, 0)


def test_a_point_is_read_in_words(run_of):
    plane = dm.plane(run_of("two classes"), 0, 1, size=3)
    cold, warm = plane.values[2, 1]
    order = sorted([("cold", cold), ("warm", warm)], key=lambda one: -one[1])
    words = ", ".join(f"{name} {value * 100:.0f} %" for name, value in order)
    assert plane.words_at(2, 1).endswith(f": {words}")
    assert plane.words_at(2, 1).startswith("At column 0 ")
    assert dm.plane(run_of("table"), "sold", size=3).words_at(0).startswith("At sold 1999-10-")


def test_the_units_of_two_inputs_have_pictures(run_of):
    run = run_of("softmax")
    plane = dm.plane(run, 0, 1, size=6)
    assert [(one.layer, one.values.shape) for one in plane.units] == [
        ("hidden layer 1", (5, 6, 6)),
        ("hidden layer 2", (5, 6, 6)),
        ("the last layer", (4, 6, 6)),
    ]
    np.testing.assert_array_equal(np.moveaxis(plane.units[-1].values, 0, -1), plane.values)
    keras = load_keras()
    inner = keras.Model(run.model.inputs[0], run.model.layers[1].output)
    due = np.asarray(inner(plane.points.encoded)).T.reshape(5, 6, 6)
    np.testing.assert_allclose(plane.units[0].values, due, atol=1e-6)
    assert dm.plane(run_of("numbers"), "age", "fare").units == ()


def test_at_most_a_thousand_rows_are_on_it():
    x = RNG.normal(size=(4_000, 2))
    rows = PlanePoints.of(prepare("2 -> 2 softmax", x, x[:, 0] > 0, name="many")).rows
    assert rows.is_held_out.sum() == 500
    assert len(rows.x) == len(rows.y) == 1_000
    np.testing.assert_array_equal(rows.values, rows.x)
    np.testing.assert_array_equal(rows.x, x.astype(np.float32)[rows.places])


def test_the_other_columns_can_be_those_of_a_row(run_of):
    run = run_of("table")
    points = PlanePoints.of(run, ["age", "sold"], 3)
    row = int(np.flatnonzero(~points.rows.is_held_out)[5])
    held = points.held_at(run, row)
    given = TABLE.iloc[points.rows.places[row]]
    assert held.held["sex"] == given["sex"]
    plane = LivePlane(run, held).now()
    np.testing.assert_allclose(plane.values, predicted(run, plane), atol=1e-6)


def test_columns_to_choose_from_come_by_importance(run_of):
    assert plane_columns(run_of("numbers")) == ("age", "fare", "height", "siblings")
    found = plane_columns(run_of("numbers"), ["siblings", "fare"])
    assert found == ("siblings", "fare", "age", "height")
    assert "sex" not in plane_columns(run_of("table"))


def test_in_training_it_shows_the_weights_of_a_step_that_it_names():
    run = prepare("2 -> norm -> 4 tanh -> 2 softmax ; epochs 3 ; lr 0.1", X, CLASSES % 2, name="a")
    drawn, seen = LivePlane(run, PlanePoints.of(run, size=4)), []

    def draw(event):
        if isinstance(event, EpochDone):
            plane = drawn.now(newest=True)
            seen.append((plane, run.newest_at))

    run.on_event(draw)
    run.start().wait()
    assert seen
    for plane, newest in seen:
        assert plane.newest.step == newest.step
        due = FrozenModel(run.network, newest.weights).answers(plane.points.encoded).outputs
        np.testing.assert_allclose(plane.values, due.reshape(4, 4, 2), atol=1e-6)
    assert drawn.now(newest=True).newest is None  # after the end: the best


def test_in_training_the_next_plane_is_of_newer_weights():
    x = RNG.normal(size=(600, 2))
    run = prepare("2 -> 2 softmax ; epochs 1 ; batch 1 ; split off", x, x[:, 0] > 0, name="a")
    drawn, steps, seen = LivePlane(run, PlanePoints.of(run, size=2)), [0], []

    def draw(event):
        if isinstance(event, StepsDone):
            newest = drawn.now(newest=True).newest
            seen.append((newest and newest.step, steps[-1]))
            steps.append(event.first_step + len(event.losses) - 1)

    run.on_event(draw)
    run.start().wait()
    assert len(seen) > 2
    assert all(newest == before for newest, before in seen[1:])
