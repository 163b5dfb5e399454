"""A Chromium for the browser tests: an installed one, Playwright's own, or Debian's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import project
from steps import StepFailedError, call, say

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
_PLAYWRIGHT = (str(project.VENV_PYTHON), "-m", "playwright")
_ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


def export() -> None:
    """Have all commands that are run use the Chromium of ``ensure``."""
    os.environ["DENSEMODEL_CHROMIUM"] = ensure()


def ensure() -> str:
    """Return the path of a Chromium that runs; install one if there is none.

    Raises:
        StepFailedError: None is installed, and none could be installed.
    """
    found = on_this_machine() or _playwrights_own()
    if found:
        return found
    say("installing a Chromium for the browser tests with Playwright")
    call([*_PLAYWRIGHT, "install", "chromium"])
    found = _playwrights_own()
    if not found and _may_use_apt():
        say("installing a Chromium for the browser tests with apt-get")
        _apt_get("update")
        _apt_get("install", "-y", "chromium")
        # Ubuntu's package is only a stub: there, Playwright's own only lacks its libraries
        found = on_this_machine() or _playwrights_own(install_libraries=True)
    if not found:
        raise StepFailedError(
            "the browser tests need a Chromium: install Chromium or Google Chrome, "
            "or set its path: DENSEMODEL_CHROMIUM=/path/to/chromium make test"
        )
    return found


def on_this_machine() -> str | None:
    """Return the path of the first browser on this machine that runs, or None."""
    named = os.environ.get("DENSEMODEL_CHROMIUM")
    if named:
        return named
    candidates = [shutil.which(name) for name in _NAMES]
    return next((path for path in [*candidates, _ON_A_MAC] if path and runs(path)), None)


def runs(path: str) -> bool:
    """Whether the browser starts: a package may be a stub, or its libraries may be missing."""
    if sys.platform == "win32":  # there it opens a window instead of printing its version
        return Path(path).is_file()
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, check=False, timeout=60, env=os.environ
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _playwrights_own(*, install_libraries: bool = False) -> str | None:
    if install_libraries:
        call([*_PLAYWRIGHT, "install-deps", "chromium"])
    answer = subprocess.run(
        [project.VENV_PYTHON, "-c", _ASK_PLAYWRIGHT],
        capture_output=True,
        text=True,
        check=False,
        env=project.variables(),
    )
    path = answer.stdout.strip()
    return path if path and Path(path).exists() and runs(path) else None


def _may_use_apt() -> bool:
    return project.is_root() and shutil.which("apt-get") is not None


def _apt_get(*arguments: str) -> None:
    quiet = project.variables(DEBIAN_FRONTEND="noninteractive")
    call(["apt-get", "-qq", *arguments], environment=quiet)
