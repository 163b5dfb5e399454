"""Saved models and the trash as lines of text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from densemodel.charts import TextTable
from densemodel.store import file_size

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from densemodel.store import ModelStore, SavedModel


MOST_LINES = 30
NEVER_SAVED = "never saved"
"Why a run can be recovered that ended by itself."
_LONGEST_NAME, _LONGEST_NETWORK = 30, 40
_LEFT_TITLES = ("NAME", "NETWORK", "EPOCHS", "VALIDATION", "LEFT", "ID", "")
_TITLES = ("NAME", "NETWORK", "VALIDATION", "TEST", "SAVED", "SIZE")


def listed(models: Sequence[SavedModel]) -> str:
    """One line for each model, newest first, below a line of titles.

    Args:
        models: Those to list; no more than 30 of them are.
    """
    from densemodel.widgets import model_rows

    rows = model_rows(models[:MOST_LINES], datetime.now(UTC))
    lines = [TextTable(_TITLES, list(map(_cells, rows))).text()]
    lines += [f"{row['name']} is damaged: {row['damaged']}" for row in rows if row["damaged"]]
    more = len(models) - MOST_LINES
    if more > 0:
        lines.append(f"and {more:,} more: %densemodel list WORDS shows those with all the words")
    return "\n".join(lines)


def why_left(run: SavedModel, saved: Collection[str]) -> str:
    """The reason why a run can be recovered.

    Args:
        run: What it left.
        saved: The names of the saved models.
    """
    from densemodel.store import CUT_OFF

    if run.card is None:
        return ""
    if CUT_OFF in run.tags:
        return CUT_OFF
    return "newer than its save" if run.name in saved else NEVER_SAVED


def left_runs(left: Sequence[tuple[SavedModel, str]]) -> str:
    """One line for each recoverable run, newest first; several may share a name.

    Args:
        left: Those to list, with the reason of each.
    """
    from densemodel.widgets import model_rows

    rows = model_rows([model for model, _ in left[:MOST_LINES]], datetime.now(UTC))
    cells: list[tuple[str, ...]] = []
    for (model, why), row in zip(left, rows, strict=False):
        name, network, validation, *_ = _cells(row)
        epochs = "" if model.card is None else f"{model.card.epochs:,}"
        cells.append((name, network, epochs, validation, row["saved"]["title"], model.id, why))
    return TextTable(_LEFT_TITLES, cells).text()


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    network = "(damaged)" if row["damaged"] else row["spec"].partition(" ; ")[0]
    scores = (row[side]["words"] for side in ("validation", "test", "saved", "size"))
    return (_cut(row["name"], _LONGEST_NAME), _cut(network, _LONGEST_NETWORK), *scores)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def show(store: ModelStore, place: str) -> str:
    """The deleted models, their size, and how to remove them.

    Args:
        store: Whose trash it is.
        place: The folder as a person reads it.
    """
    deleted = store.trash()
    if not deleted:
        return f"The trash of {place} is empty."
    lines = [
        listed(deleted),
        f"The trash takes {size_of(deleted)}: %densemodel trash empty removes it for good.",
    ]
    if store.limits_trash:
        lines.append(f"It keeps {store.trash_limits}, and the model that was deleted last.")
    elif beyond := store.trash_beyond_limits():
        lines.append(
            f"%densemodel trash limit removes {_models(beyond)} ({size_of(beyond)}), and from now "
            f"on keeps {store.trash_limits}."
        )
    return "\n".join(lines)


def empty(store: ModelStore) -> str:
    """Remove the deleted models."""
    size, removed = size_of(store.trash()), store.empty_trash()
    if not removed:
        return "The trash was empty."
    return f"{removed:,} deleted model{'' if removed == 1 else 's'} ({size}) removed for good."


def limit(store: ModelStore) -> str:
    """Apply the limits of the trash from now on."""
    removed = store.limit_trash()
    return (
        f"{removed:,} deleted model{'' if removed == 1 else 's'} removed for good. The trash keeps "
        f"{store.trash_limits}."
    )


def size_of(models: Sequence[SavedModel]) -> str:
    """Their size on disk."""
    return file_size(sum(model.size for model in models))


def _models(models: Sequence[SavedModel]) -> str:
    return f"{len(models):,} model{'' if len(models) == 1 else 's'}"
