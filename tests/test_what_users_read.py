"""Columns, keys and events that people read, and attributes of what no page of docs/api.md lists.

A table and an event have exactly the names of their list. An object answers to every name of its
list, and may have more.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, get_args

import numpy as np
import pytest

import densemodel as dm
from densemodel.data import Severity
from densemodel.experiments import Capacity, ExperimentEvent, TrialEnded, prepare_sweep
from densemodel.training import EpochDone, Event, Reason, State, prepare

pytestmark = pytest.mark.tensorflow


TRAINING_EVENTS = {
    "RunStarted": "resumed epoch",
    "Compiling": "",
    "StepsDone": (
        "epoch step_in_epoch steps_per_epoch first_step losses learning_rate first_learning_rate"
        " first_place place"
    ),
    "ValidationDone": "step steps",
    "EvaluationDone": "epoch logs is_best seconds step place",
    "EpochDone": "epoch logs is_best seconds step place",
    "StateChanged": "before after",
    "Found": "finding",
    "Settled": "finding",
    "Measured": "diagnosis",
    "Adjusted": "settings",
    "RunEnded": "state reason epochs seconds",
}
EXPERIMENT_EVENTS = {
    "ExperimentStarted": "",
    "TrialStarted": "number",
    "TrialEvaluated": "number place logs",
    "TrialChanged": "number",
    "TrialEnded": "number result",
    "TrialsReplaced": "",
    "ExperimentStopping": "",
    "ExperimentEnded": "state",
}
OF_A_RACE = {"TrialChanged", "TrialsReplaced"}
SENT_BY_EVERY_RUN = {"RunStarted", "StepsDone", "StateChanged", "Measured", "RunEnded"}
STATES = "ready waiting running stopping stopped finished failed"
REASONS = "epochs steps minutes patience callback stop error non-finite"
SEVERITIES = "repair offer refuse"
REPORT_COLUMNS = "value low high baseline"
METRICS_OF_CLASSES = "loss accuracy balanced_accuracy macro_f1"
METRICS_OF_TWO = (
    f"{METRICS_OF_CLASSES} f1 precision recall roc_auc average_precision brier"  # of the second
)
METRICS_OF_FLAGS = "loss accuracy exact_match macro_f1"
METRICS_OF_NUMBERS = (
    "loss mean_absolute_error root_mean_squared_error r2_score median_absolute_error"
)
MISTAKES_OF_CLASSES = "row place true predicted probability loss"
MISTAKES_OF_NUMBERS = "row place true predicted error"
MISTAKES_OF_COLUMNS = "row place column true predicted error"
RESIDUALS = "row place true predicted residual"
RESIDUALS_OF_COLUMNS = "row place column true predicted residual"
PER_CLASS = "rows precision recall f1 precision_low precision_high recall_low recall_high"
ROC = "false_positive_rate true_positive_rate threshold"
PRECISION_RECALL = "recall precision threshold"
CALIBRATION = "probability share low high rows"

HISTORY_OF_EPOCHS = "loss accuracy val_loss val_accuracy"
HISTORY_OF_STEPS = "loss mean_absolute_error r2_score"
MARK = "kind words step place"

LAYERS = "layer units dead saturated gradient_norm update_ratio activation_mean activation_std"
LAYER_COURSE = "points first newest"
LAYER_POINTS = (
    "names units steps places dead saturated gradient_norms update_ratios activation_means"
    " activation_stds lines"
)
SETTINGS = (
    "optimizer learning_rate schedule loss metrics epochs steps minutes patience every batch"
    " split split_way split_column missing without weights target_norm seed repeat"
)
LAYER = "kind text activation call input_shape output_shape parameter_count trainable_count"
BOUND = (
    "spec x y task findings refusals baseline class_names class_counts column_names is_split"
    " training_rows training_count validation_rows validation_count encode encode_labels require"
)
SWEEP_COLUMNS = (
    "trial units state epochs best_epoch loss accuracy val_loss val_accuracy parameters seconds"
    " reason spec"
)
REACHED_COLUMNS = (
    "trial epochs state epochs_reached best_epoch loss accuracy val_loss val_accuracy parameters"
    " seconds reason spec"
)
TRIAL = "number spec values id"
VARIABLE = "name values numbers is_log"
RESULT = (
    "id outcome sentence parameters epochs best_epoch metrics history places seconds uses_xla"
    " until_epoch model facts score"
)

CAPACITY_COLUMNS = (
    "size parameters layers training_loss validation_loss above_best noise trainings is_knee"
    " is_written best_epoch epochs seconds spec"
)
POINT = (
    "words spec parameters units training_loss validation_loss best_epoch epochs seconds"
    " is_written is_deeper failure losses row_losses layers trainings"
)
CARD = (
    "id name spec saved_at training_rows validation_rows test_rows metrics baseline best_epoch"
    " epochs seconds parameters monitored seed curve notes tags parent data cell class_names"
    " versions machine format"
)
CARD_DATA = "rows columns dtypes shape fingerprint"
COMPARISON_ROWS = [
    "validation loss",
    "validation accuracy",
    "training loss",
    "training accuracy",
    "parameters",
    "epochs",
    "best epoch",
    "seconds",
]
DIFFERENCE = "what values"
LAYER_ROW = "texts differs"
NUMBERS = "metrics parameters epochs best_epoch seconds"


@dataclass
class Trained:
    run: dm.Run
    events: list[Any]


@pytest.fixture(scope="module")
def x():
    return np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)


@pytest.fixture(scope="module")
def classified(x):
    run = prepare("4 -> 5 relu -> 3 softmax ; epochs 2", x, np.digitize(x[:, 0], [-0.5, 0.5]))
    return _trained(run)


@pytest.fixture(scope="module")
def regressed(x):
    """By Keras's loop, with evaluations each so many steps."""
    batches = [(x[at : at + 20], x[at : at + 20].sum(axis=1)) for at in (0, 20, 40)]
    run = prepare("4 -> 3 relu -> 1 ; steps 4 ; every 2", (one for one in batches * 2))
    return _trained(run)


