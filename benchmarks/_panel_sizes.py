"""The sizes of the panel's figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PanelSizes:
    """The sizes of all measurements."""

    rows: int
    "Rows of MNIST, of which 30 % are held out."
    epochs_before: int
    "Epochs before the first click, so that the curves are long."
    clicks: int
    "Measured clicks."
    watch_seconds: float
    "Seconds over which frames and bytes are counted."
    minutes: float
    "Length of the run whose end is measured."
    rounds: int
    "Turns of each side that count, after one for warm-up."
    run_epochs: int
    "Epochs of a run in its turn."
    fit_epochs: int
    "Epochs of `fit` in its turn, which is slower."


FULL = PanelSizes(
    rows=60_000,
    epochs_before=10,
    clicks=60,
    watch_seconds=20,
    minutes=1,
    rounds=5,
    run_epochs=20,
    fit_epochs=5,
)
QUICK = PanelSizes(
    rows=3_000,
    epochs_before=2,
    clicks=8,
    watch_seconds=2,
    minutes=0.1,
    rounds=1,
    run_epochs=3,
    fit_epochs=2,
)
