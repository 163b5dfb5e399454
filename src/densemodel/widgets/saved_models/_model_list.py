"""Saved models as a plain table: what a notebook's file keeps of a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.widgets.saved_models._model_rows import model_rows
from densemodel.wording import counted, element, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from densemodel.store import SavedModel
    from densemodel.widgets.saved_models._model_rows import Row

MOST_ROWS = 20
_HEADINGS = ("Name", "Spec", "Parameters", "Validation", "Test", "Saved", "Size")
_NUMBERS = ("Parameters", "Validation", "Test", "Size")
_LONGEST_SPEC = 80
_CELL = "padding:2px 14px 2px 0;vertical-align:top"


def list_html(models: Sequence[SavedModel], place: str, now: datetime) -> str:
    """The newest models as a table, every text escaped.

    Args:
        models: All of them, newest first.
        place: How many there are and where: `5 in densemodels/`.
        now: What "today" is measured by.
    """
    head = "".join(_cell("th", title, title) for title in _HEADINGS)
    body = "".join(_row(row) for row in model_rows(models[:MOST_ROWS], now))
    more = len(models) - MOST_ROWS
    note = element("p", f"and {more:,} more") if more > 0 else ""
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if models else ""
    return f"<div>{element('b', 'Saved models')} {escaped(place)}{table}{note}</div>"


def list_text(models: Sequence[SavedModel], folder: str) -> str:
    """One line for places that show no HTML."""
    return f"Model browser of {folder}: {counted(len(models), 'saved model')}"


def _row(row: Row) -> str:
    spec = row["spec"]
    if row["damaged"] is not None:
        spec = f"damaged: {row['damaged']}"
    texts = (
        row["name"] + "".join(f" [{tag}]" for tag in row["tags"]),
        spec if len(spec) <= _LONGEST_SPEC else f"{spec[: _LONGEST_SPEC - 1]}…",
        "" if row["parameters"] is None else f"{row['parameters']:,}",
        *(row[column]["words"] for column in ("validation", "test", "saved", "size")),
    )
    cells = (_cell("td", title, text) for title, text in zip(_HEADINGS, texts, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


def _cell(tag: str, title: str, text: str) -> str:
    align = "text-align:right;white-space:nowrap" if title in _NUMBERS else "text-align:left"
    return f'<{tag} style="{align};{_CELL}">{escaped(text)}</{tag}>'
