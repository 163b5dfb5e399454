"""What has to be said of scores of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.scoring.report._class_facts import ClassFacts

Array = np.ndarray[Any, Any]

_NAMED = 3
"Classes that a note names."

_LONGEST = 40
"Characters of a name in a note."


def class_notes(
    facts: ClassFacts,
    counts: Array,
    names: Array,
    metrics: Mapping[str, float],
    *,
    keeps_confusion: bool,
) -> tuple[str, ...]:
    """Sentences on what these rows and this network leave undefined.

    Args:
        facts: The rows.
        counts: Their confusion.
        names: The classes.
        metrics: What is defined.
        keeps_confusion: Whether the report has the confusion.
    """
    notes = []
    absent = np.flatnonzero(counts.sum(axis=1) == 0)
    if len(absent):
        notes.append(_absence(names[absent]))
    if facts.of_two:
        notes += _notes_of_two(counts, names, metrics)
    if facts.chances is None:
        notes.append("The outputs are no chances, so no row has a chance.")
    if not keeps_confusion:
        notes.append(f"The confusion of {len(names):,} classes is too large to be kept.")
    return tuple(notes)


def listed(names: Array | list[Any]) -> str:
    """Some names as a sentence has them: the first three, and how many more there are."""
    shown = [str(name)[:_LONGEST] for name in names[:_NAMED]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _absence(names: Array) -> str:
    if len(names) == 1:
        return f"No row here is of class {listed(names)}: no mean has its recall."
    return f"No row here is of the classes {listed(names)}: no mean has their recall."


def _notes_of_two(counts: Array, names: Array, metrics: Mapping[str, float]) -> list[str]:
    second = str(names[1])[:_LONGEST]
    notes = [f"Precision, recall and F1 are of class {second}."]
    if "roc_auc" not in metrics:
        notes.append("All rows are of one class, so there is no ROC and no average precision.")
    if "precision" not in metrics and counts[1].sum():
        notes.append(f"No row was taken for {second}, so its precision is unknown.")
    return notes
