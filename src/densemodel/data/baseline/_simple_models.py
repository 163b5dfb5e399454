"""Simple models of scikit-learn, which a network should beat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

SimpleKind = Literal["linear", "tree", "neighbours", "boosting"]


def simple_model(
    kind: SimpleKind, *, classes: bool, seed: int = 0, are_categories: Sequence[bool] | None = None
) -> Any:
    """An estimator that is not fitted yet, for classes or for numbers.

    A tree of depth 6 and 5 nearest neighbours are small, so that they do not overfit; boosted trees
    have the defaults of scikit-learn.

    Args:
        kind: Which one.
        classes: Whether y holds classes.
        seed: Of trees.
        are_categories: Which columns are categories, for boosted trees; None: no column is.
    """
    if kind == "linear":
        from sklearn import linear_model

        return linear_model.RidgeClassifier() if classes else linear_model.Ridge()
    if kind == "neighbours":
        from sklearn import neighbors

        make = neighbors.KNeighborsClassifier if classes else neighbors.KNeighborsRegressor
        return make(5)
    if kind == "tree":
        from sklearn import tree

        make = tree.DecisionTreeClassifier if classes else tree.DecisionTreeRegressor
        return make(max_depth=6, min_samples_leaf=5, random_state=seed)
    from sklearn import ensemble

    boost = ensemble.HistGradientBoostingClassifier
    boost = boost if classes else ensemble.HistGradientBoostingRegressor
    return boost(categorical_features=are_categories, random_state=seed % 2**32)
