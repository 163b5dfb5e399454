"""The digest of a base: equal for models that compute the same, and for no others."""

import numpy as np
import pytest

from densemodel.data import digest_of, known_digest

pytestmark = pytest.mark.tensorflow


def picture_model(*layers, shape=(8, 8, 1), seed=1):
    import keras

    keras.utils.set_random_seed(seed)
    return keras.Sequential([keras.Input(shape), *layers])


def conv(**options):
    import keras

    return keras.layers.Conv2D(4, 3, **options)


def pairs():
    """Two models each, with the same weights and sizes, which compute other numbers."""
    import keras

    layers = keras.layers

    def same(*more):
        return picture_model(conv(), *more)

    yield "pooling", same(layers.GlobalAveragePooling2D()), same(layers.GlobalMaxPooling2D())
    yield (
        "activation",
        picture_model(conv(activation="relu")),
        picture_model(conv(activation="tanh")),
    )
    yield "slope", same(layers.LeakyReLU(0.1)), same(layers.LeakyReLU(0.3))
    yield "scale", *(picture_model(layers.Rescaling(one), conv()) for one in (1.0, 1 / 255))
    yield (
        "strides",
        *(
            picture_model(conv(padding="same"), layers.AveragePooling2D(2, padding=one))
            for one in ("same", "valid")
        ),
    )
    yield (
        "epsilon",
        *(picture_model(layers.LayerNormalization(epsilon=one)) for one in (1e-3, 1e-1)),
    )
    yield "policy", *(picture_model(conv(dtype=one)) for one in ("float32", "mixed_bfloat16"))
    yield (
        "order",
        *(
            picture_model(conv(), *one)
            for one in (
                (layers.ReLU(), layers.MaxPooling2D(2), layers.Softmax()),
                (layers.Softmax(), layers.MaxPooling2D(2), layers.ReLU()),
            )
        ),
    )
    inputs = keras.Input((6,))
    first, second = layers.Dense(3, name="a"), layers.Dense(3, name="b")
    a, b = first(inputs), second(inputs)
    yield (
        "graph",
        keras.Model(inputs, layers.Subtract()([a, b])),
        keras.Model(inputs, layers.Subtract()([b, a])),
    )
    net = {"weights": None, "include_top": False, "input_shape": (32, 32, 3), "alpha": 0.35}
    yield (
        "application",
        *(keras.applications.MobileNetV2(pooling=one, **net) for one in ("avg", "max")),
    )


def test_equal_weights_in_other_layers_have_another_digest():
    names = []
    for name, one, other in pairs():
        names.append(name)
        other.set_weights(one.get_weights())
        assert known_digest(one) is not None, name
        assert known_digest(one) != known_digest(other), name
    assert len(names) == 10


def changes(model):
    """What a person may change in a model, each with a function that does it."""
    import keras

    dense, norm, attention = model.layers[-1], model.get_layer("norm"), model.get_layer("attention")
    yield "activation", lambda: setattr(dense, "activation", keras.activations.tanh)
    yield "weights", lambda: dense.set_weights([one + 1 for one in dense.get_weights()])
    yield "number", lambda: setattr(norm, "epsilon", 0.3)
    yield "means", lambda: setattr(model.get_layer("scaled"), "mean", np.float32(3))
    inner = attention._output_dense
    yield "sublayer", lambda: setattr(inner, "activation", keras.activations.relu)
    yield "epsilon of Keras", lambda: keras.config.set_epsilon(1e-3)


def changed_model():
    import keras

    layers = keras.layers
    keras.utils.set_random_seed(1)
    inputs = keras.Input((5, 4))
    x = layers.Normalization(mean=0.0, variance=1.0, name="scaled")(inputs)
    x = layers.LayerNormalization(name="norm")(x)
    x = layers.MultiHeadAttention(2, 4, name="attention")(x, x)
    return keras.Model(inputs, layers.Dense(3)(x))


@pytest.mark.parametrize(
    "what", ["activation", "weights", "number", "means", "sublayer", "epsilon of Keras"]
)
def test_a_change_of_a_model_changes_its_digest(what):
    import keras

    epsilon, model = keras.config.epsilon(), changed_model()
    before = known_digest(model)
    assert before is not None
    try:
        dict(changes(model))[what]()
        assert known_digest(model) != before
    finally:
        keras.config.set_epsilon(epsilon)


def test_the_same_layers_made_again_have_the_same_digest():
    one, other = changed_model(), changed_model()
    assert known_digest(one) == known_digest(other)
    other.trainable = False
    assert known_digest(one) == known_digest(other)


def test_a_model_whose_computation_is_unknown_has_a_digest_of_its_own():
    import keras

    factor = 2.0

    class Twice(keras.layers.Layer):
        def call(self, x):
            return x * factor

    def twice(x):
        return x * factor

    patched = conv()
    plain = patched.call
    patched.call = lambda x: plain(x) * factor
    for layer in (Twice(), keras.layers.Lambda(twice), conv(activation=twice), patched):
        model = picture_model(layer)
        assert known_digest(model) is None
        assert digest_of(model) == digest_of(model)
        assert digest_of(model) != digest_of(picture_model(layer))
