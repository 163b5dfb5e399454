import json
from dataclasses import asdict, replace

import pytest

import environment

_PYTHON = (3, 12, 4)


@pytest.fixture
def project_folder(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    return tmp_path


def _stamp(folder, *groups, installed=None):
    return environment.wanted_stamp(folder, _PYTHON, groups, installed)


def test_a_stamp_that_was_written_is_read_back(project_folder):
    stamp = _stamp(project_folder, "test", "check")
    path = project_folder / "stamp.json"
    path.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
    assert environment.read_stamp(path) == stamp
    assert stamp.groups == ("check", "test")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"groups": 3}', '{"groups": ["test"]}'])
def test_a_stamp_that_cannot_be_read_counts_as_nothing_installed(tmp_path, text):
    path = tmp_path / "stamp.json"
    path.write_text(text, encoding="utf-8")
    assert environment.read_stamp(path) is None
    assert environment.read_stamp(tmp_path / "missing.json") is None


def test_asking_again_for_less_wants_nothing_new(project_folder):
    installed = _stamp(project_folder, "test", "demo")
    assert _stamp(project_folder, "demo", installed=installed) == installed


def test_another_group_is_added_to_those_installed(project_folder):
    installed = _stamp(project_folder, "demo")
    assert _stamp(project_folder, "test", installed=installed).groups == ("demo", "test")


def test_a_changed_pyproject_wants_an_installation_of_what_is_asked_for(project_folder):
    installed = _stamp(project_folder, "demo", "gone")
    (project_folder / "pyproject.toml").write_text("[project]\nname = 'y'\n", encoding="utf-8")
    wanted = _stamp(project_folder, "demo", installed=installed)
    assert wanted.pyproject != installed.pyproject
    assert wanted.groups == ("demo",)


def test_another_python_or_another_folder_wants_an_installation(project_folder):
    installed = _stamp(project_folder, "demo")
    other = environment.wanted_stamp(project_folder, (3, 12, 5), ["demo"], installed)
    assert other == replace(installed, python="3.12.5")
    assert _stamp(project_folder, "demo") != replace(installed, root="/elsewhere")


def test_a_half_installed_package_is_forgotten_so_that_pip_installs_it_again(tmp_path):
    packages = tmp_path / "lib" / "python3.12" / "site-packages"
    for name in ("whole-1.0.dist-info", "half-1.0.dist-info", "~alf", "whole"):
        (packages / name).mkdir(parents=True)
    (packages / "whole-1.0.dist-info" / "INSTALLER").write_text("pip", encoding="utf-8")
    (packages / "half-1.0.dist-info" / "METADATA").write_text("Name: half", encoding="utf-8")
    environment.remove_half_installed(tmp_path)
    assert sorted(path.name for path in packages.iterdir()) == ["whole", "whole-1.0.dist-info"]
