"""`make colab`: installs the wheel into Google Colab's versions, and runs every notebook.

    make colab ARGS="tests/widgets tests/magics"

No version may change. ARGS are the tests to run there, instead of the few that test what differs
between versions.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import environment
import preparation
import project
import wheels
from colab_pins import PINS, pins
from steps import StepFailedError, call, must, say
from suites import pytest_counts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from steps import Command

VENV = project.ROOT / "build" / "colab"
PYTHON = VENV / "bin" / "python"
_COLABS_PYTHON = (3, 13)
_WHEELS = project.ROOT / "build" / "colab-wheel"
_TEST_TOOLS = project.ROOT / "build" / "colab-test-tools"
_TESTS = (
    "tests/magics/notebook/test_compat.py",
    "tests/magics/completion/test_completion.py",
    "tests/widgets/runtime/test_compat.py",
    "tests/widgets/training_panel/test_panel.py",
    "tests/widgets/training_panel/test_static_output.py",
)
_IS_COLABS = f"import sys; sys.exit(sys.version_info[:2] != {_COLABS_PYTHON})"


def main() -> int:
    """Create the environment, install the wheel, compare versions, run notebooks and tests."""
    with preparation.alone():
        _ensure_colab()
        environment.install(*wheels.GROUP)
        wheel = wheels.build(_WHEELS).wheel
    before = installed()
    say(f"installing {wheel.name} as in Colab")
    _pip("install", wheel)
    after = installed()
    changed = changes(before, after)
    for name, (old, new) in changed.items():
        say(f"changed: {name} from {old} to {new}")
    added = sorted(after.keys() - before.keys())
    say(f"{len(before)} packages of Colab, {len(changed)} changed; added: {', '.join(added)}")
    ran_well = not call([PYTHON, project.TOOLS / "run_colab.py"], environment=_variables())
    passed = _run_tests()
    return int(bool(changed) or not ran_well or not passed)


def changes(
    before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, tuple[str, str | None]]:
    """Return the versions before and after, of packages that changed; None after means removed.

    Args:
        before: The version of each package before an installation.
        after: The version of each package after it; an added package is not a change.
    """
    pairs = {name: (version, after.get(name)) for name, version in before.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def installed() -> dict[str, str]:
    """Return the version of each package in the environment, without densemodel and pip."""
    answer = subprocess.run(
        [PYTHON, "-m", "pip", "--disable-pip-version-check", "list", "--format=json"],
        capture_output=True,
        check=True,
        env=_variables(),
    )
    found = {package["name"]: package["version"] for package in json.loads(answer.stdout)}
    return {name: found[name] for name in found if name not in {"densemodel", "pip"}}


def _ensure_colab() -> None:
    """Create an environment with exactly the pins; one with anything else is removed."""
    wanted = pins(PINS.read_text(encoding="utf-8"))
    if PYTHON.exists():
        _pip("uninstall", "--yes", "densemodel", *_beside(wanted))
        if _names(installed()) == _names(wanted):
            return
        shutil.rmtree(VENV)
    python = _colabs_python()
    say(f"creating an environment of Google Colab's versions in {VENV.relative_to(project.ROOT)}")
    must([python, "-m", "venv", VENV], otherwise=f"{python} could not create an environment")
    # without dependencies: Colab lacks one of IPython's
    _pip("install", "--no-deps", "--requirement", PINS)
    shutil.rmtree(_TEST_TOOLS, ignore_errors=True)
    tools = ("hypothesis", "pytest-timeout", "sortedcontainers")
    _pip("install", "--no-deps", "--target", _TEST_TOOLS, *tools)


def _beside(wanted: Mapping[str, str]) -> list[str]:
    """The packages that an earlier run has added to the environment."""
    names = _names(wanted)
    return [name for name in installed() if name.lower().replace("_", "-") not in names]


def _names(versions: Mapping[str, str]) -> dict[str, str]:
    """The versions, with normalized package names."""
    return {name.lower().replace("_", "-"): version for name, version in versions.items()}


def _colabs_python() -> str:
    """A Python of Colab's version, to create the environment."""
    for python in (sys.executable, "python3.13"):
        try:
            if not subprocess.run([python, "-c", _IS_COLABS], check=False).returncode:
                return python
        except OSError:
            continue
    raise StepFailedError(
        "Colab's Python 3.13 was not found: make colab PYTHON=/path/to/python3.13"
    )


def _pip(*words: str | Path) -> None:
    pip: Command = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet")
    command: Command = [*pip, *words]
    if call(command, environment=_variables(PIP_ROOT_USER_ACTION="ignore")):
        raise StepFailedError(f"pip {words[0]} failed (see above)")


def _run_tests() -> bool:
    """Run tests against the installed wheel, with Colab's own pytest."""
    tests = shlex.split(os.environ.get("ARGS", "")) or _TESTS
    report = project.RESULTS / "colab.xml"
    report.unlink(missing_ok=True)
    call(
        [PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={report}", *tests],
        environment=_variables(PYTHONPATH=str(_TEST_TOOLS)),
    )
    counts = pytest_counts(report)
    print(counts, flush=True)
    return counts.failed == 0


def _variables(**extra: str) -> dict[str, str]:
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # debugpy, which is part of a kernel, would warn about Python's frozen modules on stderr
    return project.variables(PATH=path, PYDEVD_DISABLE_FILE_VALIDATION="1", **extra)
