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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.data import Bound
    from densemodel.language import Spec

_PAIR, _WEIGHTED = 2, 3
_LOOKED_AT, _ROWS_LOOKED_AT = 64, 1000
_ROWS = "give arrays, or scale the rows in the dataset's map"


@dataclass(frozen=True)
class Stream:
    """Something that yields batches, and the first of them, about a thousand rows."""

    source: Any
    x: np.ndarray
    "Rows of the first batches."
    y: np.ndarray
    "Their labels."
    batches: int | None
    "Batches in one pass; None if unknown."
    never_ends: bool
    has_places: bool = False
    "Whether Keras shuffles its batches."


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


def read_stream(source: Any) -> Stream:
    """Read the first batches of a stream, and find out how many there are.

    Raises:
        DataError: There is none, or it is not a pair of rows and labels.
    """
    keras = load_keras()
    batches: int | None = None
    never_ends = False
    if isinstance(source, keras.utils.PyDataset):
        batches = source.num_batches
        never_ends = batches is None
        first = _first(source[place] for place in range(_LOOKED_AT if never_ends else batches))
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
    x, y = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    has_places = isinstance(source, keras.utils.PyDataset)
    return Stream(source, x, y, batches, never_ends, has_places)


def _first(batches: Iterator[Any]) -> list[Any]:
    """The first batches, enough to show the classes."""
    taken: list[Any] = []
    rows = 0
    for batch in itertools.islice(batches, _LOOKED_AT):
        taken.append(batch)
        rows += len(batch[0]) if isinstance(batch, tuple | list) and len(batch) else _ROWS_LOOKED_AT
        if rows >= _ROWS_LOOKED_AT:
            break
    return taken


def _pair_of(batch: Any) -> tuple[np.ndarray, np.ndarray]:
    if not isinstance(batch, tuple | list) or len(batch) not in (_PAIR, _WEIGHTED):
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


def bind_first_rows(spec: Spec, stream: Stream) -> Bound:
    """Check the first rows of a stream against a spec; the others are unknown.

    Returns:
        The first rows, bound: with the sizes, the loss and the metrics of the spec's model.

    Raises:
        DataError: It can't be trained on.
    """
    if "norm" in spec.needs:
        raise DataError(f"norm learns from all rows, and x yields batches: {_ROWS}")
    if spec.settings.target_norm:
        raise DataError(
            "target norm learns from all of y, and x yields batches: give arrays, or let them "
            "yield (y - mean) / spread"
        )
    if spec.settings.weights is not None:
        raise DataError(
            "weights balanced counts all rows, and x yields batches: let them yield (x, y, weight)"
        )
    bound = bind(spec.with_settings("split off ; patience off"), stream.x, stream.y).require()
    if bound.x.shape != stream.x.shape or not np.allclose(np.asarray(bound.x), stream.x):
        raise DataError(
            f"x yields rows of shape {stream.x.shape[1:]}, and the network takes "
            f"{bound.x.shape[1:]}: reshape them in the dataset's map"
        )
    written = np.asarray(stream.y).reshape(len(stream.y), -1)
    wanted = np.asarray(bound.y).reshape(len(bound.y), -1)
    if (
        written.shape != wanted.shape
        or written.dtype.kind not in "biuf"
        or (written != wanted).any()
    ):
        raise DataError(
            f"x yields labels of type {stream.y.dtype} and shape {stream.y.shape[1:]}, and "
            f"{bound.task.loss.name} takes {wanted.dtype} of shape {bound.y.shape[1:]}: convert "
            "them in the dataset's map"
        )
    return bound
