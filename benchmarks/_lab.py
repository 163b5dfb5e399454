"""A notebook in Chromium, as in the browser tests: in JupyterLab, or in a page like Colab's."""

import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import _packages  # noqa: F401 - says which package is missing

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from support.browser.chromium_pages import ChromiumPages
from support.browser.jupyter_lab import JupyterLab
from support.browser.lab_notebook import PROJECT, OpenNotebook
from support.browser.own_page import COLAB
from support.browser.ready_kernels import ready_kernels

_HERE = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n%load_ext densemodel\n"
SCRATCH = 1
"""The cell that `Notebook.ask` may overwrite."""


@contextmanager
def open_notebook(load, cells=(), *, is_colab=False):
    """A notebook whose kernel has the rows and densemodel; the server ends with it.

    Args:
        load: The code of the first cell; it can import the benchmarks' own modules.
        cells: The code of the cells after the scratch cell.
        is_colab: Whether the page has the habits of Google Colab's, and the kernel its versions;
            else it is JupyterLab.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(JupyterLab.start(folder))
        kernel, options = None, {}
        if is_colab:
            first = PROJECT / "build" / "colab-kernel"
            kernel = stack.enter_context(
                ready_kernels(folder, server.variables, name="colab", first=first)
            )
            options = {"front_end": COLAB}
        pages = stack.enter_context(ChromiumPages.start())
        opener = OpenNotebook(server, pages, kernel) if kernel else OpenNotebook(server, pages)
        notebook = opener([_HERE + load, "", *cells], height=1300, **options)
        notebook.run(0, timeout=120)
        yield notebook
        notebook.close()


def ask(notebook, code, *, timeout=300):
    """Evaluate code whose last line is an expression; an error there raises one here."""
    text = notebook.ask(code, scratch_cell=SCRATCH, timeout=timeout)
    if any(output["output_type"] == "error" for output in notebook.outputs(SCRATCH)):
        raise RuntimeError(text)
    return text
