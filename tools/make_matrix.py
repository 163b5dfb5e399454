"""`make matrix`: the same test of a panel in JupyterLab, with different versions of ipykernel."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import chromium
import environment
import front_end
import lock
import project
from make_test import Counts, pytest_counts
from steps import call, finish, must, say

if TYPE_CHECKING:
    from pathlib import Path

    from steps import Command

VERSIONS = ("6.31", "7.3", "7.4")
"""The last without subshells, the first that is stable with them, and one that sends clicks back
to the shell of the cell that made the widget."""

_STORY = "tests/browser/test_front_ends.py::test_a_panel_lives_through_its_notebook[lab]"
# needed only by 6.31
_BESIDES = ("nest-asyncio>=1.4",)


def main() -> int:
    """Prepare, then run the test once for each version, and print the counts."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
        browser = chromium.ensure()
        folders = {version: ipykernel_folder(version) for version in VERSIONS}
    counts = Counts()
    for version, folder in folders.items():
        say(f"JupyterLab with ipykernel {version}")
        counts += _run(version, folder, browser)
    print(counts, flush=True)
    return int(counts.failed > 0)


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
    must(
        [
            *(project.VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet"),
            *("install", "--root-user-action=ignore", "--no-deps", "--target", folder),
            *(f"ipykernel=={version}.*", *_BESIDES),
        ],
        otherwise="pip install failed (see above); it needs access to a package index",
    )
    return folder


def _run(version: str, folder: Path, browser: str) -> Counts:
    report = project.RESULTS / f"ipykernel-{version}.xml"
    report.unlink(missing_ok=True)
    # the kernels inherit the path from the server, and the server from pytest
    variables = project.variables(
        PYTHONPATH=str(folder), DENSEMODEL_IPYKERNEL=version, DENSEMODEL_CHROMIUM=browser
    )
    command: Command = [project.VENV_PYTHON, "-m", "pytest", f"--junit-xml={report}", _STORY]
    call(command, environment=variables)
    return pytest_counts(report)


if __name__ == "__main__":
    finish(main)
