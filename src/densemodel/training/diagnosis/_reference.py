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
    (x, y), (new_x, new_y) = _sides(bound)
    classes = coding.form != "numbers"
    if not (np.isfinite(x).all() and np.isfinite(new_x).all()):
        return None  # the arrays have changed since
    if len(x) < _FEWEST_ROWS or len(new_x) < _FEWEST_ROWS or len(np.unique(y)) < 2:  # noqa: PLR2004
        return None
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    x, new_x = (x - middle) / spread, (new_x - middle) / spread
    answers = [model.fit(x, y).predict(new_x) for model in _models(classes=classes)]
    left = 1.0
    if classes:  # the share of the baseline's errors that a model avoids
        baseline = float((new_y == np.bincount(y).argmax()).mean())
        left = max(1 - baseline, 1 / len(new_y))
        skills = [(float((said == new_y).mean()) - baseline) / left for said in answers]
    else:  # R2, relative to the mean of the training rows
        off = np.square(new_y - y.mean(axis=0)).sum(axis=0).clip(np.finfo(float).tiny)
        wrong = [np.square(new_y - said.reshape(new_y.shape)).sum(axis=0) for said in answers]
        skills = [float(np.mean(1 - part / off)) for part in wrong]
    linear, tree, neighbours = skills
    return Reference(linear, tree, neighbours, len(new_y), left, is_of_numbers=not classes)


def _sides(bound: Bound) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """X and y of the rows to train on, and of the rows to score."""
    training, others = evenly(np.asarray(bound.training_rows), 2 * _MOST_ROWS), (bound.x, bound.y)
    held = np.asarray(bound.validation_rows)
    if bound.validation is not None:
        training, others = training[:_MOST_ROWS], bound.validation
        held = np.arange(len(others[1]))
    elif len(held) >= _FEWEST_ROWS:
        training = evenly(training, _MOST_ROWS)
    else:
        cut = min(len(training) * 2 // 3, _MOST_ROWS)
        training, held = training[:cut], training[cut:]
    return (
        _encoded(bound, bound.x, bound.y, training),
        _encoded(bound, *others, evenly(held, _MOST_ROWS)),
    )


def _encoded(bound: Bound, x: Any, y: Array, places: Array) -> tuple[Array, Array]:
    rows, y = (x.at(places) if hasattr(x, "at") else x[places]), y[places]
    flat = np.asarray(rows, np.float32).reshape(len(places), -1)
    classes = None if bound.coding is None else bound.coding.class_numbers(y)
    return (
        flat[:, evenly(np.arange(flat.shape[1]), _MOST_COLUMNS)],
        y.reshape(len(y), -1).astype(np.float64) if classes is None else classes,
    )


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
