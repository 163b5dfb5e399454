"""`make test`: all TypeScript and Python tests, with their counts in the last line.

With FAST=1 only tests that do not load TensorFlow, and one small training per folder of tests.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import chromium
import environment
import front_end
import lock
import mnist_data
import page_parts
import project
from steps import call, finish, say

if TYPE_CHECKING:
    from pathlib import Path

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


def main() -> int:
    """Prepare, run both test suites one after the other, and count."""
    is_fast = os.environ.get("FAST", "") not in {"", "0"}
    with lock.preparing():
        front_end.ensure()
        front_end.ensure_packages()
        environment.ensure("test")
        mnist_data.ensure()
        browser = "" if is_fast else chromium.ensure()
        if not is_fast:
            page_parts.ensure()
    # so that no report of an earlier run counts for this one
    shutil.rmtree(project.RESULTS, ignore_errors=True)
    project.RESULTS.mkdir()
    parts = parts_of(shlex.split(os.environ.get("ARGS", "")), is_fast=is_fast)
    vitest_status, statuses = _run_vitest(), [_run_pytest(part, browser) for part in parts]
    counts = vitest_counts(_VITEST_REPORT)
    for part in parts:
        counts += pytest_counts(_report_of(part))
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
    # all tests of a file run in one process, so their fixtures are made once
    by_file = ("--dist", "loadfile")
    processes = str(min(_MOST_PROCESSES, cores))
    light = Part("light", ("-n", processes, *by_file, "--speed", "light", *more))
    if is_fast:
        return light, Part("small", ("--speed", "small", *more))
    # a test often waits, for a thread that trains or another process: one more than there are cores
    processes = str(min(_MOST_PROCESSES, cores + 1))
    # on Intel and AMD, a fifth of the time goes into what oneDNN changes in each compiled function
    slow = Part(
        "slow",
        ("-n", processes, *by_file, "--speed", "slow", *more),
        {"TF_ENABLE_ONEDNN_OPTS": "0"},
    )
    # what says that numbers are equal runs as it does for users; the notebooks, which take longest,
    # come first
    in_order = (*by_file, "--no-loadscope-reorder")
    onednn = Part("onednn", ("-n", processes, *in_order, "--speed", "onednn", *more))
    # each process has one server, browser and page for all of its tests; JupyterLab and Chromium
    # are not ours, so a test gets a second try, as JupyterLab's own do, and the failure is printed
    pages = str(min(_MOST_BROWSERS, cores))
    browser = ("-n", pages, "--dist", "worksteal", "--reruns", "1", "--speed", "browser")
    return light, slow, onednn, Part("browser", (*browser, *more))


def _run_vitest() -> int:
    say("the TypeScript tests")
    report = ["--reporter=default", "--reporter=json", f"--outputFile.json={_VITEST_REPORT}"]
    return call(["npm", "test", "--silent", "--", *report], folder=front_end.JS)


def _run_pytest(part: Part, browser: str) -> int:
    say(f"the Python tests: {part.name}")
    report = f"--junit-xml={_report_of(part)}"
    command = [str(project.VENV_PYTHON), "-m", "pytest", report, *part.arguments]
    # each file is compiled once, and not again in every process and kernel
    variables = project.variables(
        DENSEMODEL_CHROMIUM=browser, PYTHONDONTWRITEBYTECODE="", **part.variables
    )
    return call(command, environment=variables)


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


if __name__ == "__main__":
    finish(main)
