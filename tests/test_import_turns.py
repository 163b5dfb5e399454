"""One thread imports alone: others wait before they begin an import, and see whole modules."""

import builtins
import importlib
import subprocess
import sys
import threading

import pytest

from densemodel import _import_turns
from densemodel._import_turns import about_to_import, importing_alone

SECONDS = 60


class Turns:
    """Packages of a test, and what they can ask: `turns` is a name of Python's own in them."""

    def __init__(self, folder):
        self.folder = folder
        self.log = []
        self.is_inside = threading.Event()
        self.errors = []

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        importlib.invalidate_caches()

    def until_another_waits(self):
        """Called within the import of the one thread: come back when the other waits for it."""
        self.is_inside.set()
        with _import_turns._changed:
            while not _import_turns._others:
                _import_turns._changed.wait(0.01)

    def import_alone(self, name):
        def work():
            with importing_alone():
                importlib.import_module(name)

        return self.start(work)

    def start(self, work):
        def safely():
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - the test's own thread raises it
                self.errors.append(error)
                self.is_inside.set()

        thread = threading.Thread(target=safely, daemon=True)
        thread.start()
        return thread


@pytest.fixture
def turns(tmp_path, monkeypatch):
    made = Turns(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(builtins, "turns", made, raising=False)
    before = set(sys.modules)
    yield made
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", None) and name.startswith("turns_"):
            del sys.modules[name]


def test_a_module_is_seen_whole_though_another_thread_is_half_through_its_package(turns):
    turns.write("turns_package/__init__.py", "turns.until_another_waits()\nfrom . import child\n")
    turns.write("turns_package/child.py", "import turns_package\nvalue = 1\n")
    thread = turns.import_alone("turns_package")
    assert turns.is_inside.wait(SECONDS)
    from turns_package.child import value

    thread.join(SECONDS)
    assert not turns.errors
    assert value == 1


@pytest.mark.parametrize("way", ["import turns_second", "importlib.import_module('turns_second')"])
def test_an_import_waits_for_the_thread_that_imports_alone(turns, way):
    turns.write("turns_first.py", "turns.until_another_waits()\nturns.log.append('first')\n")
    turns.write("turns_second.py", "turns.log.append('second')\n")
    thread = turns.import_alone("turns_first")
    assert turns.is_inside.wait(SECONDS)
    exec(way, {"importlib": importlib})  # noqa: S102 - as a cell runs it
    thread.join(SECONDS)
    assert turns.log == ["first", "second"]


def test_what_a_thread_is_about_to_import_is_left_to_it(turns):
    turns.write("turns_before.py", "turns.log.append('before')\n")
    turns.write("turns_last.py", "turns.log.append('last')\n")
    waits = threading.Event()

    def work():
        with about_to_import("turns_last"):
            turns.is_inside.set()
            waits.wait(SECONDS)
            for name in ("turns_before", "turns_last"):
                with importing_alone():
                    importlib.import_module(name)
            turns.log.append("done")

    thread = turns.start(work)
    assert turns.is_inside.wait(SECONDS)
    waits.set()
    import turns_last

    turns.log.append("mine")
    thread.join(SECONDS)
    assert turns_last
    assert turns.log[:2] == ["before", "last"]


def test_what_is_loaded_is_imported_at_once(turns):
    turns.write("turns_long.py", "turns.is_inside.set()\nturns.go.wait()\n")
    turns.go = threading.Event()
    thread = turns.import_alone("turns_long")
    assert turns.is_inside.wait(SECONDS)
    import json
    from importlib import metadata, util  # noqa: F401 - a package, and its modules

    assert json.loads("1") == 1
    assert thread.is_alive()
    turns.go.set()
    thread.join(SECONDS)
    assert not turns.errors


def test_it_begins_when_no_other_thread_is_within_an_import(turns):
    turns.write(
        "turns_begun.py", "turns.is_inside.set()\nturns.go.wait()\nturns.log.append('begun')\n"
    )
    turns.write("turns_alone.py", "turns.log.append('alone')\n")
    turns.go = threading.Event()
    other = turns.start(lambda: importlib.import_module("turns_begun"))
    assert turns.is_inside.wait(SECONDS)
    thread = turns.import_alone("turns_alone")
    turns.go.set()
    for one in (other, thread):
        one.join(SECONDS)
    assert turns.log == ["begun", "alone"]


def test_import_is_pythons_own_afterwards(turns):
    before = (builtins.__import__, importlib.import_module)
    turns.write("turns_broken.py", "raise ValueError\n")
    turns.import_alone("turns_broken").join(SECONDS)
    assert [type(error) for error in turns.errors] == [ValueError]
    assert (builtins.__import__, importlib.import_module) == before


def test_a_process_ends_in_the_midst_of_it_without_a_word():
    source = (
        "import sys, threading\n"
        "from densemodel._import_turns import importing_alone\n"
        "begun = threading.Event()\n"
        "def work():\n"
        "    with importing_alone():\n"
        "        begun.set()\n"
        "        while True:\n"
        "            import json\n"
        "threading.Thread(target=work, daemon=True).start()\n"
        "begun.wait()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, timeout=SECONDS, check=True
    )
    assert ended.stdout + ended.stderr == ""
