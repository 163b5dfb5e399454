"""What `make vscode` needs, and when it builds an extension again."""

import json

import pytest

import vscode
from steps import StepFailedError

JUPYTER, RENDERERS = vscode.EXTENSIONS


def extension(folder, version):
    """Write the description of an extension."""
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"version": version}))
    return folder


def test_without_sources_one_sentence_says_what_is_needed(tmp_path, monkeypatch):
    monkeypatch.delenv("VSCODE_JUPYTER", raising=False)
    with pytest.raises(StepFailedError, match="needs their sources: VSCODE_JUPYTER=") as raised:
        vscode.ensure(tmp_path)
    assert "VSCODE_RENDERERS=/path/to/github.com/microsoft/" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_was_built_needs_no_sources(tmp_path, monkeypatch):
    monkeypatch.delenv("VSCODE_JUPYTER", raising=False)
    extension(tmp_path / "jupyter", "2026.6.1")
    assert vscode.sources_of(JUPYTER, tmp_path) is None


def test_only_another_version_is_built_again(tmp_path, monkeypatch):
    extension(tmp_path / "renderers", "1.3.0")
    for version, built in (("1.3.0", None), ("1.4.0", tmp_path / "1.4.0")):
        monkeypatch.setenv("VSCODE_RENDERERS", str(extension(tmp_path / version, version)))
        assert vscode.sources_of(RENDERERS, tmp_path) == built


def test_a_folder_without_an_extension_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("VSCODE_RENDERERS", str(tmp_path))
    with pytest.raises(StepFailedError, match=r"has no package\.json"):
        vscode.sources_of(RENDERERS, tmp_path)
