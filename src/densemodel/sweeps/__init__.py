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
from densemodel.sweeps._events import (
    SweepEnded,
    SweepEvent,
    SweepStarted,
    TrialEnded,
    TrialLooked,
    TrialStarted,
)
from densemodel.sweeps._knee import Gap
from densemodel.sweeps._result import Result
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
    "Result",
    "SizeDone",
    "SizeStarted",
    "SweepEnded",
    "SweepEvent",
    "SweepStarted",
    "Trial",
    "TrialEnded",
    "TrialLooked",
    "TrialStarted",
    "capacity",
    "findings_of",
]
