"""One saved model in full, of files that were made without Keras."""

import subprocess
import sys

import pytest

import densemodel as dm
from densemodel.widgets.network._network_diagram import NetworkDiagram
from densemodel.widgets.saved_models._model_details import ModelDetails
from support.widgets.history_files import put
from support.widgets.panel_parts import every, texts


@pytest.fixture
def store(tmp_path):
    return dm.ModelStore(tmp_path / "models")


def shown(store, name, writer):
    (model,) = (m for m in store.list() if m.name == name)
    details = ModelDetails(store, model, writer)
    assert writer.flush()
    return details


def test_all_that_is_known_of_a_model_is_shown(store, writer):
    put(store, "digits", class_names=("cat", "dog"))
    text = texts(shown(store, "digits", writer).widget)
    for words in (
        "<h3>digits</h3>",
        "<li>baseline</li>",
        "the first",
        "10, the best is 3",
        "100 to train on, 20 to validate",
        "120 rows of 784, float32, fingerprint ab12",
        "cat, dog",
        "keras 3.15.1",
        "a laptop",
        "Baseline",
        "<td>0.9690</td>",
    ):
        assert words in text, words


def test_a_parent_is_named_where_it_is_here(store, writer):
    parent = put(store, "first", hour=1)
    put(store, "second", parent=parent.id, hour=2)
    assert "<dt>Continues</dt><dd>first</dd>" in texts(shown(store, "second", writer).widget)
    store.delete("first")
    text = texts(shown(store, "second", writer).widget)
    assert f"<dd>a model that is not here ({parent.id})</dd>" in text


def test_its_layers_are_drawn(store, writer):
    put(store, "digits")
    (drawn,) = (
        w for w in every(shown(store, "digits", writer).widget) if isinstance(w, NetworkDiagram)
    )
    assert [column["words"][0][0] for column in drawn.columns] == ["784", "50", "10"]


def test_its_losses_are_curves_with_the_best_starred(store, writer):
    put(
        store, "digits", losses={"loss": [3.0, 2.0, 1.0], "val_loss": [3.0, 1.0, 2.0]}, best_epoch=2
    )
    marks = {
        str(mark.text[0]): mark
        for mark in _marks(shown(store, "digits", writer).widget)
        if getattr(mark, "text", None) is not None and len(mark.text)
    }
    assert {"training", "validation", "★"} <= set(marks)
    assert marks["★"].x.tolist() == [2.0]


def _marks(root):
    figures = (w for w in every(root) if type(w).__name__ == "Figure")
    return [mark for figure in figures for mark in figure.marks]


def test_a_damaged_file_says_why_and_what_can_be_done(store, writer):
    put(store, "digits")
    (store.folder / "broken.keras").write_bytes(b"no zip")
    text = texts(shown(store, "broken", writer).widget)
    assert "This file is damaged: " in text
    assert "trash" in text


def test_a_file_without_a_history_is_shown_without_a_curve(store, writer):
    put(store, "digits", losses=None)
    text = texts(shown(store, "digits", writer).widget)
    assert "No curve: " in text
    assert "10, the best is 3" in text


def test_hostile_texts_are_shown_as_they_are(store, writer):
    bad = '<img src=x onerror="alert(1)">'
    put(store, bad, notes=bad, tags=(bad[:30],), class_names=(bad,), machine=bad)
    text = texts(shown(store, bad, writer).widget)
    assert "<img" not in text
    assert text.count("&lt;img src=x") >= 5


def test_nothing_of_it_is_left_when_it_is_closed(store, writer):
    put(store, "digits")
    details = shown(store, "digits", writer)
    parts = [*every(details.widget), *_marks(details.widget)]
    assert len(parts) > 20
    details.close()
    assert all(part.comm is None for part in parts)


def test_it_needs_no_keras(store):
    put(store, "digits")
    script = (
        "import sys; import densemodel as dm\n"
        "from densemodel.widgets.saved_models._model_details import ModelDetails\n"
        "from densemodel.widgets.runtime._writer import Writer\n"
        f"store = dm.ModelStore({str(store.folder)!r})\n"
        "ModelDetails(store, store.list()[0], Writer())\n"
        "print([name for name in ('tensorflow', 'keras') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
