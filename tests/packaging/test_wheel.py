from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(1200)]

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "densemodel"
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "static", "dist", "test-results", "__pycache__", ".*_cache"
)
BUNDLE = (
    *("answer.js", "ask_name.js", "cursor.js", "cursor.css", "give.js", "give.css"),
    *("confusion.js", "epochs.js", "examples.js", "figure.js", "inside.js", "models.js"),
    *("models.css", "network.js", "network.css", "reach.js", "wall.js"),
    *("sweep.js", "sweep.css"),
)
NO_NODE = (
    "densemodel's front end is built with Node 20 or newer, which was not found: "
    "install Node from nodejs.org, or install the released wheel: pip install densemodel"
)


def build(kind: str, source: Path, out: Path, **environment: str) -> Path:
    """Builds a wheel or an sdist as anyone would, in an isolated environment."""
    command = [sys.executable, "-m", "build", f"--{kind}", "--outdir", str(out), str(source)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("densemodel-*")
    return built


def hatchling(source: Path, path: Path) -> subprocess.CompletedProcess[str]:
    """Asks the build backend itself for a wheel, with `path` as the only place for programs."""
    code = f"from hatchling.build import build_wheel; build_wheel({str(source / 'dist')!r})"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=source,
        env={**os.environ, "PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def unbuilt(tmp_path: Path) -> Path:
    """The source as a clone has it: nothing built."""
    return Path(shutil.copytree(ROOT, tmp_path / "clone", ignore=NOT_COPIED))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A PATH without any program."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator[Path]:
    """The Python of a new environment with the wheel in it; some 2 GB, so it does not stay."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        command = [python, "-m", "pip", "install", "--quiet", wheel]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yield python


def test_the_wheel_holds_every_module_the_types_and_the_front_end(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        script = archive.read("densemodel/widgets/static/network.js")
    modules = {file.relative_to(SOURCE.parent).as_posix() for file in SOURCE.rglob("*.py")}
    bundle = {f"densemodel/widgets/static/{name}" for name in BUNDLE}
    assert modules | bundle | {"densemodel/py.typed"} <= names
    assert script == (SOURCE / "widgets" / "static" / "network.js").read_bytes()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        kinds = {Path(name).suffix for name in archive.namelist() if name.startswith("densemodel/")}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"densemodel"}
    assert kinds == {".py", ".typed", ".js", ".css"}


def test_an_sdist_holds_sources_and_bundle_and_builds_without_node(
    sdist: Path, tmp_path: Path, empty: Path
) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("densemodel-*")
    assert (source / "js/widgets/network/index.ts").is_file()
    assert not (source / "js/node_modules").exists()
    built = build("wheel", source, tmp_path / "out", PATH=str(empty))
    assert "densemodel/widgets/static/network.js" in zipfile.ZipFile(built).namelist()


def test_a_clone_builds_its_front_end(unbuilt: Path, tmp_path: Path) -> None:
    built = build("wheel", unbuilt, tmp_path / "out")
    with zipfile.ZipFile(built) as archive:
        script = archive.read("densemodel/widgets/static/network.js").decode()
    assert "export{" in script


def test_a_source_without_bundle_and_node_says_the_mend_in_one_line(
    unbuilt: Path, empty: Path
) -> None:
    done = hatchling(unbuilt, empty)
    assert done.returncode != 0
    assert done.stderr.strip() == NO_NODE


def test_pip_shows_that_line_and_no_traceback(unbuilt: Path, empty: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-deps", "--target", empty, unbuilt],
        env={**os.environ, "PATH": str(empty)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert NO_NODE in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_node_that_is_too_old_is_named(unbuilt: Path, empty: Path) -> None:
    node = empty / "node"
    node.write_text("#!/bin/sh\necho v18.19.0\n")
    node.chmod(0o755)
    done = hatchling(unbuilt, empty)
    assert done.returncode != 0
    assert "Node 20 or newer, and the one found is v18.19.0: install" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_bundle_older_than_its_sources_is_built_anew(unbuilt: Path, empty: Path) -> None:
    static = unbuilt / "src/densemodel/widgets/static"
    static.mkdir()
    for name in BUNDLE:
        (static / name).write_text("// built\n")
    done = hatchling(unbuilt, empty)
    assert done.returncode == 0, done.stderr
    os.utime(static / "network.js", (0, 0))
    assert hatchling(unbuilt, empty).stderr.strip() == NO_NODE


def run_in(python: Path, *arguments: str | Path) -> str:
    """Runs it as if nothing else were on the machine: no PATH, no settings, no Jupyter folders."""
    home = python.parents[1] / "home"
    home.mkdir(exist_ok=True)
    environment = {"PATH": str(python.parent), "HOME": str(home)}
    done = subprocess.run(
        [python, *arguments], capture_output=True, text=True, check=False, env=environment, cwd=home
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_installed_wheel_is_imported_from_its_environment(installed: Path) -> None:
    code = "import densemodel, sys; print(densemodel.__file__); print('tensorflow' in sys.modules)"
    file, slow = run_in(installed, "-c", code).split()
    assert Path(file).is_relative_to(installed.parents[1])
    assert slow == "False"


def test_the_installed_wheel_shows_the_diagram_without_node(installed: Path) -> None:
    seen = json.loads(run_in(installed, Path(__file__).with_name("show_the_diagram.py")))
    assert seen["node"] is None
    assert seen["errors"] == []
    (diagram,) = seen["diagrams"]
    assert diagram["_esm"] == (SOURCE / "widgets/static/network.js").read_text()
    assert diagram["_css"] == (SOURCE / "widgets/static/network.css").read_text()
    assert [layer["head"] for layer in diagram["layers"]] == ["50", "50", "10"]
