"""The engine: trains a model in a thread, tells what happens, and obeys a stop at once."""

from densemodel.training._as_left import AsLeft
from densemodel.training._batch_order import TakenUp
from densemodel.training._decimate import DecimatedCurve, Points
from densemodel.training._ended import Ended, LastState, Rows, Told
from densemodel.training._evaluation import EVALUATION_ROWS
from densemodel.training._events import (
    Adjusted,
    Compiling,
    EpochDone,
    Event,
    Found,
    LookDone,
    Measured,
    Reason,
    RunEnded,
    RunStarted,
    Settled,
    State,
    StateChanged,
    StepsDone,
    ValidationDone,
)
from densemodel.training._from_model import is_loss_of
from densemodel.training._history import TrainingHistory
from densemodel.training._listeners import Listeners
from densemodel.training._mark import Mark
from densemodel.training._newest import Newest
from densemodel.training._owner import lock_of
from densemodel.training._patience import Best, Look
from densemodel.training._plateau import Plateau
from densemodel.training._position import Position, Progress
from densemodel.training._prepare import prepare, train
from densemodel.training._rate import RatePlace
from densemodel.training._run import Run
from densemodel.training._run_group import RunGroup, runs_in_turn, score_of
from densemodel.training._same_rows import hold_rows_of
from densemodel.training._sentence import best_so_far, leak_text, refusal_text
from densemodel.training._snapshot import Snapshot
from densemodel.training._standing import Standing
from densemodel.training._step_losses import StepLosses
from densemodel.training._step_means import StepMeans
from densemodel.training._strands import Strand, strands_of
from densemodel.training._streams import is_stream
from densemodel.training._trained import run_of, sound_weights, terms_of
from densemodel.training._two_states import MORE_EPOCHS
from densemodel.training._weight_bands import (
    LINES,
    MEDIAN,
    BandPoints,
    WeightBands,
    lines_of,
)
from densemodel.training._words import about, capitalised, metric_words, rounded
from densemodel.training._xla_use import JitCompile, XlaUse
from densemodel.training.diagnosis import (
    Diagnosis,
    LayerCourse,
    LayerMeasurement,
    LayerPoints,
    Measurement,
    diagnose,
)

__all__ = [
    "EVALUATION_ROWS",
    "LINES",
    "MEDIAN",
    "MORE_EPOCHS",
    "Adjusted",
    "AsLeft",
    "BandPoints",
    "Best",
    "Compiling",
    "DecimatedCurve",
    "Diagnosis",
    "Ended",
    "EpochDone",
    "Event",
    "Found",
    "JitCompile",
    "LastState",
    "LayerCourse",
    "LayerMeasurement",
    "LayerPoints",
    "Listeners",
    "Look",
    "LookDone",
    "Mark",
    "Measured",
    "Measurement",
    "Newest",
    "Plateau",
    "Points",
    "Position",
    "Progress",
    "RatePlace",
    "Reason",
    "Rows",
    "Run",
    "RunEnded",
    "RunGroup",
    "RunStarted",
    "Settled",
    "Snapshot",
    "Standing",
    "State",
    "StateChanged",
    "StepLosses",
    "StepMeans",
    "StepsDone",
    "Strand",
    "TakenUp",
    "Told",
    "TrainingHistory",
    "ValidationDone",
    "WeightBands",
    "XlaUse",
    "about",
    "best_so_far",
    "capitalised",
    "diagnose",
    "hold_rows_of",
    "is_loss_of",
    "is_stream",
    "leak_text",
    "lines_of",
    "lock_of",
    "metric_words",
    "prepare",
    "refusal_text",
    "rounded",
    "run_of",
    "runs_in_turn",
    "score_of",
    "sound_weights",
    "strands_of",
    "terms_of",
    "train",
]
