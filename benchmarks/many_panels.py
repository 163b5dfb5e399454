"""Whether a page of many panels comes back whole when it is loaded again, in JupyterLab.

The goals: after each load every cell has its panel, Start trains in the first, the middle and the
last, the page's console has no error, and the server has not refused a message: it lets a kernel
send 1,000 messages a second over 3 seconds.
"""

import sys
import tempfile
import time
from pathlib import Path

import _lab  # noqa: F401 - finds the tests' support
from _figure import Figure, main

from support.browser.chromium_pages import ChromiumPages
from support.browser.jupyter_lab import JupyterLab
from support.browser.lab_notebook import OpenNotebook
from support.browser.panel_on_page import PanelOnPage

_LOAD = """%load_ext densemodel
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(200, 4)).astype("float32")
y = (x @ rng.normal(size=(4, 3))).argmax(axis=1)"""
_CELL = """%%densemodel net{number} -x x -y y
4 -> 8 relu -> 3 softmax ; epochs 20"""
_COUNT = """from ipywidgets.widgets import widget as _widgets
len(_widgets._instances)"""
_RELOADS = 2
_REFUSED = "IOPub message rate exceeded"
_PATIENCE_MS = 60_000
GOALS = {"console errors": 0, "refused by the server": 0, "widgets a panel": 120}


def reloads(panels):
    """Show so many panels, and load their page again."""
    cells = [_LOAD, *(_CELL.format(number=number) for number in range(panels)), ""]
    with (
        tempfile.TemporaryDirectory() as folder,
        JupyterLab.start(Path(folder)) as server,
        ChromiumPages.start() as pages,
    ):
        notebook = OpenNotebook(server, pages)(cells, height=1300)
        errors = notebook.console.found
        notebook.run(0, timeout=120)
        began = time.perf_counter()
        notebook.run_all()
        seconds = [_wait_for_all(notebook, panels, began)]
        widgets = int(notebook.ask(_COUNT, scratch_cell=panels + 1)) / panels
        found = [len(errors)]
        for _ in range(_RELOADS):
            began = time.perf_counter()
            notebook.reload()
            seconds.append(_wait_for_all(notebook, panels, began))
            for cell in (1, (panels + 1) // 2, panels):
                _train(PanelOnPage(notebook.output(cell)))
            found.append(len(errors))
        for error in errors[:20]:
            print(error, file=sys.stderr)
        log = (Path(folder) / "server.log").read_text()
        notebook.close()
    values = {
        "console errors": len(errors),
        "refused by the server": log.count(_REFUSED),
        "widgets a panel": widgets,
        "errors until each load's end": found,
        "seconds until all are there": seconds,
        "panels": panels,
    }
    return Figure(values, GOALS)


def _wait_for_all(notebook, panels, began):
    """Wait until each cell has its panel with the button that trains; gives the seconds."""
    for cell in range(1, panels + 1):
        _train_button(PanelOnPage(notebook.output(cell))).wait_for(timeout=_PATIENCE_MS)
    return time.perf_counter() - began


def _train_button(panel):
    return panel.button("Start").or_(panel.button("Resume"))


def _train(panel):
    before = panel.epoch()
    _train_button(panel).click()
    panel.wait_for_epoch(after=before)


if __name__ == "__main__":
    sys.exit(main({"a page of many panels": reloads}, 30, 3))
