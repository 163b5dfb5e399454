"""Importance of columns: how much the loss rises when one is permuted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from densemodel.network import load_keras
from densemodel.scoring.columns._named_columns import MOST_COLUMNS
from densemodel.scoring.intervals._bootstrap import row_intervals
from densemodel.scoring.rows._predictions import losses_of

if TYPE_CHECKING:
    import pandas as pd

    from densemodel._array import Array
    from densemodel.data import Terms
    from densemodel.scoring.columns._named_columns import NamedColumns
    from densemodel.scoring.rows._frozen_model import FrozenModel


MOST_ROWS = 2_000
"The most rows that are permuted."
PERMUTATIONS = 5

SHARED = (
    "Related columns share importance: while one is permuted, the others still tell the model "
    "what it said."
)


def importance(
    frozen: FrozenModel, terms: Terms, x: Array, y: Array, columns: NamedColumns
) -> pd.DataFrame:
    """The rise of the loss of some rows when a column is permuted among them.

    Args:
        frozen: The model.
        terms: With the loss, and the seed of the permutations.
        x: Encoded rows, float32 of shape (n, width).
        y: Their labels, encoded for the loss.
        columns: Those of x. Of more than 100 those are looked at that change the predictions most,
            by their gradient.

    Returns:
        `column`, `importance`, and its 95 % interval `low`, `high`, the highest first. The interval
        is over rows and permutations; nan for a loss that is defined for batches.
    """
    import pandas as pd

    seed, places = terms.spec.settings.seed, np.arange(len(columns.names))
    if len(places) > MOST_COLUMNS:
        steepness = _sensitivity(frozen, x, columns, seed)
        places = np.sort(np.argsort(-steepness, kind="stable")[:MOST_COLUMNS])
    rng = np.random.default_rng(seed)
    orders = np.stack([rng.permutation(len(x)) for _ in range(PERMUTATIONS)])
    rises, influences = [], []
    before = np.asarray(_losses(frozen, terms, x, y))
    is_of_rows = before.ndim > 0
    at_once = PERMUTATIONS if PERMUTATIONS * x.size <= 2**22 else 1
    stacked, labels = np.concatenate([x] * at_once), np.concatenate([y] * at_once)
    for place in places:
        at = columns.places[place]
        after = []
        for first in range(0, PERMUTATIONS, at_once):
            order = orders[first : first + at_once].ravel()
            stacked[:, at] = x[order[:, None], at]
            after.append(np.ravel(_losses(frozen, terms, stacked, labels)))
        stacked[:, at] = np.concatenate([x[:, at]] * at_once)
        permuted = np.concatenate(after)
        rises.append(float(permuted.mean() - before.mean()))
        if is_of_rows:
            influences.append(_influence(permuted.reshape(orders.shape) - before, orders))
    low, high = _ends(rises, influences, len(x))
    found = pd.DataFrame(
        {
            "column": [columns.names[place] for place in places],
            "importance": rises,
            "low": low,
            "high": high,
        }
    )
    return found.sort_values("importance", ascending=False, kind="stable", ignore_index=True)


def _influence(rise: Array, orders: Array) -> Array:
    """What each row adds to the mean rise, shape (n,), with the same mean.

    A row counts twice: it gets another's value, and gives its own to another. Without the second
    part intervals would be too narrow where a few values, such as outliers, do the harm.
    """
    given = np.empty_like(rise)
    np.put_along_axis(given, orders, rise, axis=1)
    return np.asarray((rise + given).mean(axis=0) - rise.mean())


def _ends(rises: list[float], influences: list[Array], rows: int) -> tuple[list[float], ...]:
    """The lower and upper ends of the intervals; a rise that no resample changes is both."""
    if not influences:
        return [float("nan")] * len(rises), [float("nan")] * len(rises)
    table = np.stack(influences, axis=1)

    def of_draws(places: Array, drawn: Array) -> Array:
        return np.asarray(drawn @ table[places] / drawn.sum(axis=1, keepdims=True))

    metrics = {f"column {number}": rise for number, rise in enumerate(rises)}
    found = row_intervals(metrics, rows, of_draws)
    ends = [found.get(name, (rise, rise)) for name, rise in metrics.items()]
    return [low for low, _ in ends], [high for _, high in ends]


def _losses(frozen: FrozenModel, terms: Terms, x: Array, y: Array) -> Array | float:
    answers = frozen.answers(x)
    return losses_of(terms, y, answers.outputs, answers.logits)


_MOST_CHECKED = 200
"Rows whose gradients are computed."


def _sensitivity(frozen: FrozenModel, x: Array, columns: NamedColumns, seed: int) -> Array:
    """How much each column changes the predictions to first order, shape (columns,).

    inf for expanded values, which have no gradient: there are never many.
    """
    import tensorflow as tf

    rows = tf.convert_to_tensor(x[:_MOST_CHECKED])
    pairs = list(zip(frozen.network.variables, frozen.weights.values, strict=True))
    with load_keras().StatelessScope(pairs), tf.GradientTape() as tape:
        tape.watch(rows)
        outputs = frozen.network(rows, training=False)
        # the sum of a softmax is always 1, so outputs count differently
        mix = np.random.default_rng(seed).normal(size=outputs.shape[1:]).astype(np.float32)
        whole = tf.reduce_sum(tf.cast(outputs, tf.float32) * mix)
    slope = tape.gradient(whole, rows)
    slope = np.zeros_like(x[:_MOST_CHECKED]) if slope is None else np.asarray(slope)
    moved = np.abs(slope * (x[:_MOST_CHECKED] - np.median(x[:_MOST_CHECKED], axis=0)))
    return np.array(
        [
            np.inf if encoding is not None and encoding.is_expanded else moved[:, at].sum()
            for encoding, at in zip(columns.encodings, columns.places, strict=True)
        ]
    )
