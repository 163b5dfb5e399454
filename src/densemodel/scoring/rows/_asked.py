"""Who is asked: a model, and what is known of its rows and its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.data import choose_task, read_rows, terms_without_data
from densemodel.errors import DataError, SpecError
from densemodel.network import load_keras, make, spec_of
from densemodel.training import Run, is_loss_of, terms_of

if TYPE_CHECKING:
    from densemodel.data import Features, Task, Terms
    from densemodel.language import Spec

WHERE = "x_new"
"What messages call the rows, since x is what was trained on."

_TELLING = ("softmax", "log_softmax", "sigmoid", "hard_sigmoid")
"Last activations that say what the answers are, whatever the loss."


@dataclass(frozen=True)
class Asked:
    """A model that is ready to be asked."""

    model: Any
    terms: Terms | None
    "None if nothing but sizes is known of the model."
    rows: Terms | None
    "How rows are written; of a model that says nothing of its answers, too."

    def encode(self, x: Any) -> Features:
        """Rows as the model takes them.

        Raises:
            DataError: They do not fit.
        """
        if self.rows is not None:
            return self.rows.encode(x, WHERE)
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
    """Find out who is asked.

    Args:
        model_or_run: A run or a model.
        scores: Whether the answers are to be scored, which takes more than columns; else they are
            to be written as a table.
        has_rows: Whether rows and labels were given. A run without data is a plain model then,
            which a person may have trained with its own `fit`.

    Raises:
        DataError: It is neither a run nor a model, or cannot be asked for a table.
    """
    if isinstance(model_or_run, Run):
        run = model_or_run
        is_blank = not run.has_data and run.terms is None and not run.came_trained
        if is_blank and not has_rows:
            raise DataError(
                f"{run.name} has no data, so it is not trained: train it with x and y, or use "
                f"its model, run.model.{_call(scores=scores)}"
            )
        model, terms = run.model, run.terms
        _require_columns(model, run.name, "run.model", scores=scores)
    else:
        model = model_or_run
        _require_model(model)
        terms = terms_of(model)
        _require_columns(model, "the model", "model", scores=scores)
    if terms is not None:
        return Asked(model, terms, terms)
    return _asked_of_stranger(model)


def _asked_of_stranger(model: Any) -> Asked:
    """A model of which no run in this process knows."""
    try:
        spec = spec_of(model)
        task = choose_task(spec)
    except SpecError:
        return Asked(model, None, None)
    terms = terms_without_data(spec, task)
    return Asked(model, terms if _has_known_output(model, spec, task) else None, terms)


def _has_known_output(model: Any, spec: Spec, task: Task) -> bool:
    if spec.last_activation in _TELLING:
        return True
    return bool(model.compiled) and is_loss_of(model, make(task.loss))


def _require_model(model: Any) -> None:
    if isinstance(model, load_keras().Model):
        if not model.built:
            raise DataError("the model has no input shape yet: start it with keras.Input((784,))")
        return
    kind = type(model).__name__
    if kind in ("Spec", "str"):
        raise DataError("a spec is not trained: train it first, run = dm.train(spec, x, y)")
    raise DataError(f"{kind} is not a run or a Keras model: give what dm.train or dm.build returns")


def _call(*, scores: bool) -> str:
    """How Keras is asked for the same."""
    return "evaluate(x, y)" if scores else "predict(x)"


def _require_columns(model: Any, name: str, said: str, *, scores: bool) -> None:
    """Refuse a model whose answers are not some numbers for each row.

    Args:
        model: The model.
        name: What messages call it.
        said: How a person writes it.
        scores: Whether the numbers may have several axes.
    """
    shapes = [_shape_of(model, which) for which in ("input_shape", "output_shape")]
    if any(shape is None for shape in shapes):
        raise DataError(
            f"{name} has several inputs or outputs, or unknown sizes: use "
            f"{said}.{_call(scores=scores)}"
        )
    answer = shapes[1][1:]
    if len(answer) != 1 and not scores:
        raise DataError(
            f"{name} has an output of {_size(answer)} numbers per row, which does not fit a "
            f"table: {said}.predict(x) returns an array"
        )


def _shape_of(model: Any, which: str) -> Any:
    """A shape with its axis of rows; None if there are several, or none is known."""
    shape = getattr(model, which, None)  # a subclassed model has none
    is_one = isinstance(shape, tuple) and all(isinstance(n, int | None) for n in shape)
    return shape if is_one else None


def _size(shape: Any) -> str:
    return "x".join("?" if length is None else str(length) for length in shape) or "one number"
