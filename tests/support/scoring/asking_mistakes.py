"""What the cases of tests/scoring/cases/messages.txt are made of: questions that are refused."""

# ruff: noqa: F401 - cases use all of these names

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
