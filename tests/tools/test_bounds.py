from pathlib import Path

import pytest

import bounds
from pythons import FoundPython

PYTHON = FoundPython("/usr/bin/python3.12", "3.12.4")
GROUP = bounds.group()


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """What uv is asked to do; every package has version 2.0."""
    asked = []

    def uv(*words):
        asked.append([str(word) for word in words])
        for word in asked[-1]:
            if word.startswith("--output-file="):
                lines = [f"{name}==2.0\n" for name in (*bounds.dependencies(), *GROUP)]
                Path(word.partition("=")[2]).write_text("".join(lines), encoding="utf-8")

    monkeypatch.setattr(bounds, "_uv", uv)
    monkeypatch.setattr(bounds, "FOLDER", tmp_path)
    return asked


def test_the_dependencies_are_those_that_pyproject_declares():
    names = bounds.dependencies()
    assert {"tensorflow", "ipykernel", "ipywidgets", "scikit-learn"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "requirement", ["ipykernel", "ipykernel>=6.17,!=7.0.0", "ipykernel[all] >= 6", "ipykernel ; x"]
)
def test_a_name_ends_where_its_bounds_begin(requirement):
    assert bounds.names_of([requirement]) == ["ipykernel"]


def test_the_front_ends_stay_the_newest_beside_the_oldest_dependencies(commands, tmp_path):
    bounds.ensure(PYTHON, "oldest")
    newest, oldest = (words for words in commands if "compile" in words)
    assert "--resolution=lowest-direct" not in newest
    constraints = tmp_path / "python3.12.4-oldest-group.txt"
    assert {"--resolution=lowest-direct", f"--constraints={constraints}"} <= set(oldest)
    lines = constraints.read_text(encoding="utf-8").splitlines()
    assert {"jupyterlab==2.0", "pytest==2.0"} <= set(lines)
    assert not any(line.startswith(("ipykernel", "numpy", "traitlets")) for line in lines)


def test_an_environment_that_is_there_is_changed_and_not_created(commands, tmp_path):
    program = tmp_path / "python3.12.4-newest" / "bin" / "python"
    bounds.ensure(PYTHON, "newest")
    assert "venv" in {words[0] for words in commands}
    program.parent.mkdir(parents=True)
    program.touch()
    commands.clear()
    assert bounds.ensure(PYTHON, "newest") == program
    assert [words[1] for words in commands] == ["compile", "sync", "install"]
