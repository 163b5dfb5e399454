"""Takes the pictures of the gallery: runs the cell of each entry in a real JupyterLab."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import expect

import gallery
import project
from film import hide_files, when_settled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Locator

    from support.browser.lab_notebook import Notebook, OpenNotebook

_PROMPT = 72
"Pixels left of an output, for its number."
_MOST_BYTES = 60_000
_QUALITY = 70
_SECONDS = 300
"For a cell to end."
_SHOWN = 60_000
"Milliseconds for its output to be shown."

_LOAD = f"""import sys; sys.path.insert(0, {str(project.NOTEBOOKS)!r})
from mnist import load_mnist
%load_ext densemodel
(x_train, y_train), _ = load_mnist()
x_train, y_train = x_train[:12000].reshape(-1, 784).astype("float32") / 255, y_train[:12000]"""


def record(open_notebook: OpenNotebook, entry: gallery.Entry) -> str:
    """Run an entry's cells, write its picture, and return a sentence about it."""
    cells = [_LOAD, *entry.before, entry.cell.replace("{}", entry.line), ""]
    width, height = entry.screen
    notebook = open_notebook(cells, width=width, height=height)
    hide_files(notebook.page)
    for cell in range(len(cells) - 1):
        notebook.run(cell, timeout=_SECONDS)
    notebook.select(len(cells) - 1)
    part = _part(notebook, len(cells) - 2, entry)
    picture = Image.open(io.BytesIO(when_settled(part))).convert("RGB")
    left = 0 if entry.part else _PROMPT
    picture = picture.crop((left, 0, picture.width, min(picture.height, entry.height)))
    path = gallery.IMAGES / f"{entry.name}.webp"
    path.parent.mkdir(exist_ok=True)
    picture.save(path, lossless=True, method=6)
    if path.stat().st_size > _MOST_BYTES:
        picture.save(path, quality=_QUALITY, method=6)
    notebook.close()
    return f"{path.name}: {picture.width} x {picture.height}, {path.stat().st_size / 1000:.0f} kB"


def _part(notebook: Notebook, cell: int, entry: gallery.Entry) -> Locator:
    """What is pictured, when it has ended what it does."""
    output = notebook.output(cell)
    for name in ("Stop", "Stop all"):
        stop = output.get_by_role("button", name=name, exact=True)
        expect(stop).to_be_hidden(timeout=_SECONDS * 1000)
    if entry.tab:
        output.get_by_role("tab", name=entry.tab, exact=True).click(timeout=_SHOWN)
    if entry.button:
        output.get_by_role("button", name=entry.button, exact=True).click(timeout=_SHOWN)
    if entry.stroke:
        _draw(output.locator(".dm-draw-canvas"), entry.stroke)
    part = output.locator(entry.part).first if entry.part else output
    expect(part).to_be_visible(timeout=_SHOWN)
    return part


def _draw(pad: Locator, stroke: Sequence[tuple[float, float]]) -> None:
    """Draw a line with the mouse."""
    pad.scroll_into_view_if_needed()
    box: Any = pad.bounding_box()
    mouse = pad.page.mouse
    for number, (across, down) in enumerate(stroke):
        place = box["x"] + box["width"] * across / 100, box["y"] + box["height"] * down / 100
        mouse.move(*place, steps=4)
        if number == 0:
            mouse.down()
    mouse.up()
    expect(pad.page.locator(".dm-draw-similar li")).to_have_count(5)
