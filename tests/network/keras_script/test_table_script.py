"""The script of a table makes and trains the same model, in a process without densemodel."""

import ast
import sys

import numpy as np
import pandas as pd
import pytest

from densemodel.data import choose_task
from densemodel.data.columns._table import fit
from densemodel.language import parse
from densemodel.network import WholeModel, build_kept, keras_code, trained_code
from densemodel.scoring import predict
from densemodel.training import prepare, train
from support.forked import run_script
from support.network.called import answers_of
from support.network.script_check import DATA, formatted
from support.network.tables import frame_of, some_table

pytestmark = pytest.mark.tensorflow

ROWS = 240
TABLE = some_table(5, rows=ROWS)
TEXTS = [
    "table -> 8 relu drop 0.2 -> 3 softmax ; epochs 2 ; init tn:0.1",
    "tall: table -> norm -> 9*(4 relu) -> 1 ; steps 7 ; seed 3 ; missing drop",
    "table -> 4 bn relu -> 1 sigmoid ; every 3 ; steps 6 ; weights balanced",
]

_RUN = f"""
import sys
import numpy as np, pandas as pd
folder, count = sys.argv[1], int(sys.argv[2])
frame = pd.read_pickle(f"{{folder}}/frame.pkl")
for number in range(count):
    code = open(f"{{folder}}/{{number}}.py", encoding="utf-8").read()
    names = {{}}
    exec(code.split({DATA!r})[0], names)
    model = names["model"]
    weights = {{f"weight_{{n}}": value for n, value in enumerate(model.get_weights())}}
    predicted = np.asarray(model(names["columns"](frame)))
    np.savez(f"{{folder}}/{{number}}.npz", predicted=predicted, **weights)
    names = {{"x_train": frame, "y_train": np.load(f"{{folder}}/y{{number}}.npy")}}
    exec(code, names)
    assert np.isfinite(names["history"].history["val_loss"]).all()
assert "densemodel" not in sys.modules
"""


