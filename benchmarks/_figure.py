"""One figure, and its line of JSON with the machine and its load."""

from __future__ import annotations

import json
import os
import platform
import statistics
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PACKAGES = ("keras", "tensorflow", "numpy", "scikit-learn", "jax")
_DIGITS = 4


@dataclass(frozen=True)
class Figure:
    """The measured values, by name, and their limits."""

    values: Mapping[str, Any]
    "Numbers, or numbers by side. Names contain the unit; a ratio has none."
    at_most: Mapping[str, float] = field(default_factory=dict)
    "The limit of each value that has one."

    @property
    def holds(self) -> bool | None:
        """Whether all values are within their limits; None if there are none."""
        if not self.at_most:
            return None
        return all(self.values[name] <= bound for name, bound in self.at_most.items())

    def line(self, name: str, load_before: Sequence[float], *, is_quick: bool) -> str:
        """The figure as a line of JSON.

        Args:
            name: The figure's name.
            load_before: The load averages of 1, 5 and 15 minutes before the measurement.
            is_quick: Whether its sizes are too small to mean anything.
        """
        facts: dict[str, Any] = {"figure": name}
        if is_quick:
            facts["quick"] = "tiny sizes: these numbers mean nothing"
        facts |= self.values
        if self.at_most:
            facts |= {"at most": dict(self.at_most), "holds": self.holds}
        facts |= {"machine": machine(), "load before": load_before, "load after": os.getloadavg()}
        return json.dumps(_rounded(facts))


def ratio_figure(
    seconds: Mapping[str, Sequence[float]], at_most: float | None = None, **more: Any
) -> Figure:
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


def machine() -> dict[str, Any]:
    """The processor, its cores, and the versions of the libraries."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = {name: _version(name) for name in _PACKAGES}
    return {"cpu": _cpu(), "cores": cores, "python": platform.python_version(), **versions}


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return platform.processor() or platform.machine()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _rounded(value: Any) -> Any:
    """The same values, rounded."""
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(part) for part in value]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
