"""A diagnosis as a person reads it: a sentence, a table by layer, and words to write."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from densemodel.wording import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from densemodel.training.diagnosis._diagnosis import Diagnosis


def diagnosis_text(diagnosis: Diagnosis) -> str:
    """The diagnosis as plain text."""
    table = _table(diagnosis)
    parts = [_first(diagnosis), table.to_string(**_LAYOUT) if len(table) else ""]
    return "\n\n".join(filter(None, [*parts, "\n".join(_further(diagnosis))]))


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """The diagnosis as HTML that holds nothing of a person's but text.

    Notebooks typeset what stands between dollars: the class keeps them from it.
    """
    table = _table(diagnosis)
    parts = [f"<p>{escape(_first(diagnosis))}</p>"]
    parts += [table.to_html(border=0, **_LAYOUT)] if len(table) else []
    parts += [f"<p>{escape(line)}</p>" for line in _further(diagnosis)]
    return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


_LAYOUT: Any = {"index": False, "na_rep": "", "float_format": rounded}


def _first(diagnosis: Diagnosis) -> str:
    """The sentence, and the words that do what it says."""
    return diagnosis.sentence + (_change(diagnosis.findings[0]) if diagnosis.findings else "")


def _further(diagnosis: Diagnosis) -> Iterator[str]:
    """The findings after the first, and on which rows the layers were measured."""
    for finding in diagnosis.findings[1:]:
        yield f"Also: {finding.message.rstrip('.')}.{_change(finding)}"
    rows = len(diagnosis.rows)
    if rows:
        yield f"Measured on {rows:,} of the rows that train."


def _change(finding: Any) -> str:
    """The words of a finding, unless its message says them."""
    is_said = finding.accept in finding.message  # as '' is
    return "" if is_said else f" The change: {finding.accept}"


def _table(diagnosis: Diagnosis) -> pd.DataFrame:
    """The table by layer, its layers called as the sentences call them."""
    layers = diagnosis.measurement.layers
    names = [f"{one.words}: {one.name} ({one.activation})" for one in layers]
    frame = diagnosis.layers.assign(layer=names)
    return frame.rename(columns=lambda name: name.replace("_", " "))
