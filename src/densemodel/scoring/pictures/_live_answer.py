"""What a network answers to a picture, as while it is drawn, and the training rows like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import base_outputs
from densemodel.scoring.rows._evaluation_rows import evaluation_rows_of
from densemodel.scoring.rows._forward import Forward
from densemodel.scoring.rows._frozen_model import weights_of
from densemodel.scoring.rows._predictions import (
    is_yes,
    most_likely,
    names_of,
    numbers_of,
    probabilities_of,
)
from densemodel.training.diagnosis import unit_layers
from densemodel.wording import rounded

if TYPE_CHECKING:
    from densemodel._array import Array
    from densemodel.data import Terms
    from densemodel.training import Newest, Run, Snapshot

_MOST_ROWS = 2_000


@dataclass(frozen=True, eq=False)
class SimilarRow:
    """A training row that a network sees as like another."""

    place: int
    "Its position in x."
    x: Array
    "The row as the network gets it."
    label: str
    "Its class, or what it has in y."


@dataclass(frozen=True, eq=False)
class PictureAnswer:
    """What a network answers to a picture."""

    names: tuple[str, ...]
    "The classes, the yes-or-no labels or the columns of y."
    values: Array
    """What `dm.predict` gives for each of them, float32 of shape (n,); where these are no
    probabilities, two classes may share one."""
    label: str
    "The predicted class, the labels that are yes, or the predicted numbers."
    are_probabilities: bool
    similar: tuple[SimilarRow, ...]
    "The most similar first."
    newest: Newest | None
    "The weights in training that answer, with their step; None for the best."


class LiveAnswers:
    """Answers to pictures, one after the other, while the run may be training."""

    def __init__(self, run: Run) -> None:
        """`run` has its data."""
        self._run = run
        self._network = run.network
        rows = evaluation_rows_of(run, _MOST_ROWS, "training")
        assert rows is not None  # noqa: S101 - a run on pictures that has its data
        self._rows, self._x = rows, np.asarray(rows.x)
        self._pictures = np.asarray(rows.pictures)
        last = unit_layers(self._network)[-1]
        self._forward = Forward(self._network, [last.layer.input])
        self._known: tuple[Snapshot, Array] | None = None

    def answer(self, x: Array, *, count: int = 5, newest: bool = False) -> PictureAnswer:
        """The answer to a picture, float32 of the shape of a row, and so many similar rows.

        Similar are those with the nearest values in the last hidden layer. With `newest` the
        weights in training answer, which are then renewed in the background.

        Raises:
            DataError: The predictions are not numbers.
        """
        weights, at = weights_of(self._run, newest=newest)
        row = x.reshape(1, *self._pictures.shape[1:])
        base = self._rows.terms.spec.frozen
        row = row if base is None else base_outputs(base, row)
        outputs, hidden = self._forward(weights, row)
        hidden_rows = self._hidden(weights)
        apart = np.square(hidden_rows - hidden.reshape(1, -1)).sum(axis=1)
        terms = self._rows.terms
        is_regression = terms.task.kind == "regression"
        probabilities = None if is_regression else probabilities_of(outputs, terms)
        has_classes = not is_regression and self._rows.class_numbers is not None
        return PictureAnswer(
            names_of(terms),
            numbers_of(outputs, terms)[0],
            _label(
                terms,
                most_likely(outputs, probabilities, terms)[0] if has_classes else None,
                outputs[0] if is_regression else is_yes(outputs, probabilities, terms)[0],
            ),
            probabilities is not None,
            tuple(self._similar(int(one)) for one in np.argsort(apart)[:count]),
            at,
        )

    def _hidden(self, weights: Snapshot) -> Array:
        """The values of the last hidden layer for the training rows, while the weights stay."""
        known = self._known
        is_same = known is not None and all(
            mine is other or np.array_equal(mine, other)
            for mine, other in zip(known[0].values, weights.values, strict=True)
        )
        if known is None or not is_same:
            found = self._forward(weights, self._x)[1].reshape(len(self._rows), -1)
            known = self._known = weights, found
        return known[1]

    def _similar(self, number: int) -> SimilarRow:
        rows = self._rows
        classes = rows.class_numbers
        of_class = None if classes is None else classes[number]
        label = _label(rows.terms, of_class, np.atleast_1d(rows.y[number]))
        return SimilarRow(int(rows.places[number]), self._pictures[number], label)


def _label(terms: Terms, class_number: Any, values: Array) -> str:
    """A class in words, or else the labels that are yes, or numbers, of shape (n,)."""
    names = names_of(terms)
    if class_number is not None:
        return names[int(class_number)]
    if terms.task.kind == "labels":
        return ", ".join(name for name, one in zip(names, values, strict=True) if one > 0.5)
    return ", ".join(rounded(float(one)) for one in values)
