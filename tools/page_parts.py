"""What the browser tests' own page needs: the widgets' html-managers, and Colab's kernel."""

from __future__ import annotations

import base64
import hashlib
import shutil
import tarfile
import tempfile
from pathlib import Path

import environment
import project
from colab_pins import PINS, pins
from steps import StepFailedError, must, say

BUILD = project.ROOT / "build"

HTML_MANAGERS = {
    "0.21.0-alpha.3": (
        "Q13ipP2TA/bnATPINpmUGoqO01m6vYxdwO/8t0TUXDiPUIxsSqgV1ye3Cgf+KcWHBCUeSO7Dw5onTFSYslRJ6g=="
    ),
    "1.0.15": (
        "5thBIV6ymNgmPVOHvzx+gGy8ZSKmSazhtGw4/c4xJDVzRhG9PTeQsRjF3FUTopvFi//SABeNz1yp47bCrJ3CQA=="
    ),
}
"""Versions of @jupyter-widgets/html-manager, each with its SHA-512: the first has the widgets of
Colab's own manager, the second those of VS Code's."""

_PACKAGE = "@jupyter-widgets/html-manager"
_BUNDLE = "package/dist/libembed-amd.js"
_COLABS_OWN = (
    *("anywidget", "backcall", "bqplot", "decorator", "ipykernel", "ipython", "ipython-genutils"),
    *("ipywidgets", "nest-asyncio", "pickleshare", "traitlets", "traittypes"),
)
"""What a kernel has to have in Colab's version; the rest, such as TensorFlow, is ours."""


def ensure() -> None:
    """Get what is missing in ``build/``.

    Raises:
        StepFailedError: A package index could not be reached, or sent something else.
    """
    for version in HTML_MANAGERS:
        html_manager(version)
    colab_kernel()


def html_manager(version: str, folder: Path = BUILD / "html-manager") -> Path:
    """Return the AMD bundle of a version, which holds the widgets' code as well."""
    bundle = folder / f"{version}.js"
    if bundle.exists():
        return bundle
    say(f"getting {_PACKAGE} {version} with npm")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        must(
            ["npm", "pack", "--silent", f"{_PACKAGE}@{version}"],
            folder=Path(scratch),
            otherwise="npm pack failed (see above); it needs access to a package index",
        )
        (package,) = Path(scratch).glob("*.tgz")
        check(package, HTML_MANAGERS[version])
        with tarfile.open(package) as files:
            files.extract(_BUNDLE, scratch, filter="data")
        shutil.move(Path(scratch, _BUNDLE), bundle)
    return bundle


def check(package: Path, sha512: str) -> None:
    """Compare a file with its SHA-512 in base64.

    Raises:
        StepFailedError: It is another file.
    """
    if base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode() != sha512:
        raise StepFailedError(f"{package.name} is not the file that this project knows")


def colab_kernel(folder: Path = BUILD / "colab-kernel") -> Path:
    """Return a folder that makes a kernel Colab's, if it comes first on Python's path.

    As in matrix.py, it takes seconds to create, where an environment would take minutes.
    """
    wanted = colab_versions()
    stamp = folder / "wanted.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8").split() == wanted:
        return folder
    say("installing what a kernel has in Colab's versions")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment.install("--no-deps", "--target", folder, *wanted)
    stamp.write_text("\n".join(wanted), encoding="utf-8")
    return folder


def colab_versions() -> list[str]:
    """Return what makes a kernel Colab's, for pip: ``["anywidget==0.9.21", ...]``."""
    versions = pins(PINS.read_text(encoding="utf-8"))
    return [f"{name}=={versions[name]}" for name in _COLABS_OWN]
