"""Takes the pictures of README and of the gallery, in a real JupyterLab in Chromium.

    PYTHONPATH=tests .venv/bin/python tools/run_pictures.py [film | NAME ...]

`make pictures` calls it. NAME is an entry of the gallery.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import gallery
import gallery_pictures
import panel_film
from steps import finish, say
from support.browser.chromium_pages import ChromiumPages
from support.browser.jupyter_lab import JupyterLab
from support.browser.lab_notebook import OpenNotebook
from support.browser.ready_kernels import ready_kernels

if TYPE_CHECKING:
    from collections.abc import Iterator

# a network that trains while its page is filmed leaves the other cores to the page
_ONE_CORE = dict.fromkeys(
    ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)


@contextlib.contextmanager
def lab() -> Iterator[OpenNotebook]:
    """Start JupyterLab and Chromium, and give what opens notebooks there."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in ("jupyter", "kernels"):
            (folder / name).mkdir()
        server = stack.enter_context(JupyterLab.start(folder / "jupyter", **_ONE_CORE))
        kernel = stack.enter_context(ready_kernels(folder / "kernels", server.variables))
        pages = stack.enter_context(ChromiumPages.start())
        yield OpenNotebook(server, pages, kernel)


def main() -> int:
    """Take all pictures, or those that are named."""
    names = sys.argv[1:]
    with lab() as open_notebook:
        if not names or "film" in names:
            say(panel_film.record(open_notebook))
        for entry in gallery.ENTRIES:
            if not names or entry.name in names:
                say(gallery_pictures.record(open_notebook, entry))
    return 0


if __name__ == "__main__":
    finish(main)
