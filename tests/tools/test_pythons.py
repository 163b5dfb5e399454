import platform
import sys

import pytest

import pythons

NAME = "python3.99"


@pytest.fixture
def shim(tmp_path, monkeypatch):
    """The folder of pyenv; on PATH is its program for a Python that it may not have."""
    program = tmp_path / "shims" / NAME
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    return tmp_path


def install(root, version):
    program = root / "versions" / version / "bin" / NAME
    program.parent.mkdir(parents=True)
    # not a link: that would answer with a path of its own
    program.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


def test_a_path_is_answered_with_the_version_of_its_python():
    found = pythons.FoundPython(sys.executable, platform.python_version())
    assert pythons.find(sys.executable) == found


def test_a_shim_without_a_version_behind_it_is_no_python(shim):
    assert (shim / "shims" / NAME).exists()
    assert pythons.find(NAME) is None


def test_pyenvs_python_is_found_behind_its_shim(shim):
    install(shim, "3.99.1")
    found = pythons.find(NAME)
    assert found is not None
    assert found.version == platform.python_version()


def test_the_newest_of_pyenvs_versions_comes_first(shim):
    programs = [install(shim, version) for version in ("3.99.9", "3.99.10", "3.99.2")]
    order = [programs[place] for place in (1, 0, 2)]
    assert list(pythons._of_pyenv(NAME)) == [str(program) for program in order]
