"""A notebook in Chromium, as in the browser tests: in JupyterLab, or in a page like Colab's."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from support.browser.chromium_pages import ChromiumPages
from support.browser.jupyter_lab import JupyterLab
from support.browser.lab_notebook import PROJECT, OpenNotebook
from support.browser.own_page import COLAB
from support.browser.ready_kernels import ready_kernels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from support.browser.lab_notebook import Notebook

_HERE = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n%load_ext densemodel\n"
SCRATCH = 1
"""The cell that `Notebook.ask` may overwrite."""


@contextmanager
def lab_notebook(load: str, cells: Sequence[str] = ()) -> Iterator[Notebook]:
    """A notebook whose kernel has the rows and densemodel; the server ends with it.

    Args:
        load: The code of the first cell; it can import the benchmarks' own modules.
        cells: The code of the cells after the scratch cell.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        JupyterLab.start(Path(folder)) as server,
        ChromiumPages.start() as pages,
    ):
        notebook = OpenNotebook(server, pages)([_HERE + load, "", *cells], height=1300)
        notebook.run(0, timeout=120)
        yield notebook
        notebook.close()


@contextmanager
def colab_notebook(load: str, cells: Sequence[str] = ()) -> Iterator[Notebook]:
    """The same in a page with the habits of Google Colab's, with its versions in the kernel."""
    with (
        tempfile.TemporaryDirectory() as folder,
        JupyterLab.start(Path(folder)) as server,
        ready_kernels(
            Path(folder), server.variables, name="colab", first=PROJECT / "build" / "colab-kernel"
        ) as kernel,
        ChromiumPages.start() as pages,
    ):
        opener = OpenNotebook(server, pages, kernel)
        notebook = opener([_HERE + load, "", *cells], front_end=COLAB, height=1300)
        notebook.run(0, timeout=120)
        yield notebook
        notebook.close()


def ask(notebook: Notebook, code: str, *, timeout: float = 300) -> str:
    """Evaluate code in the kernel; an error there raises one here.

    Args:
        notebook: The notebook.
        code: Python whose last line is an expression.
        timeout: The maximum wait in seconds.
    """
    text = notebook.ask(code, scratch_cell=SCRATCH, timeout=timeout)
    if any(output["output_type"] == "error" for output in notebook.outputs(SCRATCH)):
        raise RuntimeError(text)
    return text
