"""What an open panel costs a run: all tabs opened, the live ones shown in turn.

    python benchmarks/watching.py                    both figures
    python benchmarks/watching.py --only process     the kernel's part alone, without a browser
    python benchmarks/watching.py --quick            tiny sizes, to see that it works

The same run with and without its panel, in interleaved rounds. Each figure is printed as one line
of JSON.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

from _digits import REFERENCE, digits
from _fair import take_turns
from _figure import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

AT_MOST = 1.10
_FULL, _QUICK = (60_000, 40, 5), (3_000, 3, 1)
"""Rows, epochs of a run, and rounds that count."""
_SHOW_CELL = 2
_LOAD = """import time
from IPython.display import display
import densemodel as dm
from densemodel.training import prepare
from _digits import REFERENCE, digits
from _watcher import Watcher
x, y = digits({rows})"""
_NEW_RUN = 'run = prepare(f"{REFERENCE} ; patience off ; epochs %d", x, y)'
_TIME = """began = time.perf_counter()
run.start().wait()
seconds = time.perf_counter() - began
"""


def in_process(rows: int, epochs: int, rounds: int) -> Figure:
    """Views with a writer, but without a page: the part that the kernel computes and sends."""
    from _watcher import Watcher

    from densemodel.training import prepare
    from densemodel.widgets import TrainingPanel
    from densemodel.widgets.runtime._writer import Writer

    x, y = digits(rows)
    writer, opened = Writer(), []

    def new_run() -> Any:
        return prepare(f"{REFERENCE} ; patience off ; epochs {epochs}", x, y)

    def alone() -> float:
        return _timed(new_run())

    def with_page() -> float:
        run = new_run()
        panel = TrainingPanel(run, writer=writer)
        watcher = Watcher(panel)
        seconds = _timed(run)
        watcher.end()
        opened[:] = watcher.opened
        panel.close()
        return seconds

    return _figure(take_turns({"watched": with_page, "alone": alone}, rounds), opened, epochs)


def in_lab(rows: int, epochs: int, rounds: int) -> Figure:
    """The same in JupyterLab in Chromium, with a visible panel."""
    from _lab import ask, lab_notebook

    from support.browser.panel_on_page import PanelOnPage

    new_run = _NEW_RUN % epochs
    with lab_notebook(_LOAD.format(rows=rows), [""]) as notebook:

        def show(code: str) -> None:
            notebook.set_source(_SHOW_CELL, code)
            notebook.run(_SHOW_CELL, timeout=600)

        def alone() -> float:
            show(f"{new_run}\nNone")
            return float(ask(notebook, f"{_TIME}seconds"))

        def with_page() -> float:
            show(f"{new_run}\nx_panel = dm.TrainingPanel(run)\ndisplay(x_panel)")
            PanelOnPage(notebook.output(_SHOW_CELL)).button("Start").wait_for()
            ask(notebook, "watcher = Watcher(x_panel)\nwatcher.opened")
            seconds = float(ask(notebook, f"{_TIME}seconds"))
            ask(notebook, "watcher.end(), x_panel.close()")
            return seconds

        seconds = take_turns({"watched": with_page, "alone": alone}, rounds)
        opened = ask(notebook, "watcher.opened").strip("[]'").split("', '")
    return _figure(seconds, opened, epochs)


def _timed(run: Any) -> float:
    began = time.perf_counter()
    run.start().wait()
    return time.perf_counter() - began


def _figure(seconds: dict[str, list[float]], opened: Sequence[str], epochs: int) -> Figure:
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    values = {
        "ratio": medians["watched"] / medians["alone"],
        "seconds": medians,
        "tabs": list(opened),
        "epochs": epochs,
        "every turn": seconds,
    }
    return Figure(values, {"ratio": AT_MOST})


FIGURES: dict[str, Callable[[int, int, int], Figure]] = {
    "watching: training time, in one process": in_process,
    "watching: training time, in JupyterLab": in_lab,
}


def main() -> int:
    """Print one line for each chosen figure."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--only", default="", metavar="NAME", help="those with this in their name")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it works")
    asked = parser.parse_args()
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # the kernels inherit it
    for name, figure in FIGURES.items():
        if asked.only.lower() in name.lower():
            load = os.getloadavg()
            found = figure(*(_QUICK if asked.quick else _FULL))
            print(found.line(name, load, is_quick=asked.quick), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
