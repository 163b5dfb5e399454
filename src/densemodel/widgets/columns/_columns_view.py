"""The tab Columns: what was made of each column, its kind to be changed, and its importance."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.widgets.columns._column_facts import column_facts, shown_name
from densemodel.widgets.columns._column_table import (
    KINDS,
    ColumnTable,
    importance_bars,
    plain_table,
    table_rows,
)
from densemodel.widgets.panel._pending_settings import FROM_RESTART, pending_settings_of
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, Box
from densemodel.widgets.score._score_facts import is_trained
from densemodel.widgets.training_controls._offers import CHANGES
from densemodel.wording import capitalised, element, error_text

if TYPE_CHECKING:
    from densemodel.charts import TextTable
    from densemodel.language import Spec
    from densemodel.training import Run
    from densemodel.widgets.columns._column_facts import ShownColumn
    from densemodel.widgets.columns._column_table import ChosenKind, Importance
    from densemodel.widgets.runtime._messages import Messages

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


@dataclass(frozen=True, slots=True, eq=False)
class TableFacts:
    """What was computed of the columns of a table."""

    columns: list[ShownColumn]
    read_from: tuple[object, object]
    "The data and the encoding whose columns these are."
    found: dict[str, Importance] = field(default_factory=dict)
    "The importances that were computed last, by the name of the column."
    about: str = ""
    failed: str = ""
    tried: tuple[object, int] = (None, 0)
    "For which weights they were computed, or failed to be, and how often a person had asked."
    is_computing: bool = False


class ColumnsView(View):
    """A row for each column of a table.

    Its values are counted, and once the run has ended also its importance.
    """

    title: ClassVar[str] = "Columns"
    changes_with = CHANGES
    least_seconds = 0.0
    messages: ClassVar[Messages] = {
        "kind": {
            "number": int,
            "kind": KINDS,
            "place": {"column": str, "is_descending": bool, "page": int, "top": int},
        },
        "importance": {},
    }
    facts: TableFacts | None

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self._pending = pending_settings_of(context.run)
        self.refusal = "", ""
        "A column, and why the kind chosen for it was refused."
        self.answered = 0
        "How many kinds a person has chosen."
        self.asked: tuple[object, int] = None, 0
        "For which weights a person has asked for the importances, and how often."
        place, self._names = _BEFORE.pop(context.run, ({}, []))
        empty, table = styled(HTML(), "dm-score-empty"), ColumnTable(place=place)
        # a box is hidden, not the table: a page may keep the first classes of a script's widget
        full = styled(Box([table]), "dm-columns-place")
        self.at_close(self._pending.on_change(self.redraw))
        whole = styled(Box([empty, full]), "dm-columns-tab")
        self.begin(whole, empty=empty, full=full, table=table)

    @classmethod
    def available(cls, run: Run) -> bool:
        """Whether the input is `table`."""
        return run.spec.takes_table

    def static_table(self) -> TextTable | None:
        """The columns as a table of texts."""
        facts = self.facts
        if facts is None or not facts.columns:
            return None
        return plain_table(facts.columns, self._count, self._known(facts))

    # What is computed

    def compute(self) -> TableFacts:
        """Count the values, and compute the importances, unless nothing has changed."""
        run, facts = self.run, self.facts
        bound, spec = run.bound, run.spec
        if bound is not None and spec.table is None:
            spec = bound.spec
        read_from = bound, spec.table
        if facts is None or any(
            a is not b for a, b in zip(read_from, facts.read_from, strict=True)
        ):
            places = {name: place for place, name in enumerate(self._names)}
            columns = column_facts(spec, bound)
            columns.sort(key=lambda one: places.get(one.name, len(places)))
            facts = TableFacts(columns, read_from)
        if not self._is_due(facts):
            return facts
        tried = self._moment, self.asked[1]
        self.publish(replace(facts, is_computing=True))
        try:
            found, about = importances_of(run)
        except Exception as error:  # noqa: BLE001 - nobody is there to take it
            return replace(facts, found={}, failed=error_text(error), tried=tried)
        return replace(facts, found=found, about=about, failed="", tried=tried)

    @property
    def _count(self) -> int | None:
        bound = self.run.bound
        return None if bound is None else bound.training_count

    @property
    def _moment(self) -> object:
        """Which weights these are."""
        run = self.run
        return run.state, id(run.history), run.step_losses.step_count, id(run.bound)

    def _can_compute(self, facts: TableFacts) -> bool:
        run = self.run
        return run.bound is not None and not run.is_busy and bool(facts.columns) and is_trained(run)

    def _is_due(self, facts: TableFacts) -> bool:
        """Whether the importances are to be computed now."""
        moment, count = self._moment, self.asked[1]
        if not self._can_compute(facts) or facts.tried == (moment, count):
            return False
        used = sum(one.is_used for one in facts.columns)
        return used <= MOST_AT_ONCE or self.asked[0] == moment

    def _known(self, facts: TableFacts) -> dict[str, Importance]:
        """The importances, if they are those of the weights of now."""
        return facts.found if facts.tried[0] == self._moment else {}

    # What a person does

    def on_importance(self) -> None:
        self.asked = self._moment, self.asked[1] + 1
        self.refresh(now=True)

    def on_kind(self, number: int, kind: ChosenKind, place: dict[str, Any]) -> None:
        """Change the kind of a column, or say beside it why not."""
        columns = [] if self.facts is None else self.facts.columns
        if not 0 <= number < len(columns):
            return
        name, new = columns[number].name, None
        self.answered += 1
        try:
            new = self._changed(name, kind)
            self.refusal = "", ""
        except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
            words = error_text(error).removesuffix(f" Remove '{kind}' from the spec")
            self.refusal = name, capitalised(words)
        if new is not None:
            shown = {**place, "name": shown_name(name)}
            _BEFORE[new] = shown, [one.name for one in columns]
            self._pending.replace_by(new)

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

    def state(self) -> dict[str, Any]:
        """The table with the choices that wait, or why there is none."""
        run, facts = self.run, self.facts
        if facts is None or not facts.columns:
            words = "" if run.has_data else _NO_DATA  # they are being read
            empty = {"value": element("p", words), "is_shown": True}
            return {"empty": empty, "full": {"is_shown": False}}
        count, found = self._count, self._known(facts)
        words, can_ask = self._importance_words(facts)
        can_change = run.has_data and run.can_rebuild
        table = {
            "rows": table_rows(facts.columns, count),
            "choices": [self._choice(one.name) for one in facts.columns],
            "importances": importance_bars(facts.columns, found) if found else [],
            "about": {
                "words": words,
                "can_ask": can_ask,
                "note": "" if count is None else f"Over the {count:,} training rows.",
                "fixed": "" if can_change else _FIXED,
                "answered": self.answered,
            },
        }
        return {"empty": {"is_shown": False}, "full": {"is_shown": True}, "table": table}

    def _choice(self, name: str) -> dict[str, Any]:
        kind = chosen_kind(self._pending.next_spec, name)
        waits = FROM_RESTART if kind != chosen_kind(self.run.spec, name) else ""
        refusal = self.refusal[1] if self.refusal[0] == name else ""
        return {"kind": kind, "waits": waits, "refusal": refusal}

    def _importance_words(self, facts: TableFacts) -> tuple[str, bool]:
        """A sentence on the importances, and whether a button computes them."""
        run = self.run
        if self._known(facts):
            return facts.about, False
        if run.bound is None:
            return "", False
        if facts.is_computing or self._is_due(facts):
            return _COMPUTING, False
        if facts.failed and facts.tried[0] == self._moment:
            return f"The importances could not be computed: {facts.failed}.", True
        if self._can_compute(facts):
            return _ASK, True
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
