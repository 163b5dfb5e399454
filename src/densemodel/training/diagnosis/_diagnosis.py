"""The diagnosis of a run, by layer and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.wording import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from densemodel.data import Finding
    from densemodel.training.diagnosis._measurement import Measurement


def diagnosis_text(diagnosis: Diagnosis) -> str:
    """The diagnosis as plain text."""
    table = _table(diagnosis)
    parts = [_first(diagnosis), table.to_string(**_LAYOUT) if len(table) else ""]
    return "\n\n".join(filter(None, [*parts, "\n".join(_further(diagnosis))]))


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """The diagnosis as HTML; all names are escaped.

    Notebooks typeset text between dollars: the class prevents that.
    """
    table = _table(diagnosis)
    parts = [f"<p>{escape(_first(diagnosis))}</p>"]
    parts += [table.to_html(border=0, **_LAYOUT)] if len(table) else []
    parts += [f"<p>{escape(line)}</p>" for line in _further(diagnosis)]
    return f'<div class="tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


_LAYOUT: Any = {"index": False, "na_rep": "", "float_format": rounded}


def _first(diagnosis: Diagnosis) -> str:
    return diagnosis.sentence + (_change(diagnosis.findings[0]) if diagnosis.findings else "")


def _further(diagnosis: Diagnosis) -> Iterator[str]:
    """Further findings, and the probe rows."""
    for finding in diagnosis.findings[1:]:
        yield f"Also: {finding.message.rstrip('.')}.{_change(finding)}"
    rows = len(diagnosis.rows)
    if rows:
        yield f"Measured on {rows:,} training rows."


def _change(finding: Any) -> str:
    is_said = finding.accept in finding.message  # true for '' too
    return "" if is_said else f" The change: {finding.accept}"


def _table(diagnosis: Diagnosis) -> pd.DataFrame:
    """The table by layer, with the layer names that sentences use."""
    layers = diagnosis.measurement.layers
    names = [f"{one.words}: {one.name} ({one.activation})" for one in layers]
    frame = diagnosis.layers.assign(layer=names)
    return frame.rename(columns=lambda name: name.replace("_", " "))


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """The diagnosis of a run: measurements of its layers, and findings.

    Example:
        >>> report = dm.diagnose(run)
        >>> report.layers[["layer", "units", "dead", "gradient_norm"]]
        >>> report.findings[0].apply_to(run.spec)
    """

    measurement: Measurement
    findings: tuple[Finding, ...]
    "The findings; the first one is the cause, to be fixed first. Empty if nothing is wrong."
    probe: Any
    """The probe rows, encoded for the network: a tensor or an array.

    None in a loaded diagnosis, because files hold no rows.
    """
    rows: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    "Their indices in x, int64; empty if unknown."

    @property
    def layers(self) -> pd.DataFrame:
        """A table with one row for each layer with units.

        Its columns: layer, units, dead and saturated (numbers of units), gradient_norm (of the loss
        on the probe rows, over all trainable weights of the layer), update_ratio (the norm of one
        step's change as a share of the norm of the weights), activation_mean, activation_std.
        """
        return self.measurement.frame()

    @property
    def sentence(self) -> str:
        """The findings in one or two sentences."""
        if not self.findings and not self.measurement.step:
            return "It is not trained yet, and its layers have no problem at the start."
        if not self.findings:
            return "No problem was measured in the layers."
        message = self.findings[0].message.rstrip(".")
        return f"{message[:1].upper()}{message[1:]}."

    def __repr__(self) -> str:
        """The sentence, a table by layer, and further findings with their changes."""
        return diagnosis_text(self)

    def _repr_html_(self) -> str:
        """The same, as a notebook shows it."""
        return diagnosis_html(self)
