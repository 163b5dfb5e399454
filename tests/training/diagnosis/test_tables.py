"""A table's rows are scaled when they are encoded, so no rule takes x for the cause."""

import numpy as np
import pandas as pd
import pytest

from densemodel.training import diagnose, prepare, train
from densemodel.training.diagnosis import decide
from support.training.made_symptoms import ROWS, symptoms

pytestmark = pytest.mark.tensorflow


def people():
    """An amount with a far one, and a street of 100, which is embedded: their places are large."""
    rng = np.random.default_rng(0)
    y = np.arange(ROWS) % 2
    amount = rng.lognormal(8, 0.3, ROWS) * (1 + 4 * y)
    amount[0] = 1e9
    streets = [f"street {number}" for number in rng.integers(0, 100, ROWS)]
    return pd.DataFrame({"amount": amount, "street": streets}), y


@pytest.mark.parametrize(
    ("clauses", "shown"),
    [
        ("init ones", {}),
        ("init zeros", {}),
        ("bias -50", {}),
        ("bias 50", {}),
        ("sgd lr 0.01", {"loss": (1.0, 3.0), "val_loss": (1.0, 5.0)}),
        ("adam lr 0.1", {"loss": (1.0, 0.5), "val_loss": (1.0, 5.0)}),
        ("adam", {}),
    ],
)
@pytest.mark.parametrize("layer", ["8 relu", "8 tanh"])
def test_no_finding_about_a_table_wants_its_rows_scaled(layer, clauses, shown):
    made = symptoms(f"table -> {layer} -> auto ; {clauses}", people(), **shown)
    found = decide(made)
    assert found
    for finding in found:
        assert "norm" not in finding.accept.replace("he_normal", "")
        assert "x is not scaled" not in finding.message


@pytest.mark.parametrize("rows", [2, 3])
def test_a_table_of_few_rows_is_measured_in_silence(rows, caplog):
    frame, y = people()
    run = train("table -> 4 relu -> 1 ; epochs 1", frame[["amount"]].tail(rows), y[-rows:] * 2.5)
    assert run.state == "finished"
    assert not caplog.records
    assert len(run.diagnosis.layers) == 2


def test_the_embedded_columns_are_no_hidden_layer():
    # they begin at 0, so their units would be equal
    first, *_ = decide(symptoms("table -> 8 relu -> auto ; init ones", people()))
    assert first.message.startswith("all 8 units of hidden layer 1 have equal weights")
    run = prepare("table -> 8 relu -> auto", *people())
    assert list(diagnose(run).layers["units"]) == [8, 2]
