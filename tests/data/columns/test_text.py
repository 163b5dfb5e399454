"""Free text: its words are Keras's, and all is learnt from the training rows alone."""

import numpy as np
import pytest

import densemodel as dm
from densemodel.data import RawTable
from densemodel.data.columns import _text
from densemodel.data.columns._table import fit
from densemodel.data.columns._text import FreeText, have_spaces, words_of
from densemodel.data.columns._values import TextValues
from densemodel.training.engine._xla_trial import can_compile
from support.network.tables import texts

SOME = (
    "a B zz Ü ß é 你 ご ก 🙂 👩‍👩‍👧 İ \u017f \U0001d49c "
    "\t \n \r \x0b \x0c \x1c \x1f \x7f \x85 \xa0 \u2003 \u3000 "
    "' \" ! _ - \u2019 … \\ [UNK]"
)
LETTERS = [*SOME.split(" "), " "]
"""With white space: Keras takes some of it for the end of a word."""


def unusual_texts():
    rng = np.random.default_rng(0)
    made = ["".join(rng.choice(LETTERS, rng.integers(0, 40))) for _ in range(400)]
    return [*made, "", " ", "!?", "long " * 3_000, "x" * 40_000, "".join(map(chr, range(1, 1_000)))]


@pytest.mark.tensorflow
def test_words_are_those_of_keras():
    import keras

    given = unusual_texts()
    known = sorted({word.decode() for text in given for word in words_of(text)})
    layer = keras.layers.TextVectorization(vocabulary=known)
    found = np.asarray(layer(given))
    numbers = {word.encode(): number for number, word in enumerate(known, 2)}
    for text, row in zip(given, found, strict=True):
        assert [numbers[word] for word in words_of(text)] == row[row > 0].tolist()


def test_the_commonest_words_are_learnt_with_their_weights(monkeypatch):
    monkeypatch.setattr(_text, "MOST_WORDS", 3)
    given = ["Good, good!", "good bad", "so bad", "so good", "once"]
    [column] = fit(RawTable((texts("c", given, FreeText),), 5), np.arange(5)).columns
    assert column.words == ("good", "bad", "so")
    assert column.weights == pytest.approx(np.log(1 + 5 / (1 + np.array([3, 2, 2]))))
    assert column.encode(TextValues(np.array([0], np.int32), ("SO once bad",))).tolist() == [
        [4, 1, 3, 0]
    ]


def test_nothing_is_learnt_from_other_rows():
    rng = np.random.default_rng(0)
    given = [" ".join(rng.choice(["a", "b", "c", "d"], 5)) for _ in range(40)]
    changed = [
        *given[:30],
        *(f"{text} held out, twice as long as all others" for text in given[30:]),
    ]
    tables = [RawTable((texts("c", some, FreeText),), 40) for some in (given, changed)]
    first, second = (fit(table, np.arange(30)).columns[0] for table in tables)
    assert first == second


def test_a_column_in_which_no_word_comes_twice_is_left_out():
    [column] = fit(RawTable((texts("c", ["a b", "c d", "e"], FreeText),), 3), np.arange(3)).columns
    assert (column.is_used, column.why) == (False, "no word comes twice")


def test_long_texts_are_cut_where_nearly_all_have_ended():
    given = [*(f"{'word ' * 9}{row % 5}" for row in range(999)), "word " * 100_000]
    [column] = fit(RawTable((texts("c", given, FreeText),), 1000), np.arange(1000)).columns
    assert column.length == 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A plain sentence.", True),
        ("Größe über alles", True),
        ("Это хорошая книга", True),
        ("이 책은 아주 좋아요", True),
        ("这本书很好", False),
        ("とても良い本です", False),
        ("หนังสือดีมาก", False),
        ("ASUS 笔记本 is good for the price, and fast", True),
        ("12345 !?", True),
    ],
)
def test_languages_without_spaces_are_known(text, expected):
    assert have_spaces([text] * 20) is expected


def test_words_for_a_class_are_those_that_differ_clearly():
    rng = np.random.default_rng(0)
    good = rng.random(400) < 0.5
    noise = rng.choice(["red", "green", "blue"], 400)
    given = [
        f"{'great' if one else 'poor'} {word} {row % 9}"
        for row, (one, word) in enumerate(zip(good, noise, strict=True))
    ]
    raw = texts("c", given, FreeText)
    [column] = fit(RawTable((raw,), 400), np.arange(400)).columns
    assert column.words_for(raw.data, good.astype(float)) == ("great",)
    assert column.words_for(raw.data, 1.0 - good) == ("poor",)


@pytest.fixture(scope="module")
def run():
    import pandas as pd

    rng = np.random.default_rng(0)
    good = rng.random(300) < 0.5
    filler = [" ".join(rng.choice(["it", "was", "the", "so", "a"], 6)) for _ in range(300)]
    x = pd.DataFrame(
        {
            "review": [
                f"{text} {'lovely' if one else 'awful'} {text}"
                for text, one in zip(filler, good, strict=True)
            ],
            "size": rng.normal(size=300),
        }
    )
    y = np.where(good, "yes", "no")
    spec = "table -> 8 relu -> auto ; text review ; epochs 8 ; adam lr 0.01 ; split 20%"
    return dm.train(spec, x, y), x, y


@pytest.mark.tensorflow
def test_an_explanation_names_the_words(run):
    trained, x, y = run
    place = int(np.flatnonzero(y == "yes")[0])
    found = dm.evaluate(trained, x, y).explain(place)
    assert found.columns["column"][0] == "review"
    assert found.words["word"][0] == "lovely"
    assert "Of its words, 'lovely' and 'it' raise it, 'the' and 'so' lower it." in found.sentence
    assert "lovely" in repr(found)
    assert "lovely" in found._repr_html_()


@pytest.mark.tensorflow
def test_xla_which_can_not_count_words_is_not_tried(run):
    assert not can_compile(run[0].network)


@pytest.mark.tensorflow
def test_rows_without_the_column_or_its_words_are_predicted(run):
    trained, x, _ = run
    with pytest.warns(dm.DenseModelWarning, match="new"):
        later = dm.predict(trained, x.assign(review="quite unknown"))
    missing = dm.predict(trained, x.drop(columns="review"), missing="allow")
    assert later.equals(missing)
    full = x["review"] + " " + x["review"]
    longer = dm.predict(trained, x.assign(review=full + " lovely" * 1_000))
    assert longer.equals(dm.predict(trained, x.assign(review=full)))


@pytest.mark.tensorflow
def test_a_saved_run_and_the_model_of_raw_columns_predict_the_same(run, tmp_path):
    trained, x, _ = run
    store = dm.ModelStore(tmp_path)
    loaded = store.load(store.save(trained, "texts").name)
    assert dm.predict(loaded, x).equals(dm.predict(trained, x))
    raw = {"review": x["review"].to_numpy(object), "size": x["size"].to_numpy("float32")}
    due = dm.predict(trained, x)["yes"].to_numpy()
    no, yes = np.asarray(trained.model.predict(raw, verbose=0)).T  # logits
    assert 1 / (1 + np.exp(no - yes)) == pytest.approx(due, abs=1e-5)
