"""What a person takes along of a run: its numbers as CSV, its curves as SVG or PNG."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from densemodel.errors import DenseModelError
from densemodel.widgets.charts._still_picture import still_picture
from densemodel.widgets.runtime._give_button import GiveButton

if TYPE_CHECKING:
    from densemodel.training import Run
    from densemodel.widgets.panel._view import Scene
    from densemodel.widgets.runtime._give_button import GivenFile

_LONGEST_NAME = 60
_MIME_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def export_buttons(scene: Scene) -> list[GiveButton]:
    """CSV, curves as SVG, curves as PNG; none where the front end was never built."""
    run, goal = scene.run, scene.goal
    try:
        return [
            GiveButton.file(
                "CSV", lambda: epochs_csv(run), tooltip="Save the numbers of all epochs as a table"
            ),
            GiveButton.file(
                "Curves as SVG",
                lambda: curves_file(run, goal, "svg"),
                tooltip="Save the curves as a drawing that stays sharp at any size",
            ),
            GiveButton.file(
                "Curves as PNG",
                lambda: curves_file(run, goal, "png"),
                tooltip="Save the curves as a picture",
            ),
        ]
    except DenseModelError:
        return []


def epochs_csv(run: Run) -> GivenFile:
    """All epochs, under the names of Keras's history."""
    unit = "looks" if run.history.by_step else "epochs"
    if not run.history.looks:
        raise DenseModelError("no epoch is done yet: press Start first")
    table = run.history.frame().to_csv().encode("utf-8")
    return f"{file_stem(run.name)}-{unit}.csv", "text/csv", table


def curves_file(run: Run, goal: float | None, kind: Literal["svg", "png"]) -> GivenFile:
    """The loss and the first metric."""
    picture = still_picture(run, goal=goal, format=kind)
    if picture is None:
        raise DenseModelError("nothing is trained yet: press Start first")
    return f"{file_stem(run.name)}-curves.{kind}", _MIME_TYPES[kind], picture


def file_stem(name: str) -> str:
    """A name that every system takes as a file's: letters, digits, `-` and `_`."""
    return re.sub(r"[^\w-]+", "_", name).strip("_")[:_LONGEST_NAME] or "model"
