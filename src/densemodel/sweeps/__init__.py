"""Many runs from one spec: trials, where they are trained, and what they came to."""

from densemodel.sweeps._events import (
    SweepEnded,
    SweepEvent,
    SweepStarted,
    TrialEnded,
    TrialLooked,
    TrialStarted,
)
from densemodel.sweeps._importance import Importance, importances
from densemodel.sweeps._local_cluster import close_workers
from densemodel.sweeps._result import Result
from densemodel.sweeps._start import prepare_sweep, sweep
from densemodel.sweeps._sweep import Sweep
from densemodel.sweeps._trial import Trial

__all__ = [
    "Importance",
    "Result",
    "Sweep",
    "SweepEnded",
    "SweepEvent",
    "SweepStarted",
    "Trial",
    "TrialEnded",
    "TrialLooked",
    "TrialStarted",
    "close_workers",
    "importances",
    "prepare_sweep",
    "sweep",
]
