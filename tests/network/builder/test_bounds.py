"""Whatever number the language takes, Keras takes too: a spec that is read can be built."""

from functools import partial

import numpy as np
import pytest

from densemodel.data import choose_task
from densemodel.errors import SpecError
from densemodel.language import ACTIVATIONS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, parse
from densemodel.network import build

pytestmark = pytest.mark.tensorflow

NUMBERS = [
    "0",
    "-1",
    "1",
    "7",
    "-0.5",
    "0.999999",
    "1.000001",
    "1e-37",
    "1e-12",
    "1e6",
    "1e30",
    "1e39",
]
IMAGE = {"conv", "sepconv", "sdrop"}
"Words that need an image before them."


def texts():
    """Every number of every word, at values on both sides of its bounds."""
    for word in LAYERS.values():
        start = "6x6x2" if word.word in IMAGE else "4"
        size = "3" if word.is_linear else "0.1"
        plain = size if word.word == "dense" else f"{word.word} {size if word.quantity else ''}"
        if word.quantity is not None and not word.is_linear:
            slash = "/ " if word.word == "scale" else ""
            yield from (f"{start} -> {word.word} {slash}{number} -> 2" for number in NUMBERS)
        yield from (
            f"{start} -> {plain.strip()}{options} -> 2" for options in _option_texts(word.options)
        )
    for activation in ACTIVATIONS.values():
        yield from (
            f"4 -> {activation.word}{options} -> 2" for options in _option_texts(activation.options)
        )
    for optimizer in OPTIMIZERS.values():
        yield from (
            f"4 -> 2 ; {optimizer.word}{options}" for options in _option_texts(optimizer.options)
        )
    for loss in LOSSES.values():
        for last in filter(partial(_fits, loss.word), ("3 softmax", "3 sigmoid", "3")):
            yield from (
                f"4 -> {last} ; loss {loss.word}{options}"
                for options in _option_texts(loss.options)
            )
    for number in NUMBERS:
        yield from (f"4 -> 3(init={word}:{number}) -> 2" for word in INITIALIZERS)
        yield from (f"4 -> 3 -> 2 ; {clause} {number}" for clause in ("bias", "clip norm", "lr"))
        yield f"4 -> 2 ; lr exp {number}->{number}/3"


def _option_texts(options):
    for option in options:
        if option.kind not in ("switch", "initializer"):
            yield from (f"({option.key}={number})" for number in NUMBERS)


def _fits(loss, last):
    try:
        choose_task(parse(f"4 -> {last} ; loss {loss}"))
    except SpecError:
        return False
    return True


def _is_read(text):
    try:
        parse(text)
    except SpecError:
        return False
    return True


@pytest.mark.parametrize("kind", range(8))
def test_a_number_that_is_read_can_be_built(kind):
    refused = {}
    for text in filter(_is_read, list(texts())[kind::8]):
        try:
            model = build(text)
        except Exception as error:  # noqa: BLE001 - all of them are told together
            refused[text] = str(error)
            continue
        numbers = [*model.get_weights(), model.optimizer.learning_rate.numpy()]
        if not all(np.isfinite(array).all() for array in numbers):
            refused[text] = "it starts from numbers that are not finite"
    assert refused == {}
