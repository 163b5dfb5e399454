"""The engine: trains a model in a thread, tells what happens, and obeys a stop at once."""

from densemodel.training._decimate import DecimatedCurve, Points
from densemodel.training._events import (
    Adjusted,
    EpochDone,
    Event,
    Found,
    LookDone,
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
from densemodel.training._mark import Mark
from densemodel.training._position import Progress
from densemodel.training._prepare import prepare, train
from densemodel.training._run import Run
from densemodel.training._sentence import refusal_text
from densemodel.training._step_losses import StepLosses
from densemodel.training._streams import is_stream
from densemodel.training._trained import sound_weights, terms_of
from densemodel.training._two_states import MORE_EPOCHS
from densemodel.training._words import capitalised, metric_words, rounded

__all__ = [
    "MORE_EPOCHS",
    "Adjusted",
    "DecimatedCurve",
    "EpochDone",
    "Event",
    "Found",
    "LookDone",
    "Mark",
    "Points",
    "Progress",
    "Reason",
    "Run",
    "RunEnded",
    "RunStarted",
    "Settled",
    "State",
    "StateChanged",
    "StepLosses",
    "StepsDone",
    "TrainingHistory",
    "ValidationDone",
    "capitalised",
    "is_loss_of",
    "is_stream",
    "metric_words",
    "prepare",
    "refusal_text",
    "rounded",
    "sound_weights",
    "terms_of",
    "train",
]
