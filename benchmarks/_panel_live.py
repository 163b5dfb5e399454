"""Figures: how fast a panel responds during training, in JupyterLab in Chromium."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from _digits import REFERENCE
from _figure import Figure
from _lab import ask, lab_notebook
from _stopwatch import (
    HAS_OTHER_TICKS,
    IS_SHOWN,
    Received,
    answer_ms,
    frames,
    last_change,
    ticks,
    watch_changes,
)

from support.browser.panel_on_page import PanelOnPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _panel_sizes import PanelSizes

    from support.browser.lab_notebook import Notebook

_LOAD = "from _digits import digits\nx, y = digits({rows})"
_CELL = """%%densemodel net -x x -y y --goal 0.99
{spec}
patience off ; {end}"""
_ENDLESS = "epochs 1000000"
_ASK_RUN = "run = %densemodel run net\n"
_PANEL_CELL = 2
# bqplot has its lines' points here; a line without points is invisible
_LINES = """panel => [...panel.querySelectorAll('path.line')].filter(
    path => (path.getAttribute('d') || '').length > 10).length"""
_LONG_ENOUGH = """panel => [...panel.querySelectorAll('path.line')].some(
    path => (path.getAttribute('d') || '').split(/[ML]/).length > 100)"""
_PAUSES_MS = (50, 400)
"""Pauses between two clicks, so that they are irregular."""
_PATIENCE_MS = 120_000


def clicks(sizes: PanelSizes) -> Figure:
    """The time from a click to its visible effect: another scale, and Stop and Resume."""
    random = np.random.default_rng(0)
    with _training(sizes) as notebook:
        panel = PanelOnPage(notebook.output(_PANEL_CELL))
        waits: dict[str, list[float]] = {"scale": [], "stop": [], "resume": []}
        for number in range(sizes.clicks):
            notebook.page.wait_for_timeout(random.uniform(*_PAUSES_MS))
            if number % 4 == 3:  # one in four
                _stop_and_resume(panel, waits, random)
            else:
                waits["scale"].append(_change_scale(panel))
    every = [wait for kind in waits.values() for wait in kind]
    values = {
        "median ms": float(np.median(every)),
        "p95 ms": float(np.percentile(every, 95)),
        "longest ms": max(every),
        "clicks": len(every),
        "median ms of": {name: float(np.median(kind)) for name, kind in waits.items()},
    }
    return Figure(values, {"median ms": 100, "p95 ms": 400})


def smoothness(sizes: PanelSizes) -> Figure:
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


def lag(sizes: PanelSizes) -> Figure:
    """The time from the end of a run to the last change of its picture."""
    with _open(sizes, f"minutes {sizes.minutes:g} ; {_ENDLESS}") as notebook:
        panel = PanelOnPage(notebook.output(_PANEL_CELL))
        ask(notebook, _NOTE_THE_END)
        panel.press("Start", then="Stop")
        watch_changes(panel.box)
        at_most_ms = (sizes.minutes * 60 + _LONGEST_LAG) * 1000
        panel.button("Restart").wait_for(timeout=at_most_ms)
        notebook.page.wait_for_timeout(_LONGEST_LAG * 1000)
        changed = last_change(notebook.page)
        ended, sentence = float(ask(notebook, "ended[0]")), ask(notebook, "print(run.sentence)")
        steps = int(ask(notebook, "run.step_losses.step_count"))
        is_current = sentence.strip() in panel.box.inner_text()
    if not is_current:
        raise RuntimeError("the panel does not say how the run ended")
    values = {"lag s": changed - ended, "minutes": sizes.minutes, "steps": steps}
    return Figure(values, {"lag s": 1})


_LONGEST_LAG = 30
"""Seconds to wait for changes after the end."""
_NOTE_THE_END = f"""import time
from densemodel.training import RunEnded
{_ASK_RUN}ended = []
def note(event):
    if isinstance(event, RunEnded):
        ended.append(time.time())
run.on_event(note)
None"""


@contextmanager
def _open(sizes: PanelSizes, end: str) -> Iterator[Notebook]:
    """A notebook with a panel that is ready."""
    cell = _CELL.format(spec=REFERENCE, end=end)
    with lab_notebook(_LOAD.format(rows=sizes.rows), [cell]) as notebook:
        notebook.run(_PANEL_CELL, timeout=120)
        PanelOnPage(notebook.output(_PANEL_CELL)).button("Start").wait_for()
        yield notebook


@contextmanager
def _training(sizes: PanelSizes) -> Iterator[Notebook]:
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


def _change_scale(panel: PanelOnPage) -> float:
    """Switch to the other scale: the numbers at the axis show the effect."""
    is_log = "mod-active" in (panel.button("log").get_attribute("class") or "")
    other = panel.button("linear" if is_log else "log")
    return answer_ms(panel.box, other, HAS_OTHER_TICKS, ticks(panel.box))


def _stop_and_resume(
    panel: PanelOnPage, waits: dict[str, list[float]], random: np.random.Generator
) -> None:
    waits["stop"].append(answer_ms(panel.box, panel.button("Stop"), IS_SHOWN, "Resume"))
    panel.page.wait_for_timeout(random.uniform(*_PAUSES_MS))
    waits["resume"].append(answer_ms(panel.box, panel.button("Resume"), IS_SHOWN, "Stop"))
