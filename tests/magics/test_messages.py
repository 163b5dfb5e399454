"""Every message of a cell has a case: the cells, and what is shown of the error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from case_files import CaseFile
    from conftest import Notebook

sys.path.insert(0, str(Path(__file__).parent))

from cell_mistakes import CASES


@pytest.mark.parametrize("name", CASES)
def test_message_is_as_its_case_says(
    name: str,
    cases: CaseFile,
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
    cases.check(name, "\n\n".join([*before, cell]), shown.replace(str(tmp_path), "/here"))


def test_no_case_is_missing_or_left_over(cases: CaseFile) -> None:
    cases.check_names(CASES)
