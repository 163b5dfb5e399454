import pytest

import page_parts
from steps import StepFailedError


def test_what_is_there_is_not_got_again(tmp_path, monkeypatch):
    monkeypatch.setattr(page_parts, "must", None)
    monkeypatch.setattr(page_parts.environment, "install", None)
    (tmp_path / "1.0.15.js").touch()
    wanted = page_parts.colab_versions()
    (tmp_path / "wanted.txt").write_text("\n".join(wanted))
    assert page_parts.html_manager("1.0.15", tmp_path) == tmp_path / "1.0.15.js"
    assert page_parts.colab_kernel(tmp_path) == tmp_path
    assert "ipywidgets==7.7.1" in wanted


def test_other_versions_are_installed_again(tmp_path, monkeypatch):
    installed = []
    monkeypatch.setattr(page_parts.environment, "install", lambda *words: installed.extend(words))
    folder = tmp_path / "colab-kernel"
    (folder / "ipywidgets").mkdir(parents=True)
    (folder / "wanted.txt").write_text("ipywidgets==7.7.0")
    page_parts.colab_kernel(folder)
    assert not (folder / "ipywidgets").exists()
    assert installed[:3] == ["--no-deps", "--target", folder]


def test_another_file_of_the_same_name_is_refused(tmp_path):
    package = tmp_path / "html-manager.tgz"
    package.write_bytes(b"another")
    with pytest.raises(StepFailedError, match="not the file that this project knows"):
        page_parts.check(package, page_parts.HTML_MANAGERS["1.0.15"])
