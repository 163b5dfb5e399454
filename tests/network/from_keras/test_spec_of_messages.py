"""What is said of models that the language can't say, and what a spec loses."""

import inspect
import textwrap

import pytest

from densemodel.errors import SpecError
from densemodel.network import spec_of

pytestmark = pytest.mark.tensorflow


REFUSED = {}
NOTED = {}


def refused(make):
    REFUSED[make.__name__] = make
    return make


def noted(make):
    NOTED[make.__name__] = make
    return make


def chain(shape, *layers):
    import keras

    return keras.Sequential([keras.Input(shape), *layers])


@refused
def recurrent():
    from keras import layers

    return chain((5, 4), layers.LSTM(8), layers.Dense(2))


@refused
def third_layer():
    from keras import layers

    return chain((4,), layers.Dense(5), layers.ReLU(), layers.PReLU(), layers.Dense(2))


@refused
def lambda_layer():
    from keras import layers

    return chain((4,), layers.Lambda(lambda x: x))


@refused
def own_layer():
    from keras import layers

    class Dense(layers.Dense):
        pass

    return chain((4,), Dense(3))


@refused
def own_model():
    import keras

    class Net(keras.Model):
        def call(self, x):
            return x

    return Net()


@refused
def no_input():
    import keras

    return keras.Sequential([keras.layers.Dense(10)])


@refused
def no_layers():
    return chain((4,))


@refused
def open_size():
    from keras import layers

    return chain((None, 3), layers.Conv1D(4, 3))


@refused
def scalar_input():
    import keras

    start = keras.Input(())
    return keras.Model(start, keras.layers.Activation("relu")(start))


@refused
def text():
    return "784 -> 10"


@refused
def frozen():
    from keras import layers

    return chain((4,), layers.Dense(3), layers.Dense(2, trainable=False))


@refused
def frozen_variable():
    from keras import layers

    model = chain((4,), layers.Dense(3), layers.Dense(2))
    model.layers[0].kernel.trainable = False
    return model


@refused
def branch():
    import keras
    from keras import layers

    start = keras.Input((4,))
    return keras.Model(start, layers.Add()([layers.Dense(3)(start), layers.Dense(3)(start)]))


@refused
def several_inputs():
    import keras

    ends = [keras.Input((4,)), keras.Input((4,))]
    return keras.Model(ends, keras.layers.Concatenate()(ends))


@refused
def several_outputs():
    import keras

    start = keras.Input((4,))
    return keras.Model(start, [keras.layers.Dense(2)(start), keras.layers.Dense(3)(start)])


@refused
def shared_layer():
    import keras

    start, shared = keras.Input((4,)), keras.layers.Dense(4)
    return keras.Model(start, shared(shared(start)))


@refused
def operation():
    import keras

    start = keras.Input((4,))
    return keras.Model(start, keras.ops.relu(keras.layers.Dense(3)(start)))


@refused
def always_dropping():
    import keras

    start = keras.Input((4,))
    return keras.Model(start, keras.layers.Dropout(0.5)(start, training=True))


@refused
def activation_without_a_word():
    from keras import layers

    return chain((4,), layers.Dense(3, activation=layers.PReLU()))


@refused
def activation_with_weights():
    from keras import layers

    return chain((4,), layers.Dense(3, activation=layers.BatchNormalization()))


@refused
def activation_that_is_a_partial():
    from functools import partial

    from keras import activations, layers

    return chain((4,), layers.Dense(3, activation=partial(activations.gelu, approximate=True)))


@refused
def initializer_without_a_config():
    from keras import layers, ops

    class Mine:
        def __call__(self, shape, dtype=None):
            return ops.ones(shape, dtype)

    return chain((4,), layers.Dense(3, kernel_initializer=Mine()))


@refused
def changed_after_it_was_built():
    from keras import layers

    model = chain((4,), layers.Dense(3))
    model.layers[0].use_bias = False
    return model


