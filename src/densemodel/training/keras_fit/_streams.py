"""Data that comes in batches: a tf.data.Dataset, a PyDataset, a DataLoader or a generator."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from types import GeneratorType
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import bind
from densemodel.errors import DataError
from densemodel.network import load_keras
from densemodel.training.diagnosis import MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.data import Bound, Finding
    from densemodel.language import Spec

_MOST_CHECKED, _MOST_ROWS_CHECKED = 64, 1000


@dataclass(frozen=True)
class Fed:
    """The arguments of `fit`."""

    x: Any
    "Arrays, or something that yields batches: a tf.data.Dataset, a PyDataset, a generator."
    y: Any = None
    validation: Any = None
    "The same for validation; None without validation."
    test: Any = None
    sample_weight: Any = None
    class_weight: Any = None
    batches: int | None = None
    "Batches of x in one epoch; None while unknown."
    never_ends: bool = False
    "Whether an epoch has no end, or an unknown one."
    is_shuffled: bool = False
    "Whether Keras shuffles the rows, or the batches, in each epoch."
    first: tuple[np.ndarray, np.ndarray] | None = None
    "Rows of the first batches and their labels; None for arrays, which are in memory."
    findings: tuple[Finding, ...] = ()
    "Findings about the first batch."


def is_stream(x: object) -> bool:
    """Whether something yields batches for `fit`, rather than holding rows."""
    if x is None or isinstance(x, np.ndarray | list | tuple | dict):
        return False
    names = {f"{kind.__module__}.{kind.__name__}" for kind in type(x).__mro__}
    return (
        isinstance(x, GeneratorType)
        or any(name.endswith((".DatasetV2", ".PyDataset")) for name in names)
        or any(name.startswith("torch.utils.data.") for name in names)
        or (hasattr(x, "__next__") and hasattr(x, "__iter__"))
    )


def read_stream(source: Any) -> tuple[Fed, np.ndarray, np.ndarray]:
    """A stream for `fit`, and about a thousand rows of its first batches, with their labels."""
    keras = load_keras()
    batches: int | None = None
    never_ends = False
    if isinstance(source, keras.utils.PyDataset):
        batches = source.num_batches
        never_ends = batches is None
        first = _first(source[place] for place in range(_MOST_CHECKED if never_ends else batches))
    elif hasattr(source, "cardinality"):
        import tensorflow as tf

        count = int(source.cardinality())
        batches = count if count >= 0 else None
        never_ends = count == int(tf.data.INFINITE_CARDINALITY)
        first = _first(iter(source))
    elif hasattr(source, "__len__"):
        batches = len(source)
        first = _first(iter(source))
    else:
        never_ends = True
        first = _first(source)
        source = (batch for batch in itertools.chain(first, source))  # as `fit` takes it
    pairs = [_pair_of(batch) for batch in first]
    if not pairs:
        raise DataError("x yields no batch: give one with rows")
    x, y = (
        _joined(parts, name)
        for parts, name in zip(zip(*pairs, strict=True), ("rows", "labels"), strict=True)
    )
    fed = Fed(
        source,
        batches=batches,
        never_ends=never_ends,
        is_shuffled=isinstance(source, keras.utils.PyDataset),
        first=(x[:MOST_ROWS].copy(), y[:MOST_ROWS].copy()),
    )
    return fed, x, y


def _first(batches: Iterator[Any]) -> list[Any]:
    """The first batches, enough to show the classes."""
    taken: list[Any] = []
    rows = 0
    for batch in itertools.islice(batches, _MOST_CHECKED):
        taken.append(batch)
        rows += (
            len(batch[0]) if isinstance(batch, tuple | list) and len(batch) else _MOST_ROWS_CHECKED
        )
        if rows >= _MOST_ROWS_CHECKED:
            break
    return taken


def _pair_of(batch: Any) -> tuple[np.ndarray, np.ndarray]:
    if not isinstance(batch, tuple | list) or len(batch) not in (2, 3):
        raise DataError(
            f"x yields {type(batch).__name__} instead of a pair of rows and labels: make it "
            "yield (x, y) batches, such as tf.data.Dataset.from_tensor_slices((x, y)).batch(32)"
        )
    x, y = batch[:2]
    for part, name in ((x, "rows"), (y, "labels")):
        if isinstance(part, dict | tuple | list):
            raise DataError(
                f"x yields several {name} in one batch, as {type(part).__name__}: give one array "
                f"of {name}"
            )
    return np.asarray(x), np.asarray(y)


def _joined(parts: Sequence[np.ndarray], name: str) -> np.ndarray:
    shapes = list(dict.fromkeys(part.shape[1:] for part in parts))
    if len(shapes) > 1:
        raise DataError(
            f"x yields {name} of shape {shapes[0]}, and in a later batch of shape {shapes[1]}: "
            "give all batches the same columns"
        )
    return np.concatenate(parts)


def bind_first_rows(spec: Spec, x: np.ndarray, y: np.ndarray) -> Bound:
    """The first rows of a stream, bound: with the sizes, loss and metrics of the model."""
    if "norm" in spec.needs:
        raise DataError(
            "norm learns from all rows, and x yields batches: give arrays, or scale the rows in "
            "the dataset's map"
        )
    if spec.settings.target_norm:
        raise DataError(
            "target norm learns from all of y, and x yields batches: give arrays, or let them "
            "yield (y - mean) / spread"
        )
    if spec.settings.weights is not None:
        raise DataError(
            "weights balanced counts all rows, and x yields batches: let them yield (x, y, weight)"
        )
    bound = bind(spec.with_settings("split off ; patience off"), x, y).require()
    if bound.x.shape != x.shape or not np.allclose(np.asarray(bound.x), x):
        raise DataError(
            f"x yields rows of shape {x.shape[1:]}, and the network takes "
            f"{bound.x.shape[1:]}: reshape them in the dataset's map"
        )
    written = np.asarray(y).reshape(len(y), -1)
    wanted = np.asarray(bound.y).reshape(len(bound.y), -1)
    if (
        written.shape != wanted.shape
        or written.dtype.kind not in "biuf"
        or (written != wanted).any()
    ):
        raise DataError(
            f"x yields labels of type {y.dtype} and shape {y.shape[1:]}, and "
            f"{bound.task.loss.name} takes {wanted.dtype} of shape {bound.y.shape[1:]}: convert "
            "them in the dataset's map"
        )
    return bound
