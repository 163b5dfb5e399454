"""A run whose place another took gives its data back at once."""

import gc
import threading
import weakref

import numpy as np
import pytest

from densemodel.magics.notebook import _registry as replaced
from densemodel.store import default_store
from densemodel.training import prepare
from densemodel.widgets.inside._weight_course import course_of
from densemodel.widgets.panel._notebook import notebook as reached

pytestmark = pytest.mark.tensorflow

CELL = "%%densemodel digits -x x_train -y y_train --train --wait\n4 -> 5 relu -> 3 softmax"


@pytest.fixture
def without_collector():
    """What is freed meanwhile is freed by the product."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def run_of(notebook, name="digits"):
    names = reached()
    assert names is not None, notebook
    return names.runs()[name]


@pytest.mark.usefixtures("without_collector")
def test_the_data_of_a_replaced_run_are_given_back(notebook, monkeypatch):
    monkeypatch.setattr(replaced, "MOST_BYTES", 1)
    notebook.run_without_waiting(f"{CELL} ; epochs 2")
    run = run_of(notebook)
    assert run.bound is not None
    held = [weakref.ref(part) for part in (run, run.bound, run._session)]
    held += [weakref.ref(feed) for _, feed in run._session._functions._feeds.values()]
    del run
    notebook.run_without_waiting(f"{CELL} ; epochs 3")
    assert [part() for part in held] == [None] * len(held)


@pytest.mark.usefixtures("without_collector")
def test_a_replaced_run_leaves_no_thread(notebook):
    before = set(threading.enumerate())
    for seed in range(5):
        notebook.run_without_waiting(f"{CELL} ; epochs 1 ; seed {seed}")
    new = [one for one in set(threading.enumerate()) - before if one.name == "densemodel-watch"]
    left = course_of(run_of(notebook))._paced._thread
    for thread in new:
        if thread is not left:
            thread.join(20)
            assert not thread.is_alive()


def test_a_replaced_run_is_in_its_file_as_it_ended(notebook):
    notebook.run_without_waiting(f"{CELL} ; epochs 40")
    notebook.run_without_waiting(CELL.replace(" --train --wait", ""))
    (left,) = default_store().unsaved()
    assert left.card is not None
    assert left.card.epochs == 40


def test_the_collector_is_called_once_for_much_data_and_not_for_little(monkeypatch):
    calls = []
    monkeypatch.setattr(replaced.gc, "collect", lambda: calls.append(1))
    x, y = np.zeros((1000, 4), np.float32), np.zeros(1000, np.float32)  # 20,000 bytes
    run, bare = prepare("4 -> 1", x, y), prepare("4 -> 1")
    monkeypatch.setattr(replaced, "MOST_BYTES", 30_000)
    counted = replaced.ReplacedData()
    for expected in (0, 1, 1, 2):
        counted.add([run, bare])
        counted.collect()
        assert len(calls) == expected
