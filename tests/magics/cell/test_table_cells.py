"""Cells on a raw frame: `%%densemodel survived --frame titanic --target survived`."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import densemodel as dm

pytestmark = pytest.mark.tensorflow

ROWS = 200
SPEC = "table -> 8 relu -> auto ; epochs 2"
CHOICES = "table -> {2|8} relu -> auto ; epochs 2"


def titanic():
    """Passengers with a number with gaps, a few classes, two texts and an embedded cabin."""
    rng = np.random.default_rng(0)
    sex = rng.choice(["male", "female"], ROWS)
    return pd.DataFrame(
        {
            "pclass": rng.integers(1, 4, ROWS),
            "sex": sex,
            "age": np.where(rng.random(ROWS) < 0.2, np.nan, rng.normal(30, 12, ROWS).round()),
            "cabin": [f"C{number}" for number in rng.integers(0, 40, ROWS)],
            "name": [f"Passenger number {number}" for number in range(ROWS)],
            "survived": ((sex == "female") ^ (rng.random(ROWS) < 0.1)).astype(int),
        }
    )


@pytest.fixture
def ship(notebook):
    """A notebook that holds the frame."""
    notebook.variables["titanic"] = titanic()
    return notebook


def cell(options="", spec=SPEC, name="survived"):
    return f"%%densemodel {name} --frame titanic --target survived {options}\n{spec}"


def run_of(notebook, name="survived"):
    return notebook.shell.run_line_magic("densemodel", f"run {name}")


def sweep_of(notebook):
    return notebook.shell.run_line_magic("densemodel", "sweep survived")


def test_a_frame_trains_at_once_and_the_name_is_a_model_of_its_raw_columns(ship):
    output = ship.run(cell("--train --wait"))
    assert "'sex': category, 'female' and 'male': one-hot, 2." in output
    assert "'name': text, each row has another text: left out." in output
    assert "Finished 2 epochs." in output
    model, run = ship.variables["survived"], run_of(ship)
    assert model is run.model
    assert sorted(one.name for one in model.inputs) == ["age", "cabin", "pclass", "sex"]
    rows = ship.variables["titanic"].drop(columns="survived")
    due = dm.predict(run, rows)
    assert np.allclose(dm.predict(run, rows[rows.columns[::-1]])[1], due[1])
    assert len(dm.predict(run, rows.iloc[3].to_dict())) == 1


def test_commands_know_a_run_on_a_table(ship):
    ship.run(cell("--wait"))
    assert "survived on 30 validation rows: accuracy" in ship.run("%densemodel score survived")
    checked = ship.run("%densemodel check survived")
    assert "'name': text, each row has another text: left out" in checked
    code = ship.run("%densemodel code survived")
    assert code.startswith("# table -> 8 relu -> 2 ; epochs 2")
    assert 'keras.Input((1,), name="sex", dtype="string")' in code
    assert "hidden layer 1: dense" in ship.run("%densemodel diagnose survived")


def test_the_same_cell_keeps_the_run_and_other_rows_rebuild_it(ship):
    ship.run(cell("--wait"))
    first = ship.variables["survived"]
    assert "is shown again" in ship.run(cell())
    ship.variables["titanic"] = titanic()  # another frame that holds the same
    assert "is shown again" in ship.run(cell())
    assert ship.variables["survived"] is first
    ship.variables["titanic"] = titanic().assign(age=40.0)
    assert "survived was rebuilt; the model trained at" in ship.run(cell())
    assert ship.variables["survived"] is not first


def test_a_frame_of_another_library_trains_the_same(ship):
    ship.run(cell("--wait"))
    ship.variables["titanic"] = pl.from_pandas(titanic())
    ship.run(cell("--wait", name="other"))
    assert run_of(ship, "other").history == run_of(ship).history
    assert len(dm.predict(run_of(ship, "other"), ship.variables["titanic"])) == ROWS


def test_code_names_the_target_as_a_column_of_its_frame(ship):
    ship.variables["titanic"] = titanic().assign(survived=["1.234,5 €", "12,5 €"] * (ROWS // 2))
    message = " ".join(ship.fail(cell(spec="table -> 1")).split())
    assert (
        "survived holds '1.234,5 €' (row 0), not a number: write titanic['survived'] = " in message
    )
    assert "titanic['survived'].replace(" in message


def test_networks_of_a_cell_share_a_table(ship):
    spec = "wide: table -> 8 relu -> auto ; epochs 1\nsmall: table -> 2 relu -> auto ; epochs 1"
    output = ship.run(f"%%densemodel --frame titanic --target survived --wait\n{spec}")
    assert output.count("Finished 1 epoch.") == 2
    inputs = [len(ship.variables[name].inputs) for name in ("wide", "small")]
    assert inputs == [4, 4]
    assert "8 relu" in ship.run("%densemodel compare wide small")


def test_a_sweep_on_a_frame_is_the_same_until_the_frame_is_another(ship):
    ship.run(cell("--no-panel --workers 1", CHOICES))
    first = sweep_of(ship)
    ship.run(cell("--no-panel --workers 1", CHOICES))
    assert sweep_of(ship) is first
    ship.variables["titanic"] = titanic().head(150)
    ship.run(cell("--no-panel --workers 1", CHOICES))
    assert sweep_of(ship) is not first


def test_the_target_may_not_be_among_the_rows(ship):
    message = ship.fail("%%densemodel d -x titanic -y titanic.survived --train\n" + SPEC)
    assert "survived" in message
    assert "Traceback" not in message
