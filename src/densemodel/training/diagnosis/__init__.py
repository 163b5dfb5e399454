"""Diagnosis of a run: measurements of its layers on a few rows, and rules."""

from densemodel.training.diagnosis._diagnosis import Diagnosis
from densemodel.training.diagnosis._layer_course import LayerCourse, LayerPoints
from densemodel.training.diagnosis._measurement import LayerMeasurement, Measurement
from densemodel.training.diagnosis._meter import (
    CAN_DIE,
    ENDS,
    MOST_ROWS,
    Meter,
    Probe,
    probe_of,
    rows_for,
)
from densemodel.training.diagnosis._monitor import LEAST_SECONDS, SHARE, Budget, Monitor, StepSize
from densemodel.training.diagnosis._rule_tools import TRAINING
from densemodel.training.diagnosis._rules import decide
from densemodel.training.diagnosis._rules_of_failure import unscaled, ways_out
from densemodel.training.diagnosis._symptoms import Symptoms
from densemodel.training.diagnosis._unit_layers import UnitLayer, unit_layers

__all__ = [
    "CAN_DIE",
    "ENDS",
    "LEAST_SECONDS",
    "MOST_ROWS",
    "SHARE",
    "TRAINING",
    "Budget",
    "Diagnosis",
    "LayerCourse",
    "LayerMeasurement",
    "LayerPoints",
    "Measurement",
    "Meter",
    "Monitor",
    "Probe",
    "StepSize",
    "Symptoms",
    "UnitLayer",
    "decide",
    "probe_of",
    "rows_for",
    "unit_layers",
    "unscaled",
    "ways_out",
]
