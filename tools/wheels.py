"""`make wheel`: builds a wheel and an sdist with the front end, and tests them without Node.

    make wheel PYTHONS="python3.11 python3.12 python3.13"

PYTHONS are the Pythons to test them in; by default, the Python of ``.venv``.
"""

from __future__ import annotations

import email
import json
import os
import subprocess
import tarfile
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import front_end
import preparation
import project
from colab_badges import sha256_of
from steps import StepFailedError, call, must, say

if TYPE_CHECKING:
    from steps import Command

GROUP = ("--group", "wheel")
"""What pip installs into ``.venv`` before."""
DIST = project.ROOT / "dist"
_SOURCE = project.ROOT / "src" / "densemodel"
_KINDS = {".py", ".css", ".js", ".txt", ".typed"}
_MOST_BYTES = 3_000_000
"""A wheel is 1.2 MB: a much larger one contains something that does not belong there."""
_NOT_IN_AN_SDIST = ("js/node_modules/", ".venv/", ".make/", "data/", "test-results/")
_TRY = project.TOOLS / "try_installed.py"


@dataclass(frozen=True)
class Built:
    """The two files to publish."""

    wheel: Path
    "what pip installs"
    sdist: Path
    "the sources, with the built front end"


def main() -> int:
    """Build, check the contents, then install and test both in each Python."""
    with preparation.alone():
        built = build(DIST)
    wrong = contents_problems(built)
    if wrong:
        raise StepFailedError("; ".join(wrong))
    for file in (built.wheel, built.sdist):
        size = f"{file.stat().st_size / 1e6:.1f} MB"
        say(f"{file.relative_to(project.ROOT)}: {size}, sha256 {sha256_of(file)}")
    must(
        [project.VENV_PYTHON, "-m", "twine", "check", "--strict", built.wheel, built.sdist],
        otherwise="a package index would refuse the metadata (see above)",
    )
    for python in os.environ.get("PYTHONS", "").split() or [str(project.VENV_PYTHON)]:
        try_in(python, built)
    return 0


def build(folder: Path) -> Built:
    """Build both files; the wheel is built from the sdist, as pip does if no wheel fits.

    The front end has to be built before, and ``.venv`` needs the group ``wheel``.

    Args:
        folder: The target; files of earlier builds there are removed.

    Raises:
        StepFailedError: The build failed.
    """
    for old in folder.glob("densemodel-*"):
        old.unlink()
    say("building the sdist, and the wheel from it")
    must(
        [project.VENV_PYTHON, "-m", "build", "--outdir", folder, project.ROOT],
        otherwise="the wheel was not built (see above)",
    )
    return built_in(folder)


def built_in(folder: Path) -> Built:
    """Return the wheel and the sdist in a folder with one of each."""
    (wheel,), (sdist,) = folder.glob("densemodel-*.whl"), folder.glob("densemodel-*.tar.gz")
    return Built(wheel, sdist)


def contents_problems(built: Built) -> list[str]:
    """Return a sentence for each file that should not be inside, and for each that is missing."""
    problems = []
    # includes the built front end; the build checks that it is complete
    paths = {path for path in _SOURCE.rglob("*") if path.suffix in _KINDS}
    files = {path.relative_to(_SOURCE.parent).as_posix() for path in paths}
    with zipfile.ZipFile(built.wheel) as archive:
        names = set(archive.namelist())
        info = next(name.split("/")[0] for name in names if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(f"{info}/METADATA"))
    licenses = ("LICENSE", "js/preact-license.txt", "js/codemirror-license.txt")
    about = {f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")}
    about |= {f"{info}/licenses/{name}" for name in licenses}
    extension = {path for path in front_end.EXTENSION.rglob("*") if path.is_file()}
    share = f"{info.removesuffix('.dist-info')}.data/data/share/jupyter/labextensions"
    inside_share = {path.relative_to(front_end.EXTENSION.parent).as_posix() for path in extension}
    expected = files | about | {f"{share}/{name}" for name in inside_share}
    problems += [f"the wheel lacks {name}" for name in sorted(expected - names)]
    problems += [f"the wheel holds {name}" for name in sorted(names - expected)]
    if metadata["Requires-Python"] != "<3.14,>=3.11":
        problems.append(f"the wheel requires Python {metadata['Requires-Python']}")
    if built.wheel.stat().st_size > _MOST_BYTES:
        problems.append(f"the wheel has more than {_MOST_BYTES:,} bytes")
    with tarfile.open(built.sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    source = {f"src/{name}" for name in files} | {"js/package-lock.json", "LICENSE", "PKG-INFO"}
    problems += [f"the sdist lacks {name}" for name in sorted(source - inside)]
    strays = sorted(name for name in inside if name.startswith(_NOT_IN_AN_SDIST))
    problems += [f"the sdist holds {name}" for name in strays[:1]]
    return problems


def try_in(python: str, built: Built) -> None:
    """Install the wheel, then the sdist, in a new environment without Node; test each.

    Args:
        python: The Python that creates the environment: a path, or a name on PATH.
        built: The result of ``build``.

    Raises:
        StepFailedError: One of them could not be installed, or does not work.
    """
    # TensorFlow and the rest take about 2 GB, so the environment is removed afterwards
    with tempfile.TemporaryDirectory() as folder:
        say(f"{python}: an empty environment")
        venv = Path(folder) / "venv"
        must([python, "-m", "venv", venv], otherwise=f"{python} could not create an environment")
        _install(venv, built.wheel)
        _try(venv, built.wheel)
        _install(venv, built.sdist, "--no-deps", "--force-reinstall")
        _try(venv, built.sdist)


def _install(venv: Path, file: Path, *options: str) -> None:
    started = time.monotonic()
    command: Command = [venv / "bin" / "python", "-m", "pip", "install", "--quiet", *options, file]
    # pip uses the user's settings and cache, but no other program of the machine
    if call(command, environment=project.variables(PATH=str(venv / "bin"))):
        raise StepFailedError(f"pip could not install {file.name} (see above)")
    say(f"installed {file.name} in {time.monotonic() - started:.0f} s")


def _try(venv: Path, file: Path) -> None:
    home = venv.parent / "home"
    home.mkdir(exist_ok=True)
    # as on a machine with nothing else: no PATH, no settings, no Jupyter folders
    done = subprocess.run(
        [venv / "bin" / "python", _TRY],
        cwd=home,
        env={"PATH": str(venv / "bin"), "HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StepFailedError(f"{file.name} could not be tested (see above)")
    outcome = json.loads(done.stdout)
    if outcome["wrong"]:
        raise StepFailedError(f"{file.name} does not work: {'; '.join(outcome['wrong'])}")
    facts = outcome["facts"]
    say(
        f"{file.name} works in Python {facts['python']} with Keras {facts['keras']} and "
        f"TensorFlow {facts['tensorflow']}: {len(facts['assets'])} files of the front end shown"
    )
