"""Each file of the corpus is refused in words, where it has to be, with little memory."""

import tracemalloc

import pytest

from densemodel.store.contents._keras_file import _read_config
from densemodel.store.readers._archive import CARD, Archive
from densemodel.store.readers._json import read_json
from support.store.corpus import corpus
from support.store.good_file import good_file
from support.store.good_table import table_file
from support.store.messages_of import answer, is_short, refusal
from support.store.reading import is_harmless, read_arrays_of, read_members, read_whole

MOST_MEMORY = 20_000_000
CORPUS = corpus(good_file())


def entries(where):
    return [pytest.param(entry, id=entry.name) for entry in CORPUS if entry.where == where]


@pytest.fixture(autouse=True)
def no_more_memory_than_allowed(request):
    if request.node.get_closest_marker("tensorflow"):
        with Archive(table_file()) as archive:  # its first model loads Keras
            _read_config(archive)
    tracemalloc.start()
    yield
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MOST_MEMORY


def test_the_good_file_is_read():
    texts, arrays = read_whole(good_file())
    assert len(texts) == 3
    assert len(arrays) == 14
    assert is_harmless(texts, arrays)


def test_the_corpus_is_large_and_every_name_is_its_own():
    assert len(CORPUS) == len({entry.name for entry in CORPUS}) > 300
    assert {entry.where for entry in CORPUS} == {
        "archive",
        "card",
        "arrays",
        "config",
        "plain",
        "table",
    }


@pytest.mark.parametrize("entry", entries("archive"))
def test_the_archive_is_refused(entry):
    assert is_short(refusal(read_members, entry.data))


@pytest.mark.parametrize("entry", entries("arrays"))
def test_the_arrays_are_refused_and_the_archive_is_not(entry):
    read_members(entry.data)
    assert is_short(refusal(read_arrays_of, entry.data))


@pytest.mark.parametrize("entry", entries("card"))
def test_a_card_is_refused_or_is_plain_json(entry):
    read_members(entry.data)
    with Archive(entry.data) as archive:
        if CARD not in archive.names:
            return
        card = archive.read(CARD, 1_000_000)
    message, found = answer(read_json, card, "the card")
    assert is_short(message) if found is None else is_harmless(found, {})


@pytest.mark.parametrize("entry", entries("plain"))
def test_what_plain_keras_did_not_write_is_refused_or_is_the_same_network(entry):
    with Archive(entry.data) as archive:
        message, config = answer(_read_config, archive)
    assert message.isascii() if config is None else config.spec.input_shape[0] in (6, 7)


def test_most_configs_of_plain_keras_are_refused_before_anything_is_built():
    refused = 0
    plain = [entry.data for entry in CORPUS if entry.where == "plain"]
    for data in plain:
        with Archive(data) as archive:
            refused += bool(answer(_read_config, archive)[0])
    assert len(plain) > 200
    assert refused > 170


@pytest.mark.tensorflow
def test_the_good_table_is_read():
    with Archive(table_file()) as archive:
        config = _read_config(archive)
    assert str(config.spec) == "table -> 8 relu -> 3 softmax"
    assert config.spec.input_shape == (21,)
    assert config.spec.parameter_count == 11 * 8 + 25 * 8 + 8 + 8 * 3 + 3


@pytest.mark.tensorflow  # a model is built of what the file proposes, and compared with it
@pytest.mark.parametrize("entry", entries("table"))
def test_what_no_model_of_a_table_has_is_refused(entry):
    with Archive(entry.data) as archive:
        message = refusal(_read_config, archive)
    assert message.isascii()
    assert len(message) < 250


@pytest.mark.parametrize("entry", entries("config"))
def test_all_else_is_refused_or_harmless(entry):
    read_members(entry.data)
    message, found = answer(read_whole, entry.data)
    assert is_short(message) if found is None else is_harmless(*found)
