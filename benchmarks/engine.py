"""How fast the engine trains, compared with Keras and others, and how responsive it is.

    python benchmarks/engine.py                  every figure
    python benchmarks/engine.py --only epoch     those with "epoch" in their name
    python benchmarks/engine.py --list           their names
    python benchmarks/engine.py --quick          tiny sizes, to see that it works

Each figure is measured in its own process and printed as one line of JSON.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import _epochs
import _first_epoch
import _kernel
import _long_run
import _loop_beside
import _stops
from _sizes import FULL, QUICK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from _figure import Figure
    from _sizes import Sizes

FIGURES: dict[str, Callable[[Sizes], Figure]] = {
    "epoch with validation, against fit": _epochs.fit_with_validation,
    "epoch with validation, batch 128, against fit": _epochs.fit_with_large_batches,
    "epoch, against fit": _epochs.fit_without_validation,
    "epoch, against fit with 100 steps at once": _epochs.fit_many_steps_at_once,
    "epoch, against scikit-learn": _epochs.scikit_learn,
    "epoch, against JAX": _epochs.jax_scan,
    "epoch, against NumPy": _epochs.numpy_loop,
    "epoch of convolutions, against fit": _epochs.convolution,
    "first epoch, against fit": _first_epoch.cold,
    "first epoch of a second run, against fit": _first_epoch.second,
    "a million steps": _long_run.long_run,
    "stop in training": _stops.stops_in_training,
    "stop in validation": _stops.stops_in_validation,
    "latency of the kernel": _kernel.latency,
    "epoch beside a Python loop": _loop_beside.loop_beside,
}

# every side computes on the CPU; set before any of them is imported, and inherited by children
_ON_THE_PROCESSOR = {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu"}


def main() -> int:
    """Print one line for each chosen figure."""
    asked = _arguments()
    os.environ.update(_ON_THE_PROCESSOR)
    if asked.figure is not None:
        load = os.getloadavg()
        figure = FIGURES[asked.figure](QUICK if asked.quick else FULL)
        print(figure.line(asked.figure, load, is_quick=asked.quick), flush=True)
        return 0
    names = [name for name in FIGURES if asked.only.lower() in name.lower()]
    if asked.list:
        print(*names, sep="\n")
        return 0
    if not names:
        print(f"no figure has {asked.only!r} in its name; --list shows them", file=sys.stderr)
        return 1
    # an exit of this process kills the child that measures a figure
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    failed = [
        name for name in names if not _run_benchmark(name, ["--quick"] if asked.quick else [])
    ]
    if failed:
        print(f"failed: {'; '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def _arguments() -> argparse.Namespace:
    summary = str(__doc__).splitlines()[0]
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--only", default="", metavar="NAME", help="those with this in their name")
    parser.add_argument("--list", action="store_true", help="print the names and end")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it works")
    parser.add_argument(
        "--figure", choices=FIGURES, metavar="NAME", help="take this one figure in this process"
    )
    return parser.parse_args()


def _run_benchmark(name: str, words: Sequence[str]) -> bool:
    """Measure a figure in its own process, so that figures do not affect each other."""
    command = [sys.executable, __file__, "--figure", name, *words]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
