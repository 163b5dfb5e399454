"""Many runs from one spec: trials, where they are trained, and what they came to."""

from densemodel.sweeps._capacity import MINUTES, Capacity, capacity
from densemodel.sweeps._capacity_events import (
    CapacityEnded,
    CapacityEvent,
    CapacityStarted,
    CapacityState,
    CapacityStopping,
    SizeDone,
    SizeStarted,
)
from densemodel.sweeps._capacity_point import CapacityPoint, findings_of
from densemodel.sweeps._capacity_words import knee_name, network_name
from densemodel.sweeps._events import (
    SweepEnded,
    SweepEvent,
    SweepStarted,
    TrialEnded,
    TrialLooked,
    TrialStarted,
)
from densemodel.sweeps._importance import Importance, importances
from densemodel.sweeps._knee import Gap
from densemodel.sweeps._local_cluster import close_workers
from densemodel.sweeps._result import Result
from densemodel.sweeps._start import prepare_sweep, sweep
from densemodel.sweeps._sweep import Sweep
from densemodel.sweeps._trial import Trial

__all__ = [
    "MINUTES",
    "Capacity",
    "CapacityEnded",
    "CapacityEvent",
    "CapacityPoint",
    "CapacityStarted",
    "CapacityState",
    "CapacityStopping",
    "Gap",
    "Importance",
    "Result",
    "SizeDone",
    "SizeStarted",
    "Sweep",
    "SweepEnded",
    "SweepEvent",
    "SweepStarted",
    "Trial",
    "TrialEnded",
    "TrialLooked",
    "TrialStarted",
    "capacity",
    "close_workers",
    "findings_of",
    "importances",
    "knee_name",
    "network_name",
    "prepare_sweep",
    "sweep",
]
