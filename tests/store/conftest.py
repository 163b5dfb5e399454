from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from densemodel.store import ModelStore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")
