"""Saved models as table rows, live and static.

What sorts is a number, made here as well: the page knows no metric, no date and no unit.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from densemodel.charts import TextTable
from densemodel.wording import element, escaped, in_order, metric_words, number, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from densemodel.store import Card, SavedModel


# by hand, as strftime follows a locale that somebody else may have set
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment_cell(moment: datetime, today: date) -> dict[str, Any]:
    """A time in this machine's local time, of which a time of `today` has no date."""
    local = moment.astimezone()
    day = local.date()
    date_words = f"{day.day} {_MONTHS[day.month - 1]}"
    full = f"{date_words} {day.year}"
    time = f"{local.hour:02}:{local.minute:02}"
    date_or_full = date_words if day.year == today.year else full
    words = time if day == today else date_or_full
    return {"words": words, "rank": moment.timestamp(), "title": f"{full}, {time}", "of": ""}


_LOSS = "loss"
_ACCURACIES = ("accuracy", "acc", "binary_accuracy", "categorical_accuracy")
_SHORT = {
    "mean_absolute_error": "MAE",
    "mean_squared_error": "MSE",
    "root_mean_squared_error": "RMSE",
    "mean_absolute_percentage_error": "MAPE",
    "mean_squared_logarithmic_error": "MSLE",
    **{name: name.upper() for name in ("mae", "mse", "rmse", "mape", "msle")},
}
_SIDES = ("validation", "test", "training")


def shown_metric(metrics: Mapping[str, Mapping[str, float | None]]) -> str:
    """The metric shown for a model: accuracy, else the first one besides the loss.

    The same on all sides, so that one line of the table compares like with like.
    """
    known = next((list(metrics[side]) for side in _SIDES if metrics.get(side)), [])
    accuracies = (name for name in _ACCURACIES if name in known)
    others = (name for name in known if name != _LOSS)
    return next(chain(accuracies, others), _LOSS)


def metric_cell(scores: Mapping[str, float | None] | None, name: str) -> dict[str, Any] | None:
    """The metric of one side; None if not measured."""
    value = scores.get(name) if scores else None
    if scores is None or value is None:
        return None
    word = short_word(name)
    words = rounded(value, 4) if name in _ACCURACIES else rounded(value)
    return {"words": f"{word} {words}", "rank": value, "title": f"{name} {value:.7g}", "of": word}


@lru_cache(maxsize=256)  # names come from files of anybody
def short_word(name: str) -> str:
    """A metric's short name: `acc`, `MAE`, `R2`, `precision`."""
    if name in _ACCURACIES:
        return "acc"
    return _SHORT.get(name) or metric_words(name)


MOST_POINTS = 24
"Of a curve 60 pixels wide."
LONGEST_SPEC = 1_000
"Characters of a spec in its row, which searches it too; the details hold the rest."

Cell = dict[str, Any]
"""`words` that are shown, a `rank` that sorts (None: last), a `title` that says it in full, and
`of`: what is compared with one another, "" if it needs no word."""
Row = dict[str, Any]
"One saved model, as the front end's `Row` declares it."

_EMPTY: Cell = {"words": "", "rank": None, "title": "", "of": ""}


_DAMAGED: Row = {
    "spec": "",
    "tags": [],
    "notes": "",
    "parameters": None,
    "curve": [],
    "validation": _EMPTY,
    "test": _EMPTY,
}


def model_rows(models: Sequence[SavedModel], now: datetime) -> list[Row]:
    """The rows of a table, in the order of the models; `now` says what "today" is."""
    today = now.astimezone().date()
    rows = []
    for model in models:
        card = model.card
        of_card = _DAMAGED if card is None else _card_facts(card)
        size = number(model.size, "size")
        rows.append(
            {
                "key": model.path.name,
                "id": model.id,
                "name": _plain(f"{model.name}.keras" if card is None else card.name),
                "damaged": None if card is not None else _plain(model.damaged or "unreadable"),
                **of_card,
                "saved": moment_cell(model.saved_at, today),
                "size": _EMPTY
                | {"words": size, "rank": model.size, "title": f"{model.size:,} bytes"},
            }
        )
    return rows


def _card_facts(card: Card) -> Row:
    name = shown_metric(card.metrics)
    spec = _plain(card.spec).replace("->", "→")
    return {
        "spec": spec if len(spec) <= LONGEST_SPEC else spec[: LONGEST_SPEC - 1] + "…",
        "tags": [_plain(tag) for tag in card.tags],
        "notes": _plain(card.notes),
        "parameters": card.parameters,
        "curve": _curve(card.curve),
        "validation": metric_cell(card.metrics.get("validation"), name) or _EMPTY,
        "test": metric_cell(card.metrics.get("test"), name) or _EMPTY,
    }


def _plain(text: str) -> str:
    return text if text.isascii() else in_order(text)


def _curve(values: Sequence[float | None]) -> list[float]:
    """The losses scaled from 0 to 1, without nan."""
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
    return tuple(round(at * (count - 1) / (MOST_POINTS - 1)) for at in range(MOST_POINTS))


MOST_ROWS = 20
_HEADINGS = ("Name", "Spec", "Parameters", "Validation", "Test", "Saved", "Size")
_NUMBERS = ("Parameters", "Validation", "Test", "Size")
_LONGEST_SPEC = 80
_CELL = "padding:2px 14px 2px 0;vertical-align:top"
_LEFT = f'style="text-align:left;{_CELL}"'
_RIGHT = f'style="text-align:right;white-space:nowrap;{_CELL}"'


def list_html(models: Sequence[SavedModel], place: str, now: datetime) -> str:
    """The newest models as an HTML table with escaped texts; `place`: `5 in densemodels/`."""
    rows = [_row(row) for row in model_rows(models[:MOST_ROWS], now)]
    more = len(models) - MOST_ROWS
    note = element("p", f"and {more:,} more") if more > 0 else ""
    attributes = [_RIGHT if title in _NUMBERS else _LEFT for title in _HEADINGS]
    table = TextTable(_HEADINGS, rows, column_attributes=attributes).html() if models else ""
    return f"<div>{element('b', 'Saved models')} {escaped(place)}{table}{note}</div>"


def _row(row: Row) -> tuple[str, ...]:
    spec = row["spec"] if row["damaged"] is None else f"damaged: {row['damaged']}"
    return (
        row["name"] + "".join(f" [{tag}]" for tag in row["tags"]),
        spec if len(spec) <= _LONGEST_SPEC else f"{spec[: _LONGEST_SPEC - 1]}…",
        "" if row["parameters"] is None else f"{row['parameters']:,}",
        *(row[column]["words"] for column in ("validation", "test", "saved", "size")),
    )
