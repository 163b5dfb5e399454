"""The layers of several networks side by side, alike ones in one row."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Spec

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer of each network, or the lack of one."""

    texts: Cells
    "The layer as it is written, for each network; empty where there is none."

    @property
    def differs(self) -> bool:
        """Whether they are not all alike."""
        return len(set(self.texts)) > 1


def layer_texts(spec: Spec) -> list[str]:
    """Every layer as it is written, repeats unrolled; what the language put in by its name."""
    return [layer.text or layer.kind.lower() for layer in spec.layers]


def layer_rows(networks: Sequence[Sequence[str]]) -> tuple[LayerRow, ...]:
    """Put alike layers beside each other.

    Args:
        networks: The layers of each, as they are written.
    """
    rows: list[Cells] = [(text,) for text in networks[0]]
    for width, texts in enumerate(networks[1:], 1):
        rows = _joined(rows, list(texts), width)
    return tuple(map(LayerRow, rows))


def _joined(rows: list[Cells], texts: list[str], width: int) -> list[Cells]:
    """The rows with one more network in them."""
    keys = [next(filter(None, row)) for row in rows]
    none = ("",) * width
    start = _alike(keys, texts)
    end = _alike(keys[start:][::-1], texts[start:][::-1])
    # deep networks are alike at most places: what is left to look through is short
    middle = SequenceMatcher(None, keys[start : len(keys) - end], texts[start : len(texts) - end])
    joined = [(*row, text) for row, text in zip(rows[:start], texts[:start], strict=True)]
    for _, low, high, first, last in middle.get_opcodes():
        pairs = zip_longest(
            rows[start + low : start + high], texts[start + first : start + last], fillvalue=None
        )
        joined += [(*(row or none), text or "") for row, text in pairs]
    tail = zip(rows[len(rows) - end :], texts[len(texts) - end :], strict=True)
    return [*joined, *((*row, text) for row, text in tail)]


def _alike(ones: Sequence[str], others: Sequence[str]) -> int:
    """How many are alike from the start."""
    count = 0
    for one, other in zip(ones, others, strict=False):
        if one != other:
            break
        count += 1
    return count
