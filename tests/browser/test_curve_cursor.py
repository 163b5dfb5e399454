import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PLOT_CELL = """
import os
import numpy as np
from ipywidgets import Box, Button, VBox
from densemodel.widgets.charts._figure import CurveCursor
from densemodel.widgets.charts._curve_drawing import curve_figure
from densemodel.widgets.charts._figure import MARGIN, Lines
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._style import style_widget
from densemodel.widgets.runtime._writer import kernel_writer

parts, epochs = curve_figure(lambda *_, **__: None), np.arange(1.0, 11.0)
parts.x.max = 10.0
scales = {"x": parts.x, "y": parts.y}
steps, training = (
    Lines(x=x, y=x / 10, scales=scales, opacities=[opacity])
    for x, opacity in ((np.arange(0.1, 10.0, 0.1), 0.4), (epochs, 1.0))
)
parts.figure.marks = [steps, training]
lines = [CurveCursor.line(steps, "steps", "gray"),
         CurveCursor.line(training, "<b>$x$</b>", "teal")]
cursor = CurveCursor(lines, parts.x, parts.y, MARGIN)
def show_part(change):
    parts.x.min, parts.x.max = change["new"] or (0.0, 10.0)
cursor.observe(show_part, "window")
plot, button, taken = Box([parts.figure, cursor]), Button(description="Do"), kernel_writer().taken
plot.add_class("dm-plot")
copy = GiveButton.copy("Copy", "784 -> 10 softmax", tooltip="Copy the text")
save = GiveButton.file("Save", lambda: ("epochs.csv", "text/csv", b"epoch,loss\\n"))
refuse = GiveButton.file("Save all", lambda: 1 / 0)
panel = VBox([style_widget(), taken, plot, button, copy, save, refuse])
panel.add_class("dm-panel")
panel
"""


def open_plot(open_notebook, *cells):
    # so tall that nothing scrolls
    notebook = open_notebook([PLOT_CELL, "", *cells], height=1400)
    notebook.run(0)
    # ten epochs on 540 pixels: the plot is drawn and the marks are there
    expect(notebook.output(0).get_by_role("application")).to_have_attribute("tabindex", "0")
    return notebook


def place(plot, epoch):
    return plot["x"] + plot["width"] * epoch / 10, plot["y"] + plot["height"] / 2


def plot_of(notebook):
    box = notebook.output(0).locator(".dm-cursor-plot").bounding_box()
    assert box is not None
    return box


def readout(notebook):
    return notebook.output(0).locator(".dm-readout")


def test_values_are_read_a_part_is_chosen_and_texts_are_given(open_notebook):
    notebook = open_plot(open_notebook, "import time; time.sleep(3)")
    check_keys(notebook)
    check_pointer(notebook)
    check_given(notebook)


def check_pointer(notebook):
    """It reads without the kernel, and a drag chooses a part."""
    page, plot = notebook.page, plot_of(notebook)
    figure = notebook.output(0).locator(".dm-figure .plotarea_background").bounding_box()
    assert plot == figure

    notebook.run(2, wait=False)  # no kernel is needed for any of it
    page.mouse.move(*place(plot, 4))
    expect(readout(notebook)).to_contain_text("epoch 4")
    expect(readout(notebook)).to_contain_text("<b>$x$</b>")
    page.mouse.move(*place(plot, 4.52))
    expect(readout(notebook)).to_contain_text("epoch 4.5")
    expect(readout(notebook)).to_contain_text("at epoch 4")
    notebook.wait_until_ended(2)

    page.mouse.move(*place(plot, 2))
    page.mouse.down()
    page.mouse.move(*place(plot, 7))
    page.mouse.up()
    chosen = "[round(end, 1) for end in cursor.window]"
    notebook.wait_for_answer(chosen, "[2.0, 7.0]", scratch_cell=1)
    page.mouse.dblclick(*place(plot, 5))
    notebook.wait_for_answer("cursor.window", "[]", scratch_cell=1)


def check_keys(notebook):
    """They read and zoom, and do not move between cells."""
    cursor = notebook.output(0).get_by_role("application")
    announcement = cursor.locator("[aria-live=polite]")
    cursor.focus()
    expect(announcement).to_contain_text("epoch 10:")
    cursor.press("ArrowLeft")
    expect(announcement).to_contain_text("epoch 9:")
    cursor.press("+")
    expect(announcement).to_contain_text("epochs 4.50 to 9.5")
    expect(cursor).to_be_focused()
    notebook.wait_for_answer("len(cursor.window)", "2", scratch_cell=1)
    cursor.dblclick()
    notebook.wait_for_answer("cursor.window", "[]", scratch_cell=1)


def check_given(notebook):
    """A text is copied, a file is saved, and a failure is said beside its button."""
    output = notebook.output(0)
    output.get_by_role("button", name="Copy", exact=True).click()
    expect(output.get_by_role("button", name="Copied", exact=True)).to_be_visible()
    with notebook.page.expect_download() as download:
        output.get_by_role("button", name="Save", exact=True).click()
    assert download.value.suggested_filename == "epochs.csv"
    assert Path(download.value.path()).read_text() == "epoch,loss\n"
    output.get_by_role("button", name="Save all", exact=True).click()
    expect(output.locator(".dm-give-beside").last).to_have_text(
        "ZeroDivisionError: division by zero"
    )


def has_class(panel, css):
    return css in (panel.get_attribute("class") or "").split()


def test_a_panel_says_that_its_kernel_is_silent_and_that_it_has_ended(open_notebook):
    notebook = open_plot(open_notebook)
    panel = notebook.output(0).locator(".dm-panel")
    notebook.wait_for_answer("taken.hello_count", "1", scratch_cell=1)
    kernel = int(notebook.ask("os.getpid()", scratch_cell=1))
    os.kill(kernel, signal.SIGSTOP)
    panel.get_by_role("button", name="Do", exact=True).click()
    silent = "() => document.querySelector('.dm-panel.dm-no-answer') !== null"
    notebook.page.wait_for_function(silent, timeout=10_000)
    os.kill(kernel, signal.SIGCONT)
    notebook.page.wait_for_function(f"() => !({silent})()", timeout=10_000)

    notebook.reload()
    expect(panel.get_by_role("application")).to_have_attribute("tabindex", "0")
    notebook.wait_for_answer("taken.hello_count", "2", scratch_cell=1)
    assert not has_class(panel, "dm-kernel-ended")
    for session in notebook.server.request("/api/sessions"):
        if session["path"] == notebook.name:
            notebook.server.request(f"/api/sessions/{session['id']}", "DELETE")
    ended = "() => document.querySelector('.dm-panel.dm-kernel-ended') !== null"
    notebook.page.wait_for_function(ended, timeout=30_000)
    assert not has_class(panel, "jupyter-widgets-disconnected")
