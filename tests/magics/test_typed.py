"""What people type from the habits of other libraries: done as meant, or answered by what to write.

A case holds cells with blank lines between them, the last of which is the one that is judged.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import densemodel as dm
from support.case_files import CaseFile

CASES = CaseFile(Path(__file__).parent / "cases" / "typed.txt")
_COLOURS = re.compile(r"\x1b\[[\d;]*m")

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize("name", CASES.cases)
def test_what_is_typed_is_done_or_answered(name, notebook):
    x, y = notebook.variables["x_train"], notebook.variables["y_train"]
    frame = pd.DataFrame(x, columns=[*"abcd"]).assign(label=np.array([*"xyz"])[y])
    spec = "4 -> 5 relu -> 3 softmax ; epochs 1"
    notebook.variables.update(dm=dm, x=x, y=y, df=frame, spec=spec)
    cells = CASES.cases[name].given
    *before, last = re.split(r"\n\n(?=.)", cells)
    for earlier in before:
        notebook.run_without_waiting(earlier)
    if CASES.cases[name].expected == "done":
        notebook.run(last)
        return
    shown = notebook.fail(last)
    error = _COLOURS.sub("", [line for line in shown.splitlines() if line.strip()][-1])
    assert ": " in error  # after the name of the error or its first clause, what to write
    CASES.check(name, cells, error)
