import importlib.util
import sys

import pytest

import project


@pytest.mark.parametrize(
    ("platform", "python"), [("win32", "Scripts/python.exe"), ("darwin", "bin/python")]
)
def test_the_environments_commands_are_where_its_system_has_them(platform, python, monkeypatch):
    monkeypatch.setattr(sys, "platform", platform)
    spec = importlib.util.spec_from_file_location("project_elsewhere", project.__file__)
    elsewhere = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(elsewhere)
    assert project.VENV / python == elsewhere.VENV_PYTHON
    assert elsewhere.variables()["PATH"].startswith(str(elsewhere.VENV_PYTHON.parent))
