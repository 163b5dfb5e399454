"""A process with a real sweep in two workers, to be killed.

    python -m support.experiments.sweep_to_kill FOLDER

Prints a line for each result that is acknowledged, with the process of its worker.
"""

import sys

import numpy as np

from densemodel.experiments import TrialEnded, prepare_sweep

SPEC = "4 -> {2|3} relu -> 2 softmax ; adam lr {0.1|0.01} ; epochs 9 ; patience off ; repeat 6"


def made(folder):
    """The sweep, with what its folder holds."""
    rows = np.random.default_rng(0).normal(size=(400, 4)).astype(np.float32)
    labels = (rows[:, 0] * rows[:, 1] > 0).astype(int)
    return prepare_sweep(SPEC, rows, labels, workers=2, folder=folder)


def main():
    """Begin the sweep of a folder."""
    sweep = made(sys.argv[1])

    def say(event):
        if isinstance(event, TrialEnded):
            facts = event.result.facts
            print(event.result.id, facts["process"], flush=True)  # noqa: T201

    sweep.on_event(say)
    sweep.start().wait()


if __name__ == "__main__":
    main()
