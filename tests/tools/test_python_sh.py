import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "python.sh"
_WORKS = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
_SHIM_WITHOUT_VERSION = "#!/bin/sh\nexit 127\n"
_WITHOUT_ENSUREPIP = (
    f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"\n'
)


@pytest.fixture
def pythons(tmp_path):
    """Return a function that puts a Python of this name on an otherwise empty PATH."""

    def add(name, script):
        path = tmp_path / name
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)
        return path

    for tool in ("basename", "sh"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or "")
    return add


def _run(folder, python=""):
    variables = {"PATH": str(folder)}
    if python:
        variables["PYTHON"] = str(python)
    return subprocess.run(
        ["/bin/sh", _SCRIPT, "-c", "print('ran')"],
        capture_output=True,
        text=True,
        check=False,
        env=variables,
    )


def test_a_shim_that_does_not_run_is_passed_over(tmp_path, pythons):
    pythons("python3.13", _SHIM_WITHOUT_VERSION)
    pythons("python3.11", _WORKS)
    answer = _run(tmp_path)
    assert (answer.returncode, answer.stdout) == (0, "ran\n")


def test_the_newest_that_works_is_taken(tmp_path, pythons):
    pythons("python3.12", _WORKS.replace("exec", "echo newest; exec"))
    pythons("python3.11", _WORKS)
    answer = _run(tmp_path)
    assert "newest" in answer.stdout


def test_a_python_without_ensurepip_is_passed_over_for_one_that_has_it(tmp_path, pythons):
    pythons("python3.12", _WITHOUT_ENSUREPIP)
    pythons("python3", _WORKS)
    assert _run(tmp_path).stdout == "ran\n"


def test_without_ensurepip_anywhere_the_package_to_install_is_named(tmp_path, pythons):
    pythons("python3", _WITHOUT_ENSUREPIP)
    answer = _run(tmp_path)
    assert answer.returncode == 1
    assert answer.stderr == (
        "python3 cannot create virtual environments: sudo apt install python3-venv\n"
    )


def test_without_any_python_the_versions_are_named(tmp_path, pythons):
    pythons("python3", _SHIM_WITHOUT_VERSION)
    answer = _run(tmp_path)
    assert answer.returncode == 1
    assert answer.stderr.startswith("no Python 3.11 to 3.14 was found: install one")
    assert answer.stderr.count("\n") == 1


def test_a_named_python_is_taken_before_those_on_path(tmp_path, pythons):
    pythons("python3.13", _SHIM_WITHOUT_VERSION)
    named = pythons("a python of mine", _WORKS)
    assert _run(tmp_path, python=str(named)).stdout == "ran\n"


def test_a_named_python_that_does_not_work_is_an_error(tmp_path, pythons):
    pythons("python3.13", _WORKS)
    answer = _run(tmp_path, python="python3.9-of-old")
    assert answer.returncode == 1
    assert "PYTHON=python3.9-of-old is not a working Python" in answer.stderr


def test_the_script_runs_from_the_projects_own_path_with_spaces(tmp_path, pythons):
    pythons("python3", _WORKS)
    folder = tmp_path / "a folder"
    folder.mkdir()
    script = folder / "it runs.py"
    script.write_text("print('ran')", encoding="utf-8")
    answer = subprocess.run(
        ["/bin/sh", _SCRIPT, script],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(tmp_path), "HOME": os.fspath(tmp_path)},
    )
    assert answer.stdout == "ran\n"
