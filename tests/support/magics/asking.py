"""Questions that a cell asks, found and answered."""

import time

from ipywidgets import Button

LONG = """%%densemodel digits -x x_train -y y_train --train
4 -> 8 relu -> 3 softmax ; epochs 1000000 ; patience off"""

OTHER = """%%densemodel digits -x x_train -y y_train
4 -> 16 tanh -> 3 softmax ; epochs 1"""


def registry(notebook):
    return notebook.shell.magics_manager.registry["DenseModel"].registry


def parts(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def asked(notebook):
    notebook.run_without_waiting(LONG)
    notebook.run_without_waiting(OTHER)
    (question,) = registry(notebook).questions
    return question


def answer(notebook, question, label):
    """Click as in a kernel, which shows widgets."""
    (button,) = (w for w in parts(question) if isinstance(w, Button) and w.description == label)
    notebook.shell.kernel = object()
    try:
        button.click()
    finally:
        del notebook.shell.kernel


def wait_for(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
