import numpy as np
import pandas as pd
import pytest

from densemodel.data import bind, check, choose_task
from densemodel.data.findings._finding import keras_word
from densemodel.errors import SpecError
from densemodel.language import METRICS, parse

ROWS = 12
X = np.ones((ROWS, 2))
THREE = np.arange(ROWS) % 3
TWO = np.arange(ROWS) % 2
NUMBERS = np.linspace(-2, 2, ROWS)
FLAGS = np.stack([TWO, TWO, 1 - TWO], axis=1)


def bound(text, y):
    return bind(parse(text), X, y).require()


def loss_text(found):
    options = ",".join(f"{key}={value}" for key, value in found.loss.arguments)
    return f"{found.loss.name}({options})"


SCCE, CCE, BCE = (
    "SparseCategoricalCrossentropy",
    "CategoricalCrossentropy",
    "BinaryCrossentropy",
)
LOGITS = "(from_logits=True)"


@pytest.mark.parametrize(
    ("text", "y", "kind", "loss", "shape"),
    [
        ("2 -> 3 softmax", THREE, "classes", SCCE + "()", (ROWS,)),
        ("2 -> 3 softmax", THREE.reshape(-1, 1), "classes", SCCE + "()", (ROWS,)),
        ("2 -> 3 softmax", THREE.astype("u1"), "classes", SCCE + "()", (ROWS,)),
        ("2 -> 3", THREE, "classes", SCCE + LOGITS, (ROWS,)),
        ("2 -> 3 log_softmax", THREE, "classes", SCCE + LOGITS, (ROWS,)),
        ("2 -> 3 -> softmax", THREE, "classes", SCCE + "()", (ROWS,)),
        ("2 -> 3 softmax", np.eye(3)[THREE], "classes", CCE + "()", (ROWS, 3)),
        ("2 -> 3", np.eye(3)[THREE], "classes", CCE + LOGITS, (ROWS, 3)),
        ("2 -> 3 softmax", np.eye(3)[THREE] * 0.7 + 0.1, "classes", CCE + "()", (ROWS, 3)),
        ("2 -> 1 sigmoid", TWO, "binary", BCE + "()", (ROWS, 1)),
        ("2 -> 1 sigmoid", TWO.astype(bool), "binary", BCE + "()", (ROWS, 1)),
        ("2 -> 1 sigmoid", TWO * 2.5, "binary", BCE + "()", (ROWS, 1)),
        ("2 -> 3 sigmoid", FLAGS, "labels", BCE + "()", (ROWS, 3)),
        ("2 -> 3", FLAGS, "labels", BCE + LOGITS, (ROWS, 3)),
        ("2 -> 3 sigmoid", FLAGS * 0.5, "regression", "MeanSquaredError()", (ROWS, 3)),
        ("2 -> 1", NUMBERS, "regression", "MeanSquaredError()", (ROWS, 1)),
        ("2 -> 1", NUMBERS.reshape(-1, 1), "regression", "MeanSquaredError()", (ROWS, 1)),
        ("2 -> 3", np.outer(NUMBERS, [1, 2, 3]), "regression", "MeanSquaredError()", (ROWS, 3)),
        ("2 -> 1 ; loss mae", NUMBERS, "regression", "MeanAbsoluteError()", (ROWS, 1)),
        ("2 -> 1 ; loss binary_crossentropy", TWO, "binary", BCE + LOGITS, (ROWS, 1)),
        ("2 -> 3 softmax ; loss mse", THREE, "classes", "MeanSquaredError()", (ROWS, 3)),
        ("2 -> 3 ; loss mse", np.eye(3)[THREE], "regression", "MeanSquaredError()", (ROWS, 3)),
        ("2 -> 3 softmax ; loss categorical_crossentropy", THREE, "classes", CCE + "()", (ROWS, 3)),
        (
            "2 -> 3 softmax ; loss sparse_categorical_crossentropy",
            np.eye(3)[THREE], "classes", SCCE + "()", (ROWS,),
        ),
        ("2 -> 1 sigmoid ; loss mse", TWO, "binary", "MeanSquaredError()", (ROWS, 1)),
        ("2 -> 1 sigmoid ; loss mse", NUMBERS / 4 + 0.5, "regression", "MeanSquaredError()",
         (ROWS, 1)),
        ("2 -> 1 tanh ; loss hinge", NUMBERS > 0, "binary", "Hinge()", (ROWS, 1)),
    ],
)  # fmt: skip
def test_loss_follows_from_last_layer_and_labels(text, y, kind, loss, shape):
    found = bound(text, y)
    assert (found.task.kind, loss_text(found.task), found.y.shape) == (kind, loss, shape)
    assert found.y.dtype == (np.int32 if len(shape) == 1 else np.float32)
    assert choose_task(parse(text), y) == found.task


