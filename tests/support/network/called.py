"""What a Keras model says of rows, without compiling it.

`predict` and `evaluate` compile a function for each model, which takes fifty times as long as a few
rows take.
"""

import numpy as np

from densemodel.network import build


def answers_of(model, x):
    """What `model.predict(x)` returns, for rows that fit in one batch."""
    return np.array(model(x, training=False))


def scores_of(model, x, y):
    """What `model.evaluate(x, y, return_dict=True)` returns, but for rounding."""
    compiled = model.run_eagerly, model.test_function
    model.run_eagerly, model.test_function = True, None
    try:
        model.reset_metrics()
        scores = model.test_on_batch(x, y, return_dict=True)
    finally:
        model.run_eagerly, model.test_function = compiled
    return scores


def same_function(model, spec):
    """Whether the spec's model gives the model's answers with its weights."""
    again = build(spec)
    again.set_weights(model.get_weights())
    x = np.random.default_rng(0).uniform(-1, 2, (5, *spec.input_shape)).astype("float32")
    return np.allclose(answers_of(model, x), answers_of(again, x), atol=1e-6)
