"""Saved models as rows of words, for the table that shows them.

What sorts is a number, made here as well: the page knows no metric, no date and no unit.
"""

from __future__ import annotations

from functools import cache
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from densemodel.store import file_size
from densemodel.widgets.saved_models._model_metrics import metric_cell, shown_metric
from densemodel.widgets.saved_models._model_moments import moment_cell
from densemodel.wording import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from densemodel.store import Card, SavedModel

MOST_POINTS = 24
"Of a curve 60 pixels wide."
LONGEST_SPEC = 1_000
"Characters of a spec in its row, which searches it too; the details hold the rest."

Cell = dict[str, Any]
"""`words` that are shown, a `rank` that sorts (None: last), a `title` that says it in full, and
`of`: what is compared with one another, "" if it needs no word."""
Row = dict[str, Any]
"One saved model, as the front end's `Row` declares it."

_NOTHING: Cell = {"words": "", "rank": None, "title": "", "of": ""}


def model_rows(models: Sequence[SavedModel], now: datetime) -> list[Row]:
    """The rows of a table, in the order of the models.

    Args:
        models: Those of a store, or chosen ones.
        now: What "today" is measured by.
    """
    today = now.astimezone().date()
    rows = []
    for model in models:
        card = model.card
        of_card = _damaged_facts() if card is None else _card_facts(card)
        size = file_size(model.size)
        rows.append(
            {
                "key": model.path.name,
                "id": model.id,
                "name": _plain(f"{model.name}.keras" if card is None else card.name),
                "damaged": None if card is not None else _plain(model.damaged or "unreadable"),
                **of_card,
                "saved": moment_cell(model.saved_at, today),
                "size": {
                    "words": size,
                    "rank": model.size,
                    "title": f"{model.size:,} bytes",
                    "of": "",
                },
            }
        )
    return rows


def _card_facts(card: Card) -> Row:
    name = shown_metric(card.metrics)
    return {
        "spec": _spec_words(card.spec),
        "tags": [_plain(tag) for tag in card.tags],
        "notes": _plain(card.notes),
        "parameters": card.parameters,
        "curve": _curve(card.curve),
        "validation": metric_cell(card.metrics.get("validation"), name) or _NOTHING,
        "test": metric_cell(card.metrics.get("test"), name) or _NOTHING,
    }


def _damaged_facts() -> Row:
    return {
        "spec": "",
        "tags": [],
        "notes": "",
        "parameters": None,
        "curve": [],
        "validation": _NOTHING,
        "test": _NOTHING,
    }


def _spec_words(spec: str) -> str:
    words = _plain(spec).replace("->", "→")
    return words if len(words) <= LONGEST_SPEC else words[: LONGEST_SPEC - 1] + "…"


def _plain(text: str) -> str:
    return text if text.isascii() else in_order(text)


def _curve(values: Sequence[float | None]) -> list[float]:
    """The losses between their least, 0, and their most, 1; those that are no number left out."""
    if len(values) > MOST_POINTS:
        values = [values[at] for at in _chosen_of(len(values))]
    known = [value for value in values if value is not None and isfinite(value)]
    if not known:
        return []
    low = min(known)
    span = max(known) - low
    if not 0 < span < inf:
        return [0.5] * len(known)
    # round(..., 2) takes three times as long, and this is done a quarter of a million times
    return [int((value - low) / span * 100 + 0.5) / 100 for value in known]


@cache
def _chosen_of(count: int) -> tuple[int, ...]:
    """Places spread evenly from the first to the last."""
    return tuple(round(at * (count - 1) / (MOST_POINTS - 1)) for at in range(MOST_POINTS))
