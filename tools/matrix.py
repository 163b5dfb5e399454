"""`make matrix`: the same tests in JupyterLab, with other Pythons and other versions.

    make matrix PYTHONS="python3.12 python3.13" ARGS="oldest newest"

PYTHONS are the Pythons to test with the oldest and the newest versions of each dependency; by
default 3.11 to 3.14. ARGS chooses what is tested: ``oldest``, ``newest``, and ``ipykernel``,
which is the environment in ``.venv`` with several versions of ipykernel.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import bounds
import environment
import preparation
import project
import pythons
from steps import StepFailedError, call, say
from suites import Counts, pytest_counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from steps import Command

VERSIONS = ("6.31", "7.3", "7.4")
"""The last without subshells, the first that is stable with them, and one that sends clicks back
to the shell of the cell that made the widget."""
PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14")

_CHOICES = ("oldest", "newest", "ipykernel")
_TESTS = (
    "tests/browser/test_front_ends.py::test_a_panel_lives_through_its_notebook[lab]",
    "tests/browser/test_editor.py",
)
# needed only by 6.31
_BESIDES = ("nest-asyncio>=1.4",)
_ASK = """import importlib.metadata, json, platform, sys
versions = {one.name: one.version for one in importlib.metadata.distributions()}
versions = {name: versions[name] for name in sys.argv[1:] if name in versions}
print(json.dumps({"Python": platform.python_version(), **versions}))"""


@dataclass(frozen=True)
class Trial:
    """An environment to run the test in, and what came of it."""

    which: str
    "oldest, newest or ipykernel"
    name: str
    "its name in those of pictures and reports"
    program: Path | None = None
    "its Python; None if there is none"
    variables: dict[str, str] = field(default_factory=dict)
    "environment variables"
    versions: dict[str, str] = field(default_factory=dict)
    "of Python and of the packages"
    counts: Counts = field(default_factory=Counts)
    "of the test: all 0 if it was not run"
    seconds: float = 0.0
    "that it took"

    @property
    def outcome(self) -> str:
        """In words: passed, failed or not tested."""
        if self.counts == Counts():
            return "not tested"
        return "failed" if self.counts.failed else "passed"


def main() -> int:
    """Run the test in each environment, and print the versions and the counts."""
    chosen = choice(os.environ.get("ARGS", "").split())
    with preparation.alone():
        trials = [*_bounds_trials(chosen), *(_ipykernel_trials() if "ipykernel" in chosen else ())]
    ended = [_run(trial) for trial in trials]
    print(table(ended), flush=True)
    print(sum((trial.counts for trial in ended), Counts()), flush=True)
    missing = dict.fromkeys(trial.name for trial in ended if trial.outcome == "not tested")
    if missing:
        raise StepFailedError(
            f"not tested: {', '.join(missing)}; say where that Python is, as in "
            "PYTHONS=/path/to/python3.12, or name only those that are there"
        )
    return int(any(trial.counts.failed for trial in ended))


def choice(words: Sequence[str]) -> Sequence[str]:
    """Return what to test: these words, or everything if there are none.

    Raises:
        StepFailedError: A word is not one of the choices.
    """
    unknown = [word for word in words if word not in _CHOICES]
    if unknown:
        raise StepFailedError(f"ARGS has {' '.join(unknown)}, and may have {', '.join(_CHOICES)}")
    return words or _CHOICES


def _bounds_trials(chosen: Sequence[str]) -> Iterator[Trial]:
    for name in os.environ.get("PYTHONS", "").split() or PYTHONS:
        python = pythons.find(name)
        if python is None:
            say(f"{name} was not found, on PATH or in pyenv")
        for which in ("oldest", "newest"):
            if which in chosen:
                yield _bounds_trial(name, python, which)


def _bounds_trial(name: str, python: pythons.FoundPython | None, which: bounds.Which) -> Trial:
    if python is None:
        return Trial(which, name, versions={"Python": f"no {name}"})
    label = f"python{python.version}-{which}"
    try:
        return Trial(which, label, bounds.ensure(python, which))
    except StepFailedError as error:
        say(str(error))
        return Trial(which, label, versions={"Python": python.version}, counts=Counts(failed=1))


def _ipykernel_trials() -> Iterator[Trial]:
    for version in VERSIONS:
        # the kernels inherit the path from the server, and the server from pytest
        path = {"PYTHONPATH": str(ipykernel_folder(version))}
        yield Trial("ipykernel", f"ipykernel-{version}", project.VENV_PYTHON, path)


def ipykernel_folder(version: str, build: Path = project.ROOT / "build") -> Path:
    """Return a folder that holds this version of ipykernel and little else; created at first use.

    The folder comes before the environment on Python's path. It takes seconds to create, where a
    separate environment would take minutes; everything else is shared.

    Args:
        version: The first two numbers, as in ``"7.3"``.
        build: The folder to create it in.

    Raises:
        StepFailedError: pip could not install it.
    """
    folder = build / f"ipykernel-{version}"
    if any(folder.glob(f"ipykernel-{version}.*.dist-info/INSTALLER")):
        return folder
    say(f"installing ipykernel {version}")
    shutil.rmtree(folder, ignore_errors=True)
    requirement = f"ipykernel=={version}.*"
    environment.install("--no-deps", "--target", folder, requirement, *_BESIDES)
    return folder


def _run(trial: Trial) -> Trial:
    """Run the test, unless there is no environment to run it in."""
    if trial.program is None:
        return trial
    say(f"JupyterLab with {trial.name}")
    report = project.RESULTS / f"{trial.name}.xml"
    report.unlink(missing_ok=True)
    variables = project.variables(
        PATH=f"{trial.program.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        DENSEMODEL_MATRIX=trial.name,
        # each file is compiled once, and not again in every process and kernel
        PYTHONDONTWRITEBYTECODE="",
        **trial.variables,
    )
    started = time.monotonic()
    command: Command = [trial.program, "-m", "pytest", f"--junit-xml={report}", *_TESTS]
    call(command, environment=variables)
    seconds = time.monotonic() - started
    names = (*bounds.dependencies(), "jupyterlab")
    asked = subprocess.run(
        [trial.program, "-c", _ASK, *names], capture_output=True, check=True, env=variables
    )
    versions = json.loads(asked.stdout)
    return replace(trial, versions=versions, counts=pytest_counts(report), seconds=seconds)


def table(trials: Sequence[Trial]) -> str:
    """Return the versions and outcomes as text, a column for each trial."""
    names = list(dict.fromkeys(name for trial in trials for name in trial.versions))
    rows = [["", *(trial.which for trial in trials)]]
    rows += [[name, *(trial.versions.get(name, "-") for trial in trials)] for name in names]
    rows += [["", *(trial.outcome for trial in trials)]]
    rows += [["seconds", *(f"{trial.seconds:.0f}" for trial in trials)]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
