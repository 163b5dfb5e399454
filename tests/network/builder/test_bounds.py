"""Whatever number the language takes, Keras takes too: a spec that is read can be built."""

from functools import partial
from itertools import chain

import numpy as np
import pytest

from densemodel.data import choose_task
from densemodel.errors import SpecError
from densemodel.language import ACTIVATIONS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, parse
from densemodel.network import build

pytestmark = pytest.mark.tensorflow

NUMBERS = ["-1", "-0.5", "0", "1e-37", "1e-12", "0.999999"]
NUMBERS += ["1", "1.000001", "7", "1e6", "1e30", "1e39"]
"From the least to the largest."
IMAGE = {"conv", "sepconv", "sdrop"}
"Words that need an image before them."


def families():
    """Texts that differ in one number, for every number of every word."""
    for word in LAYERS.values():
        start = "6x6x2" if word.word in IMAGE else "4"
        size = "3" if word.is_linear else "0.1"
        plain = size if word.word == "dense" else f"{word.word} {size if word.quantity else ''}"
        if word.quantity is not None and not word.is_linear:
            slash = "/ " if word.word == "scale" else ""
            yield [f"{start} -> {word.word} {slash}{number} -> 2" for number in NUMBERS]
        yield from _of_options(word, f"{start} -> {plain.strip()}", " -> 2")
    for activation in ACTIVATIONS.values():
        yield from _of_options(activation, f"4 -> {activation.word}", " -> 2")
    for optimizer in OPTIMIZERS.values():
        yield from _of_options(optimizer, f"4 -> 2 ; {optimizer.word}")
    for loss in LOSSES.values():
        for last in filter(partial(_fits, loss.word), ("3 softmax", "3 sigmoid", "3")):
            yield from _of_options(loss, f"4 -> {last} ; loss {loss.word}")
    for word in INITIALIZERS:
        yield [f"4 -> 3(init={word}:{number}) -> 2" for number in NUMBERS]
    for clause in ("bias", "clip norm", "lr"):
        yield [f"4 -> 3 -> 2 ; {clause} {number}" for number in NUMBERS]
    yield [f"4 -> 2 ; lr exp {number}->{number}/3" for number in NUMBERS]


def _of_options(word, before, after=""):
    for option in word.options:
        if option.kind not in ("switch", "initializer"):
            yield [f"{before}({option.key}={number}){after}" for number in NUMBERS]


def _extremes(texts):
    """Those that are read with the least and with the largest number."""
    read = list(filter(_is_read, texts))
    return {*read[:1], *read[-1:]}


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


def test_a_number_that_is_read_can_be_built():
    refused = {}
    for text in chain.from_iterable(map(_extremes, families())):
        try:
            model = build(text)
        except Exception as error:  # noqa: BLE001 - all of them are told together
            refused[text] = str(error)
            continue
        numbers = [*model.get_weights(), model.optimizer.learning_rate.numpy()]
        if not all(np.isfinite(array).all() for array in numbers):
            refused[text] = "it starts from numbers that are not finite"
    assert refused == {}
