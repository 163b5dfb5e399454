"""Calls of a run that are refused, or that fail: what was done, and how, by name."""

import copy
import pickle
import threading

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

from densemodel.network import build, load_keras
from densemodel.training import RunStarted, prepare, train

WAIT_SECONDS = 60
SPEC = "4 -> 3 softmax ; epochs 1"
X = np.arange(48, dtype=np.float32).reshape(12, 4) / 48
Y = np.arange(12) % 3


def plain_model(*, has_input):
    keras = load_keras()
    first = [keras.Input((4,))] if has_input else []
    return keras.Sequential([*first, keras.layers.Dense(3)], name="net")


def batches(*arrays):
    import tensorflow as tf

    rows = arrays[0] if len(arrays) == 1 else arrays
    return tf.data.Dataset.from_tensor_slices(rows).batch(4)


def ready(text=SPEC, y=Y):
    return prepare(text, X, y, name="digits")


def frame(columns):
    return pd.DataFrame(X, columns=list("abcd"))[list(columns)]


def ended_on(x, y=Y, text=SPEC):
    return prepare(text, x, y, name="digits").start().wait(WAIT_SECONDS)


def ended_run():
    return ready().start().wait(WAIT_SECONDS)


def while_running(act):
    run, started = ready("4 -> 3 softmax ; epochs 100000 ; patience off"), threading.Event()
    run.on_event(lambda event: started.set() if isinstance(event, RunStarted) else None)
    run.start()
    assert started.wait(WAIT_SECONDS)  # another test's run may have the turn
    try:
        act(run)
    finally:
        run.stop().wait(WAIT_SECONDS)


def weighted(name, place, value):
    weights = np.ones(12)
    weights[place] = value
    return train(SPEC, X, Y, **{name: weights})


