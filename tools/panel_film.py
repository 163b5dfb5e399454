"""The moving picture at the top of README: a cell is run, trained, stopped and looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

import project
from film import CAPTION_HEIGHT, Film, hide_files, when_settled
from support.browser.panel_on_page import PanelOnPage

if TYPE_CHECKING:
    from support.browser.lab_notebook import Notebook, OpenNotebook

PICTURE = project.ROOT / "docs" / "images" / "panel.webp"
WIDTH = 900
_HEIGHT = 800 + CAPTION_HEIGHT
_BESIDE, _ABOVE = 78, 91
"Pixels of JupyterLab's page beside and above the notebook, which are not in the picture."

_SPEC = "784 -> 50 relu -> 50 relu -> 10 softmax ; batch 64 ; epochs 60 ; patience off"
# the network is compiled before: that takes seconds on a machine that also films
_LOAD = f"""import sys; sys.path.insert(0, {str(project.NOTEBOOKS)!r})
import densemodel as dm
from mnist import load_mnist
%load_ext densemodel
(x_train, y_train), _ = load_mnist()
x_train, y_train = x_train[:30000].reshape(-1, 784).astype("float32") / 255, y_train[:30000]
dm.train("{_SPEC} ", x_train, y_train);"""
_CELL = f"""%%densemodel digits -x x_train -y y_train
{_SPEC}"""


def record(open_notebook: OpenNotebook) -> str:
    """Film the story, write the picture, and return a sentence about it."""
    notebook = open_notebook([_LOAD, _CELL, ""], width=1400, height=_HEIGHT)
    page = notebook.page
    hide_files(page)
    notebook.run(0)
    notebook.select(1)
    page.set_viewport_size({"width": WIDTH + _BESIDE, "height": _HEIGHT + _ABOVE})
    sheet = page.locator(".jp-Notebook .jp-WindowedPanel-outer")
    film = Film(page, sheet)
    film.jump(notebook.cell(1))
    _train(film, notebook)
    _explore(film, PanelOnPage(notebook.output(1)))
    page.close()
    notebook.close()
    seconds = film.write(PICTURE)
    return f"{PICTURE.name}: {seconds:.0f} s, {PICTURE.stat().st_size / 1e6:.2f} MB"


def _train(film: Film, notebook: Notebook) -> None:
    panel = PanelOnPage(notebook.output(1))
    film.say("A neural network is one line of a cell")
    film.hold(1.2)
    film.say("Run it: <kbd>Shift</kbd> <kbd>Enter</kbd>")
    film.hold(0.7)
    notebook.run(1, timeout=120)
    expect(panel.button("Start")).to_be_visible()
    notebook.select(2)
    film.say("It is drawn, and gets a panel")
    when_settled(panel.page)
    film.hold(1.2)
    film.say("Start")
    film.click(panel.button("Start"))
    expect(panel.button("Stop")).to_be_visible()
    film.say("The curves grow while it trains")
    film.live(2.2)
    film.say("Settings change at once: a lower learning rate")
    film.move_to(panel.slider("Learning rate"))
    film.drag(-24)
    film.live(1.6)
    film.say("Stop: the model has the weights of its best epoch")
    film.click(panel.button("Stop"))
    expect(panel.button("Resume")).to_be_visible()
    film.live(1)
    film.hold(0.8)
    film.begin_with("One line of a cell: a network, its drawing, and a panel to train it", 1.4)


def _explore(film: Film, panel: PanelOnPage) -> None:
    film.say("Score: how good is it, and where is it wrong?")
    film.click(panel.tab("Score"))
    when_settled(panel.page)
    film.scroll(panel.box)
    film.hold(2.2)
    film.say("Images: its mistakes, on red")
    film.click(panel.tab("Images"))
    when_settled(panel.page)
    film.hold(2)
    film.say("Draw: what does it read in a digit of your own?")
    film.click(panel.tab("Draw"))
    when_settled(panel.page)
    pad = panel.box.locator(".dm-draw-canvas")
    film.move_to(pad)
    film.draw(pad, [(0.25, 0.25), (0.75, 0.25), (0.45, 0.85)])
    when_settled(panel.page)
    film.hold(2)
