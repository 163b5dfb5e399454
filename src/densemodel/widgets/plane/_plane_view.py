"""The tab Plane: what a network predicts over one or two columns, from its newest weights."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import traitlets

from densemodel.errors import DataError
from densemodel.scoring import LivePlane, PlanePoints, importance_of, plane_columns, row_places
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.plane._plane_state import ShownPlane, moment_words, plane_state
from densemodel.widgets.plane._static_plane import static_plane
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, VBox
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.score._score_facts import is_behind, is_trained
from densemodel.wording import capitalised, element, error_text

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.scoring import Plane
    from densemodel.training import Run
    from densemodel.widgets.runtime._messages import Messages


class PlanePicture(PageWidget):
    """Shows `plane_state`, with what stands at the point that a person has chosen."""

    _esm = BuiltFile("plane.js")
    chart = traitlets.Dict().tag(sync=True)
    "From `chart_state`."
    units = traitlets.Dict().tag(sync=True)
    "From `units_state`."
    opened = traitlets.List(traitlets.Int()).tag(sync=True)
    "The layer and the unit that the picture shows, by their numbers; empty for the predictions."
    words = traitlets.Dict().tag(sync=True)
    reading = traitlets.Unicode("").tag(sync=True)
    "Where the chosen point is, and what is predicted there."


_MOST_RANKED = 40
"Columns whose importances are computed without being asked for, as in the tab Columns."
_NEAR = 0.03
"How far from a row a click chooses it, as a share of the picture."


class PlaneView(View):
    """The boundaries of classes, or a fitted curve, with the rows.

    It shows four pictures a second while the run trains, and the best weights when it has ended.
    """

    title: ClassVar[str] = "Plane"
    messages: ClassVar[Messages] = {
        "choose": {"side": ("across", "up"), "column": int},
        "point": {"across": int, "up": int},
        "leave": {},
        "pick": {"x": float, "y": float},
        "reset": {},
        "open": {"layer": int, "unit": int},
        "close": {},
    }
    share = 0.04  # four pictures a second, if one takes 10 ms
    least_seconds = 0.25
    facts: ShownPlane | str | None
    "What is shown, or why nothing is."

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.chosen: tuple[Any, ...] = ()
        "The names of the columns across and up that a person chose; empty at first."
        self.row: tuple[object, int] = None, 0
        "The data of the clicked row, and its number among those on the plane."
        self.pointed: tuple[int, int] | None = None
        "The chosen point, by its place across and up."
        self.opened: tuple[int, int] | None = None
        "The unit that is shown, by its layer and its number."
        self._columns = lru_cache(maxsize=1)(_columns)
        self._live = lru_cache(maxsize=1)(_live)
        self._plane_state = lru_cache(maxsize=1)(plane_state)
        self._static_plane = lru_cache(maxsize=1)(static_plane)
        empty, picture = styled(HTML(), "dm-score-empty"), styled(PlanePicture(), "dm-plane")
        # a box is hidden, not the picture: a page may keep the first classes of a script's widget
        full = styled(VBox([picture]), "dm-plane-place")
        whole = styled(VBox([empty, full]), "dm-plane-tab")
        self.begin(whole, empty=empty, full=full, picture=picture)

    @classmethod
    def available(cls, run: Run) -> bool:
        """Whether its rows are a table with a column of numbers, or at most 50 numbers."""
        try:
            return bool(plane_columns(run))
        except DataError:
            return False

    def static_png(self) -> bytes | None:
        """The plane, once something was trained."""
        shown = self.current_facts()
        is_plane = isinstance(shown, ShownPlane) and is_trained(self.run)
        return self._static_plane(shown) if is_plane else None

    # What is computed

    def compute(self) -> ShownPlane | str:
        """Predict the points and the rows on the plane."""
        run, (of_data, number) = self.run, self.row
        if self.facts is None and is_behind(run):  # the first copy comes after some steps
            return "The first predictions are being computed."
        row = number if of_data is run.bound else None
        try:
            columns = self._columns(run, run.bound)
            live = self._live(run, run.network, run.bound, self.chosen or columns[:2], row)
            plane = live.now(newest=True)
        except DataError as error:
            return f"{capitalised(error_text(error))}."
        place = None if row is None else int(plane.points.rows.places[row])
        shown = ShownPlane(plane, columns, moment_words(run, plane), place)
        self._plane_state(shown, self._opened(shown))  # here, and not in the writer's thread
        return shown

    # What a person does

    def on_choose(self, side: str, column: int) -> None:
        """Show a column across or up, or none up; if it is the other one, they change places."""
        shown = self.facts
        if not isinstance(shown, ShownPlane):
            return
        if not (-1 if side == "up" else 0) <= column < len(shown.columns):
            return
        before = self.chosen or shown.plane.points.names
        both = dict(zip(("across", "up"), (*before, None), strict=False))
        other = "across" if side == "up" else "up"
        chosen = None if column < 0 else shown.columns[column]
        if both[other] == chosen:
            both[other] = both[side]
        both[side] = chosen
        self.chosen = tuple(name for name in both.values() if name is not None)
        self.row, self.pointed, self.opened = (None, 0), None, None
        self.refresh(now=True)

    def on_point(self, across: int, up: int) -> None:
        self.pointed = across, up

    def on_leave(self) -> None:
        self.pointed = None

    def on_pick(self, x: float, y: float) -> None:
        """Give the other columns the values of the row at a point, both from 0 to 1."""
        shown = self.facts
        if not isinstance(shown, ShownPlane) or not shown.plane.held:
            return
        chart = self._plane_state(shown, self._opened(shown))["chart"]
        lows, highs = (
            np.array([chart[axis][end] for axis in ("across", "up")]) for end in ("low", "high")
        )
        away = np.hypot(*((row_places(shown.plane) - lows) / (highs - lows) - [x, y]).T)
        nearest = int(np.nanargmin(away)) if np.isfinite(away).any() else 0
        if away[nearest] <= _NEAR:
            self.row = self.run.bound, nearest
            self.refresh(now=True)

    def on_reset(self) -> None:
        self.row = None, 0
        self.refresh(now=True)

    def on_open(self, layer: int, unit: int) -> None:
        self.opened = layer, unit

    def on_close(self) -> None:
        self.opened = None

    # What is shown

    def state(self) -> dict[str, Any]:
        """The plane with the chosen point, or why there is none."""
        shown = self.facts
        if not isinstance(shown, ShownPlane):
            empty = {"value": element("p", shown or ""), "is_shown": True}
            return {"empty": empty, "full": {"is_shown": False}}
        state = self._plane_state(shown, self._opened(shown))
        picture = {**state, "reading": self._reading(shown.plane)}
        return {"empty": {"is_shown": False}, "full": {"is_shown": True}, "picture": picture}

    def _opened(self, shown: ShownPlane) -> tuple[int, ...]:
        """The unit that is shown, if there is such a one."""
        layer, unit = self.opened or (-1, -1)
        units = shown.plane.units
        is_one = 0 <= layer < len(units) and 0 <= unit < len(units[layer].values)
        return (layer, unit) if is_one else ()

    def _reading(self, plane: Plane) -> str:
        if self.pointed is None:
            return ""
        shape = plane.points.shape
        place = self.pointed[::-1][-len(shape) :]
        is_on = all(0 <= at < size for at, size in zip(place, shape, strict=True))
        return f"{plane.words_at(*place)}." if is_on else ""


def _columns(run: Run, _: Bound | None) -> tuple[Any, ...]:
    """The columns that can be chosen; of a trained run the most important ones first."""
    columns = plane_columns(run)
    if run.is_busy or not is_trained(run) or not 2 < len(columns) <= _MOST_RANKED:
        return columns
    importance = importance_of(run)
    return columns if importance is None else plane_columns(run, [*importance["column"]])


def _live(
    run: Run, _network: object, _bound: Bound | None, chosen: tuple[Any, ...], row: int | None
) -> LivePlane:
    points = PlanePoints.of(run, chosen)
    return LivePlane(run, points if row is None else points.held_at(run, row))
