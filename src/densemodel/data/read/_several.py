"""Several arrays handed over as one input: of a list, a tuple or a dict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._wording import counted, size, value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data.findings._finding import Findings

_FEW = 8
_MANY = 1000
"""A list of up to so few arrays with more than so many rows each holds no images: nobody trains on
eight images of a thousand lines."""


def refuse_several(data: Any, where: str, findings: Findings) -> bool:
    """Look whether a list, a tuple or a dict holds several inputs, or columns by name.

    A list of images of one size is one array, and so is a list of rows.

    Args:
        data: A list, a tuple or a dict.
        where: What messages call it.
        findings: Gets the refusal.

    Returns:
        Whether it was refused.
    """
    if isinstance(data, dict):
        return _refuse_dict(data, where, findings)
    shapes = _shapes_of_arrays(data)
    if shapes is None or not _are_several(shapes):
        return False
    if len(shapes) == 1:
        message = f"{where} is a {type(data).__name__} of one array: write {where}[0]"
    else:
        message = _message(type(data).__name__, shapes, where, where, f"{where}[0]")
    findings.refuse(where, message)
    return True


def _refuse_dict(data: dict[Any, Any], where: str, findings: Findings) -> bool:
    if not data:
        return False
    shapes = _shapes_of_arrays([*data.values()])
    if shapes is None or all(len(shape) == 1 for shape in shapes):
        lengths = {_length(value) for value in data.values()}
        if len(lengths) > 1 or None in lengths:
            return False
        what = f"{where} is a dict of {counted(len(data), 'column')}"
        findings.refuse(where, f"{what}: write pd.DataFrame({where})")
        return True
    one = f"{where}[{value_text(next(iter(data)))}]"
    if len(shapes) == 1:
        message = f"{where} is a dict of one array: write {one}"
    else:
        message = _message("dict", shapes, where, f"list({where}.values())", one)
    findings.refuse(where, message)
    return True


def _message(
    kind: str, shapes: Sequence[tuple[int, ...]], where: str, arrays: str, one: str
) -> str:
    known = f"{where} is a {kind} of {len(shapes)} arrays ({_listed_sizes(shapes)})"
    side = "output" if is_target(where) else "input"
    rows = {shape[0] for shape in shapes}
    if len(rows) == 1 and all(len(shape) == 2 for shape in shapes):  # noqa: PLR2004
        mend = f"join their columns with np.concatenate({arrays}, axis=1)"
    else:
        mend = f"give one of them, such as {one}"
    return f"{known}, and a network here has one {side}: {mend}"


def is_target(where: str) -> bool:
    """Whether messages speak of y, or of the y of a pair."""
    return where.startswith("y") or where.endswith("[1]")


def _listed_sizes(shapes: Sequence[tuple[int, ...]]) -> str:
    # without quotes, which `listed` would set around text
    shown = [size(shape) for shape in shapes[:3]]
    rest = len(shapes) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def _shapes_of_arrays(items: Sequence[Any]) -> list[tuple[int, ...]] | None:
    """The shapes of arrays, frames and tensors with axes; None if one item is none of them."""
    if not 1 <= len(items) <= _FEW:
        return None
    shapes: list[tuple[int, ...]] = []
    for item in items:
        shape = None if isinstance(item, np.generic) else getattr(item, "shape", None)
        if not isinstance(shape, tuple) and type(shape).__name__ != "TensorShape":
            return None
        if not shape or not all(isinstance(length, int) for length in shape):
            return None
        shapes.append(tuple(shape))
    return shapes


def _are_several(shapes: Sequence[tuple[int, ...]]) -> bool:
    if all(len(shape) == 1 for shape in shapes):
        return False
    if len(set(shapes)) == 1:
        return shapes[0][0] > _MANY
    # images of several sizes seldom agree in their height alone
    is_one_set = len({shape[0] for shape in shapes}) == 1
    return is_one_set or max(shape[0] for shape in shapes) > _MANY


def _length(value: object) -> int | None:
    """How many values a column of a dict holds; None if it is no column."""
    if isinstance(value, str | bytes | dict):
        return None
    try:
        return len(value)  # type: ignore[arg-type]
    except TypeError:
        return None
