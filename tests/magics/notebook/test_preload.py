"""What the first cell needs is imported while the kernel has nothing to do."""

import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from IPython.core.events import EventManager, available_events

from densemodel import network
from densemodel._import_turns import importing_alone
from densemodel.magics.notebook import _preload
from densemodel.magics.notebook._preload import Preload
from densemodel.network import is_for_tensorflow

SECONDS = 60


class FakeKernel:
    """A shell in a kernel, within the cell that loads the extension, and what is imported."""

    def __init__(self, *, is_in_cell):
        self.events = EventManager(self, available_events)
        self.kernel = object()
        self.display_trap = SimpleNamespace(is_active=is_in_cell)
        self.preload = Preload(self)

    def run_cell(self):
        self.events.trigger("pre_run_cell", None)
        self.events.trigger("post_run_cell", None)


@pytest.fixture
def imported(monkeypatch):
    names = []
    monkeypatch.setattr(_preload, "_IDLE_SECONDS", 0.0)
    monkeypatch.setattr(_preload, "import_module", names.append)
    monkeypatch.setattr(network, "import_keras", lambda: names.append("keras"))
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    return names


def test_the_widgets_come_first_and_keras_last(imported):
    shell = FakeKernel(is_in_cell=False)
    shell.preload.thread.join(SECONDS)
    libraries = [name for name in imported if not name.startswith("densemodel")]
    assert libraries == ["ipywidgets", "anywidget", "bqplot", "keras"]


def test_nothing_is_imported_while_a_cell_runs(imported):
    shell = FakeKernel(is_in_cell=True)
    shell.events.trigger("pre_run_cell", None)
    assert shell.preload.idle_seconds is None
    assert not imported
    shell.events.trigger("post_run_cell", None)
    shell.preload.thread.join(SECONDS)
    assert imported


def test_each_cell_begins_the_wait_again(imported, monkeypatch):
    monkeypatch.setattr(_preload, "_IDLE_SECONDS", 1e6)
    shell = FakeKernel(is_in_cell=False)
    shell.preload._idle_since -= 1e5
    shell.run_cell()
    assert shell.preload.idle_seconds is not None
    assert shell.preload.idle_seconds < 1e5
    shell.preload.close()
    shell.preload.thread.join(SECONDS)
    assert not imported


def test_unloading_ends_the_wait(imported):
    shell = FakeKernel(is_in_cell=True)
    shell.preload.close()
    shell.preload.thread.join(SECONDS)
    assert not shell.preload.thread.is_alive()
    assert not imported
    assert not shell.events.callbacks["pre_run_cell"]


def test_an_import_that_fails_says_nothing(imported, monkeypatch, capfd):
    def fail(_):
        raise ImportError

    monkeypatch.setattr(_preload, "import_module", fail)
    FakeKernel(is_in_cell=False).preload.thread.join(SECONDS)
    assert capfd.readouterr() == ("", "")
    assert not imported


def test_with_another_backend_nothing_is_imported(imported, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    FakeKernel(is_in_cell=False).preload.thread.join(SECONDS)
    assert not imported


@pytest.mark.parametrize(
    ("variable", "of_file", "is_for"),
    [
        ("", None, True),
        ("", '{"backend": "jax"}', False),
        ("tensorflow", '{"backend": "jax"}', True),
        ("torch", '{"backend": "tensorflow"}', False),
        ("", "{", True),
        ("", "[]", True),
    ],
)
def test_the_backend_is_that_of_the_variable_else_of_keras_own_file(
    variable, of_file, is_for, tmp_path, monkeypatch
):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_BACKEND", variable)
    if of_file is not None:
        (tmp_path / "keras.json").write_text(of_file, encoding="utf-8")
    assert is_for_tensorflow() is is_for


@pytest.fixture
def never_idle(monkeypatch):
    monkeypatch.setattr(_preload, "_IDLE_SECONDS", 1e6)


def test_a_cell_that_imports_nothing_runs_while_keras_is_imported(notebook):
    has_begun, may_end = threading.Event(), threading.Event()

    def import_for_long():
        with importing_alone():
            has_begun.set()
            may_end.wait(SECONDS)

    thread = threading.Thread(target=import_for_long)
    thread.start()
    assert has_begun.wait(SECONDS)
    notebook.run("import json; x = json.loads('1')")
    assert thread.is_alive()
    may_end.set()
    thread.join()


def magics(notebook):
    notebook.shell.run_line_magic("unload_ext", "densemodel")
    notebook.shell.kernel = object()
    try:
        notebook.shell.run_line_magic("load_ext", "densemodel")
    finally:
        del notebook.shell.kernel
    return notebook.shell.magics_manager.registry["DenseModel"]


@pytest.mark.usefixtures("never_idle")
def test_only_a_kernel_preloads(notebook):
    known = notebook.shell.magics_manager.registry["DenseModel"]
    assert known._preload is None
    assert magics(notebook)._preload is not None


@pytest.mark.usefixtures("never_idle")
@pytest.mark.parametrize("off", ["configuration", "variable"])
def test_it_can_be_turned_off(notebook, monkeypatch, off):
    if off == "configuration":
        notebook.shell.config.DenseModel.preload = False
    else:
        monkeypatch.setenv("DENSEMODEL_PRELOAD", "0")
    assert magics(notebook)._preload is None


@pytest.mark.tensorflow
def test_cells_import_meanwhile_and_can_choose_devices():
    source = (
        "import os, random, threading, warnings\n"
        "from types import SimpleNamespace\n"
        "from IPython.core.events import EventManager, available_events\n"
        "from densemodel.magics.notebook._preload import Preload\n"
        "shell = SimpleNamespace(display_trap=None, kernel=None)\n"
        "shell.events = EventManager(shell, available_events)\n"
        "mine = dict(os.environ), random.getstate()\n"
        "preload = Preload(shell)\n"
        "while 'keras' not in __import__('sys').modules: preload.thread.join(0.01)\n"
        "from keras.layers import Dense\n"  # in the midst of it
        "import bqplot, pandas, matplotlib.pyplot, tensorflow as tf\n"
        "assert Dense and tf.Tensor and tf.keras.layers.Dense\n"
        "preload.thread.join()\n"
        "assert mine[0].items() <= os.environ.items() and random.getstate() == mine[1]\n"
        "from tensorflow.python.eager import context\n"
        "assert context._context is None\n"
        "os.environ['CUDA_VISIBLE_DEVICES'] = ''\n"
        "for gpu in tf.config.list_physical_devices('GPU'):\n"
        "    tf.config.experimental.set_memory_growth(gpu, True)\n"
    )
    ended = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)  # noqa: PLW1510
    assert ended.returncode == 0, ended.stderr
