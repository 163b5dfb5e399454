"""What the cases of tests/training/cases/messages.txt are made of that are refused, or fail."""

# ruff: noqa: F401 - cases use all of these names

import copy
import pickle
import threading

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from densemodel.network import build, load_keras
from densemodel.training import RunStarted, prepare, train

WAIT_SECONDS = 60
SPEC = "4 -> 3 softmax ; epochs 1"
X = np.arange(48, dtype=np.float32).reshape(12, 4) / 48
Y = np.arange(12) % 3


def plain_model(*, has_input):
    keras = load_keras()
    first = [keras.Input((4,))] if has_input else []
    return keras.Sequential([*first, keras.layers.Dense(3)], name="net")


def batches(*arrays):
    import tensorflow as tf

    rows = arrays[0] if len(arrays) == 1 else arrays
    return tf.data.Dataset.from_tensor_slices(rows).batch(4)


def ready(text=SPEC, y=Y):
    return prepare(text, X, y, name="digits")


def frame(columns):
    return pd.DataFrame(X, columns=list("abcd"))[list(columns)]


def ended_on(x, y=Y, text=SPEC):
    return prepare(text, x, y, name="digits").start().wait(WAIT_SECONDS)


def ended_run():
    return ready().start().wait(WAIT_SECONDS)


def while_running(act):
    run, started = ready("4 -> 3 softmax ; epochs 100000 ; patience off"), threading.Event()
    run.on_event(lambda event: started.set() if isinstance(event, RunStarted) else None)
    run.start()
    assert started.wait(WAIT_SECONDS)  # another test's run may have the turn
    try:
        act(run)
    finally:
        run.stop().wait(WAIT_SECONDS)


def weighted(name, place, value):
    weights = np.ones(12)
    weights[place] = value
    return train(SPEC, X, Y, **{name: weights})
