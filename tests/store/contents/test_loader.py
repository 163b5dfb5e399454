"""The loader refuses each file of the corpus in words, or gives the good model, untouched by it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import densemodel as dm
from densemodel.store.contents._pack import packed
from support.store.corpus import Entry, corpus
from support.store.messages_of import answer, is_short
from support.store.mutations import mutated

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(90, 6)).astype(np.float32)
Y = np.array(["one", "two", "three"])[np.arange(90) % 3]


def good() -> tuple[bytes, Any, Any]:
    run = dm.train("6 -> 8 relu -> 3 softmax ; epochs 2", X, Y)
    file = packed(run, name="digits", id="0123456789abcdef")[0]
    return file, dm.predict(run, X), run.model.predict(X, verbose=0)


GOOD, ANSWERS, NUMBERS = good()
FILES = int(os.environ.get("DENSEMODEL_FILES", "2000"))
"Random damage to the parts is tried so often elsewhere; here a tenth of it is loaded whole."


def files() -> Iterator[object]:
    for entry in corpus(GOOD):
        yield pytest.param(entry, id=entry.name)


@pytest.mark.parametrize("entry", list(files()))
def test_a_file_of_the_corpus_is_refused_or_does_nothing(entry: Entry) -> None:
    said, run = answer(dm.load, entry.data)
    if run is None:
        assert is_short(said), said
        return
    if entry.where == "plain":
        assert np.array_equal(run.model.predict(X, verbose=0), NUMBERS)
        return
    assert entry.where in ("config", "card"), "what has to refuse it let it pass"
    require_same_answers(run)


def require_same_answers(run: Any) -> None:
    assert dm.predict(run, X).equals(ANSWERS)


def test_random_damage_is_refused_or_does_nothing() -> None:
    for seed in range(FILES // 10):
        said, run = answer(dm.load, mutated(GOOD, seed))
        if run is None:
            assert is_short(said), (seed, said)
        else:
            assert len(dm.predict(run, X)) == len(X), seed


def test_the_good_file_is_loaded() -> None:
    require_same_answers(dm.load(GOOD))
