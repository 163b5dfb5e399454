"""Masked arrays, arrays of arrays, and images with the channels first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._wording import not_finite_text, place, size
from densemodel.data.read._objects import is_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.findings._finding import Findings
    from densemodel.data.read._values import Values
    from densemodel.language import Spec


Array = np.ndarray[Any, Any]


def unmasked(data: Any) -> Array:
    """A plain array from one that may be masked.

    Args:
        data: An array, or of a subclass.

    Returns:
        Masked numbers become NaN, other values None; a view if nothing is masked.
    """
    if not isinstance(data, np.ma.MaskedArray):
        return np.asarray(data)
    masked, plain = np.ma.getmaskarray(data), np.asarray(data.data)
    if plain.dtype.names is not None or not masked.any():
        return plain
    if plain.dtype.kind in "biuf":
        kind = plain.dtype if plain.dtype.kind == "f" else np.dtype(np.float64)
        gap: Any = np.nan
    else:
        kind, gap = np.dtype(object), None
    filled = plain.astype(kind)
    filled[masked] = gap
    return filled


def holds_arrays(array: Array) -> bool:
    """Whether an object array holds only arrays or lists, and gaps."""
    items = array.ravel().tolist()
    if not any(map(_is_array, set(map(type, items)))):
        return False  # fast, while looking for gaps is slow
    return all(_is_array(type(item)) or is_missing(item) for item in items)


def _is_array(kind: type) -> bool:
    if issubclass(kind, list | tuple):
        return True
    # scalars of NumPy can become arrays, too
    return hasattr(kind, "__array__") and not issubclass(kind, np.generic)


def stack(array: Array, where: str, findings: Findings) -> Array | None:
    """One array from an array of arrays.

    Args:
        array: Of dtype object, for which `holds_arrays` is true.
        where: Its name in messages.
        findings: Receives the refusal.

    Returns:
        Of any type, with the axes of the inner arrays after its own; None if it was refused.
    """
    items = array.ravel().tolist()
    gaps = [i for i, item in enumerate(items) if is_missing(item)]
    if gaps:
        findings.refuse(where, not_finite_text(len(gaps), where, place(array.shape, gaps[0])))
        return None
    try:
        arrays = [_as_array(item) for item in items]
    except ValueError:  # an uneven list
        findings.refuse(where, uneven_text((), where))
        return None
    shapes = [item.shape for item in arrays]
    if len(set(shapes)) > 1:
        findings.refuse(where, uneven_text(shapes, where))
        return None
    return np.stack(arrays).reshape(array.shape + shapes[0])


def _as_array(item: Any) -> Array:
    array = unmasked(item)
    # NumPy silently turns [1, "a"] into two texts; objects keep the mix visible
    return np.array(item, dtype=object) if array.dtype.kind in "US" else array


def uneven_text(shapes: Sequence[tuple[int, ...]], where: str) -> str:
    """The refusal of rows of different lengths or sizes.

    Args:
        shapes: Those of the rows; empty if unknown.
        where: The name of the data in messages.
    """
    other = next((i for i, shape in enumerate(shapes) if shape != shapes[0]), None)
    if other is None:
        return f"the rows of {where} differ in length: give all the same length"
    known = f"row 0: {_size(shapes[0])}, row {other}: {_size(shapes[other])}"
    kind = "length" if {len(shapes[0]), len(shapes[other])} <= {0, 1} else "size"
    return f"the rows of {where} differ in {kind} ({known}): give all the same {kind}"


def _size(shape: tuple[int, ...]) -> str:
    return size(shape) or "a single value"


_CHANNELS = (1, 3)
"Grey, and red, green and blue."
_SMALLEST = 5
"The fewest rows of an image that is clearly an image."
_WINDOWS = ("Conv", "Pooling")


def offer_channels_last(
    spec: Spec, sized: Spec | None, x: Values | None, findings: Findings
) -> None:
    """Offer to move the channels if a convolution would slide over them.

    Args:
        spec: As it was written.
        sized: The same with sizes; None if it does not fit the rows.
        x: The rows as given.
        findings: Receives the offer.
    """
    if x is None or x.array.ndim != 4:  # noqa: PLR2004 - rows of three axes
        return
    shape = x.array.shape[1:]
    channels, height, width = shape
    looks_so = channels in _CHANNELS and height == width >= _SMALLEST
    is_taken = spec.has_auto_input or (sized is not None and sized.input_shape == shape)
    may_slide = sized is None or any(
        window in layer.kind for layer in sized.layers for window in _WINDOWS
    )
    if looks_so and is_taken and may_slide:
        findings.offer(
            "x",
            f"the rows of x are {size(shape)}, with the channels first: put them last, "
            "x.transpose(0, 2, 3, 1)",
        )
