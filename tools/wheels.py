"""`make wheel`: builds a wheel and an sdist with the front end, and tests them without Node.

    make wheel PYTHONS="python3.11 python3.12 python3.13"

PYTHONS are the Pythons to test them in; by default, the Python of ``.venv``.
"""

from __future__ import annotations

import email
import json
import os
import platform
import re
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
    from collections.abc import Mapping

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
_SIZES = re.compile(
    r"first download of ([\d,]+) MB, of which TensorFlow is ([\d,]+) MB, and ([\d,]+) MB on disk"
)
"""The sentence of README, for the processor on Linux."""


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
    if metadata["Requires-Python"] != "<3.15,>=3.11":
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
        packages = Path(folder) / "packages"
        download(venv, built.wheel, packages)
        offline = ("--no-index", f"--find-links={packages}")
        _install(venv, built.wheel, *offline)
        _try_without_tensorflow(venv)
        _install(venv, f"{built.wheel}[cpu]", *offline)
        _try(venv, built.wheel)
        _check_sizes(sizes_of(packages, venv))
        _install(venv, built.sdist, "--no-deps", "--force-reinstall")
        _try(venv, built.sdist)


def download(venv: Path, wheel: Path, packages: Path) -> None:
    """Download what `pip install WHEEL[cpu]` does."""
    _pip(venv, "download", f"--dest={packages}", f"{wheel}[cpu]")


def sizes_of(packages: Path, venv: Path) -> dict[str, float]:
    """Return what a first install takes, in MB: by the names that README has beside them.

    Args:
        packages: The folder of everything that was downloaded.
        venv: The environment with densemodel and its dependencies.
    """
    sizes = {path.name: path.stat().st_size / 1e6 for path in packages.iterdir()}
    on_disk = sum(path.lstat().st_size for path in venv.rglob("*") if path.is_file())
    return {
        "download": sum(sizes.values()),
        "TensorFlow": sum(size for name, size in sizes.items() if name.startswith("tensorflow")),
        "disk": on_disk / 1e6,
    }


def sizes_problems(sizes: Mapping[str, float], text: str) -> list[str]:
    """Return a sentence for each size in README that is not within a tenth of what was measured."""
    found = _SIZES.search(text)
    if found is None:
        return ["README has no sentence with the sizes of a first install"]
    pairs = zip(sizes.items(), found.groups(), strict=True)
    return [
        f"README says {written} MB ({name}), and it is {size:.0f} MB"
        for (name, size), written in pairs
        if abs(float(written.replace(",", "")) - size) > size / 10
    ]


def _check_sizes(sizes: Mapping[str, float]) -> None:
    say(", ".join(f"{name}: {size:.0f} MB" for name, size in sizes.items()))
    if platform.system() == "Linux" and platform.machine() == "x86_64":
        wrong = sizes_problems(sizes, (project.ROOT / "README.md").read_text(encoding="utf-8"))
        if wrong:
            raise StepFailedError("; ".join(wrong))


def _install(venv: Path, file: Path | str, *options: str) -> None:
    started = time.monotonic()
    _pip(venv, "install", *options, file)
    say(f"installed {Path(file).name} in {time.monotonic() - started:.0f} s")


def _pip(venv: Path, *words: Path | str) -> None:
    command: Command = [venv / "bin" / "python", "-m", "pip", "--quiet", *words]
    # pip uses the user's settings and cache, but no other program of the machine
    if call(command, environment=project.variables(PATH=str(venv / "bin"))):
        raise StepFailedError(f"pip could not {words[0]} {Path(words[-1]).name} (see above)")


def _try_without_tensorflow(venv: Path) -> None:
    """The extension has to say what is missing."""
    command: Command = [venv / "bin" / "ipython", "-c", "%load_ext densemodel"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("TensorFlow is not installed: pip install"):
        raise StepFailedError(f"without TensorFlow, the extension says: {done.stdout}{done.stderr}")


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