@refused
def shared_weights():
    from keras import layers

    model = chain((4,), layers.Dense(4), layers.Dense(4))
    first, second = model.layers
    second._trainable_variables[0] = first.kernel
    return model


@refused
def input_is_output():
    import keras

    start = keras.Input((4,))
    return keras.Model(start, start)


@refused
def momentum_of_zero():
    from keras import layers

    return chain((4,), layers.BatchNormalization(momentum=0.0))


@refused
def flat_elu():
    from keras import layers

    return chain((4,), layers.Dense(3), layers.ELU(0.0))


@refused
def constraint_of_a_function():
    from keras import layers

    return chain((4,), layers.Dense(3, kernel_constraint=lambda weights: weights))


@refused
def regularizer_without_a_config():
    import keras

    class Mine(keras.regularizers.Regularizer):
        def __call__(self, weights):
            return keras.ops.sum(weights)

    return chain((4,), keras.layers.Dense(3, kernel_regularizer=Mine()))


@refused
def replaced_call():
    from keras import layers

    model = chain((4,), layers.Dense(3))
    model.layers[0].call = lambda x: x
    return model


@refused
def replaced_call_of_the_model():
    from keras import layers

    model = chain((4,), layers.Dense(3))
    model.call = lambda x: x
    return model


@refused
def normalization_of_all_axes():
    from keras import layers

    return chain((4,), layers.Normalization(axis=None))


@refused
def dilated():
    from keras import layers

    return chain((8, 8, 1), layers.Conv2D(3, 3, dilation_rate=2))


@refused
def grouped():
    from keras import layers

    return chain((8, 8, 4), layers.Conv2D(4, 3, groups=2))


@refused
def channels_first():
    from keras import layers

    return chain((3, 8, 8), layers.Conv2D(4, 3, data_format="channels_first"))


@refused
def uneven_stride():
    from keras import layers

    return chain((8, 8, 4), layers.Conv2D(4, 3, strides=(1, 2)))


@refused
def depth_multiplier():
    from keras import layers

    return chain((8, 8, 3), layers.SeparableConv2D(4, 3, depth_multiplier=2))


@refused
def one_of_two_regularizers():
    from keras import layers

    return chain((8, 8, 3), layers.SeparableConv2D(4, 3, depthwise_regularizer="l2"))


@refused
def other_axis():
    from keras import layers

    return chain((8, 8, 4), layers.BatchNormalization(axis=1))


@refused
def softmax_axis():
    from keras import layers

    return chain((4, 5), layers.Softmax(axis=1))


@refused
def own_activation():
    from keras import layers

    def double(x):
        return 2 * x

    return chain((4,), layers.Dense(3, activation=double))


@refused
def own_function_of_a_known_name():
    from keras import layers

    def relu(x):
        return 2 * x

    return chain((4,), layers.Activation(relu))


@refused
def bias_regularizer():
    from keras import layers

    return chain((4,), layers.Dense(3, bias_regularizer="l2"))


@refused
def activity_regularizer():
    from keras import layers

    return chain((4,), layers.Dense(3, activity_regularizer="l1"))


@refused
def other_regularizer():
    from keras import layers

    return chain((4,), layers.Dense(3, kernel_regularizer="orthogonal_regularizer"))


@refused
def constraint():
    from keras import layers

    return chain((4,), layers.Dense(3, kernel_constraint="max_norm"))


@refused
def mixed_precision():
    from keras import layers

    return chain((4,), layers.Dense(3, dtype="mixed_float16"))


@refused
def noise_shape():
    from keras import layers

    return chain((4, 2), layers.Dropout(0.2, noise_shape=(None, 1, 2)))


@refused
def drops_all():
    from keras import layers

    return chain((4,), layers.Dropout(1.0))


@refused
def rescaling_with_offset():
    from keras import layers

    return chain((4,), layers.Rescaling(1 / 127.5, offset=-1))


@refused
def rescaling_by_zero():
    from keras import layers

    return chain((4,), layers.Rescaling(0.0))


