"""Trains a model in a thread, sends events, and stops within a step."""

from densemodel.training.checkpoint._checkpoint import AsLeft, Newest, Snapshot, lock_of
from densemodel.training.checkpoint._early_stopping import EarlyStopping, Evaluation
from densemodel.training.curves._step_losses import RateRecord, StepLosses, StepMeans, StepRecord
from densemodel.training.curves._weight_bands import (
    LINES,
    MEDIAN,
    BandPoints,
    Strand,
    WeightBands,
    lines_of,
    strands_of,
)
from densemodel.training.diagnosis import (
    Diagnosis,
    LayerCourse,
    LayerMeasurement,
    LayerPoints,
    LayerStep,
    Measurement,
    no_core_count,
)
from densemodel.training.engine._evaluator import EVALUATION_ROWS
from densemodel.training.engine._feed import TakenUp
from densemodel.training.engine._from_model import is_loss_of
from densemodel.training.engine._position import Position, Progress
from densemodel.training.engine._rate import Plateau, RatePlace
from densemodel.training.engine._xla_trial import XlaUse
from densemodel.training.events._events import (
    Adjusted,
    Compiling,
    EpochDone,
    EvaluationDone,
    Event,
    Found,
    Listeners,
    Mark,
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
from densemodel.training.keras_fit._streams import is_stream
from densemodel.training.record._history import TrainingHistory
from densemodel.training.record._run_record import DataInfo, RunRecord
from densemodel.training.run._file_record import LiveCheckpoint
from densemodel.training.run._prepare import prepare, train
from densemodel.training.run._run import Run
from densemodel.training.run._run_group import RunGroup, hold_rows_of, score_of
from densemodel.training.run._sentence import best_so_far, leak_text, refusal_text, sentence
from densemodel.training.run._trained import diagnose, network_of, run_of, sound_weights, terms_of
from densemodel.training.run._training_data import continues
from densemodel.training.session._training_session import MORE_EPOCHS

__all__ = [
    "EVALUATION_ROWS",
    "LINES",
    "MEDIAN",
    "MORE_EPOCHS",
    "Adjusted",
    "AsLeft",
    "BandPoints",
    "Compiling",
    "DataInfo",
    "Diagnosis",
    "EarlyStopping",
    "EpochDone",
    "Evaluation",
    "EvaluationDone",
    "Event",
    "Found",
    "LayerCourse",
    "LayerMeasurement",
    "LayerPoints",
    "LayerStep",
    "Listeners",
    "LiveCheckpoint",
    "Mark",
    "Measured",
    "Measurement",
    "Newest",
    "Plateau",
    "Position",
    "Progress",
    "RatePlace",
    "RateRecord",
    "Reason",
    "Run",
    "RunEnded",
    "RunGroup",
    "RunRecord",
    "RunStarted",
    "Settled",
    "Snapshot",
    "State",
    "StateChanged",
    "StepLosses",
    "StepMeans",
    "StepRecord",
    "StepsDone",
    "Strand",
    "TakenUp",
    "TrainingHistory",
    "ValidationDone",
    "WeightBands",
    "XlaUse",
    "best_so_far",
    "continues",
    "diagnose",
    "hold_rows_of",
    "is_loss_of",
    "is_stream",
    "leak_text",
    "lines_of",
    "lock_of",
    "network_of",
    "no_core_count",
    "prepare",
    "refusal_text",
    "run_of",
    "score_of",
    "sentence",
    "sound_weights",
    "strands_of",
    "terms_of",
    "train",
]
