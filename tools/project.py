"""The project's folders, and the environment variables for its commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
IS_WINDOWS = sys.platform == "win32"
SCRIPTS = VENV / ("Scripts" if IS_WINDOWS else "bin")
"""Where pip puts the commands of packages."""
VENV_PYTHON = SCRIPTS / ("python.exe" if IS_WINDOWS else "python")
MAKE_FOLDER = ROOT / ".make"
NOTEBOOKS = ROOT / "demo_notebooks"
TOOLS = ROOT / "tools"
RESULTS = ROOT / "test-results"

# settings of the caller's own Python that would affect ours
_REMOVED = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV")


def variables(**extra: str) -> dict[str, str]:
    """Return the environment variables for a command that runs in ``.venv``.

    Args:
        **extra: More variables to set.
    """
    remaining = {name: value for name, value in os.environ.items() if name not in _REMOVED}
    path = f"{SCRIPTS}{os.pathsep}{remaining.get('PATH', os.defpath)}"
    # a kernel spec in the user's home must not take precedence over the one in .venv
    return (
        remaining | {"PATH": path, "PYTHONNOUSERSITE": "1", "JUPYTER_PREFER_ENV_PATH": "1"} | extra
    )


def is_root() -> bool:
    """Whether this process runs as root, as in a container; never on Windows, which has no root."""
    return sys.platform != "win32" and os.geteuid() == 0
