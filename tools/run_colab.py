"""Runs all demo notebooks in a kernel of this Python, and lists their errors.

    build/colab/bin/python tools/run_colab.py

`make colab` calls it. No cell may end in a traceback. Neither a cell nor the kernel may write to
stderr, except for the lines of Jupyter's own log.
"""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING

import nbformat

import project
from notebook_cells import KERNEL_LOG, run_cells
from steps import StepFailedError, finish, say

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW_STEPS = "100"
"Of the 10,000 that each network of the ladder is trained for."
_TRACEBACK = "Traceback (most recent call last)"
_JUPYTERS = re.compile(r"\[IPKernelApp\]|$")
"The start of a line that Jupyter wrote to the kernel's log; empty lines count as well."


def main() -> int:
    """Run the notebooks one after the other."""
    os.environ["LADDER_STEPS"] = _FEW_STEPS
    wrong = 0
    for path in sorted(project.NOTEBOOKS.glob("*.ipynb")):
        started = time.monotonic()
        say(path.name)
        notebook = nbformat.read(path, as_version=4)
        failure = ""
        try:
            run_cells(notebook, path.parent, lambda *_: None)
        except StepFailedError as error:
            failure = str(error)
        nbformat.write(notebook, project.RESULTS / path.name)
        log = (project.RESULTS / KERNEL_LOG).read_text(encoding="utf-8", errors="replace")
        troubles = [*([failure] if failure else []), *troubles_in(notebook, log)]
        wrong += len(troubles)
        for trouble in troubles:
            print(f"    {trouble}", flush=True)
        say(f"{path.name}: errors: {len(troubles)}, {time.monotonic() - started:.0f} s")
    return int(wrong > 0)


def troubles_in(notebook: nbformat.NotebookNode, log: str) -> Iterator[str]:
    """Yield a sentence for each traceback and each text on stderr.

    Args:
        notebook: A notebook with the outputs of its cells.
        log: The stderr of the kernel's process.
    """
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                yield f"cell {number} wrote to stderr: {output.text.strip()}"
            shown = "\n".join(output.get("traceback", [])) or output.get("text", "")
            if _TRACEBACK in shown:
                yield f"cell {number} shows a traceback: {shown.strip().splitlines()[-1]}"
    for line in log.splitlines():
        if not _JUPYTERS.match(line):
            yield f"the kernel wrote to stderr: {line}"


if __name__ == "__main__":
    finish(main)
