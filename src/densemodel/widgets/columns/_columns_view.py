"""The tab Columns: what was made of each column, its kind to be changed, and its importance."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.errors import DenseModelError
from densemodel.training import RunStarted
from densemodel.widgets.columns._column_facts import column_facts
from densemodel.widgets.columns._column_table import (
    ColumnTable,
    importance_bars,
    plain_table,
    table_rows,
)
from densemodel.widgets.panel._pending_settings import FROM_RESTART, pending_settings_of
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._paced import Paced
from densemodel.widgets.runtime._parts import HTML, Box, visibility
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.widgets.score._score_facts import is_trained
from densemodel.widgets.training_controls._offers import CHANGES
from densemodel.wording import capitalised, element, error_text

if TYPE_CHECKING:
    from densemodel.charts import TextTable
    from densemodel.language import Spec
    from densemodel.training import Event, Run
    from densemodel.widgets.columns._column_facts import ShownColumn
    from densemodel.widgets.columns._column_table import ChosenKind, Importance

MOST_AT_ONCE = 40
"Columns whose importances are computed without being asked for."

_NO_DATA = "The columns appear here once the data are given."
_FIXED = "Loaded without its data: give them, as in run.resume(x, y), to change a kind."
_COMPUTING = "The importances are being computed."
_AFTER = "Start trains it; the importance of each column appears here then."
_WHILE = "The importance of each column appears here when training has ended."
_ASK = "How much the loss rises when a column's values are shuffled among held-out rows."
WHAT_IT_IS = (
    "Importance: how much the loss of held-out rows rises when the column's values are shuffled "
    "among them, with a 95 % interval."
)

_BEFORE: weakref.WeakKeyDictionary[Run, tuple[dict[str, Any], list[str]]]
_BEFORE = weakref.WeakKeyDictionary()
"""What a person saw of the table before another run took the place of the one that it showed, and
the order of the columns: one that is left out keeps its place."""


def chosen_kind(spec: Spec, name: str) -> ChosenKind:
    """The clause that names a column; empty if none does."""
    if name in spec.settings.without:
        return "without"
    return dict(spec.settings.kinds).get(name, "")


class ColumnsView(View):
    """A row for each column of a table.

    Its values are counted in another thread, and only while it is visible; so are the importances,
    once the run has ended.
    """

    title: ClassVar[str] = "Columns"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self._put_new = ChangedOnly(self.put)
        self._pending = pending_settings_of(context.run)
        self._clicks, self._reading = threading.Lock(), threading.RLock()
        self._facts: list[ShownColumn] = []
        self._read_from: tuple[object, ...] = ()
        self._refusal = "", ""
        "A column, and why the kind chosen for it was refused."
        self._found: dict[str, Importance] = {}
        self._about = ""
        self._computed_for: object = None
        self._is_computing = self._is_asked = False
        self._failed = ""
        self._answered = 0
        self._empty = styled(HTML(), "dm-score-empty")
        self._is_html = False
        place, self._names = _BEFORE.pop(context.run, ({}, []))
        try:
            self._table: Any = ColumnTable(self._choose, self._ask, place=place)
        except DenseModelError:  # a source checkout whose front end was never built
            self._table, self._is_html = HTML(), True
        # a box is hidden, not the table: a page may keep the first classes of a script's widget
        self._shown = styled(Box([self._table]), "dm-columns-place")
        self.widget = styled(Box([self._empty, self._shown]), "dm-columns-tab")
        self._reads = Paced(self._read, least_seconds=0.0)
        self._computation = Paced(self._compute_importance, least_seconds=0.0)
        self._draw()
        self.follow(
            self._pending.on_change(self._draw_soon), self._reads.close, self._computation.close
        )
        self._reads.ask(now=True)

    @classmethod
    def available(cls, run: Run) -> bool:
        """Whether the input is `table`."""
        return run.spec.takes_table

    def on_event(self, event: Event) -> None:
        """Read the columns again if they may have changed, and weigh them at the end."""
        if isinstance(event, RunStarted):
            self._is_asked, self._failed = False, ""
        if isinstance(event, CHANGES) and self.is_shown:
            self._reads.ask(now=True)

    def set_shown(self, *, is_shown: bool) -> None:
        """Redraw when it becomes visible."""
        super().set_shown(is_shown=is_shown)
        if is_shown:
            self._reads.ask(now=True)

    def static_table(self) -> TextTable | None:
        """The columns as a table of texts."""
        with self._reading:
            found = self._found if self._is_current() else {}
            return plain_table(self._facts, self._count, found) if self._facts else None

    # What is computed

    @property
    def _count(self) -> int | None:
        bound = self.run.bound
        return None if bound is None else bound.training_count

    def _read(self) -> None:
        """Count the values, unless nothing has changed."""
        bound, spec = self.run.bound, self.run.spec
        if bound is not None and spec.table is None:
            spec = bound.spec
        read_from = bound, spec.table, spec.settings.without
        with self._reading:
            if not self._facts or [*map(id, read_from[:2])] != [*map(id, self._read_from[:2])]:
                facts = column_facts(spec, bound)
                places = {name: place for place, name in enumerate(self._names)}
                self._facts = sorted(facts, key=lambda one: places.get(one.name, len(places)))
                self._read_from = read_from
        self._draw_soon()
        if not self.run.is_busy:
            self.keep()
        if self._is_due:
            self._computation.ask(now=True)

    @property
    def _is_due(self) -> bool:
        """Whether the importances are to be computed now."""
        if not self._can_compute or self._is_current() or self._failed:
            return False
        used = sum(one.is_used for one in self._facts)
        return self.is_shown and (self._is_asked or used <= MOST_AT_ONCE)

    @property
    def _can_compute(self) -> bool:
        run = self.run
        return run.bound is not None and not run.is_busy and bool(self._facts) and is_trained(run)

    def _now(self) -> object:
        run = self.run
        return run.state, id(run.history), run.step_losses.step_count, id(run.bound)

    def _is_current(self) -> bool:
        return bool(self._found) and self._computed_for == self._now()

    def _compute_importance(self) -> None:
        """Compute the importances, in another thread."""
        if not self._is_due:
            return
        stamp, self._is_computing = self._now(), True
        self._draw_soon()
        try:
            found, self._about = importances_of(self.run)
            with self._reading:
                self._found, self._computed_for = found, stamp
        except Exception as error:  # noqa: BLE001 - nobody is there to take it
            self._failed = error_text(error)
        self._is_computing = False
        self._draw_soon()
        self.keep()

    # What a person does

    def _ask(self) -> None:
        self._is_asked, self._failed = True, ""
        self._computation.ask(now=True)

    def _choose(self, number: int, kind: ChosenKind, place: dict[str, Any]) -> None:
        """Change the kind of a column, or say beside it why not."""
        with self._clicks:
            if number >= len(self._facts):
                return
            name, new = self._facts[number].name, None
            self._answered += 1
            try:
                new = self._changed(name, kind)
                self._refusal = "", ""
            except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                words = error_text(error).removesuffix(f" Remove '{kind}' from the spec")
                self._refusal = name, capitalised(words)
            if new is not None:
                _BEFORE[new] = place, [one.name for one in self._facts]
                self._pending.replace_by(new)
                return
        self._draw_soon()
        self.hurry()

    def _changed(self, name: str, kind: ChosenKind) -> Run | None:
        """The run with this kind, if nothing is lost by it; else it waits for Restart."""
        run, before = self.run, self._pending.kind_of(name)
        self._pending.choose_kind(name, kind)
        try:
            # read again in any case, so that a kind that does not fit is refused now
            changed = run.changed(self._pending.put_into)
            if changed.bound is not None:
                changed.bound.require()
        except Exception:
            self._pending.choose_kind(name, before)
            raise
        return changed if run.state == "ready" else None

    # What is shown

    def _draw_soon(self) -> None:
        self.soon(self._draw)

    def _draw(self) -> None:
        with self._reading:
            facts, count = self._facts, self._count
            found = self._found if self._is_current() else {}
        self._put_new(self._empty, **visibility(self._empty, not facts))
        self._put_new(self._shown, **visibility(self._shown, facts))
        if not facts:
            words = "" if self.run.has_data else _NO_DATA  # they are being read
            self._put_new(self._empty, value=element("p", words))
            return
        words, can_ask = self._importance_words(is_known=bool(found))
        if self._is_html:
            html = plain_table(facts, count, found).html() + element("p", words, "dm-note")
            self._put_new(self._table, value=html)
            return
        run, coming = self.run, self._pending.next_spec
        name, refusal = self._refusal
        choices = []
        for one in facts:
            kind = chosen_kind(coming, one.name)
            waits = FROM_RESTART if kind != chosen_kind(run.spec, one.name) else ""
            own = refusal if one.name == name else ""
            choices.append({"kind": kind, "waits": waits, "refusal": own})
        can_change = run.has_data and run.can_rebuild
        self._put_new(
            self._table,
            rows=table_rows(facts, count),
            choices=choices,
            importances=importance_bars(facts, found) if found else [],
            about={
                "words": words,
                "can_ask": can_ask,
                "note": "" if count is None else f"Over the {count:,} training rows.",
                "fixed": "" if can_change else _FIXED,
                "answered": self._answered,
            },
        )

    def _importance_words(self, *, is_known: bool) -> tuple[str, bool]:
        """A sentence on the importances, and whether a button computes them."""
        run = self.run
        if is_known:
            return self._about, False
        if run.bound is None:
            return "", False
        if self._is_computing:
            return _COMPUTING, False
        if self._failed:
            return f"The importances could not be computed: {self._failed}.", True
        if self._can_compute:
            return (_ASK, True) if not self._is_due else (_COMPUTING, False)
        return (_WHILE if run.is_busy else _AFTER), False


def importances_of(run: Run) -> tuple[dict[str, Importance], str]:
    """The rise of the loss by the column that is shuffled with its interval, and what it is."""
    from densemodel.scoring import importance_of

    frame = importance_of(run)
    if frame is None:
        return {}, ""
    columns = frame[["column", "importance", "low", "high"]].itertuples(index=False)
    found = {str(name): (float(rise), float(low), float(high)) for name, rise, low, high in columns}
    return found, f"{WHAT_IT_IS} {frame.attrs.get('note', '')}".rstrip()
