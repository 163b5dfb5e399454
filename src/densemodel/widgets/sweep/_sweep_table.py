"""The tab Table: training trials, then the best first; sort, stop and load."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import traitlets
from ipywidgets import HTML, Box

from densemodel.errors import DenseModelError
from densemodel.widgets.runtime._changed_only import ChangedOnly
from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.runtime._style import front_end
from densemodel.widgets.sweep._sweep_rows import columns_of, rows_of, table_html, training_first
from densemodel.widgets.sweep._sweep_view import SweepView, SweepViewContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.sweep._sweep_rows import Row
    from densemodel.widgets.sweep._sweep_view import SweepMoment

ACTS = ("stop", "load")
MOST_CHANGED = 100
"""After so many changed rows, all rows are sent again."""
_MOST_PLAIN = 200
_PLAIN_SECONDS = 1.0


class SweepTable(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """A table of trials that draws only visible rows, so that there may be ten thousand.

    Args:
        act: Called with `stop` or `load` and a trial's number, when a person asks for it.

    Raises:
        DenseModelError: The front end was never built.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    columns = traitlets.List().tag(sync=True)
    "The columns, from `columns_of`."
    rows = traitlets.List().tag(sync=True)
    "All rows, from `rows_of`."
    changed = traitlets.List().tag(sync=True)
    "Rows that replace those of the same number: all rows are sent rarely."
    best = traitlets.Int(0).tag(sync=True)
    "The best trial's number; 0 before there is one."

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("experiments.js")

    def __init__(self, act: Callable[[str, int], None], **options: Any) -> None:
        self._act = act
        super().__init__(**options)
        self.on_msg(self._handle_message)
        answer_in_subshells(self)

    def _handle_message(self, _: Any, content: Any, __: Any) -> None:
        """Handle an untrusted message, if it is valid."""
        if not isinstance(content, dict):
            return
        act, number = content.get("act"), content.get("number")
        if act not in ACTS or not isinstance(number, int) or isinstance(number, bool):
            return
        if 1 <= number <= len(self.rows):
            self._act(act, number)


class SweepTableView(SweepView):
    """Sends changed rows, and rarely all rows."""

    title: ClassVar[str] = "Table"

    def __init__(self, scene: SweepViewContext) -> None:
        super().__init__(scene)
        self._made: dict[int, tuple[object, Row]] = {}
        self._sent: list[Row] = []
        self._columns: object = None
        self._drawn_at = 0.0
        self._put_new = ChangedOnly(scene.writer.put)
        self._is_plain = False
        try:
            self._table: Any = SweepTable(scene.act)
        except DenseModelError:  # a source checkout whose front end was never built
            self._table, self._is_plain = HTML(), True
            self._table.add_class("dm-epochs")
        self.widget = Box([self._table])
        self.widget.add_class("dm-sweep-tab")

    def draw(self, moment: SweepMoment) -> None:
        """Show the current rows."""
        columns, rows = columns_of(moment), rows_of(moment, self._made)
        if self._is_plain:
            is_over = moment.state not in ("running", "stopping")
            now = time.monotonic()
            if is_over or now - self._drawn_at > _PLAIN_SECONDS:
                self._drawn_at = now
                self.put(self._table, value=table_html(columns, training_first(rows)[:_MOST_PLAIN]))
            return
        values: dict[str, Any] = {"best": moment.best_number or 0}
        changed = self._changed(rows)
        if columns != self._columns or len(changed) > MOST_CHANGED:
            self._columns, self._sent = columns, rows
            values |= {"columns": columns, "rows": rows, "changed": []}
        else:
            values["changed"] = changed
        self._put_new(self._table, **values)

    def _changed(self, rows: list[Row]) -> list[Row]:
        return [row for row, old in zip(rows, self._sent, strict=False) if row is not old]