@refused
def rescaling_at_the_end_below_0():
    from keras import layers

    return chain((4,), layers.Dense(1), layers.Rescaling(-2.0, offset=1.0))


@refused
def rescaling_at_the_end_of_classes():
    from keras import layers

    model = chain((4,), layers.Dense(3), layers.Rescaling(2.0, offset=1.0))
    model.compile(loss="sparse_categorical_crossentropy")
    return model


@refused
def rescaling_at_the_end_of_rows():
    from keras import layers

    return chain((4, 4, 1), layers.Conv2D(2, 3), layers.Rescaling([[1.0], [2.0]], offset=1.0))


@refused
def fixed_normalization():
    from keras import layers

    return chain((4,), layers.Normalization(mean=3.0, variance=2.0))


@refused
def late_normalization():
    from keras import layers

    return chain((4,), layers.Dense(3), layers.Normalization())


@refused
def dense_along_an_axis():
    from keras import layers

    return chain((28, 28), layers.Dense(10))


@refused
def softmax_over_one():
    from keras import layers

    return chain((4,), layers.Dense(5, "relu"), layers.Dense(1, "softmax"))


@noted
def names():
    import keras
    from keras import layers

    pixels = keras.Input((4,), name="pixels")
    inner = keras.Sequential([layers.Dense(3, name="first")], name="inside")
    rest = [layers.Dense(3, name=f"layer_{number}") for number in range(7)]
    x = inner(pixels)
    for layer in rest:
        x = layer(x)
    return keras.Model(pixels, x, name="my net")


@noted
def name_that_python_reads_as_another():
    import keras

    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)], name="\ufb01rst")


@noted
def answers_in_a_dict():
    import keras

    start = keras.Input((4,), name="pixels")
    model = keras.Model({"pixels": start}, {"digit": keras.layers.Dense(3)(start)})
    model.compile("adam", {"digit": "mse"})
    return model


@noted
def start_of_a_function():
    import keras
    from keras import layers

    start = lambda shape, dtype: 2 * keras.ops.ones(shape, dtype)  # noqa: E731 - it has no name
    return chain((4,), layers.Dense(3, kernel_initializer=start))


@noted
def own_class():
    import keras

    class Trained(keras.Sequential):
        def train_step(self, *_):
            return {}

    return Trained([keras.Input((4,)), keras.layers.Dense(3)], name="relu")


@noted
def types_and_sizes():
    import keras

    start = keras.Input((4,), batch_size=8, dtype="uint8")
    return keras.Sequential([start, keras.layers.Rescaling(0.5), keras.layers.Dense(3)])


@noted
def starts_and_seeds():
    import keras
    from keras import layers

    def mine(shape, dtype=None):
        return keras.ops.ones(shape, dtype)

    return chain(
        (4,),
        layers.Dense(5, kernel_initializer=keras.initializers.HeNormal(seed=3)),
        layers.Dense(5, kernel_initializer=keras.initializers.VarianceScaling(2.0, "fan_out")),
        layers.Dense(5, kernel_initializer=mine, bias_initializer="random_normal"),
        layers.BatchNormalization(gamma_initializer="zeros"),
        layers.Dropout(0.2, seed=1),
        layers.Dense(2, bias_initializer="ones"),
    )


@noted
def normalization():
    from keras import layers

    return chain((4,), layers.Normalization(), layers.Dense(3))


@noted
def target_norm():
    from keras import layers

    return chain((4,), layers.Dense(1), layers.Rescaling(80_000, offset=200_000))


@noted
def target_norm_of_many_columns():
    import numpy as np
    from keras import layers

    numbers = np.arange(1, 6) / 3
    model = chain((4,), layers.Dense(5, "relu"), layers.Rescaling(numbers, offset=-numbers))
    model.compile(loss="mse")
    return model


@noted
def schedule_and_own_loss():
    import keras

    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
    model = chain((4,), keras.layers.Dense(3))

    def my_loss(y, guess):
        return keras.ops.mean(y - guess)

    def my_metric(y, guess):
        return keras.ops.mean(y - guess)

    model.compile(keras.optimizers.SGD(rate, nesterov=True), my_loss, metrics=["mae", my_metric])
    return model


