"""The sizes of the figures: in full, or just enough to see that they work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """The sizes of all measurements."""

    rows: int
    "Rows of MNIST, of which 30 % are held out."
    rounds: int
    "Turns of each side that count, after one for warm-up."
    fresh: int
    "Fresh processes of each side."
    rung_rounds: int
    "Turns of each side with the convolutional network, which is slow."
    rung_steps: int
    "Steps of an epoch of this network."
    long_steps: int
    "Steps of the long run; at least 20,000."
    stops: int
    "Stops at random moments."
    validation_rows: int
    "Validation rows, so that a stop comes during their evaluation."
    requests: int
    "Requests to the idle kernel, and to the one that trains."


FULL = Sizes(
    rows=60_000,
    rounds=9,
    fresh=5,
    rung_rounds=5,
    rung_steps=100,
    long_steps=1_000_000,
    stops=100,
    validation_rows=120_000,
    requests=100,
)
QUICK = Sizes(
    rows=3_000,
    rounds=2,
    fresh=1,
    rung_rounds=2,
    rung_steps=5,
    long_steps=20_000,
    stops=5,
    validation_rows=40_000,
    requests=10,
)
