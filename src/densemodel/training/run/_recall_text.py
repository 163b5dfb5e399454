"""Which classes a model does not find, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SELDOM = 0.5
"""A class is found seldom if its recall is less than this share of the accuracy."""

_SHOWN = 2


def recall_text(recalls: Mapping[str, float], accuracy: float | None) -> str:
    """Name the classes that are found far less than others; empty if there are none.

    Args:
        recalls: The share of each class that is found, by its name as a message says it.
        accuracy: On the same rows; None if it was not measured.
    """
    usual = float(np.mean(list(recalls.values()))) if accuracy is None else accuracy
    seldom = sorted((share, name) for name, share in recalls.items() if share < _SELDOM * usual)
    if not seldom:
        return ""
    return f"{_words(recalls, seldom)}."


def _words(recalls: Mapping[str, float], seldom: Sequence[tuple[float, str]]) -> str:
    found = [name for name, share in recalls.items() if share]
    if len(found) == 1 and len(seldom) > 1:
        return f"Every row is taken for class {found[0]}"
    shown = [f"of class {name} {_share(share)}" for share, name in seldom[:_SHOWN]]
    more = len(seldom) - len(shown)
    if more:
        shown.append(f"of {more:,} more class{'' if more == 1 else 'es'} few")
    text = _joined(shown)
    ending = "is found" if len(seldom) == 1 and not seldom[0][0] else "are found"
    return f"{text[0].upper()}{text[1:]} {ending}"


def _share(share: float) -> str:
    return f"{max(100 * share, 0.1):.2g} %" if share else "none"


def _joined(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return ", ".join(parts[:-1]) + " and " + parts[-1]
