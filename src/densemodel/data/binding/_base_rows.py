"""The outputs of a frozen base, which are the rows of its network: computed once, and kept."""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.binding._model_digest import digest_of
from densemodel.data.findings._finding import size
from densemodel.data.read._memory import free_bytes
from densemodel.data.read._stored_rows import Features, chunks_of
from densemodel.data.read._survey import fingerprints
from densemodel.errors import DataError
from densemodel.wording import counted, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel._array import Array
    from densemodel.language import Base, Spec

_AT_ONCE = 64
"Rows of one call: more do not make it faster."
_MOST_CACHED = 4
"Outputs of training, validation and test rows, and those of one more cell."

_cache: OrderedDict[tuple[str, ...], Array] = OrderedDict()
_lock = RLock()
_progress: ContextVar[Callable[[int, int, str], object] | None]
_progress = ContextVar("densemodel_base_rows", default=None)


@contextmanager
def watching_base(progress: Callable[[int, int, str], object]) -> Iterator[None]:
    """Have a function called with the rows that are done, that of all, and the base's name."""
    token = _progress.set(progress)
    try:
        yield
    finally:
        _progress.reset(token)


def with_copy(spec: Spec) -> Spec:
    """The spec with a copy of its base that nobody changes."""
    if spec.base is None or spec.base.is_copy:
        return spec
    # a layer above, which knows Keras and is loaded where somebody has a model
    copied: Spec = import_module("densemodel.network").with_copy(spec)
    return copied


def base_outputs(base: Base, x: Features) -> Array:
    """The outputs for some rows, float32 of shape (n, *base.output_shape).

    Raises:
        DataError: They do not fit into the memory, or are no numbers.
    """
    shape = tuple(one for one in base.output_shape if one is not None)
    needed, free = 4 * len(x) * math.prod(shape), free_bytes()
    if needed > free // 2:
        raise DataError(
            f"the outputs of {base.name} for {counted(len(x), 'row')} take "
            f"{number(needed, 'size')}, and {number(free, 'size')} are free: give it "
            "pooling='avg', or fewer rows"
        )
    outputs = np.empty((len(x), *shape), np.float32)
    done, progress = 0, _progress.get()
    for chunk in chunks_of(x, np.arange(len(x)), _AT_ONCE):
        found: Any = base.model(np.ascontiguousarray(chunk, np.float32), training=False)
        outputs[done : done + len(chunk)] = np.asarray(found, np.float32)
        done += len(chunk)
        if progress is not None:
            progress(done, len(x), base.name)
    if not np.isfinite(outputs).all():
        raise DataError(
            f"{base.name} gives values that are not numbers for some rows: check its weights, and "
            f"that x has what it was trained on, in rows of {size(x.shape[1:])}"
        )
    return outputs


def cached_outputs(base: Base, x: Features) -> Array:
    """The same, computed once for the same rows and all that decides the outputs of the base."""
    digest = hashlib.blake2b(digest_size=16)
    for chunk in chunks_of(x, np.arange(len(x)), 4096):
        digest.update(fingerprints(np.ascontiguousarray(chunk, np.float32)).tobytes())
    key = str(x.shape), digest.hexdigest(), digest_of(base.model), str(base.output_shape)
    with _lock:
        known = _cache.pop(key, None)
        outputs = base_outputs(base, x) if known is None else known
        outputs.flags.writeable = False
        _cache[key] = outputs
        while len(_cache) > _MOST_CACHED:
            _cache.popitem(last=False)
    return outputs
