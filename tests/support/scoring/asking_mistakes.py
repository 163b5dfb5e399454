"""Questions that are refused: what was asked, and how, by name."""

from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

import densemodel as dm
from densemodel.network import load_keras
from densemodel.training import prepare

SPEC = "3 -> 2 softmax ; epochs 1"
X = pd.DataFrame(np.arange(36).reshape(12, 3) / 36, columns=["age", "height", "weight"])
Y = np.arange(12) % 2
PLACES = pd.DataFrame({"east": X["age"], "north": X["height"]})
GAPS = X.mask(X.iloc[3, 1] == X)


def ready(text=SPEC, x=X, y=Y):
    return prepare(text, x, y, name="digits")


def plain_model(*layers, has_input=True):
    keras = load_keras()
    first = [keras.Input((3,))] if has_input else []
    return keras.Sequential([*first, keras.layers.Dense(2), *layers], name="net")


def model_with_skip():
    keras = load_keras()
    start = keras.Input((3,))
    return keras.Model(start, keras.layers.Add()([start, keras.layers.Dense(3)(start)]), name="net")


def run_of_skip():
    model = model_with_skip()
    model.compile("sgd", "mse")
    return prepare(model, X.to_numpy(np.float32), X.to_numpy(np.float32), settings="epochs 1")


def model_of_own_loss():
    model = plain_model()
    model.compile("sgd", lambda true, y_pred: (true - y_pred) ** 2)
    return model


def model_of_two():
    keras = load_keras()
    start = keras.Input((3,))
    ends = [keras.layers.Dense(1)(start), keras.layers.Dense(2)(start)]
    return keras.Model(start, ends, name="net")


def model_without_numbers():
    model = plain_model()
    model.set_weights([np.nan * weight for weight in model.get_weights()])
    return model


def images():
    x = np.zeros((4, 6, 6, 1))
    return ready("6x6 -> conv 1", x, x), x


def loaded_without_data():
    with TemporaryDirectory() as folder:
        dm.ModelStore(folder).save(ready().start().wait(), "digits")
        return dm.ModelStore(folder).load("digits")


def in_batches():
    import tensorflow as tf

    return tf.data.Dataset.from_tensor_slices((X.to_numpy(np.float32), Y)).batch(4)