@pytest.mark.parametrize(
    ("text", "kind", "loss"),
    [
        ("2 -> 3 softmax", "classes", SCCE + "()"),
        ("2 -> 3", "classes", SCCE + LOGITS),
        ("2 -> 1 sigmoid", "binary", BCE + "()"),
        ("2 -> 3 sigmoid", "labels", BCE + "()"),
        ("2 -> 1", "regression", "MeanSquaredError()"),
        ("2 -> 1 relu", "regression", "MeanSquaredError()"),
        ("2 -> 3 tanh", "regression", "MeanSquaredError()"),
    ],
)
def test_without_labels_the_last_layer_decides(text, kind, loss):
    task = choose_task(parse(text))
    assert (task.kind, loss_text(task)) == (kind, loss)
    assert task.reason


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("2 -> 3 relu ; loss categorical_crossentropy", "write 3 softmax"),
        ("2 -> 1 sigmoid ; loss sparse_categorical_crossentropy", "write 2 softmax"),
        (
            "2 -> 3 softmax ; loss sparse_categorical_crossentropy(from_logits=on)",
            "leave out from_logits",
        ),
    ],
)
def test_a_loss_that_cannot_fit_is_refused_and_not_replaced(text, fix):
    spec = parse(text)
    with pytest.raises(SpecError, match=fix):
        choose_task(spec)
    assert bind(spec, X, THREE).refusals[0].where == "loss"


@pytest.mark.parametrize(
    ("y", "what"),
    [
        (THREE, "classes"),
        (np.eye(3)[THREE], "one-hot classes"),
        (np.eye(3)[THREE] * 0.7 + 0.1, "shares of classes"),
    ],
)
def test_the_reason_says_what_y_holds(y, what):
    reason = bound("2 -> 3 softmax ; metrics f1_score", y).task.reason
    assert reason == f"y holds {what}, and the last layer is 3 softmax"


def metrics_of(text, y):
    return [
        metric.name + "".join(f" {key}={value}" for key, value in metric.arguments)
        for metric in bound(text, y).task.metrics
    ]


