"""The tests and checks: what `make test`, `check`, `fuzz`, `faults` and `notebooks` run."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import front_end
import project
from steps import call, say

if TYPE_CHECKING:
    from pathlib import Path

    from steps import Command

_PYTHON = project.VENV_PYTHON
_DOCS = project.ROOT / "docs"
HTML = _DOCS / "_build" / "html"
SPHINX: Command = (
    *(_PYTHON, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"),
    *(_DOCS, HTML),
)
CHECKS: dict[str, Command] = {
    "ruff check": (_PYTHON, "-m", "ruff", "check"),
    "ruff format": (_PYTHON, "-m", "ruff", "format", "--check"),
    "mypy": (_PYTHON, "-m", "mypy"),
    "names": (_PYTHON, project.TOOLS / "check_names.py"),
    "import-linter": (project.SCRIPTS / "lint-imports", "--no-cache"),
    "TypeScript": ("npm", "run", "--silent", "check", "--prefix", front_end.JS),
    "documentation": SPHINX,
}
_AN_HOUR = "--timeout=3600"
"""For one test: some take minutes with many inputs."""
_COVERAGE_FILE = "COVERAGE_FILE"
"""The variable that names where coverage.py writes what it measured."""
_NONE_CHOSEN = 5
"""pytest's exit status if no test of a part was selected."""
_VITEST_REPORT = project.RESULTS / "vitest.json"
_MOST_PROCESSES = 4
"""Each takes up to 3 GB."""
_MOST_BROWSERS = 2
"""Each takes up to 3 GB with its pages and kernels, and more than a core while a network trains."""


@dataclass(frozen=True)
class Counts:
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    "tests that passed"
    failed: int = 0
    "tests that failed, or could not be set up or collected"
    skipped: int = 0
    "tests that did not apply here"

    def __add__(self, other: Counts) -> Counts:
        """Add the counts of another test run."""
        return Counts(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        """Return the line that ends a test run."""
        line = f"{self.passed} passed, {self.failed} failed"
        return f"{line}, {self.skipped} skipped" if self.skipped else line


def is_fast() -> bool:
    """Whether `make test` shall leave out the tests that take minutes."""
    return os.environ.get("FAST", "") not in {"", "0"}


def test() -> int:
    """Run both test suites one after the other, and count; `make test`."""
    # so that no report of an earlier run counts for this one
    shutil.rmtree(project.RESULTS, ignore_errors=True)
    project.RESULTS.mkdir()
    parts = parts_of(shlex.split(os.environ.get("ARGS", "")), is_fast=is_fast())
    vitest_status, statuses = _run_vitest(), [_run_part(part) for part in parts]
    counts = vitest_counts(_VITEST_REPORT)
    for part in parts:
        counts += pytest_counts(_report_of(part))
    if any(_COVERAGE_FILE in part.variables for part in parts):
        _report_coverage()
    print(counts, flush=True)
    return int(vitest_status != 0 or not is_well(statuses) or counts.failed > 0)


@dataclass(frozen=True)
class Part:
    """Tests that run in one call of pytest."""

    name: str
    arguments: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)
    """Environment variables."""


def parts_of(more: list[str], *, is_fast: bool = False) -> tuple[Part, ...]:
    """The calls of pytest, one after the other: the fast tests first, the browser tests last.

    Each part runs in several processes. Browser tests expect a page within seconds, so at most
    two processes run them, and nothing else at the same time.

    Args:
        more: More arguments for pytest; with a choice of markers there is only one part.
        is_fast: Leave out the tests that take minutes.
    """
    if "-m" in more:
        return (Part("chosen", tuple(more)),)
    cores = os.cpu_count() or 1
    # all tests of a file run in one process, so their fixtures are made once; tests/conftest.py has
    # the longest files come first
    by_file = ("--dist", "loadfile", "--no-loadscope-reorder")
    processes = str(min(_MOST_PROCESSES, cores))
    light = Part("light", ("-n", processes, *by_file, "--speed", "light", *more))
    if is_fast:
        return light, Part("small", ("--speed", "small", *more))
    # of all tests in these processes; kernels, workers and scripts are not measured
    measured = not more
    light = _measured(light) if measured else light
    # a test often waits, for a thread that trains or another process: one more than there are cores
    processes = str(min(_MOST_PROCESSES, cores + 1))
    # on Intel and AMD, a fifth of the time goes into what oneDNN changes in each compiled function
    # threads of scikit-learn's trees wait for each other in loops, which the other processes feel
    one_thread = {"OMP_NUM_THREADS": "1"}
    slow = Part(
        "slow",
        ("-n", processes, *by_file, "--speed", "slow", *more),
        one_thread | {"TF_ENABLE_ONEDNN_OPTS": "0"},
    )
    # what says that numbers are equal runs as it does for users
    onednn = Part("onednn", ("-n", processes, *by_file, "--speed", "onednn", *more), one_thread)
    if measured:
        slow, onednn = _measured(slow), _measured(onednn)
    # each process has one server, browser and page for all of its tests; JupyterLab and Chromium
    # are not ours, so a test gets a second try, as JupyterLab's own do, and the failure is printed
    pages = str(min(_MOST_BROWSERS, cores))
    browser = ("-n", pages, "--dist", "worksteal", "--reruns", "1", "--speed", "browser")
    return light, slow, onednn, Part("browser", (*browser, *more))


def _measured(part: Part) -> Part:
    """The same part, which also measures the lines of src that it runs."""
    variables = {_COVERAGE_FILE: str(project.RESULTS / f"coverage-{part.name}")}
    if sys.version_info >= (3, 12):
        variables["COVERAGE_CORE"] = "sysmon"  # of Python, which costs a few percent
    arguments = (*part.arguments, "--cov", "--cov-report=")
    return replace(part, arguments=arguments, variables=part.variables | variables)


