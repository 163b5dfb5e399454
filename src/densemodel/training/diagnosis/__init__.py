"""Diagnosis of a run: measurements of its layers on a few rows, and rules."""

from densemodel.training.diagnosis._core_count import no_core_count
from densemodel.training.diagnosis._measurement import (
    Diagnosis,
    LayerCourse,
    LayerMeasurement,
    LayerPoints,
    Measurement,
    finding_sentence,
)
from densemodel.training.diagnosis._meter import (
    CAN_DIE,
    ENDS,
    MOST_ROWS,
    Meter,
    Probe,
    UnitLayer,
    probe_of,
    rows_for,
    unit_layers,
)
from densemodel.training.diagnosis._monitor import LEAST_SECONDS, OF_LENGTH, SHARE, Budget, Monitor
from densemodel.training.diagnosis._non_finite_loss import non_finite_finding, unscaled
from densemodel.training.diagnosis._one_step import LayerStep, layers_after, layers_before
from densemodel.training.diagnosis._rule_tools import TRAINING
from densemodel.training.diagnosis._rules import decide
from densemodel.training.diagnosis._rules_of_fit import rises
from densemodel.training.diagnosis._symptoms import Symptoms

__all__ = [
    "CAN_DIE",
    "ENDS",
    "LEAST_SECONDS",
    "MOST_ROWS",
    "OF_LENGTH",
    "SHARE",
    "TRAINING",
    "Budget",
    "Diagnosis",
    "LayerCourse",
    "LayerMeasurement",
    "LayerPoints",
    "LayerStep",
    "Measurement",
    "Meter",
    "Monitor",
    "Probe",
    "Symptoms",
    "UnitLayer",
    "decide",
    "finding_sentence",
    "layers_after",
    "layers_before",
    "no_core_count",
    "non_finite_finding",
    "probe_of",
    "rises",
    "rows_for",
    "unit_layers",
    "unscaled",
]
