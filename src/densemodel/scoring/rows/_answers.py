"""The model of a call, what is known about its rows and outputs, and the outputs themselves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import choose_task, chunks_of, read_rows, terms_without_data
from densemodel.errors import DataError, SpecError
from densemodel.network import load_keras, make, spec_of
from densemodel.training import Run, is_loss_of, network_of, sound_weights, terms_of

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data import Features, Finding, Terms
    from densemodel.language import Spec


WHERE = "x_new"
"The rows in messages, until the name of the caller takes its place."


@dataclass(frozen=True)
class Asked:
    """A model that is ready to predict."""

    model: Any
    terms: Terms | None
    "None if only sizes of the model are known."
    rows: Terms | None
    "How rows are encoded; also of a model with unknown outputs."

    def encode(self, x: Any, notes: list[Finding] | None = None) -> Features:
        """Encode rows for the model; `notes` takes what is to be said of the columns of a table.

        Raises:
            DataError: They do not fit.
        """
        if self.rows is not None:
            return self.rows.encode(x, WHERE, notes)
        rows = read_rows(x, WHERE)
        due = self.model.input_shape
        is_fitting = len(due) == rows.ndim and all(
            length in (None, given) for length, given in zip(due[1:], rows.shape[1:], strict=True)
        )
        if not is_fitting:
            raise DataError(
                f"the model takes rows of {_size(due[1:])}, {WHERE} has rows of "
                f"{_size(rows.shape[1:])}: give rows like its training rows"
            )
        return rows


def asked_of(model_or_run: Run | Any, *, scores: bool = False, has_rows: bool = False) -> Asked:
    """Find the model of a call, whose outputs will be scored, or else be columns of a table.

    If rows and labels were given, a run without data is treated as a plain model, which may have
    been trained with its own `fit`.

    Raises:
        DataError: It is neither a run nor a model, or its outputs do not fit a table.
    """
    if isinstance(model_or_run, Run):
        run = model_or_run
        run.follow_base()
        is_blank = not run.has_data and run.terms is None and not run.came_trained
        if is_blank and not has_rows:
            raise DataError(
                f"{run.name} has no data, so it is not trained: train it with x and y, or use "
                f"its model, run.model.{_call(scores=scores)}"
            )
        model, terms = run.network, run.terms
        spec = run.spec if run.spec.takes_table else None
        _require_columns(model, run.name, "run.model", scores=scores)
    else:
        model, kind = model_or_run, type(model_or_run).__name__
        if kind in ("Spec", "str"):
            raise DataError("a spec is not trained: train it first, run = dm.train(spec, x, y)")
        if not isinstance(model, load_keras().Model):
            what = f"{kind} is not a run or a Keras model"
            raise DataError(f"{what}: give what dm.train or dm.build returns")
        if not model.built:
            raise DataError("the model has no input shape yet: start it with keras.Input((784,))")
        terms = terms_of(model)
        network = network_of(model)
        spec = None if terms is not None or network is model else spec_of(model)
        model = network
        _require_columns(model, "the model", "model", scores=scores)
    if terms is not None:
        return Asked(model, terms, terms)
    return _asked_of_stranger(model, spec)


def _asked_of_stranger(model: Any, spec: Spec | None) -> Asked:
    """A model without a run in this process; the spec if it is the network of a table."""
    try:
        spec = spec or spec_of(model)
        task = choose_task(spec)
    except SpecError:
        return Asked(model, None, None)
    terms = terms_without_data(spec, task)
    # these decide the kind of outputs, with any loss
    deciding = ("softmax", "log_softmax", "sigmoid", "hard_sigmoid")
    has_known_output = spec.last_activation in deciding or (
        model.compiled and is_loss_of(model, make(task.loss))
    )
    return Asked(model, terms if has_known_output else None, terms)


def _call(*, scores: bool) -> str:
    """The same call in Keras."""
    return "evaluate(x, y)" if scores else "predict(x)"


def _require_columns(model: Any, name: str, code: str, *, scores: bool) -> None:
    """Refuse a model whose outputs are not columns of numbers; to score, they may have more axes.

    `name` is its name in messages, `code` its expression in code.
    """
    # with the axis of rows; a subclassed model has none, and of several inputs it is a list
    shapes: list[Any] = [getattr(model, which, None) for which in ("input_shape", "output_shape")]
    if not all(
        isinstance(shape, tuple) and all(isinstance(n, int | None) for n in shape)
        for shape in shapes
    ):
        raise DataError(
            f"{name} has several inputs or outputs, or unknown sizes: use "
            f"{code}.{_call(scores=scores)}"
        )
    answer = shapes[1][1:]
    if len(answer) != 1 and not scores:
        raise DataError(
            f"{name} has an output of {_size(answer)} numbers per row, which does not fit a "
            f"table: {code}.predict(x) returns an array"
        )


def _size(shape: Any) -> str:
    return "x".join("?" if length is None else str(length) for length in shape) or "one number"


BATCH_ROWS = 1024
"Rows per batch: large, because no gradient is kept."


@dataclass(frozen=True, eq=False)
class Answers:
    """Outputs of a model, with what its loss needs."""

    outputs: Array
    "Outputs of the last layer, float32, shape (n, ...)."
    logits: Array | None = None
    """Inputs of a last softmax or sigmoid, shape (n, ...): Keras's crossentropies read them
    instead of the values, which are rounded to 0 and 1. None where Keras reads the values."""
    penalty: float = 0.0
    "The penalties on the same weights (l1, l2) in the loss."


def answers_of(
    model: Any,
    x: Features,
    places: Array | None = None,
    *,
    newest: bool = False,
    where: str = WHERE,
    for_loss: bool = True,
) -> Answers:
    """Call a model on rows, batch by batch, without changing it.

    Not Keras's `predict`: it compiles a function that the model keeps, and it reads the variables
    at each batch, which may be changing in training.

    `places` are the indices of at least one row, shape (n,); None for all. While a run trains the
    model, its best weights are used, with `newest` its newest. Messages call the rows `where`.

    Raises:
        DataError: An output is not a number.
    """
    # activations are larger than x
    most = max(1, min(BATCH_ROWS, 2**22 // max(math.prod(x.shape[1:]), 1)))
    wanted = np.arange(len(x)) if places is None else places
    with sound_weights(model, newest=newest):
        values, logits = [], []
        for rows in chunks_of(x, wanted, most):
            given = model(rows, training=False)
            values.append(np.asarray(given, dtype=np.float32))
            if for_loss:
                # Keras keeps them with a softmax or sigmoid; a cast would lose them
                known = getattr(given, "_keras_logits", None) if given.dtype == "float32" else None
                logits += [] if known is None else [np.asarray(known, dtype=np.float32)]
        penalties = [
            float(np.asarray(variable.regularizer(variable.value)))
            for variable in model.trainable_weights
            if variable.regularizer is not None
        ]
        is_sound = all(np.isfinite(np.asarray(one.value)).all() for one in model.weights)
    answers = np.concatenate(values)
    finite = np.isfinite(answers.reshape(len(answers), -1)).all(axis=1)
    if not finite.all():
        if not is_sound:
            raise DataError(
                "the model has weights that are not numbers, so it predicts nothing: restart "
                "training with a smaller learning rate"
            )
        row = int(wanted[finite.argmin()])
        raise DataError(
            f"the output for row {row} of {where} is not a number: its values are too far from "
            "those of the training rows"
        )
    return Answers(answers, np.concatenate(logits) if logits else None, float(sum(penalties)))