EVALUATE = {
    "evaluate_no_run": (
        "evaluate(LinearRegression(), x, y)",
        lambda: dm.evaluate(LinearRegression(), X, Y),
    ),
    "evaluate_text": (
        "evaluate('3 -> 2 softmax', x, y)",
        lambda: dm.evaluate("3 -> 2 softmax", X, Y),
    ),
    "evaluate_x_alone": ("evaluate(run, x)", lambda: dm.evaluate(ready(), X)),
    "evaluate_y_alone": ("evaluate(model, y=y)", lambda: dm.evaluate(ready().model, y=Y)),
    "evaluate_batches": ("evaluate(run, a Dataset)", lambda: dm.evaluate(ready(), in_batches())),
    "evaluate_run_of_batches": (
        "evaluate(a run of a Dataset)",
        lambda: dm.evaluate(ready(x=in_batches(), y=None)),
    ),
    "evaluate_model_alone": ("evaluate(model)", lambda: dm.evaluate(ready().model)),
    "evaluate_run_without_data": (
        "evaluate(a run without data)",
        lambda: dm.evaluate(prepare(SPEC, name="digits")),
    ),
    "evaluate_loaded_run": (
        "evaluate(a run that was loaded)",
        lambda: dm.evaluate(loaded_without_data()),
    ),
    "evaluate_refused_data": (
        "evaluate(a run whose labels were refused)",
        lambda: dm.evaluate(ready(y=Y + 0.5)),
    ),
    "evaluate_other_length": (
        "evaluate(run, x, y[:5])",
        lambda: dm.evaluate(ready(), X, Y[:5]),
    ),
    "evaluate_unknown_class": (
        "evaluate(run, x, y + 1)",
        lambda: dm.evaluate(ready(), X, Y + 1),
    ),
    "evaluate_text_for_numbers": (
        "evaluate(run, x, y as text)",
        lambda: dm.evaluate(ready(), X, Y.astype(str)),
    ),
    "evaluate_gap_in_y": (
        "evaluate(run, x, y with a gap)",
        lambda: dm.evaluate(ready(), X, np.where(Y == 0, np.nan, Y)),
    ),
    "evaluate_gaps_in_text": (
        "evaluate(a run of names, x, names with two gaps)",
        lambda: dm.evaluate(
            ready(y=np.where(Y > 0, "won", "lost")),
            X,
            pd.Series(np.where(Y > 0, "won", "lost"), dtype=object).mask(X.index % 5 == 3, None),
        ),
    ),
    "evaluate_no_rows": ("evaluate(run, x[:0], y[:0])", lambda: dm.evaluate(ready(), X[:0], Y[:0])),
    "evaluate_missing_column": (
        "evaluate(run, x[['age', 'weight']], y)",
        lambda: dm.evaluate(ready(), X[["age", "weight"]], Y),
    ),
    "evaluate_other_columns_of_y": (
        "evaluate(a run of y with east and north, x, y with left and right)",
        lambda: dm.evaluate(
            ready("3 -> 2", y=PLACES), X, PLACES.set_axis(["left", "right"], axis=1)
        ),
    ),
    "evaluate_column_of_y_too_many": (
        "evaluate(a run of y with east and north, x, y with up besides)",
        lambda: dm.evaluate(ready("3 -> 2", y=PLACES), X, PLACES.assign(up=1.0)),
    ),
    "evaluate_other_order": (
        "evaluate(run, x, the labels of x in another order)",
        lambda: dm.evaluate(ready(), X, pd.Series(Y)[::-1]),
    ),
    "evaluate_unknown_answers": (
        "evaluate(a model that says nothing of its answers, x, y)",
        lambda: dm.evaluate(plain_model(), X, Y),
    ),
    "evaluate_own_loss": (
        "evaluate(a model with a loss of one's own, x, y)",
        lambda: dm.evaluate(model_of_own_loss(), X, Y),
    ),
    "evaluate_run_of_skip": (
        "evaluate(a run of a model that the language cannot say)",
        lambda: dm.evaluate(run_of_skip()),
    ),
    "evaluate_run_of_skip_on_rows": (
        "evaluate(a run of a model that the language cannot say, x, y)",
        lambda: dm.evaluate(run_of_skip(), X, Y),
    ),
    "evaluate_several_outputs": (
        "evaluate(a model with two outputs, x, y)",
        lambda: dm.evaluate(model_of_two(), X, Y),
    ),
}

CASES = {
    **EVALUATE,
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
    "other_width_of_another_model": (
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
    "missing_column_of_a_variable": (
        "predict(run, rows)",
        lambda rows=X[["age"]]: dm.predict(ready(), rows),
    ),
    "missing_is_allowed_by_another_word": (
        "predict(run, x, missing='drop')",
        lambda: dm.predict(ready(), X, missing="drop"),
    ),
    "weights_that_are_no_numbers": (
        "predict(a model whose weights are nan, x)",
        lambda: dm.predict(model_without_numbers(), X),
    ),
    "gap": ("predict(run, x with a gap)", lambda: dm.predict(ready(), GAPS)),
    "gap_in_one_row": ("predict(run, a row with a gap)", lambda: dm.predict(ready(), GAPS[3:4])),
    "gap_under_missing_drop": (
        "predict(a run with missing drop, x with a gap)",
        lambda: dm.predict(ready(f"{SPEC} ; missing drop"), GAPS),
    ),
    "gap_for_another_model": (
        "predict(a model that the language cannot say, x with a gap)",
        lambda: dm.predict(model_with_skip(), GAPS),
    ),
    "text": ("predict(run, x with text)", lambda: dm.predict(ready(), X.assign(age="old"))),
    "single_row": ("predict(run, x.iloc[0])", lambda: dm.predict(ready(), X.iloc[0])),
    "no_rows": ("predict(run, x[:0])", lambda: dm.predict(ready(), X[:0])),
    "nothing": ("predict(run, None)", lambda: dm.predict(ready(), None)),
}
