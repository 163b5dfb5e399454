"""How responsive a panel is during training, and what it costs, in Chromium.

In JupyterLab, and in a page with the habits of Google Colab's, which gets only what answers its own
messages. Each figure has its own server, kernel and page.
"""

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np
from _data import REFERENCE
from _figure import Figure, main, ratio_figure
from _lab import ask, open_notebook
from _measure import spread, take_turns
from _stopwatch import (
    HAS_OTHER_TICKS,
    HAS_POINTS,
    IS_SHOWN,
    Received,
    answer_ms,
    frames,
    last_change,
    ticks,
    updates,
    watch_changes,
)

from support.browser.panel_on_page import PanelOnPage


@dataclass(frozen=True)
class Sizes:
    """The sizes of all measurements."""

    rows: int
    "Rows of MNIST, of which 30 % are held out."
    epochs_before: int
    "Epochs before the first click, so that the curves are long."
    clicks: int
    "Measured clicks."
    watch_seconds: float
    "Seconds over which frames and bytes are counted."
    minutes: float
    "Length of the run whose end is measured."
    rounds: int
    "Turns of each side that count, after one for warm-up."
    epochs: int
    "Epochs of a run in its turn."


FULL = Sizes(60_000, 10, 60, 20, 1, 5, 20)
QUICK = Sizes(3_000, 2, 8, 2, 0.1, 1, 3)
_LOAD = """import time
from IPython.display import display
import densemodel as dm
from densemodel.training import RunEnded, prepare
from _data import digits
x, y = digits({rows})
ended = []

def note(event):
    if isinstance(event, RunEnded):
        ended.append((time.time(), time.perf_counter()))"""
_CELL = f"""%%densemodel net -x x -y y --goal 0.99
{REFERENCE}
patience off ; {{end}}"""
_MOST_WAITING = """seconds => new Promise(resolve => {
    let most = 0;
    const timer = setInterval(() => { most = Math.max(most, window.notebook.waiting); }, 20);
    setTimeout(() => { clearInterval(timer); resolve(most); }, seconds * 1000);
})"""
_ENDLESS = "epochs 1000000"
_PANEL_CELL = 2
# bqplot has its lines' points here; a line without points is invisible
_LINES = """panel => [...panel.querySelectorAll('path.line')].filter(
    path => (path.getAttribute('d') || '').length > 10).length"""
_LONG_ENOUGH = """panel => [...panel.querySelectorAll('path.line')].some(
    path => (path.getAttribute('d') || '').split(/[ML]/).length > 100)"""
_PAUSES_MS = (50, 400)
"""Pauses between two clicks, so that they are irregular."""
_PATIENCE_MS = 120_000
_LONGEST_LAG = 30
"""Seconds to wait for changes after the end of a run."""


def clicks(sizes):
    """The time from a click to its visible effect: another scale, and Stop and Resume."""
    random = np.random.default_rng(0)
    with _training(sizes) as notebook:
        panel = PanelOnPage(notebook.output(_PANEL_CELL))
        waits = {"scale": [], "stop": [], "resume": []}
        for number in range(sizes.clicks):
            notebook.page.wait_for_timeout(random.uniform(*_PAUSES_MS))
            if number % 4 == 3:  # one in four
                _stop_and_resume(panel, waits, random)
            else:
                waits["scale"].append(_change_scale(panel))
    every = [wait for kind in waits.values() for wait in kind]
    kinds = {name: float(np.median(kind)) for name, kind in waits.items()}
    values = spread(every, "ms") | {"clicks": len(every), "median ms of": kinds}
    return Figure(values, {"median ms": 100, "p95 ms": 400})


def smoothness(sizes):
    """Frames and kilobytes per second while the curves are long and still growing."""
    with _training(sizes) as notebook:
        box = PanelOnPage(notebook.output(_PANEL_CELL)).box
        received = Received(notebook.page)
        a_second, longest = frames(notebook.page, sizes.watch_seconds)
        kilobytes = received.bytes / 1000 / sizes.watch_seconds
        lines = box.evaluate(_LINES)
    values = {
        "frames a second": a_second,
        "ms a frame": 1000 / a_second,
        "longest frame ms": longest,
        "kB a second": kilobytes,
        "lines": lines,
        "seconds": sizes.watch_seconds,
    }
    return Figure(values, {"ms a frame": 1000 / 40, "kB a second": 400})


