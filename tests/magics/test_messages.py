"""Every message of a cell has a case: the cells, and what is shown of the error."""

import re
from pathlib import Path

import pytest

from support.case_files import CaseFile

CASES = CaseFile(Path(__file__).parent / "cases" / "messages.txt")
"The last of the cells, which have blank lines between them, is the one that fails."

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize("name", CASES.cases)
def test_message_is_as_its_case_says(name, notebook, tmp_path):
    cells = CASES.cases[name].given
    *before, last = re.split(r"\n\n(?=.)", cells)
    for earlier in before:
        notebook.run_without_waiting(earlier)
    names = set(notebook.variables)
    shown = notebook.fail(last)
    assert "Traceback" not in shown
    assert set(notebook.variables) == names  # an error binds nothing
    CASES.check(name, cells, shown.replace(str(tmp_path), "/here"))
