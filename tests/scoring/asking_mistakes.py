"""Questions that are refused: what was asked, and how, by golden file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

import densemodel as dm
from densemodel.network import load_keras
from densemodel.training import prepare

if TYPE_CHECKING:
    from collections.abc import Callable

SPEC = "3 -> 2 softmax ; epochs 1"
X = pd.DataFrame(np.arange(36).reshape(12, 3) / 36, columns=["age", "height", "weight"])
Y = np.arange(12) % 2
GAPS = X.mask(X.iloc[3, 1] == X)


def ready(text: str = SPEC, x: Any = X, y: Any = Y) -> Any:
    return prepare(text, x, y, name="digits")


def plain_model(*layers: Any, has_input: bool = True) -> Any:
    keras = load_keras()
    first = [keras.Input((3,))] if has_input else []
    return keras.Sequential([*first, keras.layers.Dense(2), *layers], name="net")


def model_with_skip() -> Any:
    keras = load_keras()
    start = keras.Input((3,))
    return keras.Model(start, keras.layers.Add()([start, keras.layers.Dense(3)(start)]), name="net")


def model_of_two() -> Any:
    keras = load_keras()
    start = keras.Input((3,))
    ends = [keras.layers.Dense(1)(start), keras.layers.Dense(2)(start)]
    return keras.Model(start, ends, name="net")


def images() -> Any:
    x = np.zeros((4, 6, 6, 1))
    return ready("6x6 -> conv 1", x, x), x


CASES: dict[str, tuple[str, Callable[[], object]]] = {
    "no_run": ("predict(LinearRegression(), x)", lambda: dm.predict(LinearRegression(), X)),
    "text_of_a_spec": ("predict('3 -> 2 softmax', x)", lambda: dm.predict("3 -> 2 softmax", X)),
    "spec": ("predict(spec, x)", lambda: dm.predict(dm.parse(SPEC), X)),
    "no_data": (
        "predict(a run without data, x)",
        lambda: dm.predict(prepare(SPEC, name="digits"), X),
    ),
    "data_refused": (
        "predict(a run whose labels were refused, x)",
        lambda: dm.predict(ready(y=Y + 0.5), X),
    ),
    "model_without_input": (
        "predict(keras.Sequential([keras.layers.Dense(2)]), x)",
        lambda: dm.predict(plain_model(has_input=False), X),
    ),
    "several_outputs": (
        "predict(a model with two outputs, x)",
        lambda: dm.predict(model_of_two(), X),
    ),
    "images": ("predict(a run of '6x6 -> conv 1', x)", lambda: dm.predict(*images())),
    "images_of_a_model": (
        "predict(the model of '6x6 -> conv 1', x)",
        lambda: dm.predict(images()[0].model, images()[1]),
    ),
    "other_width": (
        "predict(run, x.to_numpy()[:, :2])",
        lambda: dm.predict(ready(), X.to_numpy()[:, :2]),
    ),
    "other_width_of_a_model": (
        "predict(a model that no run knows, x[:, :2])",
        lambda: dm.predict(plain_model(), X.to_numpy()[:, :2]),
    ),
    "other_width_of_a_strange_model": (
        "predict(a model that the language cannot say, x[:, :2])",
        lambda: dm.predict(model_with_skip(), X.to_numpy()[:, :2]),
    ),
    "missing_column": (
        "predict(run, x[['age', 'weight']])",
        lambda: dm.predict(ready(), X[["age", "weight"]]),
    ),
    "missing_columns": (
        "predict(run.model, x[['age']])",
        lambda: dm.predict(ready().model, X[["age"]]),
    ),
    "gap": ("predict(run, x with a gap)", lambda: dm.predict(ready(), GAPS)),
    "gap_in_one_row": ("predict(run, a row with a gap)", lambda: dm.predict(ready(), GAPS[3:4])),
    "gap_under_missing_drop": (
        "predict(a run with missing drop, x with a gap)",
        lambda: dm.predict(ready(f"{SPEC} ; missing drop"), GAPS),
    ),
    "gap_for_a_strange_model": (
        "predict(a model that the language cannot say, x with a gap)",
        lambda: dm.predict(model_with_skip(), GAPS),
    ),
    "text": ("predict(run, x with text)", lambda: dm.predict(ready(), X.assign(age="old"))),
    "single_row": ("predict(run, x.iloc[0])", lambda: dm.predict(ready(), X.iloc[0])),
    "no_rows": ("predict(run, x[:0])", lambda: dm.predict(ready(), X[:0])),
    "nothing": ("predict(run, None)", lambda: dm.predict(ready(), None)),
}