def _report_coverage() -> None:
    """Join what the parts have measured, and write a line for each module."""
    coverage: Command = (_PYTHON, "-m", "coverage")
    files = sorted(project.RESULTS.glob("coverage-*"))
    data = {_COVERAGE_FILE: str(project.RESULTS / "coverage")}
    report = project.RESULTS / "coverage.txt"
    call([*coverage, "combine", "--quiet", *files], environment=project.variables(**data))
    done = subprocess.run(
        [*coverage, "report", "--sort=cover"],
        capture_output=True,
        text=True,
        check=False,
        env=project.variables(**data),
    )
    report.write_text(done.stdout, encoding="utf-8")
    total = done.stdout.split()[-1] if done.stdout else "not measured"
    place = report.relative_to(project.ROOT)
    say(f"lines of src that the tests run: {total} ({place}), without those of other processes")


def _run_vitest() -> int:
    say("the TypeScript tests")
    report = ["--reporter=default", "--reporter=json", f"--outputFile.json={_VITEST_REPORT}"]
    return call(["npm", "test", "--silent", "--", *report], folder=front_end.JS)


def _run_part(part: Part) -> int:
    say(f"the Python tests: {part.name}")
    # each file is compiled once, and not again in every process and kernel
    variables = {"PYTHONDONTWRITEBYTECODE": "", **part.variables}
    return _pytest(f"--junit-xml={_report_of(part)}", *part.arguments, **variables)


def _pytest(*arguments: str, **variables: str) -> int:
    command: Command = (_PYTHON, "-m", "pytest", *arguments)
    return call(command, environment=project.variables(**variables))


def is_well(statuses: list[int]) -> bool:
    """Whether no part failed. A part without selected tests passes, unless all parts have none."""
    return set(statuses) <= {0, _NONE_CHOSEN} and 0 in statuses


def _report_of(part: Part) -> Path:
    return project.RESULTS / f"pytest-{part.name}.xml"


def vitest_counts(report: Path) -> Counts:
    """Read vitest's JSON report; a missing report counts as one failure."""
    try:
        facts = json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Counts(failed=1)
    # a test file that fails to load has no tests in it to fail
    broken = sum(
        suite["status"] == "failed" and not suite["assertionResults"]
        for suite in facts["testResults"]
    )
    skipped = facts["numPendingTests"] + facts.get("numTodoTests", 0)
    return Counts(facts["numPassedTests"], facts["numFailedTests"] + broken, skipped)


def pytest_counts(report: Path) -> Counts:
    """Read pytest's JUnit report; a missing report counts as one failure."""
    try:
        # the report was written a moment ago by our own pytest
        suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314
    except (OSError, ET.ParseError):
        return Counts(failed=1)
    total = Counts()
    for suite in suites:
        tests, failures, errors, skipped = (
            int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
        )
        failed = failures + errors
        total += Counts(tests - failed - skipped, failed, skipped)
    return total


def fuzz() -> int:
    """Run tests of `make test` with many more inputs; one data set in seven is trained on."""
    texts, specs, data, files = 100_000, 300, 5_000, 100_000
    say(f"{texts:,} texts and {specs} specs, {data:,} data sets per test, {files:,} files")
    return _pytest(
        _AN_HOUR,
        "tests/language/grammar/test_any_text.py",
        "tests/network/keras_script/test_script_models.py",
        "tests/data/test_any_data.py",
        "tests/data/test_healthy.py",
        "tests/store/readers/test_any_file.py",
        DENSEMODEL_FUZZ="1",
        DENSEMODEL_TEXTS=str(texts),
        DENSEMODEL_RANDOM_SPECS=str(specs),
        DENSEMODEL_DATA=str(data),
        DENSEMODEL_FILES=str(files),
    )


def faults() -> int:
    """Run tests of `make test` with many more kills, interrupts and changes from outside.

    And tests that are marked as extreme, which `make test` leaves out.
    """
    kills, kernels, interrupts, changes = 1_000, 40, 100, 200
    say(
        f"killing {kills:,} writers and {kernels} kernels; a full disk; concurrent writers; "
        f"{interrupts} interrupts"
    )
    say(f"changing the models of {changes} runs")
    return _pytest(
        _AN_HOUR,
        "-rP",
        "tests/store/folder/test_faults.py",
        "tests/store/autosave/test_kernel_kills.py",
        "tests/experiments/run/test_kills.py",
        "tests/experiments/run/test_workers.py",
        "tests/data/read/test_stored_rows.py",
        "tests/magics/cell/test_interrupted_kernels.py",
        "tests/training/session/test_random_changes.py",
        DENSEMODEL_KILLS=str(kills),
        DENSEMODEL_KERNEL_KILLS=str(kernels),
        DENSEMODEL_INTERRUPTS=str(interrupts),
        DENSEMODEL_SWEEP_KILLS="500",
        DENSEMODEL_SWEEP_REAL_KILLS="10",
        DENSEMODEL_CHANGES=str(changes),
        DENSEMODEL_EXTREMES="1",
    )


def notebooks() -> int:
    """Run the tests of the notebooks without the fewer rows and steps of `make test`."""
    say("eight notebooks: about half an hour")
    return _pytest("tests/notebooks", DENSEMODEL_WHOLE_NOTEBOOKS="1")


def check() -> int:
    """Run all checks of the sources, then print a summary."""
    statuses, lines = [], []
    for name, command in CHECKS.items():
        say(name)
        started = time.monotonic()
        statuses.append(call(command))
        word = "FAILED" if statuses[-1] else "ok"
        lines.append(f"{name:<14} {word:<6} {time.monotonic() - started:6.1f} s")
    print(*lines, sep="\n", flush=True)
    return int(any(statuses))
