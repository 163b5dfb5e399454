"""What was found out about a run, by layer and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.data import Finding
    from densemodel.training.diagnosis._measurement import Measurement


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """Why a run learns, or does not: its layers measured, and what follows from that.

    Example:
        >>> report = dm.diagnose(run)
        >>> report.layers[["layer", "units", "dead", "gradient_norm"]]
        >>> report.findings[0].apply_to(run.spec)
    """

    measurement: Measurement
    findings: tuple[Finding, ...]
    "What is wrong; the first one is the cause, to be followed first. Empty if all is well."
    probe: Any
    """The rows that were measured, as the network takes them: a tensor or an array.

    None where a file keeps the diagnosis, which keeps no rows.
    """
    rows: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    "Their places among the rows of x, int64; empty where nobody knows."

    @property
    def layers(self) -> pd.DataFrame:
        """One row for each layer with units.

        Its columns: layer, units, dead and saturated (numbers of units), gradient_norm (of the
        loss on the probe rows, by all trainable weights of the layer), update_ratio (the size of
        one step's change as a share of the weights), activation_mean, activation_std.
        """
        return self.measurement.frame()

    @property
    def sentence(self) -> str:
        """What was found, in a sentence or two."""
        if not self.findings and not self.measurement.step:
            return "It is not trained yet, and nothing is wrong in its layers as they begin."
        if not self.findings:
            return "Nothing is wrong in the layers, as far as they were measured."
        message = self.findings[0].message.rstrip(".")
        return f"{message[:1].upper()}{message[1:]}."

    def __repr__(self) -> str:
        """The sentence, a table by layer, and further findings with the words that take them."""
        from densemodel.training.diagnosis._diagnosis_text import diagnosis_text

        return diagnosis_text(self)

    def _repr_html_(self) -> str:
        """The same, as a notebook shows it."""
        from densemodel.training.diagnosis._diagnosis_text import diagnosis_html

        return diagnosis_html(self)
