"""One prediction explained: each column is replaced by its usual value in turn."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from densemodel.errors import DataError
from densemodel.scoring import explainer_of, explanation_of
from densemodel.training import prepare
from support.case_files import CaseFile, called
from support.scoring.flowers import flower_run, flowers
from support.scoring.trained_runs import X, Y, trained

pytestmark = pytest.mark.tensorflow

CASES = CaseFile(Path(__file__).parent / "cases" / "explanation.txt").cases


def test_each_prediction_is_that_of_the_row_with_the_typical_value():
    x, y = flowers()
    run = flower_run()
    for place in (0, 11, 77):  # 0 has no sepal and no species
        found = dm.evaluate(run, x, y).explain(place)
        row = x.iloc[[place]]
        before = float(dm.predict(run, row).iloc[0, 0])
        assert found.prediction == pytest.approx(before, rel=1e-5)
        for line in found.columns.itertuples():
            with_typical = row.assign(**{line.column: [line.typical]})
            after = float(dm.predict(run, with_typical).iloc[0, 0])
            assert line.prediction == pytest.approx(after, rel=1e-4)
            assert line.change == pytest.approx(after - before, abs=1e-4)
        assert found.columns["change"].abs().is_monotonic_decreasing


def test_typical_values_are_those_of_the_training_rows():
    x, y = flowers()
    run = flower_run()
    assert run.bound is not None
    trained_on = x.iloc[run.bound.training_rows]
    found = dm.evaluate(run, x, y).explain(5).columns.set_index("column")["typical"]
    assert found["petal"] == pytest.approx(trained_on["petal"].median())
    assert found["sepal"] == pytest.approx(trained_on["sepal"].median())
    assert found["species"] == trained_on["species"].value_counts().index[0]
    assert pd.Timestamp(found["day"]) == trained_on["day"].sort_values().iloc[len(trained_on) // 2]
    assert "note" not in found  # it is left out


def test_plain_numbers_have_the_median_of_the_training_rows():
    frame = pd.DataFrame(X, columns=list("abcd"))
    run = trained(x=frame)
    assert run.bound is not None
    found = dm.evaluate(run).explain(3).columns.set_index("column")
    medians = frame.iloc[run.bound.training_rows].median()
    assert found["typical"].astype(float).to_dict() == pytest.approx(medians.to_dict())
    assert found["value"].astype(float).to_dict() == pytest.approx(frame.iloc[3].to_dict())


def test_the_predicted_class_is_explained_by_its_probability():
    run = trained()
    y_pred = dm.predict(run, X[:1])
    found = dm.evaluate(run, X, Y).explain(0)
    assert found.of == f"the probability of {y_pred['class'][0]}"
    assert found.prediction == pytest.approx(y_pred[y_pred["class"][0]][0], rel=1e-5)


def test_a_row_may_be_a_dict_a_series_or_a_frame():
    x, _ = flowers()
    run = flower_run()
    by_place = dm.evaluate(run, *flowers()).explain(8).columns
    for row in (x.iloc[8].to_dict(), x.iloc[8], x.iloc[[8]], x.iloc[[8], ::-1]):
        found = explanation_of(run, row).columns
        np.testing.assert_allclose(found["prediction"], by_place["prediction"], rtol=1e-5)
        assert found["column"].tolist() == by_place["column"].tolist()
    plain = trained()
    first = explanation_of(plain, X[4]).columns["prediction"]
    np.testing.assert_allclose(first, dm.evaluate(plain, X, Y).explain(4).columns["prediction"])


def test_the_rows_of_a_run_are_explained_by_their_place_in_x():
    x, _ = flowers()
    run = flower_run()
    place = int(dm.evaluate(run).mistakes["place"][0])
    own = dm.evaluate(run).explain(place).columns.set_index("column")
    assert own["value"]["petal"] == x["petal"][place]
    assert own["value"]["width"] == x["width"][place]
    explainer = explainer_of(run)
    assert explainer is not None
    raw = explainer.raw(np.array([place]))
    assert raw.columns.tolist() == ["petal", "sepal", "species", "width", "day"]
    assert raw["day"][0] == x["day"][place]


def test_what_is_shown_is_escaped_and_names_the_largest_changes():
    frame = pd.DataFrame(X, columns=["<a>", "b", "c", "d"])
    found = dm.evaluate(trained(x=frame)).explain(1)
    assert repr(found).startswith(found.sentence)
    assert "<a>" not in found._repr_html_()


def houses(y=None, spec="2 -> 1", weights=None):
    """A network that says 100 for a room and 2 for a square metre."""
    x = pd.DataFrame({"rooms": [1.0, 2.0, 3.0, 4.0, 9.0], "size": [50.0, 80.5, 60.0, 70.0, 90.25]})
    price = pd.Series([200.0, 361, 420, 540, 1080.5], name="price").to_frame()
    run = prepare(f"{spec} ; split off", x, price if y is None else y)
    run.model.set_weights(weights or [np.array([[100.0], [2.0]]), np.zeros(1)])
    return dm.evaluate(run, x, price if y is None else y)


def cheap_or_dear():
    weights = [np.array([[-1.0, 1], [0, 0]]), np.array([4.0, 0])]
    y = ["cheap", "cheap", "cheap", "dear", "dear"]
    return houses(y, "2 -> 2 softmax", weights)


def of_images():
    x = np.random.default_rng(0).normal(size=(8, 6, 6))
    return dm.evaluate(prepare("6x6 -> flatten -> 1", x, x[:, 0, 0]), x, x[:, 0, 0]).explain(0)


def explained_images():
    x = np.random.default_rng(0).normal(size=(8, 6, 6))
    return explanation_of(prepare("6x6 -> flatten -> 1", x, x[:, 0, 0], name="digits"), x[0])


@pytest.mark.parametrize("name", CASES)
def test_sentence_or_message_is_as_its_case_says(name, cases):
    given = CASES[name].given
    try:
        text = called(given, globals()).sentence
    except DataError as error:
        text = str(error)
    cases.check(name, given, text)
