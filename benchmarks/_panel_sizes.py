"""How much of everything a figure of the panel takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PanelSizes:
    """What the figures are taken from."""

    rows: int
    "Rows of MNIST, of which 30 % are held back."
    epochs_before: int
    "Epochs before the first click is made: the curves are long then."
    clicks: int
    "Clicks whose answer is waited for."
    watch_seconds: float
    "Seconds over which frames and bytes are counted."
    minutes: float
    "Length of the run whose end is watched."
    rounds: int
    "Turns of each side that count, after one that warms up."
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
