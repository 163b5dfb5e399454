"""The bytes that the wall of 1,000 digits sends, and its drawing time, in JupyterLab."""

import json
import statistics
import sys

from _data import REFERENCE
from _figure import Figure, main
from _lab import ask, open_notebook
from playwright.sync_api import expect

from support.browser.panel_on_page import PanelOnPage

_PATIENCE_MS = 120_000
_ROWS = 60_000
_REFRESHES = 10
# every change of a wall goes through here, whether it is sent in a bundle or alone
_LOAD = f"""from _data import digits
x, y = digits({_ROWS})
import json
from densemodel.widgets.runtime._writer import Bundle
from densemodel.widgets.images._images_view import Wall
sent = []
def note(widget, message, buffers):
    if isinstance(widget, Wall) and message.get("method") == "update":
        size = len(json.dumps(message)) + sum(memoryview(b).nbytes for b in buffers or [])
        sent.append((size, ["pixels"] in message["buffer_paths"]))
add, send = Bundle._add, Wall._send
def add_noted(bundle, widget, message, buffers):
    note(widget, message, buffers)
    add(bundle, widget, message, buffers)
def send_noted(widget, message, buffers=None):
    note(widget, message, buffers)
    send(widget, message, buffers)
Bundle._add, Wall._send = add_noted, send_noted"""
_CELL = f"%%densemodel net -x x -y y\n{REFERENCE}\npatience off ; epochs 1000000"
_PANEL_CELL = 2
# What drawing takes in the script, and what is then left to be put into pixels: reading one
# pixel waits for all of them
_DRAW = """async ([canvas, turns]) => {
    const frame = () => new Promise(requestAnimationFrame);
    const times = [];
    for (let turn = 0; turn < turns; turn += 1) {
        canvas.dispatchEvent(new Event('blur'));
        await frame();
        const began = performance.now();
        canvas.getContext('2d').getImageData(0, 0, 1, 1);
        times.push(Number(canvas.dataset.drawnMs) + performance.now() - began);
        await frame();
    }
    return times;
}"""
_DRAWN = "canvas => Number(canvas.dataset.drawnMs)"


def wall(turns):
    """The bytes, and the drawing."""
    with open_notebook(_LOAD, [_CELL]) as notebook:
        notebook.run(_PANEL_CELL, timeout=120)
        panel = PanelOnPage(notebook.output(_PANEL_CELL))
        drawing = _drawing(notebook, _wall_of(panel), turns)
        return {"wall: bytes": _sending(notebook, panel), "wall: drawing": drawing}


def _wall_of(panel):
    panel.tab("Images").click()
    canvas = panel.box.locator(".dm-wall-canvas:visible")
    drawn = "canvas => canvas && canvas.dataset.drawnMs"
    canvas.wait_for(timeout=_PATIENCE_MS)
    panel.page.wait_for_function(drawn, arg=canvas.element_handle(), timeout=_PATIENCE_MS)
    return canvas


def _drawing(notebook, canvas, turns):
    """The drawing time, while nothing trains."""
    times = canvas.page.evaluate(_DRAW, [canvas.element_handle(), turns])
    notebook.set_theme("dark")  # all pictures are drawn again in the other ink
    canvas.page.wait_for_timeout(1000)
    values = {
        "median ms": statistics.median(times),
        "longest ms": max(times),
        "drawings": turns,
        "pictures": 1000,
        "ms in the script in another theme": canvas.evaluate(_DRAWN),
    }
    return Figure(values, {"median ms": 50})


def _sending(notebook, panel):
    panel.tab("Train").click()
    panel.press("Start", then="Stop")
    panel.tab("Images").click()
    words = panel.box.locator(".dm-wall-line:visible")
    for _ in range(_REFRESHES):
        expect(words).not_to_have_text(words.inner_text(), timeout=_PATIENCE_MS)
    sizes = json.loads(ask(notebook, "print(json.dumps(sent))"))
    first = [size for size, has_pixels in sizes if has_pixels]
    others = [size for size, has_pixels in sizes if not has_pixels]
    values = {
        "first MB": max(first) / 1e6,
        "times that pixels were sent": len(first),
        "largest refresh kB": max(others) / 1e3,
        "refreshes": len(others),
    }
    return Figure(
        values, {"first MB": 1.2, "times that pixels were sent": 1, "largest refresh kB": 8}
    )


if __name__ == "__main__":
    sys.exit(main({"wall": wall}, 30, 3))
