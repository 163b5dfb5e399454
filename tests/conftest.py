"""What all tests share: golden files of messages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

REFRESH = "DENSEMODEL_REFRESH_MESSAGES" in os.environ


class GoldenFiles:
    """The files in messages/ beside a test: what was given, a line of dashes, what is said of it.

    After a change, `DENSEMODEL_REFRESH_MESSAGES=1 pytest tests -k messages` writes them anew; read
    the difference before it is committed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def names(self) -> set[str]:
        return {path.stem for path in self._folder.iterdir()}

    def check(self, name: str, given: str, said: str) -> None:
        found = f"{given}\n{'-' * 40}\n{said}\n"
        path = self._folder / f"{name}.txt"
        if REFRESH:
            path.write_text(found, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == found


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> GoldenFiles:
    return GoldenFiles(request.path.parent / "messages")
