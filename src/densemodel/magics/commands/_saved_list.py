"""Saved models and the trash as lines of text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from densemodel.charts import TextTable
from densemodel.wording import counted, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.store import ModelStore, SavedModel


MOST_LINES = 30
_LOADABLE_TITLES = ("NAME", "NETWORK", "EPOCHS", "VALIDATION", "TRAINED", "ID", "")
_TITLES = ("NAME", "NETWORK", "VALIDATION", "TEST", "SAVED", "SIZE")


def listed(models: Sequence[SavedModel]) -> str:
    """One line for each of at most 30 models, newest first, below a line of titles."""
    from densemodel.widgets import model_rows

    rows = model_rows(models[:MOST_LINES], datetime.now(UTC))
    lines = [TextTable(_TITLES, list(map(_cells, rows))).text()]
    lines += [f"{row['name']} is damaged: {row['damaged']}" for row in rows if row["damaged"]]
    more = len(models) - MOST_LINES
    if more > 0:
        lines.append(f"and {more:,} more: %densemodel list WORDS shows those with all the words")
    return "\n".join(lines)


def loadable(saved: Sequence[SavedModel], unsaved: Sequence[SavedModel]) -> str:
    """One line for each of at most 30 saved models and unsaved runs, newest first."""
    from densemodel.widgets import model_rows

    models = sorted([*saved, *unsaved], key=lambda model: model.saved_at, reverse=True)
    rows = model_rows(models[:MOST_LINES], datetime.now(UTC))
    cells: list[tuple[str, ...]] = []
    for model, row in zip(models, rows, strict=False):
        name, network, validation, *_ = _cells(row)
        epochs = "" if model.card is None else f"{model.card.epochs:,}"
        kind = "saved" if model in saved else "cut off" if model.was_cut_off else "unsaved"
        cells.append((name, network, epochs, validation, row["saved"]["title"], model.id, kind))
    lines = [TextTable(_LOADABLE_TITLES, cells).text()]
    more = len(models) - MOST_LINES
    lines += [f"and {more:,} more"] if more > 0 else []
    return "\n".join([*lines, "%densemodel load NAME, or the ID, loads one."])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    network = "(damaged)" if row["damaged"] else row["spec"].partition(" ; ")[0]
    scores = (row[side]["words"] for side in ("validation", "test", "saved", "size"))
    return (_cut(row["name"], 30), _cut(network, 40), *scores)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def show(store: ModelStore, place: str) -> str:
    """The deleted models of a folder, their size, and how to remove them."""
    deleted = store.trash()
    if not deleted:
        return f"The trash of {place} is empty."
    return (
        f"{listed(deleted)}\n"
        f"The trash takes {size_of(deleted)}: %densemodel trash empty removes it for good.\n"
        f"It keeps {store.trash_limits}, and the model that was deleted last."
    )


def empty(store: ModelStore) -> str:
    """Remove the deleted models."""
    size, removed = size_of(store.trash()), store.empty_trash()
    if not removed:
        return "The trash was empty."
    return f"{counted(removed, 'deleted model')} ({size}) removed for good."


def size_of(models: Sequence[SavedModel]) -> str:
    """Their size on disk."""
    return number(sum(model.size for model in models), "size")