def lag(sizes):
    """The time from the end of a run to the last change of its picture."""
    with _open(sizes, f"minutes {sizes.minutes:g} ; {_ENDLESS}") as notebook:
        panel = PanelOnPage(notebook.output(_PANEL_CELL))
        ask(notebook, "run = %densemodel run net\nrun.on_event(note)\nNone")
        panel.press("Start", then="Stop")
        watch_changes(panel.box)
        at_most_ms = (sizes.minutes * 60 + _LONGEST_LAG) * 1000
        panel.button("Restart").wait_for(timeout=at_most_ms)
        notebook.page.wait_for_timeout(_LONGEST_LAG * 1000)
        changed = last_change(notebook.page)
        ended, sentence = float(ask(notebook, "ended[0][0]")), ask(notebook, "print(run.sentence)")
        steps = int(ask(notebook, "run.step_losses.step_count"))
        is_current = sentence.strip() in panel.box.inner_text()
    if not is_current:
        raise RuntimeError("the panel does not say how the run ended")
    values = {"lag s": changed - ended, "minutes": sizes.minutes, "steps": steps}
    return Figure(values, {"lag s": 1})


def responses(sizes):
    """Start, the curves while it trains, Stop, and the messages that wait for the kernel."""
    with _open(sizes, _ENDLESS, is_colab=True) as notebook:
        panel = PanelOnPage(notebook.output(_PANEL_CELL))
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
        "stop s, median": float(np.median(stops)) / 1000,
        "stop s, p95": float(np.percentile(stops, 95)) / 1000,
        "resume s, median": float(np.median(resumes)) / 1000,
        "most messages waiting": most,
    }
    return Figure(values, {"start to first point s": 2, "stop s, p95": 0.5})


def training_time(sizes, *, is_colab):
    """The same run with and without its panel; no cell runs meanwhile."""
    with open_notebook(_LOAD.format(rows=sizes.rows), [""], is_colab=is_colab) as notebook:
        sides = {
            "run with panel": partial(_train, notebook, sizes.epochs, has_panel=True),
            "run": partial(_train, notebook, sizes.epochs, has_panel=False),
        }
        taken = take_turns(sides, sizes.rounds)
    return ratio_figure(taken, at_most=1.1 if is_colab else 1.05)


def _train(notebook, epochs, *, has_panel):
    new_run = f'run = prepare("{REFERENCE} ; patience off ; epochs {epochs}", x, y)'
    show = "x_panel = dm.TrainingPanel(run)\ndisplay(x_panel)" if has_panel else "None"
    notebook.set_source(_PANEL_CELL, f"{new_run}\nended.clear()\nrun.on_event(note)\n{show}")
    notebook.run(_PANEL_CELL, timeout=120)
    if has_panel:
        PanelOnPage(notebook.output(_PANEL_CELL)).button("Start").wait_for()
    ask(notebook, "began = time.perf_counter()\nrun.start()\nNone")
    # a cell that waited would let the page have all that is sent meanwhile
    while ask(notebook, "run.is_busy") == "True":
        notebook.page.wait_for_timeout(1000)
    taken = float(ask(notebook, "run.wait()\nended[0][1] - began"))
    ask(notebook, "x_panel.close()" if has_panel else "None")
    return taken


@contextmanager
def _open(sizes, end, *, is_colab=False):
    """A notebook with a panel that is ready."""
    with open_notebook(
        _LOAD.format(rows=sizes.rows), [_CELL.format(end=end)], is_colab=is_colab
    ) as notebook:
        notebook.run(_PANEL_CELL, timeout=120)
        PanelOnPage(notebook.output(_PANEL_CELL)).button("Start").wait_for()
        yield notebook


@contextmanager
def _training(sizes):
    """A notebook with a panel that is training, with the longest possible curves."""
    with _open(sizes, _ENDLESS) as notebook:
        panel = PanelOnPage(notebook.output(_PANEL_CELL))
        panel.press("Start", then="Stop")
        is_long = f"panel => ({_LONG_ENOUGH})(panel)"
        notebook.page.wait_for_function(
            is_long, arg=panel.box.element_handle(), timeout=_PATIENCE_MS
        )
        panel.wait_for_epoch(after=sizes.epochs_before, timeout=_PATIENCE_MS)
        yield notebook


def _change_scale(panel):
    """Switch to the other scale: the numbers at the axis show the effect."""
    is_log = "mod-active" in (panel.button("log").get_attribute("class") or "")
    other = panel.button("linear" if is_log else "log")
    return answer_ms(panel.box, other, HAS_OTHER_TICKS, ticks(panel.box))


def _stop_and_resume(panel, waits, random):
    waits["stop"].append(answer_ms(panel.box, panel.button("Stop"), IS_SHOWN, "Resume"))
    panel.page.wait_for_timeout(random.uniform(*_PAUSES_MS))
    waits["resume"].append(answer_ms(panel.box, panel.button("Resume"), IS_SHOWN, "Stop"))


FIGURES = {
    "panel: click to answer": clicks,
    "panel: frames and bytes": smoothness,
    "panel: lag after the end": lag,
    "panel: training time with it open": partial(training_time, is_colab=False),
    "panel in Colab's page: start, updates, stop": responses,
    "panel in Colab's page: training time with it open": partial(training_time, is_colab=True),
}

if __name__ == "__main__":
    sys.exit(main(FIGURES, FULL, QUICK))