@noted
def rate_of_a_function():
    import keras

    model = chain((4,), keras.layers.Dense(3))
    model.compile(keras.optimizers.SGD(lambda: 0.1), "mse")
    return model


@noted
def rate_of_an_object():
    import keras

    class Mine:
        def __call__(self):
            return 0.1

    model = chain((4,), keras.layers.Dense(3))
    model.compile(keras.optimizers.SGD(Mine()), "mse")
    return model


@noted
def scaled_loss():
    import keras

    model = chain((4,), keras.layers.Dense(3))
    inner = keras.optimizers.SGD(0.5, clipnorm=1.0)
    model.compile(keras.optimizers.LossScaleOptimizer(inner), "mse")
    return model


@noted
def no_loss():
    import keras

    model = chain((4,), keras.layers.Dense(3))
    model.compile("adam", [None])
    return model


@noted
def ways_of_running():
    import keras

    model = chain((4,), keras.layers.Dense(3))
    model.compile("adam", "mse", run_eagerly=True, steps_per_execution=8)
    return model


@noted
def schedule_without_a_config():
    import keras

    class Mine(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return 0.1 / (1 + step)

    model = chain((4,), keras.layers.Dense(3))
    model.compile(keras.optimizers.SGD(Mine(), momentum=0.9), "mse")
    return model


@noted
def settings_without_a_word():
    import keras

    model = chain((4,), keras.layers.Dense(3, "softmax"))
    model.compile(
        keras.optimizers.Adam(ema_overwrite_frequency=3, gradient_accumulation_steps=2),
        keras.losses.CategoricalCrossentropy(reduction="sum"),
        loss_weights=[2.0],
        metrics=[keras.metrics.TopKCategoricalAccuracy(k=2), "mean_iou", "mse", "r2_score"],
        weighted_metrics=["accuracy"],
    )
    return model


@noted
def misfit_loss():
    import keras

    model = chain((4,), keras.layers.Dense(1))
    model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@noted
def logits_as_probabilities():
    import keras

    model = chain((4,), keras.layers.Dense(3))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model


@noted
def own_optimizer():
    import keras

    class Mine(keras.optimizers.SGD):
        pass

    model = chain((4,), keras.layers.Dense(3))
    model.compile(Mine(0.1), "mse")
    return model


@noted
def own_schedule():
    import keras

    class Falling(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return 0.5 / (keras.ops.cast(step, "float32") + 1)

        def get_config(self):
            return {}

    model = chain((4,), keras.layers.Dense(3))
    model.compile(keras.optimizers.Adam(Falling()), "mse")
    return model


@noted
def rate_of_zero():
    import keras

    model = chain((4,), keras.layers.Dense(3))
    model.compile(keras.optimizers.SGD(0.0), "mse")
    return model


@pytest.fixture(autouse=True)
def _names_from_the_start():
    import keras

    keras.utils.clear_session()


def source(make):
    lines = textwrap.dedent(inspect.getsource(make)).strip().splitlines()[2:]
    return textwrap.dedent("\n".join(lines))


@pytest.mark.parametrize("name", REFUSED)
def test_messages_of_refusals(name, cases):
    model = REFUSED[name]()
    with pytest.raises(SpecError) as caught:
        spec_of(model)
    cases.check(f"spec_of_{name}", source(REFUSED[name]), str(caught.value))


@pytest.mark.parametrize("name", NOTED)
def test_messages_of_notes(name, cases):
    spec = spec_of(NOTED[name]())
    cases.check(f"spec_of_notes_{name}", source(NOTED[name]), "\n".join([str(spec), *spec.notes]))


def test_no_case_is_missing_or_left_over(cases):
    refused = {f"spec_of_{name}" for name in REFUSED}
    cases.check_names(refused | {f"spec_of_notes_{name}" for name in NOTED})
