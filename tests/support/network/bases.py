"""Trained models that a network begins with, made without a download."""

from functools import cache

import numpy as np
from sklearn.datasets import load_digits


@cache
def digits(count=300):
    """Pictures of 8x8x1, from 0 to 16, and their digits."""
    found = load_digits()
    return found.images[:count, :, :, None].astype("float32"), found.target[:count]


def small_base(seed=1):
    """A convolution with batch normalization on pictures of 8x8x1, whose outputs differ."""
    import keras

    keras.utils.set_random_seed(seed)
    layers = keras.layers
    inputs = keras.Input((8, 8, 1))
    x = layers.Rescaling(1 / 16)(inputs)
    x = layers.BatchNormalization()(layers.Conv2D(8, 3, activation="relu")(x))
    branch = layers.Add()([x, layers.Conv2D(8, 3, padding="same")(x)])
    model = keras.Model(inputs, layers.Flatten()(branch), name="strokes")
    model.layers[3].set_weights([np.full(8, value, "float32") for value in (1.5, 0.1, 0.2, 0.7)])
    return model


def mobile_net(**arguments):
    """A small MobileNetV2 with new weights, whose batch normalization knows such pictures."""
    import keras

    keras.utils.set_random_seed(1)
    given = {"alpha": 0.35, "pooling": "avg", "input_shape": (32, 32, 3), **arguments}
    model = keras.applications.MobileNetV2(weights=None, include_top=False, **given)
    means = [one for one in model.layers if isinstance(one, keras.layers.BatchNormalization)]
    momentum = means[0].momentum
    for layer in means:
        layer.momentum = 0.0
    model(pictures(side=given["input_shape"][0])[0] / 127.5 - 1, training=True)
    for layer in means:
        layer.momentum = momentum
    return model


def pictures(count=90, side=32):
    """Coloured noise of three classes, uint8: each class lacks another colour."""
    random = np.random.default_rng(0)
    y = np.arange(count) % 3
    x = random.integers(0, 256, (count, side, side, 3)).astype("uint8")
    x[np.arange(count), :, :, y] //= 6
    return x, np.array(["cat", "dog", "owl"])[y]


def hash_of_weights(model):
    """Equal for models with the same weights."""
    return [hash(weights.tobytes()) for weights in model.get_weights()]
