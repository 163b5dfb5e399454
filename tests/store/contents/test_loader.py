"""The loader refuses each file of the corpus in words, or gives the good model, untouched by it."""

import json
import os

import keras
import numpy as np
import pytest

import densemodel as dm
from densemodel.store.contents._pack import packed
from densemodel.store.readers._archive import LAST, LAST_ARRAYS, WEIGHTS, Archive, rewritten
from densemodel.store.readers._arrays import read_arrays
from support.network.called import answers_of
from support.store.corpus import corpus
from support.store.messages_of import answer, is_short
from support.store.mutations import mutated

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(90, 6)).astype(np.float32)
Y = np.array(["one", "two", "three"])[np.arange(90) % 3]


def good():
    run = dm.train("6 -> 8 relu -> 3 softmax ; epochs 2", X, Y)
    file = packed(run, name="digits", id="0123456789abcdef")[0]
    return file, dm.predict(run, X), answers_of(run.model, X)


def good_base():
    base = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="tanh")])
    run = dm.train(dm.parse("base frozen -> 3 softmax ; epochs 1", {"base": base}), X, Y)
    file = packed(run, name="pets", id="0123456789abcdef")[0]
    assert dm.predict(dm.load(file), X).equals(dm.predict(run, X))
    return file


GOOD, ANSWERS, NUMBERS = good()
FILES = int(os.environ.get("DENSEMODEL_FILES", "2000"))
"Random damage to the parts is tried so often elsewhere; here a tenth of it is loaded whole."


def files():
    for entry in corpus(GOOD, good_base()):
        yield pytest.param(entry, id=entry.name)


@pytest.mark.parametrize("entry", list(files()))
def test_a_file_of_the_corpus_is_refused_or_does_nothing(entry):
    message, run = answer(dm.load, entry.data)
    if run is None:
        assert is_short(message), message
        return
    if entry.where == "plain":
        assert np.array_equal(answers_of(run.model, X), NUMBERS)
        return
    assert entry.where in ("config", "card"), "what has to refuse it let it pass"
    require_same_answers(run)


def require_same_answers(run):
    assert dm.predict(run, X).equals(ANSWERS)


def test_random_damage_is_refused_or_does_nothing():
    for seed in range(FILES // 10):
        message, run = answer(dm.load, mutated(GOOD, seed))
        if run is None:
            assert is_short(message), (seed, message)
        else:
            assert len(dm.predict(run, X)) == len(X), seed


def with_another_number(file, member):
    """The last bit of one of the numbers in a member is another one, and the zip's sum is right."""
    with Archive(file) as archive:
        content = archive.read(member)
    numbers = max(read_arrays(content, at_most=10**6).values(), key=lambda one: one.size).tobytes()
    return rewritten(
        file, {member: content.replace(numbers, bytes([numbers[0] ^ 1]) + numbers[1:])}
    )


@pytest.mark.parametrize("member", [WEIGHTS, LAST_ARRAYS])
def test_another_number_is_noticed_where_the_zip_is_right(member):
    changed = with_another_number(GOOD, member)
    assert changed != GOOD
    message, run = answer(dm.load, changed)
    assert run is None
    assert message == f"the file can't be read: its member {member} is damaged"


def test_a_file_without_sums_of_its_numbers_is_refused():
    with Archive(GOOD) as archive:
        last = json.loads(archive.read(LAST))
    assert last.pop("sums").keys() == {WEIGHTS, LAST_ARRAYS}
    message, run = answer(dm.load, rewritten(GOOD, {LAST: json.dumps(last).encode()}))
    assert run is None
    assert message == "the file can't be read: sums in its last state is missing"


def test_the_good_file_is_loaded():
    require_same_answers(dm.load(GOOD))


def test_for_the_name_of_a_saved_model_it_says_how_to_load_it():
    with pytest.raises(dm.StoreError) as caught:
        dm.load("digits")
    assert str(caught.value) == (
        "'digits' can't be read: no such file or directory\n"
        "  a saved model is loaded by its name: dm.ModelStore(folder).load('digits')"
    )
