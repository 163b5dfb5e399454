"""What all tests share: case files, the same random cases each time, a fast collector."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.case_files import CaseFile

pytest.register_assert_rewrite("support")

# `make test` says the same of the same code each time; looking for what nobody thought of is what
# `make fuzz` is for
hypothesis.settings.register_profile("the same", derandomize=True, database=None)
if "DENSEMODEL_FUZZ" not in os.environ:
    hypothesis.settings.load_profile("the same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update", action="store_true", help="write the texts that tests get into their case files"
    )


def pytest_configure(config: pytest.Config) -> None:
    from support.case_files import CaseFile

    CaseFile.update = config.getoption("update")
    if CaseFile.update and config.getoption("dist", "no") not in ("no", "loadfile"):
        # two processes would write the same file
        raise pytest.UsageError("--update needs a single process, or --dist loadfile")
    config.pluginmanager.register(FrozenImports())


class FrozenImports:
    """Spares the garbage collector what tests have imported, which is never garbage.

    TensorFlow, Keras and the widgets are 450,000 objects. A full collection looks through all of
    them, for 0.2 to 0.5 s, and IPython, Keras and our experiments ask for one all the time.
    """

    _MANY = 50

    def __init__(self) -> None:
        self._modules = 0

    def pytest_runtest_logfinish(self) -> None:
        if len(sys.modules) > self._modules + self._MANY:
            self._modules = len(sys.modules)
            gc.collect()
            gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def interrupts() -> None:
    """Take interrupts, which a process of pytest-xdist does not: some tests send themselves one."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def compiled_steps() -> Iterator[None]:
    """Keep what was compiled for many networks, not eight: the small ones of tests come again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("densemodel.training.engine._compiled._MOST_KEPT", 200)
        yield


@pytest.fixture(scope="module")
def cases(request: pytest.FixtureRequest) -> CaseFile:
    """The case file of a test module: `cases/arrays.txt` beside `test_arrays.py`."""
    from support.case_files import CaseFile

    name = request.path.stem.removeprefix("test_")
    return CaseFile(request.path.parent / "cases" / f"{name}.txt")
