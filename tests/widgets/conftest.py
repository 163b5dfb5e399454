from importlib.resources import files
from types import SimpleNamespace

import numpy as np
import pytest

from densemodel.training import prepare
from densemodel.widgets import TrainingPanel
from densemodel.widgets.charts._earlier_runs import EARLIER_RUNS
from densemodel.widgets.runtime import _style
from densemodel.widgets.runtime._writer import Writer
from support.widgets.outputs import Outputs

SPEC = "4 -> 8 relu -> 2 softmax ; epochs 2 ; batch 8 ; adam lr 0.01"


@pytest.fixture(autouse=True)
def no_earlier_runs():
    """Let no test see the runs of another."""
    EARLIER_RUNS.clear()


@pytest.fixture
def outputs(monkeypatch):
    """What a cell of a notebook holds, and its file."""
    found = Outputs()
    monkeypatch.setattr("IPython.get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr("IPython.display.display", found.show)
    monkeypatch.setattr("IPython.display.update_display", found.show)
    return found


def forty_rows():
    x = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
    return x, (x[:, 0] > 0).astype(int)


@pytest.fixture
def rows():
    return forty_rows()


@pytest.fixture(scope="module")
def finished_run():
    """A run that has ended, for tests that change nothing of it."""
    return prepare(SPEC, *forty_rows(), name="digits").start().wait()


@pytest.fixture
def make_run(rows):
    def make(text=SPEC, **options):
        return prepare(text, *rows, **{"name": "digits", **options})

    return make


@pytest.fixture
def never_built(monkeypatch, tmp_path):
    """A source checkout whose front end was never built."""
    (tmp_path / "css").symlink_to(files("densemodel.widgets") / "css")
    monkeypatch.setattr(_style, "files", lambda _: tmp_path)
    _style.front_end.cache_clear()
    yield
    _style.front_end.cache_clear()


@pytest.fixture
def writer():
    return Writer(refresh_seconds=0.005)


@pytest.fixture
def make_panel(writer):
    panels = []

    def make(run, **options):
        panels.append(TrainingPanel(run, writer=writer, **options))
        assert writer.flush()
        return panels[-1]

    yield make
    for panel in panels:
        panel.run.stop()
        panel.close()
