"""Many runs from one spec: the plan of trials, their training, and their results."""

from densemodel.experiments.plan._plan import Trial
from densemodel.experiments.plan._search import MOST_TRIALS, RandomInTime, Search
from densemodel.experiments.plan._searches import SEARCHES
from densemodel.experiments.results._capacity_result import CapacityPoint, Gap, findings_of
from densemodel.experiments.results._importance import Importance, importances
from densemodel.experiments.results._result import Result
from densemodel.experiments.run._capacity import MINUTES, Capacity, capacity
from densemodel.experiments.run._events import (
    ENDED,
    ExperimentEnded,
    ExperimentEvent,
    ExperimentStarted,
    ExperimentStopping,
    TrialChanged,
    TrialEnded,
    TrialEvaluated,
    TrialsReplaced,
    TrialStarted,
)
from densemodel.experiments.run._experiment import Experiment
from densemodel.experiments.run._local import close_workers
from densemodel.experiments.run._race import Race
from densemodel.experiments.run._start import prepare_rate_sweep, prepare_sweep, sweep
from densemodel.experiments.run._sweep import Sweep

__all__ = [
    "ENDED",
    "MINUTES",
    "MOST_TRIALS",
    "SEARCHES",
    "Capacity",
    "CapacityPoint",
    "Experiment",
    "ExperimentEnded",
    "ExperimentEvent",
    "ExperimentStarted",
    "ExperimentStopping",
    "Gap",
    "Importance",
    "Race",
    "RandomInTime",
    "Result",
    "Search",
    "Sweep",
    "Trial",
    "TrialChanged",
    "TrialEnded",
    "TrialEvaluated",
    "TrialStarted",
    "TrialsReplaced",
    "capacity",
    "close_workers",
    "findings_of",
    "importances",
    "prepare_rate_sweep",
    "prepare_sweep",
    "sweep",
]