@pytest.fixture(scope="module")
def swept(x):
    events = []
    spec = "4 -> {2|3} relu -> 2 softmax ; epochs 1"
    sweep = prepare_sweep(spec, x, (x[:, 0] > 0).astype(int), workers=1)
    sweep.on_event(events.append)
    return sweep.start().wait(), events


@pytest.fixture(scope="module")
def grown(classified):
    """One size alone."""
    events = []
    capacity = Capacity(classified.run)

    def stop_after_one(event):
        events.append(event)
        if isinstance(event, TrialEnded):
            capacity.stop()

    capacity.on_event(stop_after_one)
    return capacity.start().wait(), events


@pytest.fixture(scope="module")
def store(classified, tmp_path_factory):
    store = dm.ModelStore(tmp_path_factory.mktemp("models"))
    store.save(classified.run, "first")
    store.save(classified.run, "second")
    return store


# Events


def test_the_events_of_a_run_have_these_fields():
    assert _fields_of((*get_args(Event), EpochDone)) == TRAINING_EVENTS


def test_the_events_of_an_experiment_have_these_fields():
    assert _fields_of(get_args(ExperimentEvent)) == EXPERIMENT_EVENTS


def test_a_run_sends_an_event_at_each_end_of_an_epoch(classified):
    sent = _names(classified.events)
    assert sent >= SENT_BY_EVERY_RUN | {"EpochDone", "ValidationDone"}
    assert sent <= set(TRAINING_EVENTS) - {"EvaluationDone"}


def test_a_run_with_every_sends_the_event_of_an_evaluation(regressed):
    """Of Keras's loop, too."""
    sent = _names(regressed.events)
    assert sent >= SENT_BY_EVERY_RUN | {"EvaluationDone"}
    assert sent <= set(TRAINING_EVENTS) - {"EpochDone"}


def test_a_sweep_sends_all_of_its_events(swept):
    assert _names(swept[1]) == set(EXPERIMENT_EVENTS) - OF_A_RACE - {"ExperimentStopping"}


def test_a_capacity_sends_all_of_its_events(grown):
    assert _names(grown[1]) == set(EXPERIMENT_EVENTS) - OF_A_RACE


def test_states_reasons_and_severities_are_these():
    assert get_args(State) == tuple(STATES.split())
    assert get_args(Reason) == tuple(REASONS.split())
    assert get_args(Severity) == tuple(SEVERITIES.split())


# Runs and specs


def test_the_history_of_epochs_has_these_columns(classified):
    history = classified.run.history
    assert _columns(history.frame()) == HISTORY_OF_EPOCHS
    assert history.frame().index.name == "epoch"
    assert list(history.frame().index) == [1, 2]


def test_the_history_of_steps_has_these_columns(regressed):
    frame = regressed.run.history.frame()
    assert _columns(frame) == HISTORY_OF_STEPS
    assert frame.index.name == "step"
    assert list(frame.index) == [2, 4]
    (mark,) = regressed.run.history.marks
    _answers(mark, MARK)


def test_a_diagnosis_has_these_columns_and_names(classified):
    diagnosis = dm.diagnose(classified.run)
    assert _columns(diagnosis.layers) == LAYERS


def test_the_course_of_the_layers_answers_to_these_names(classified):
    course = classified.run.layer_course
    _answers(course, LAYER_COURSE)
    _answers(course.points(), LAYER_POINTS)
    assert len(course) == len(course.points()) > 0


def test_a_spec_answers_to_these_names(classified):
    spec = classified.run.spec
    _answers(spec.settings, SETTINGS)
    _answers(spec.layers[0], LAYER)


def test_bound_data_answers_to_these_names(classified):
    _answers(classified.run.bound, BOUND)


# Scores


def test_the_report_of_many_classes_has_these_columns(classified, x):
    report = dm.evaluate(classified.run, x, np.digitize(x[:, 0], [-0.5, 0.5]))
    assert (report.kind, report.where) == ("classes", "given")
    _has_metrics(report, METRICS_OF_CLASSES)
    assert _columns(report.mistakes) == MISTAKES_OF_CLASSES
    assert _columns(report.per_class) == PER_CLASS
    assert report.per_class.index.name == "class"
    for table in (report.confusion, report.confusion_shares):
        assert (table.index.name, table.columns.name) == ("true", "predicted")
        assert list(table.index) == list(table.columns) == [0, 1, 2]
    assert _columns(dm.predict(classified.run, x)) == "class 0 1 2"