@pytest.mark.parametrize(
    ("text", "y", "metrics"),
    [
        ("2 -> 3 softmax", THREE, ["SparseCategoricalAccuracy name=accuracy"]),
        ("2 -> 3 softmax", np.eye(3)[THREE], ["CategoricalAccuracy name=accuracy"]),
        ("2 -> 1 sigmoid", TWO, ["BinaryAccuracy name=accuracy"]),
        ("2 -> 1 ; loss bce", TWO, ["BinaryAccuracy name=accuracy threshold=0.0"]),
        ("2 -> 3", FLAGS, ["BinaryAccuracy name=accuracy threshold=0.0"]),
        ("2 -> 1", NUMBERS, ["MeanAbsoluteError", "R2Score"]),
        ("2 -> 1 ; metrics accuracy", NUMBERS, ["MeanAbsoluteError", "R2Score"]),
        ("2 -> 1 ; metrics mae accuracy mse", NUMBERS,
         ["MeanAbsoluteError", "R2Score", "MeanSquaredError"]),
        ("2 -> 3 softmax ; metrics accuracy", THREE, ["SparseCategoricalAccuracy name=accuracy"]),
        ("2 -> 3 softmax ; metrics accuracy auc", THREE,
         ["CategoricalAccuracy name=accuracy", "AUC name=auc"]),
        ("2 -> 3 softmax ; metrics top_k_categorical_accuracy", THREE,
         ["SparseTopKCategoricalAccuracy"]),
        ("2 -> 3 ; metrics categorical_crossentropy", THREE,
         ["SparseCategoricalCrossentropy from_logits=True"]),
        ("2 -> 1 sigmoid ; metrics precision recall f1_score", TWO,
         ["Precision name=precision", "Recall name=recall", "F1Score average=macro threshold=0.5"]),
        ("2 -> 1 ; metrics pearson_correlation", NUMBERS, ["PearsonCorrelation axis=0"]),
    ],
)  # fmt: skip
def test_metrics_fit_what_is_learned(text, y, metrics):
    text = text.replace("loss bce", "loss binary_crossentropy")
    assert metrics_of(text, y) == metrics


def test_metric_words_are_those_of_the_language():
    short = {"mse", "mae"}
    assert all(keras_word(m.name) == m.word for m in METRICS.values() if m.word not in short)


def test_names_become_classes_in_sorted_order():
    found = bound("2 -> 3 softmax", np.array(["owl", "cat", "dog"])[THREE])
    assert found.class_names == ("cat", "dog", "owl")
    assert found.y[:3].tolist() == [2, 0, 1]
    assert found.class_counts == (4, 4, 4)


def test_whole_numbers_within_range_are_taken_as_they_are_gaps_included():
    found = bound("2 -> 4 softmax", TWO * 3)
    assert found.y.tolist() == (TWO * 3).tolist()
    assert found.class_names is None
    assert found.class_counts == (6, 0, 0, 6)
    assert [finding for finding in found.findings if finding.where == "y"] == []


def test_exactly_k_other_numbers_are_mapped_in_order():
    found = bound("2 -> 3 softmax", np.array([30, 10, 20])[THREE])
    assert found.y[:3].tolist() == [2, 0, 1]
    assert found.class_names == ("10", "20", "30")


def test_one_hot_columns_keep_their_names():
    y = pd.DataFrame(np.eye(3)[THREE], columns=["a", "b", "c"])
    assert bound("2 -> 3 softmax", y).class_names == ("a", "b", "c")


def test_digits_as_text_are_classes():
    found = bound("2 -> 3 softmax", THREE.astype(str))
    assert found.y.tolist() == THREE.tolist()
    assert found.class_names == ("0", "1", "2")


@pytest.mark.parametrize(
    ("network", "y"),
    [
        ("1 relu", NUMBERS),
        ("8 relu -> 1 tanh", NUMBERS),
        ("2*(2 tanh)", np.stack([NUMBERS, NUMBERS], axis=1)),
        ("8 relu -> auto tanh", NUMBERS),
        ("1(l2=0.1) softplus ; target norm", NUMBERS),
        ("1 relu ; target norm", NUMBERS + 9),
        ("1 tanh ; loss poisson", NUMBERS + 9),
        ("1 ; loss poisson", NUMBERS + 9),
        ("1 sigmoid ; loss sparse_categorical_crossentropy", TWO),
    ],
)
def test_a_last_layer_that_cannot_reach_y_is_changed_by_its_button(network, y):
    spec = parse(f"2 -> {network}")
    found = [one for one in check(spec, X, y) if one.accept]
    fixed = found[0].apply_to(spec)
    refused = [one for one in check(fixed, X, y) if one.severity == "refuse"]
    if refused:  # another mistake of the same layer, which its own words change
        fixed = refused[0].apply_to(fixed)
    assert not any(one.severity == "refuse" for one in check(fixed, X, y))
