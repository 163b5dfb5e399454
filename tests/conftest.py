"""What all tests share: case files, the same random cases each time, a fast collector."""

import gc
import os
import re
import signal
import sys
from collections import Counter

import hypothesis
import pytest

pytest.register_assert_rewrite("support")

# `make test` says the same of the same code each time; looking for what nobody thought of is what
# `make fuzz` is for; nor does it depend on how busy the machine is
hypothesis.settings.register_profile("the same", derandomize=True, database=None, deadline=None)
if "DENSEMODEL_FUZZ" not in os.environ:
    hypothesis.settings.load_profile("the same")


def pytest_addoption(parser):
    parser.addoption(
        "--update", action="store_true", help="write the texts that tests get into their case files"
    )
    parser.addoption(
        "--speed",
        choices=SPEEDS,
        help="light: what loads no TensorFlow; small: a small training in each folder; "
        "slow: what is none of the others; onednn: what needs oneDNN; "
        "browser: what a browser shows",
    )


def pytest_configure(config):
    from support.case_files import CaseFile

    CaseFile.update = config.getoption("update")
    if CaseFile.update and config.getoption("dist", "no") not in ("no", "loadfile"):
        # two processes would write the same file
        raise pytest.UsageError("--update needs a single process, or --dist loadfile")
    config.pluginmanager.register(FrozenObjects())
    if config.getoption("speed") == "light":
        refuse_tensorflow()


def pytest_terminal_summary(terminalreporter):
    """Print why tests got a second try, which pytest-rerunfailures does not say."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.write_sep("=", f"got a second try: {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


class FrozenObjects:
    """Spares the garbage collector what stays: imports, and what is kept compiled for later tests.

    TensorFlow, Keras and the widgets are 450,000 objects, and the steps that a process keeps
    compiled are as many. A full collection looks through all of them, for 0.2 to 0.5 s; Keras, and
    our experiments for each trial, ask for one.
    """

    _MANY_MODULES = 50
    _MOST_OBJECTS = 2_000_000
    """So many are looked through again: some are garbage by now."""

    def __init__(self):
        self._modules = 0
        self._file = ""
        self._most = self._MOST_OBJECTS

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self):
        self._freeze()

    def pytest_runtest_logstart(self, location):
        # between two files: no fixture of a module is alive
        if location[0] != self._file:
            self._file = location[0]
            self._freeze()

    def pytest_runtest_logfinish(self):
        if len(sys.modules) > self._modules + self._MANY_MODULES:
            self._freeze()

    def _freeze(self):
        self._modules = len(sys.modules)
        is_full = gc.get_freeze_count() > self._most
        if is_full:
            gc.unfreeze()
        gc.collect()
        gc.freeze()
        if is_full:
            self._most = max(self._MOST_OBJECTS, 2 * gc.get_freeze_count())


SLOW = {"tensorflow", "slow", "notebook", "packaging", "browser"}
"""Markers of what is not light."""
SPEEDS = {
    "light": (set(), SLOW),
    "small": ({"small_training"}, set()),
    "slow": (SLOW, {"onednn", "browser"}),
    "onednn": ({"onednn"}, set()),
    "browser": ({"browser"}, set()),
}
"""Markers of which a test has one at least, and markers of which it has none."""
_FILE_MARKS = re.compile(r"^pytestmark = (\[[^]]*\]|.*)$", re.MULTILINE)
_MARK = re.compile(r"\bmark\.(\w+)")


def is_of(speed, marks):
    """Whether a test with these markers belongs to a speed."""
    one_of, none_of = SPEEDS[speed]
    return (not one_of or bool(marks & one_of)) and not marks & none_of


def pytest_ignore_collect(collection_path, config):
    """Import no file that has no test of the speed: it may load TensorFlow itself."""
    speed = config.getoption("speed")
    if speed is None or collection_path.suffix != ".py":
        # its conftest.py loads what drives a browser
        return True if collection_path.name == "browser" and speed != "browser" else None
    text = collection_path.read_text(encoding="utf-8")
    of_all = {mark for line in _FILE_MARKS.findall(text) for mark in _MARK.findall(line)}
    one_of, none_of = SPEEDS[speed]
    has_one = not one_of or one_of & set(_MARK.findall(text))
    return None if has_one and not of_all & none_of else True


def pytest_collection_modifyitems(config, items):
    speed = config.getoption("speed")
    with_extremes = "DENSEMODEL_EXTREMES" in os.environ

    def is_chosen(item):
        marks = marks_of(item)
        return (with_extremes or "extreme" not in marks) and (speed is None or is_of(speed, marks))

    config.hook.pytest_deselected(items=[item for item in items if not is_chosen(item)])
    items[:] = filter(is_chosen, items)
    if speed is not None:
        longest_files_first(items)


def longest_files_first(items):
    """Leave no long file to the end, when the other processes have nothing left to do.

    A file that has its own timeout is long; else it is the longer the more tests it has.
    """
    counts = Counter(item.path for item in items)
    long = {item.path for item in items if item.get_closest_marker("timeout")}
    items.sort(key=lambda item: (item.path not in long, -counts[item.path]))


def marks_of(item):
    return {mark.name for mark in item.iter_markers()}


class NoTensorFlow:
    """Refuses TensorFlow to tests of which none is marked."""

    @staticmethod
    def find_spec(name, *_):
        if name in {"tensorflow", "keras"}:
            raise ImportError(f"a test that loads {name} is marked with pytest.mark.tensorflow")


def refuse_tensorflow():
    if not any(isinstance(finder, NoTensorFlow) for finder in sys.meta_path):
        sys.meta_path.insert(0, NoTensorFlow())


def pytest_collection_finish(session):
    """Load TensorFlow before the first test if one of them needs it, else not at all."""
    marks = set().union(*map(marks_of, session.items))
    if not marks & (SLOW - {"slow"}):
        refuse_tensorflow()
    elif "tensorflow" in marks and not session.config.option.collectonly:
        from densemodel.network import load_keras

        load_keras()


@pytest.fixture(scope="session", autouse=True)
def interrupts():
    """Take interrupts, which a process of pytest-xdist does not: some tests send themselves one."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def compiled_steps():
    """Keep what was compiled for many networks, not eight: the small ones of tests come again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("densemodel.training.engine._compiled._MOST_KEPT", 200)
        yield


@pytest.fixture(scope="module")
def cases(request):
    """The case file of a test module: `cases/arrays.txt` beside `test_arrays.py`."""
    from support.case_files import CaseFile

    name = request.path.stem.removeprefix("test_")
    return CaseFile(request.path.parent / "cases" / f"{name}.txt")
