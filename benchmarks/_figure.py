"""Figures: each is a line of JSON with the machine and its load; and the `main` of all benchmarks.

python benchmarks/NAME.py                every figure
python benchmarks/NAME.py --only word    those with "word" in their name
python benchmarks/NAME.py --list         their names
python benchmarks/NAME.py --quick        tiny sizes, to see that it works
"""

import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import _packages  # noqa: F401 - says which package is missing

_PACKAGES = ("keras", "tensorflow", "numpy", "scikit-learn", "jax")
_DIGITS = 4
_ENVIRONMENT = {"CUDA_VISIBLE_DEVICES": "-1", "JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3"}
"""Every side computes on the processor; children and kernels inherit it."""


@dataclass(frozen=True)
class Figure:
    """The measured values, by name, and their limits."""

    values: dict
    "Numbers, or numbers by side. Names contain the unit; a ratio has none."
    at_most: dict = field(default_factory=dict)
    "The limit of each value that has one."

    @property
    def holds(self):
        """Whether all values are within their limits; None if there are none."""
        if not self.at_most:
            return None
        return all(self.values[name] <= bound for name, bound in self.at_most.items())

    def line(self, name, load_before, *, is_quick):
        """The figure as a line of JSON, with the load averages before the measurement."""
        facts = {"figure": name}
        if is_quick:
            facts["quick"] = "tiny sizes: these numbers mean nothing"
        facts |= self.values
        if self.at_most:
            facts |= {"at most": dict(self.at_most), "holds": self.holds}
        facts |= {"machine": machine(), "load before": load_before, "load after": os.getloadavg()}
        return json.dumps(_rounded(facts))


def ratio_figure(seconds, at_most=None, **more):
    """The first side's median time as a share of the second's.

    Args:
        seconds: The time of each turn, by side: two sides.
        at_most: The limit of the ratio.
        **more: More values to report.
    """
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    first, second = medians.values()
    values = {"ratio": first / second, "seconds": medians, "every turn": dict(seconds)} | more
    return Figure(values, {} if at_most is None else {"ratio": at_most})


def main(figures, full, quick, *, apart=False):
    """Print a line for each chosen figure; 1 if one is beyond its limits.

    Args:
        figures: Functions by name. Each gets the sizes, and returns a figure, or several by name;
            or None if there is nothing to report.
        full: The sizes.
        quick: The sizes with `--quick`, just enough to see that it works.
        apart: Whether each figure is taken in its own process, so that they do not affect each
            other.
    """
    asked = _arguments()
    os.environ.update(_ENVIRONMENT)
    names = [name for name in figures if asked.only.lower() in name.lower()]
    if asked.list:
        print(*names, sep="\n")
        return 0
    if not names:
        print(f"no figure has {asked.only!r} in its name; --list shows them", file=sys.stderr)
        return 1
    if apart and not asked.figure:
        return _take_apart(names, ["--quick"] if asked.quick else [])
    holds = True
    for name in [asked.figure] if asked.figure else names:
        load = os.getloadavg()
        found = figures[name](quick if asked.quick else full)
        for own, figure in (found if isinstance(found, dict) else {name: found}).items():
            if figure is not None:
                print(figure.line(own, load, is_quick=asked.quick), flush=True)
                holds = holds and figure.holds is not False
    return int(not holds and not asked.quick)


def _arguments():
    summary = str(sys.modules["__main__"].__doc__).splitlines()[0]
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--only", default="", metavar="NAME", help="those with this in their name")
    parser.add_argument("--list", action="store_true", help="print the names and end")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it works")
    parser.add_argument("--figure", metavar="NAME", help="take this one figure in this process")
    return parser.parse_args()


def _take_apart(names, words):
    # an exit of this process kills the child that measures a figure
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    command = [sys.executable, sys.argv[0], *words, "--figure"]
    failed = [name for name in names if subprocess.run([*command, name], check=False).returncode]
    if failed:
        print(f"failed: {'; '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def machine():
    """The processor, its cores, and the versions of the libraries."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = {name: _version(name) for name in _PACKAGES}
    return {"cpu": _cpu(), "cores": cores, "python": platform.python_version(), **versions}


def _cpu():
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return platform.processor() or platform.machine()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _rounded(value):
    """The same values, rounded."""
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(part) for part in value]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
