from __future__ import annotations

from typing import TYPE_CHECKING

import make_matrix

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_version_that_is_there_is_not_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "ipykernel-7.3" / "ipykernel-7.3.0.dist-info"
    info.mkdir(parents=True)
    (info / "INSTALLER").write_text("pip", encoding="utf-8")
    monkeypatch.setattr(make_matrix, "must", None)
    assert make_matrix.ipykernel_folder("7.3", tmp_path) == tmp_path / "ipykernel-7.3"


def test_a_version_that_was_left_unfinished_is_installed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = tmp_path / "ipykernel-6.31" / "ipykernel" / "half.py"
    half.parent.mkdir(parents=True)
    half.touch()
    commands: list[list[str]] = []
    monkeypatch.setattr(make_matrix, "must", lambda command, **_: commands.append(command))
    folder = make_matrix.ipykernel_folder("6.31", tmp_path)
    assert not half.exists()
    assert folder in commands[0]
    assert "ipykernel==6.31.*" in commands[0]