def test_the_report_of_two_classes_has_these_columns(x):
    report = dm.evaluate(dm.build("4 -> 1 sigmoid"), x, (x[:, 0] > 0).astype(int))
    assert report.kind == "binary"
    _has_metrics(report, METRICS_OF_TWO)
    assert _columns(report.mistakes) == MISTAKES_OF_CLASSES
    assert _columns(report.roc) == ROC
    assert _columns(report.precision_recall) == PRECISION_RECALL
    assert _columns(report.calibration) == CALIBRATION


def test_the_report_of_flags_has_these_columns(x):
    report = dm.evaluate(dm.build("4 -> 3 sigmoid"), x, (x[:, :3] > 0).astype(int))
    assert report.kind == "labels"
    _has_metrics(report, METRICS_OF_FLAGS)
    assert _columns(report.mistakes) == MISTAKES_OF_CLASSES
    assert _columns(report.per_class) == PER_CLASS


def test_the_report_of_numbers_has_these_columns(regressed, x):
    report = dm.evaluate(regressed.run, x, x.sum(axis=1))
    assert report.kind == "regression"
    _has_metrics(report, METRICS_OF_NUMBERS)
    assert _columns(report.mistakes) == MISTAKES_OF_NUMBERS
    assert _columns(report.residuals) == RESIDUALS
    assert _columns(dm.predict(regressed.run, x)) == "y"


def test_the_report_of_several_numbers_names_their_columns(x):
    report = dm.evaluate(dm.build("4 -> 2 ; loss mse"), x, x[:, :2])
    assert _columns(report.mistakes) == MISTAKES_OF_COLUMNS
    assert _columns(report.residuals) == RESIDUALS_OF_COLUMNS
    assert _columns(report.per_column) == METRICS_OF_NUMBERS.removeprefix("loss ")
    assert report.per_column.index.name == "column"


# Experiments


def test_a_sweep_has_these_columns_and_names(swept):
    sweep = swept[0]
    _answers(sweep.trials[0], TRIAL)
    _answers(sweep.variables[0], VARIABLE)
    _answers(sweep.results[1], RESULT)
    assert _columns(sweep.frame()) == SWEEP_COLUMNS
    assert set(sweep.frame()["state"]) == {"finished"}


def test_a_result_that_is_called_as_a_choice_has_its_own_column(x):
    spec = "4 -> 2 softmax ; epochs {1|2}"
    sweep = prepare_sweep(spec, x, (x[:, 0] > 0).astype(int), workers=1)
    assert _columns(sweep.frame()) == "trial epochs state reason spec"
    assert _columns(sweep.start().wait().frame()) == REACHED_COLUMNS


def test_a_capacity_has_these_columns_and_names(grown):
    capacity = grown[0]
    _answers(capacity.points[0], POINT)
    assert _columns(capacity.frame()) == CAPACITY_COLUMNS


# Saved models


def test_a_store_and_its_models_answer_to_these_names(store):
    saved = store.list()[0]
    _answers(saved.card, CARD)
    assert saved.card is not None
    _answers(saved.card.data, CARD_DATA)
    assert _columns(store.history("first").frame()) == HISTORY_OF_EPOCHS


def test_a_comparison_has_these_columns_and_names(store, regressed):
    comparison = store.compare("first", "second")
    _answers(comparison.layers[0], LAYER_ROW)
    _answers(comparison.numbers[0], NUMBERS)
    assert _columns(comparison.frame()) == "first second"
    assert list(comparison.frame().index) == COMPARISON_ROWS
    _answers(store.compare("first", regressed.run).differences[0], DIFFERENCE)


# Small things


def _trained(run):
    events = []
    run.on_event(events.append)
    run.start().wait()
    return Trained(run, events)


def _names(events):
    return {type(event).__name__ for event in events}


def _fields_of(kinds):
    """The names of the fields of each class, in their order, and then of its properties."""
    return {
        kind.__name__: " ".join(
            [
                *(field.name for field in fields(kind)),
                *(name for name, value in vars(kind).items() if isinstance(value, property)),
            ]
        )
        for kind in kinds
    }


def _columns(frame):
    return " ".join(map(str, frame.columns))


def _has_metrics(report, names):
    assert " ".join(report.metrics) == names
    assert set(report.intervals) | {"f1", "median_absolute_error"} >= set(report.metrics)
    assert set(report.intervals) <= set(report.metrics)
    assert set(report.baseline) | {"precision"} >= set(report.metrics)
    assert _columns(report.frame()) == REPORT_COLUMNS
    assert report.frame().index.name == "metric"
    assert list(report.frame().index) == list(report.metrics)


def _answers(thing, names):
    missing = [name for name in names.split() if not hasattr(thing, name)]
    assert not missing, f"{type(thing).__name__} has no {', '.join(missing)}"
