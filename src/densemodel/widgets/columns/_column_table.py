"""The table of columns: its rows as the page takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import traitlets

from densemodel.charts import TextTable
from densemodel.widgets.columns._column_facts import shown_name
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.score._raw_rows import in_figures
from densemodel.wording import capitalised, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import ColumnSummary
    from densemodel.widgets.columns._column_facts import ShownColumn

ChosenKind = Literal["", "number", "category", "date", "text", "order", "without"]
"What a person chooses for a column: a clause, or empty where its values decide."
KINDS: tuple[ChosenKind, ...] = ("", "number", "category", "date", "text", "without")
Importance = tuple[float, float, float]
"The rise of the loss, and both ends of its interval."
Row = dict[str, Any]
MOST_PLAIN = 100
"Columns in a table of texts: a notebook stores it."


class ColumnTable(PageWidget):
    """A row for each column, and a choice of its kind."""

    _esm = BuiltFile("columns.js")
    rows = traitlets.List().tag(sync=True)
    "From `table_rows`, in the order of the table."
    choices = traitlets.List().tag(sync=True)
    """For each row `kind`, one of `KINDS`, `waits`, when it takes effect, and `refusal`, why
    another kind was refused; both may be empty."""
    importances = traitlets.List().tag(sync=True)
    "From `importance_bars`, for each row; empty before they are computed."
    about = traitlets.Dict().tag(sync=True)
    """`words` on the importances, `can_ask`: whether a button computes them, `note` on the rows,
    `fixed`: why kinds can't be chosen, or empty, and `answered`: how many choices were handled."""
    place = traitlets.Dict().tag(sync=True)
    "What was shown in an earlier table, as it came from the page; empty if there was none."


def table_rows(facts: Sequence[ShownColumn], count: int | None) -> list[Row]:
    """The rows for the page; `count` is that of the training rows, None if unknown."""
    return [_row(one, count) for one in facts]


def _row(one: ShownColumn, count: int | None) -> Row:
    summary = one.summary
    highest = max(summary.bars, default=1)
    return {
        "name": shown_name(one.name),
        "found": one.kind,
        "why": shown_name(one.why),
        "encoding": capitalised(one.encoding),
        "is_used": one.is_used,
        "missing": missing_text(one.missing, count),
        "missing_count": one.missing,
        "bars": [round(100 * bar / highest) for bar in summary.bars],
        "ends": list(summary.ends),
        "values": [
            {
                "text": text,
                "share": round(share, 4),
                "words": number(share, "share"),
                "is_rest": is_rest,
            }
            for text, share, is_rest in _values(summary)
        ],
        "examples": list(summary.examples),
        "lines": list(summary.lines),
    }


def _values(summary: ColumnSummary) -> list[tuple[str, float, bool]]:
    rest = [] if summary.rest is None else [(*summary.rest, True)]
    return [*((*value, False) for value in summary.values), *rest]


def missing_text(missing: int | None, count: int | None) -> str:
    """`12 (1.4 %)`; `none` if there are none, and empty if that is unknown."""
    if missing is None:
        return ""
    if not missing or not count:
        return f"{missing:,}" if missing else "none"
    return f"{missing:,} ({number(missing / count, 'share')})"


def importance_bars(
    facts: Sequence[ShownColumn], found: Mapping[str, Importance]
) -> list[dict[str, Any] | None]:
    """For each row the rise of the loss and its interval, as shares of the widest bar.

    What is below 0 ends at 0: shuffling such a column made the loss no higher.
    """
    shown = [found.get(one.name) for one in facts]
    return [None if one is None else _bar(one, _widest(found)) for one in shown]


def _bar(one: Importance, widest: float) -> dict[str, Any]:
    value, low, high = in_figures(one, widest)
    places = {
        name: round(min(max(number / widest, 0.0), 1.0), 4)
        for name, number in zip(("at", "low", "high"), one, strict=True)
    }
    return {"value": one[0], "words": value, "interval": f"{low} to {high}", **places}


def _widest(found: Mapping[str, Importance]) -> float:
    return max((high for _, _, high in found.values()), default=0.0) or 1.0


def plain_table(
    facts: Sequence[ShownColumn], count: int | None, found: Mapping[str, Importance]
) -> TextTable:
    """The columns as texts, for a file."""
    heads = ["Column", "Kind", "Encoding", "Missing", "Values"]
    rows = []
    for one in facts[:MOST_PLAIN]:
        encoding = one.encoding if one.is_used else f"{one.encoding}: {one.why}"
        cells = [shown_name(one.name), one.kind or "left out", shown_name(encoding)]
        cells += [missing_text(one.missing, count), values_text(one)]
        if found:
            importance = found.get(one.name)
            words = ("", "", "") if importance is None else in_figures(importance, _widest(found))
            cells.append("{} ({} to {})".format(*words) if importance else "")
        rows.append(cells)
    if len(facts) > MOST_PLAIN:
        more = f"and {len(facts) - MOST_PLAIN:,} more: see run.columns"
        rows.append([more, *[""] * (len(rows[0]) - 1)])
    return TextTable([*heads, *(["Importance"] if found else [])], rows)


def values_text(one: ShownColumn) -> str:
    """`0.42 to 74`; `male 78 %, female 22 %`; of texts some examples."""
    summary = one.summary
    if summary.bars:
        return " to ".join(filter(None, summary.ends))
    if summary.examples:
        return ", ".join([*summary.examples, "..."])
    values = ", ".join(f"{text} {number(share, 'share')}" for text, share, _ in _values(summary))
    return "; ".join([values, *summary.lines])