def encoding_of(table):
    return fit(table, np.arange(len(table) * 2 // 3))


def spec_of_text(text, encoding):
    return parse(text).with_table(encoding)


def labels(spec):
    numbers = np.arange(ROWS)
    return numbers % max(2, spec.output_shape[0])


def test_a_script_makes_the_same_model_from_a_frame_and_trains_it(tmp_path):
    encoding = encoding_of(TABLE)
    specs = [spec_of_text(text, encoding) for text in TEXTS]
    frame_of(TABLE).to_pickle(tmp_path / "frame.pkl")
    for number, spec in enumerate(specs):
        (tmp_path / f"{number}.py").write_text(keras_code(spec), encoding="utf-8")
        np.save(tmp_path / f"y{number}.npy", labels(spec))
    ran = run_script(_RUN, tmp_path, len(specs))
    assert ran.returncode == 0, ran.stderr[-3000:]
    columns = encoding.keras_columns(TABLE)
    for number, spec in enumerate(specs):
        ours = WholeModel(build_kept(spec, choose_task(spec))).model(
            encoding
        )  # norm is not adapted
        theirs = np.load(tmp_path / f"{number}.npz")
        weights = ours.get_weights()
        assert len(weights) == len(theirs.files) - 1
        for place, weight in enumerate(weights):
            assert np.array_equal(weight, theirs[f"weight_{place}"]), (number, place)
        predicted = answers_of(ours, columns)
        assert theirs["predicted"] == pytest.approx(predicted, abs=1e-6)


def test_names_and_values_that_break_lines_stay_as_they_are(tmp_path):
    breaks = [one for one in map(chr, range(sys.maxunicode)) if len(f"a{one}b".splitlines()) > 1]
    assert {"\n", "\x0b", "\x1c", "\x85", "\u2028", "\u2029"} <= set(breaks)
    rng = np.random.default_rng(0)
    values = ["first{}line", "second{}{}line", "\\{} \"quoted\" and 'so'", "plain, and long enough"]
    frame = pd.DataFrame(
        {
            f"a{one}b": np.array([value.replace("{}", one) for value in values])[
                rng.integers(0, len(values), ROWS)
            ]
            for one in breaks
        }
    )
    y = rng.normal(size=ROWS)
    run = train("table -> 4 relu -> 1 ; epochs 1 ; split 30% by 'a\u2028b'", frame, y)
    run.model.save_weights(tmp_path / "net.weights.h5")
    for code in (
        keras_code(run.spec).split(DATA)[0],
        trained_code(run.spec, choose_task(run.spec), None, weights="net.weights.h5"),
    ):
        names = {"__file__": str(tmp_path / "script.py")}
        exec(code, names)  # noqa: S102
        names["model"].set_weights(run.model.get_weights())
        theirs = answers_of(names["model"], names["columns"](frame))
        assert theirs == pytest.approx(predict(run, frame), abs=1e-6)
    (groups,) = [line for line in code.splitlines() if "groups = x_train[" in line]
    assert ast.literal_eval(groups.partition("[")[2].partition("]")[0]) == "a\u2028b"


def test_a_script_is_as_a_formatter_leaves_it(tmp_path):
    codes = [keras_code(spec_of_text(text, encoding_of(TABLE))) for text in TEXTS]
    assert formatted(codes, tmp_path) == codes


def test_a_script_of_a_trained_model_loads_the_weights_of_the_raw_model(tmp_path):
    encoding = encoding_of(TABLE)
    spec = spec_of_text("table -> 6 relu -> 1 ; target norm ; split off ; epochs 1", encoding)
    network = build_kept(spec, choose_task(spec))
    rng = np.random.default_rng(0)
    for variable in network.variables:
        variable.assign(rng.normal(size=variable.shape))
    model = WholeModel(network).model(encoding)
    model.save_weights(tmp_path / "net.weights.h5")
    code = trained_code(spec, choose_task(spec), None, weights="net.weights.h5")
    code = code.replace("keras.layers.Rescaling(y_std, y_mean),", "")
    names = {"__file__": str(tmp_path / "script.py")}
    exec(code, names)  # noqa: S102
    theirs = answers_of(names["model"], names["columns"](frame_of(TABLE)))
    ours = answers_of(network, encoding.encode(TABLE))
    assert theirs == pytest.approx(ours, abs=1e-5)
    names["train"](frame_of(TABLE), np.arange(ROWS) / ROWS)


def test_rows_that_are_dropped_are_those_of_a_training():
    frame = pd.DataFrame({"usd": np.arange(100.0), "side": ["a", "b", "a", "c"] * 25})
    frame["day"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(np.arange(100) % 60, "D")
    frame.loc[3, "usd"], frame.loc[4, "side"], frame.loc[5, "day"] = np.nan, None, pd.NaT
    run = prepare("table -> 1 sigmoid ; missing drop ; split off", frame, np.arange(100) % 2)
    code = keras_code(run.spec)
    start, end = code.index("known = "), code.index("x_train, y_train = x_train[complete]")
    names = {"x_train": frame}
    exec(code[start:end], names)  # noqa: S102
    assert np.flatnonzero(names["complete"]).tolist() == run.bound.training_rows.tolist()
    assert len(run.bound.training_rows) == 97


def test_groups_are_found_by_a_name_that_is_a_number():
    code = keras_code(spec_of_text("table -> 1 ; split 30% by '7'", encoding_of(TABLE)))
    assert 'groups = x_train.rename(columns=str)["7"].to_numpy()' in code


def test_whole_groups_are_held_out_of_a_frame():
    encoding = encoding_of(TABLE)
    code = keras_code(spec_of_text("table -> 1 ; split 30% by 'code 7'", encoding))
    assert 'groups = x_train["code 7"].to_numpy()' in code
    assert "x_train, y_train = x_train.iloc[train], y_train[train]" in code
