"""Questions that a cell asks, found and answered."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ipywidgets import Button

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Notebook

LONG = """%%densemodel digits -x x_train -y y_train --train
4 -> 8 relu -> 3 softmax ; epochs 1000000 ; patience off"""

OTHER = """%%densemodel digits -x x_train -y y_train
4 -> 16 tanh -> 3 softmax ; epochs 1"""


def registry(notebook: Notebook) -> Any:
    return notebook.shell.magics_manager.registry["DenseModel"].registry


def parts(widget: Any) -> Iterator[Any]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def asked(notebook: Notebook) -> Any:
    notebook.run_without_waiting(LONG)
    notebook.run_without_waiting(OTHER)
    (question,) = registry(notebook).questions
    return question


def answer(notebook: Notebook, question: Any, label: str) -> None:
    """Click as in a kernel, which shows widgets."""
    (button,) = (w for w in parts(question) if isinstance(w, Button) and w.description == label)
    notebook.shell.kernel = object()
    try:
        button.click()
    finally:
        del notebook.shell.kernel


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
