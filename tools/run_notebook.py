"""Runs the first notebook from start to end, and prints the accuracies that it reached.

    .venv/bin/python tools/run_notebook.py demo_notebooks/01_first_model.ipynb

The notebook itself does not change; the executed copy is in ``test-results/``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

import project
from notebook_cells import run_cells
from steps import StepFailedError, finish, say

if TYPE_CHECKING:
    from collections.abc import Mapping

# accuracies that the two networks of the notebook reach reliably
EXPECTED = (0.965, 0.98)
_ACCURACY = re.compile(r"test accuracy of (\w+): ([0-9.]*[0-9])")


def main() -> int:
    """Run the notebook given on the command line and check its accuracies."""
    path = Path(sys.argv[1]).resolve()
    notebook = nbformat.read(path, as_version=4)
    project.RESULTS.mkdir(exist_ok=True)
    try:
        run_cells(notebook, path.parent, _report)
    finally:
        nbformat.write(notebook, project.RESULTS / path.name)
    accuracies = accuracies_in("\n".join(_text(cell) for cell in notebook.cells))
    for name, accuracy in accuracies.items():
        say(f"test accuracy of {name}: {accuracy}")
    missed = what_is_missed(accuracies)
    if missed:
        raise StepFailedError(missed)
    return 0


def accuracies_in(text: str) -> dict[str, float]:
    """Return each model's test accuracy, in the order of the lines that report them.

    Args:
        text: The printed output of the notebook's cells.
    """
    return {name: float(number) for name, number in _ACCURACY.findall(text)}


def what_is_missed(accuracies: Mapping[str, float]) -> str:
    """Say which expected accuracies were not reached; empty if all were.

    Args:
        accuracies: The result of ``accuracies_in``.
    """
    if len(accuracies) < len(EXPECTED):
        return f"the notebook reports {len(accuracies)} test accuracies, not {len(EXPECTED)}"
    reached = zip(accuracies.items(), EXPECTED, strict=False)
    return "; ".join(
        f"the test accuracy of {name} is {accuracy}: at least {least} was expected"
        for (name, accuracy), least in reached
        if accuracy < least
    )


def _report(cell: nbformat.NotebookNode, seconds: float) -> None:
    for name, accuracy in accuracies_in(_text(cell)).items():
        print(f"    test accuracy of {name}: {accuracy}", flush=True)
    if seconds > 1:
        print(f"    {seconds:.0f} s", flush=True)


def _text(cell: nbformat.NotebookNode) -> str:
    outputs = cell.get("outputs", [])
    printed = [output.text for output in outputs if output.output_type == "stream"]
    shown = [output.data.get("text/plain", "") for output in outputs if "data" in output]
    return "\n".join([*printed, *shown])


if __name__ == "__main__":
    finish(main)
