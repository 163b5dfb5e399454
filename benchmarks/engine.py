"""How fast the engine trains, compared with Keras and others, and how responsive it is.

Each figure is measured in its own process.
"""

import sys
from dataclasses import dataclass

import _epochs
import _first_epoch
import _kernel
import _long_run
import _stops
from _figure import main


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


FULL = Sizes(60_000, 9, 5, 5, 100, 1_000_000, 100, 120_000, 100)
QUICK = Sizes(3_000, 2, 1, 2, 5, 20_000, 5, 40_000, 10)
FIGURES = {
    "epoch with validation, against fit": _epochs.fit_with_validation,
    "epoch with validation, batch 128, against fit": _epochs.fit_with_large_batches,
    "epoch, against fit": _epochs.fit_without_validation,
    "epoch, against fit with 100 steps at once": _epochs.fit_many_steps_at_once,
    "epoch, against scikit-learn": _epochs.scikit_learn,
    "epoch, against JAX": _epochs.jax_scan,
    "epoch of convolutions, against fit": _epochs.convolution,
    "first epoch, against fit": _first_epoch.cold,
    "first epoch of a second run, against fit": _first_epoch.second,
    "a million steps": _long_run.long_run,
    "stop in training": _stops.stops_in_training,
    "stop in validation": _stops.stops_in_validation,
    "latency of the kernel": _kernel.latency,
    "epoch beside a Python loop": _epochs.beside_a_loop,
}

if __name__ == "__main__":
    sys.exit(main(FIGURES, FULL, QUICK, apart=True))
