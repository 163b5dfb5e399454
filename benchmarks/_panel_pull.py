"""Figures: a panel in a page that, like Google Colab's, gets only what answers its own messages."""

from __future__ import annotations

import statistics
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from _digits import REFERENCE
from _fair import take_turns
from _figure import Figure
from _lab import ask, colab_notebook
from _stopwatch import HAS_POINTS, IS_SHOWN, answer_ms, updates

from support.browser.panel_on_page import PanelOnPage

if TYPE_CHECKING:
    from _panel_sizes import PanelSizes

    from support.browser.lab_notebook import Notebook

_LOAD = """import densemodel as dm
from densemodel.training import prepare
from _digits import digits
x, y = digits({rows})"""
_CELL = f"""%%densemodel net -x x -y y
{REFERENCE}
patience off ; epochs 1000000"""
_PANEL_CELL = 2
_MOST_WAITING = """seconds => new Promise(resolve => {
    let most = 0;
    const timer = setInterval(() => { most = Math.max(most, window.notebook.waiting); }, 20);
    setTimeout(() => { clearInterval(timer); resolve(most); }, seconds * 1000);
})"""
_NEW_RUN = f"""run = prepare("{REFERENCE} ; patience off ; epochs {{epochs}}", x, y)
begun = []
from densemodel.training import RunEnded
import time
run.on_event(lambda event: begun.append(time.perf_counter()) if isinstance(event, RunEnded) else 0)
"""
_BEGIN = "begun.append(time.perf_counter())\nrun.start()\nNone"
_SECONDS = "run.wait()\nbegun[1] - begun[0]"


def responses(sizes: PanelSizes) -> Figure:
    """Start, the curves while it trains, Stop, and the messages that wait for the kernel."""
    with colab_notebook(_LOAD.format(rows=sizes.rows), [_CELL]) as notebook:
        notebook.run(_PANEL_CELL, timeout=120)
        panel = PanelOnPage(notebook.output(_PANEL_CELL))
        panel.button("Start").wait_for()
        first = answer_ms(panel.box, panel.button("Start"), HAS_POINTS, "")
        early = updates(panel.box, sizes.watch_seconds)
        most = notebook.page.evaluate(_MOST_WAITING, sizes.watch_seconds)
        late = updates(panel.box, sizes.watch_seconds)
        stops, resumes = [], []
        for _ in range(max(2, sizes.clicks // 4)):
            stops.append(answer_ms(panel.box, panel.button("Stop"), IS_SHOWN, "Resume"))
            resumes.append(answer_ms(panel.box, panel.button("Resume"), IS_SHOWN, "Stop"))
            panel.wait_for_epoch(after=panel.epoch())
    values = {
        "start to first point s": first / 1000,
        "updates a second": early,
        "updates a second, later": late,
        "stop s, median": statistics.median(stops) / 1000,
        "stop s, p95": float(np.percentile(stops, 95)) / 1000,
        "resume s, median": statistics.median(resumes) / 1000,
        "most messages waiting": most,
    }
    return Figure(values, {"start to first point s": 2, "stop s, p95": 0.5})


def training_time(sizes: PanelSizes) -> Figure:
    """The same run with and without its panel; no cell runs meanwhile."""
    with colab_notebook(_LOAD.format(rows=sizes.rows), [""]) as notebook:
        sides = {
            "run with panel": partial(_train, notebook, sizes.run_epochs, has_panel=True),
            "run": partial(_train, notebook, sizes.run_epochs, has_panel=False),
        }
        seconds = take_turns(sides, sizes.rounds)
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    values = {"ratio": medians["run with panel"] / medians["run"], "every turn": seconds}
    return Figure(values, {"ratio": 1.1})


def _train(notebook: Notebook, epochs: int, *, has_panel: bool) -> float:
    show = "x_panel = dm.TrainingPanel(run)\ndisplay(x_panel)" if has_panel else "None"
    notebook.set_source(_PANEL_CELL, _NEW_RUN.format(epochs=epochs) + show)
    notebook.run(_PANEL_CELL, timeout=120)
    if has_panel:
        PanelOnPage(notebook.output(_PANEL_CELL)).button("Start").wait_for()
    ask(notebook, _BEGIN)
    # a cell that waited would let the page have all that is sent meanwhile
    while ask(notebook, "run.is_busy") == "True":
        notebook.page.wait_for_timeout(1000)
    seconds = float(ask(notebook, _SECONDS))
    ask(notebook, "x_panel.close()" if has_panel else "None")
    return seconds
