"""Every message of a cell has a golden file: the cells, and what is shown of the error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import GoldenFiles, Notebook

sys.path.insert(0, str(Path(__file__).parent))

from cell_mistakes import CASES


@pytest.mark.parametrize("name", CASES)
def test_message_is_as_its_golden_file_says(
    name: str,
    golden: GoldenFiles,
    notebook: Notebook,
    tmp_path: Path,
) -> None:
    before, cell = CASES[name]
    for earlier in before:
        notebook.run_without_waiting(earlier)
    names = set(notebook.variables)
    shown = notebook.fail(cell)
    assert "Traceback" not in shown
    assert set(notebook.variables) == names  # an error binds nothing
    golden.check(name, "\n\n".join([*before, cell]), shown.replace(str(tmp_path), "/here"))


def test_no_golden_file_is_unused(golden: GoldenFiles) -> None:
    assert golden.names == set(CASES)
