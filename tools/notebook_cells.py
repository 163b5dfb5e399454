"""Runs the cells of a notebook one after the other, and prints which one is running."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

import project
from steps import StepFailedError, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import nbformat

KERNEL_LOG = "kernel.log"


def run_cells(
    notebook: nbformat.NotebookNode,
    folder: Path,
    report: Callable[[nbformat.NotebookNode, float], object],
) -> None:
    """Run a notebook in its own kernel, and store the outputs in its cells.

    Args:
        notebook: The notebook.
        folder: The kernel's working directory.
        report: Called with each cell that has run, and the seconds it took.

    Raises:
        StepFailedError: A cell failed.
    """
    client = NotebookClient(
        notebook,
        timeout=None,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    count = len(notebook.cells)
    project.RESULTS.mkdir(exist_ok=True)
    # the kernel's own log lines are not outputs of the notebook
    with (project.RESULTS / KERNEL_LOG).open("wb") as log, client.setup_kernel(stderr=log):
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code":
                continue
            say(f"cell {index + 1} of {count}: {_first_line(cell.source)}")
            started = time.monotonic()
            try:
                client.execute_cell(cell, index)
            except (CellExecutionError, DeadKernelError) as error:
                raise StepFailedError(_failure(index, error)) from error
            report(cell, time.monotonic() - started)


def _failure(index: int, error: CellExecutionError | DeadKernelError) -> str:
    if isinstance(error, CellExecutionError):
        return f"cell {index + 1} failed: {error.ename}: {error.evalue}"
    return f"cell {index + 1} failed: its kernel died (see test-results/{KERNEL_LOG})"


def _first_line(source: str) -> str:
    return next((line for line in source.splitlines() if line.strip()), "")