CASES = {
    "spec_is_a_number": ("train(42, x, y)", lambda: train(42, X, Y)),
    "model_not_compiled": (
        "train(keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]), x, y)",
        lambda: train(plain_model(has_input=True), X, Y),
    ),
    "model_without_input": (
        "train(keras.Sequential([keras.layers.Dense(3)]), x, y)",
        lambda: train(plain_model(has_input=False), X, Y),
    ),
    "model_of_another_kind": (
        "train(sklearn.linear_model.LinearRegression(), x, y)",
        lambda: train(LinearRegression(), X, Y),
    ),
    "model_with_other_optimizer": (
        "train(model, x, y, settings='sgd lr 0.1')",
        lambda: train(build(SPEC), X, Y, settings="sgd lr 0.1"),
    ),
    "model_without_target_norm": (
        "train(model, x, y, settings='target norm')",
        lambda: train(build("4 -> 1"), X, X[:, 0], settings="target norm"),
    ),
    "start_target_norm": (
        "prepare('4 -> 1', x, y).start('target norm')",
        lambda: ready("4 -> 1", X[:, 0]).start("target norm"),
    ),
    "resume_target_norm": (
        "train('4 -> 1 ; epochs 1', x, y).resume(settings='target norm')",
        lambda: train("4 -> 1 ; epochs 1", X, X[:, 0]).resume(settings="target norm"),
    ),
    "batches_and_target_norm": (
        "train('4 -> 1 ; target norm', a dataset)",
        lambda: train("4 -> 1 ; target norm", batches(X, X[:, 0])),
    ),
    "frame_and_x": (
        "train(spec, x, y, frame=df, target='d')",
        lambda: train(SPEC, X, Y, frame=frame("abcd"), target="d"),
    ),
    "frame_without_target": (
        "train(spec, frame=df)",
        lambda: train(SPEC, frame=frame("abcd")),
    ),
    "frame_of_a_dict": (
        "train(spec, frame={'a': [...], 'd': [...]}, target='d')",
        lambda: train(SPEC, frame=frame("ad").to_dict("list"), target="d"),
    ),
    "frame_lacks_the_target": (
        "train(spec, frame=df, target='e')",
        lambda: train(SPEC, frame=frame("abcd"), target="e"),
    ),
    "frame_of_texts": (
        "train(spec, frame=df, target='d'), and column d has texts",
        lambda: train("table -> 1", frame=frame("ad").astype({"d": str}), target="d"),
    ),
    "no_epochs": ("train(spec, x, y, epochs=0)", lambda: train(SPEC, X, Y, epochs=0)),
    "half_an_epoch": (
        "train(spec, x, y, epochs=0.5)",
        lambda: train(SPEC, X, Y, epochs=0.5),
    ),
    "epochs_twice": (
        "train(spec, x, y, epochs=2, settings='epochs 3')",
        lambda: train(SPEC, X, Y, epochs=2, settings="epochs 3"),
    ),
    "train_without_data": ("train(spec)", lambda: train(SPEC)),
    "jit_compile_as_text": (
        "train(spec, x, y, jit_compile='on')",
        lambda: train(SPEC, X, Y, jit_compile="on"),
    ),
    "batches_and_y": ("train(spec, dataset, y)", lambda: train(SPEC, batches(X, Y), Y)),
    "batches_without_labels": ("train(spec, dataset of x)", lambda: train(SPEC, batches(X))),
    "batches_of_names": (
        "train(spec, dataset of x and names)",
        lambda: train(SPEC, batches(X, np.array(["a", "b", "c"])[Y])),
    ),
    "no_batches": ("train(spec, dataset.take(0))", lambda: train(SPEC, batches(X, Y).take(0))),
    "batches_without_end": (
        "train(spec, dataset.repeat())",
        lambda: train(SPEC, batches(X, Y).repeat()),
    ),
    "batches_and_split": (
        "train(spec + '; split 20%', dataset)",
        lambda: train(f"{SPEC} ; split 20%", batches(X, Y)),
    ),
    "batches_and_every": (
        "train(spec + '; every 2', dataset)",
        lambda: train(f"{SPEC} ; every 2", batches(X, Y)),
    ),
    "batches_and_norm": (
        "train('4 -> norm -> 3 softmax', dataset)",
        lambda: train("4 -> norm -> 3 softmax", batches(X, Y)),
    ),
    "batches_and_balance": (
        "train(spec + '; weights balanced', dataset)",
        lambda: train(f"{SPEC} ; weights balanced", batches(X, Y)),
    ),
    "batches_and_sample_weight": (
        "train(spec, dataset, sample_weight=ones)",
        lambda: train(SPEC, batches(X, Y), sample_weight=np.ones(12)),
    ),
    "batches_of_other_widths": (
        "train(spec, a generator of 4 columns, then 5)",
        lambda: train(SPEC, (pair for pair in [(X, Y), (np.ones((12, 5)), Y)])),
    ),
    "batches_on_resume": (
        "run.resume(x, y) of a run on a dataset",
        lambda: train(SPEC, batches(X, Y)).resume(X, Y),
    ),
    "batches_of_another_size": (
        "run.resume(settings='batch 8') of a run on a dataset",
        lambda: train(SPEC, batches(X, Y)).resume(settings="batch 8"),
    ),
    "x_alone": ("train(spec, x, None)", lambda: train(SPEC, X, None)),
    "y_alone": ("train(spec, None, y)", lambda: train(SPEC, None, Y)),
    "data_refused": ("train(spec, x[:, :3], y)", lambda: train(SPEC, X[:, :3], Y)),
    "copied": ("copy.copy(run)", lambda: copy.copy(ready())),
    "copied_with_its_parts": ("copy.deepcopy(run)", lambda: copy.deepcopy(ready())),
    "pickled": ("pickle.dumps(run)", lambda: pickle.dumps(ready())),
    "no_data": ("prepare(spec).start()", lambda: prepare(SPEC, name="digits").start()),
    "sample_weight_length": (
        "train(spec, x, y, sample_weight=[1, 1])",
        lambda: train(SPEC, X, Y, sample_weight=[1, 1]),
    ),
    "sample_weight_as_text": (
        "train(spec, x, y, sample_weight='balanced')",
        lambda: train(SPEC, X, Y, sample_weight="balanced"),
    ),
    "sample_weight_as_dict": (
        "train(spec, x, y, sample_weight={0: 2})",
        lambda: train(SPEC, X, Y, sample_weight={0: 2}),
    ),
    "sample_weight_of_texts": (
        "train(spec, x, y, sample_weight=['a'] * 12)",
        lambda: train(SPEC, X, Y, sample_weight=["a"] * 12),
    ),
    "sample_weight_ragged": (
        "train(spec, x, y, sample_weight=[[1], [1, 2]])",
        lambda: train(SPEC, X, Y, sample_weight=[[1], [1, 2]]),
    ),
    "initial_epoch_below_0": (
        "train(spec, x, y, initial_epoch=-1)",
        lambda: train(SPEC, X, Y, initial_epoch=-1),
    ),
    "initial_epoch_is_no_whole_number": (
        "train(spec, x, y, initial_epoch=1.5)",
        lambda: train(SPEC, X, Y, initial_epoch=1.5),
    ),
    "callback_is_a_function": (
        "train(spec, x, y, callbacks=[print])",
        lambda: train(SPEC, X, Y, callbacks=[print]),
    ),
    "callback_is_a_class": (
        "train(spec, x, y, callbacks=[keras.callbacks.TerminateOnNaN])",
        lambda: train(SPEC, X, Y, callbacks=[load_keras().callbacks.TerminateOnNaN]),
    ),
    "sample_weight_negative": (
        "train(spec, x, y, sample_weight=w), w[3] = -1",
        lambda: weighted("sample_weight", 3, -1),
    ),
    "sample_weight_missing": (
        "train(spec, x, y, sample_weight=w), w[3] = nan",
        lambda: weighted("sample_weight", 3, np.nan),
    ),
    "class_weight_of_numbers": (
        "train('4 -> 1', x, y, class_weight={0: 2})",
        lambda: train("4 -> 1", X, Y * 1.5, class_weight={0: 2}),
    ),
    "class_weight_unknown": (
        "train(spec, x, y, class_weight={'owl': 2})",
        lambda: train(SPEC, X, Y, class_weight={"owl": 2}),
    ),
    "class_weight_below_0": (
        "train(spec, x, y, class_weight={1: -2})",
        lambda: train(SPEC, X, Y, class_weight={1: -2}),
    ),
    "class_weight_missing": (
        "train(spec, x, y, class_weight={1: nan})",
        lambda: train(SPEC, X, Y, class_weight={1: float("nan")}),
    ),
    "class_weight_as_text": (
        "train(spec, x, y, class_weight='balanced')",
        lambda: train(SPEC, X, Y, class_weight="balanced"),
    ),
    "weights_of_refused_data": (
        "train(spec, x[:, :3], y, sample_weight=ones)",
        lambda: train(SPEC, X[:, :3], Y, sample_weight=np.ones(12), class_weight={0: 2}),
    ),
    "start_while_running": (
        "run.start() while it runs",
        lambda: while_running(lambda run: run.start()),
    ),
    "start_after_the_end": ("run.start() after the end", lambda: ended_run().start()),
    "start_with_a_wrong_clause": ("run.start('epohcs 3')", lambda: ready().start("epohcs 3")),
    "resume_before_start": ("run.resume() before start", lambda: ready().resume()),
    "resume_without_y": ("run.resume(x)", lambda: ended_run().resume(X)),
    "resume_other_columns": ("run.resume(x[:, :3], y)", lambda: ended_run().resume(X[:, :3], Y)),
    "resume_columns_in_another_order": (
        "run.resume(frame[['b', 'a', 'c', 'd']], y)",
        lambda: ended_on(frame("abcd")).resume(frame("bacd"), Y),
    ),
    "resume_answers_in_another_order": (
        "run.resume(frame, frame[['b', 'a']])",
        lambda: ended_on(frame("abcd"), frame("ab"), "4 -> 2 ; epochs 1").resume(
            frame("abcd"), frame("ba")
        ),
    ),
    "resume_other_classes": (
        "run.resume(x, names)",
        lambda: ended_run().resume(X, np.array(["a", "b", "c"])[Y]),
    ),
    "resume_other_optimizer": (
        "run.resume(settings='sgd lr 0.1')",
        lambda: ended_run().resume(settings="sgd lr 0.1"),
    ),
    "restart_while_running": (
        "run.restart() while it runs",
        lambda: while_running(lambda run: run.restart()),
    ),
    "restart_without": ("run.restart('without age')", lambda: ended_run().restart("without age")),
    "restart_by_a_column": (
        "run.restart('split 30% by patient')",
        lambda: ended_run().restart("split 30% by patient"),
    ),
    "resume_other_loss": (
        "run.resume(settings='loss mse')",
        lambda: ended_run().resume(settings="loss mse"),
    ),
    "adjust_split": ("run.adjust('split 0.5')", lambda: ready().adjust("split 0.5")),
    "adjust_optimizer": ("run.adjust('sgd lr 0.1')", lambda: ready().adjust("sgd lr 0.1")),
    "repeat": (
        "train('4 -> 3 softmax ; repeat 5 ; seed 7', x, y)",
        lambda: train("4 -> 3 softmax ; repeat 5 ; seed 7", X, Y),
    ),
    "start_repeat": ("run.start('repeat 2')", lambda: ready().start("repeat 2")),
    "wait_before_start": ("run.wait() before start", lambda: ready().wait()),
    "loss_is_no_number_on_a_schedule": (
        "train('4 -> 8 -> 1 ; sgd lr exp 1e30->0/9', x, y)",
        lambda: train("4 -> 8 -> 1 ; sgd lr exp 1e30->0/9", X, Y * 1.5),
    ),
    "loss_is_no_number": (
        "train('4 -> 8 -> 1 ; sgd lr 1e30', x, y)",
        lambda: train("4 -> 8 -> 1 ; sgd lr 1e30", X, Y * 1.5),
    ),
}
