"""Scores of simple scikit-learn models on the same rows: how well x predicts y."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.engine._probe import evenly

if TYPE_CHECKING:
    from densemodel.data import Bound

Array = np.ndarray[Any, Any]

_MOST_ROWS = 1_000
"""The most training rows for such a model, and the most rows to score it on."""

_MOST_COLUMNS = 196
"""The most columns, spread evenly; this keeps the whole under 0.1 s."""

_FEWEST_ROWS = 20
"""With fewer scored rows an accuracy means nothing."""

_SURE = 2.0
"""An accuracy within so many standard errors may be chance."""

_DEPTH, _LEAF, _NEIGHBOURS = 6, 5, 5
"""A tree of depth 6, and 5 nearest neighbors: small, to avoid overfitting."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Skill (0: the baseline, 1: no mistake) of simple models on held-out rows."""

    linear: float
    "The skill of a linear model."
    tree: float
    "The skill of a small decision tree."
    neighbours: float
    "The skill of the nearest neighbors."

    rows: int
    "The number of scored rows."
    left: float
    "The error rate of the baseline; 1 for numbers."
    is_of_numbers: bool
    "Whether the skill is R2."

    @property
    def best(self) -> float:
        """The best of the three skills."""
        return max(self.linear, self.tree, self.neighbours)

    @property
    def sure(self) -> float:
        """A lower bound of the best skill, which allows for few scored rows."""
        missed = min(max(1 - self.best, 0.0), 1.0)
        if self.is_of_numbers:
            return self.best - missed * sqrt(2 / self.rows)
        wrong = missed * self.left
        return self.best - _SURE * sqrt(wrong * (1 - wrong) / self.rows) / self.left

    @property
    def curved(self) -> tuple[float, str]:
        """The better of the two nonlinear models: its skill and its name."""
        named = (self.tree, "a small decision tree"), (self.neighbours, "its nearest neighbours")
        return max(named)


_known: weakref.WeakKeyDictionary[Bound, Reference | None] = weakref.WeakKeyDictionary()
"""Cached by the data, because each evaluation needs it for the same rows."""


def reference_of(bound: Bound) -> Reference | None:
    """The skill of simple models; None for an unsuitable y or too few rows.

    Args:
        bound: Training rows and validation rows. Without validation rows, a third of the training
            rows is held out.
    """
    if bound not in _known:
        _known[bound] = _measured(bound)
    return _known[bound]


def _measured(bound: Bound) -> Reference | None:
    coding = bound.coding
    if coding is None or coding.form == "flags" or bound.refusals:
        return None
    training, scored = _rows(bound)
    classes = coding.form != "numbers"
    x, y = _table(bound.x, training), _labels(bound, bound.y[training])
    if bound.validation is None:
        new_x, new_y = _table(bound.x, scored), _labels(bound, bound.y[scored])
    else:
        held_x, held_y = bound.validation
        given = evenly(np.arange(len(held_y)), _MOST_ROWS)
        new_x, new_y = _table(held_x, given), _labels(bound, held_y[given])
    if not (np.isfinite(x).all() and np.isfinite(new_x).all()):
        return None  # the arrays have changed since
    if len(x) < _FEWEST_ROWS or len(new_x) < _FEWEST_ROWS or len(np.unique(y)) < 2:  # noqa: PLR2004
        return None
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    skill = _skill_of_classes if classes else _skill_of_numbers
    linear, tree, neighbours = [
        skill(model.fit((x - middle) / spread, y).predict((new_x - middle) / spread), y, new_y)
        for model in _models(classes=classes)
    ]
    left = 1.0
    if classes:
        left = max(float((new_y != np.bincount(y).argmax()).mean()), 1 / len(new_y))
    return Reference(linear, tree, neighbours, len(new_y), left, is_of_numbers=not classes)


def _rows(bound: Bound) -> tuple[Array, Array]:
    """Indices of rows to train on, and to score; none to score if they are given."""
    training = evenly(np.asarray(bound.training_rows), 2 * _MOST_ROWS)
    if bound.validation is not None:
        return training[:_MOST_ROWS], training[:0]
    held = np.asarray(bound.validation_rows)
    if len(held) >= _FEWEST_ROWS:
        return evenly(training, _MOST_ROWS), evenly(held, _MOST_ROWS)
    cut = min(len(training) * 2 // 3, _MOST_ROWS)
    return training[:cut], training[cut:]


def _table(x: Any, places: Array) -> Array:
    rows = x.at(places) if hasattr(x, "at") else x[places]
    flat = np.asarray(rows, np.float32).reshape(len(places), -1)
    return flat[:, evenly(np.arange(flat.shape[1]), _MOST_COLUMNS)]


def _labels(bound: Bound, y: Array) -> Array:
    classes = None if bound.coding is None else bound.coding.class_numbers(y)
    return y.reshape(len(y), -1).astype(np.float64) if classes is None else classes


def _models(*, classes: bool) -> tuple[Any, ...]:
    from sklearn import linear_model, neighbors, tree

    limits = {"max_depth": _DEPTH, "min_samples_leaf": _LEAF, "random_state": 0}
    if classes:
        return (
            linear_model.RidgeClassifier(),
            tree.DecisionTreeClassifier(**limits),
            neighbors.KNeighborsClassifier(_NEIGHBOURS),
        )
    return (
        linear_model.Ridge(),
        tree.DecisionTreeRegressor(**limits),
        neighbors.KNeighborsRegressor(_NEIGHBOURS),
    )


def _skill_of_classes(answers: Array, y: Array, new_y: Array) -> float:
    """The share of the baseline's errors that the model avoids."""
    commonest = np.bincount(y).argmax()
    baseline = float((new_y == commonest).mean())
    return (float((answers == new_y).mean()) - baseline) / max(1 - baseline, 1 / len(new_y))


def _skill_of_numbers(answers: Array, y: Array, new_y: Array) -> float:
    """R2, relative to the mean of the training rows."""
    off = np.square(new_y - y.mean(axis=0)).sum(axis=0)
    wrong = np.square(new_y - answers.reshape(new_y.shape)).sum(axis=0)
    return float(np.mean(1 - wrong / np.maximum(off, np.finfo(float).tiny)))
