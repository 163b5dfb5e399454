"""Read x or y as one plain NumPy array: arrays, lists, tables, tensors and other objects."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, MappingView
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data.findings._finding import Findings, place, size, value_text
from densemodel.data.read._frames import as_column, as_frame, is_of, is_pandas, row_names
from densemodel.data.read._memory import has_room_for_sparse_columns, read_sparse_matrix
from densemodel.data.read._non_numeric_text import is_number, non_numeric_text_of
from densemodel.data.read._objects import refuse_non_numeric_text
from densemodel.data.read._plain import plain_array, uneven_text, unmasked
from densemodel.data.read._stored_rows import is_mapped
from densemodel.data.read._tables import read_table
from densemodel.wording import counted, with_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel._array import Array


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Numbers or text with their index and names."""

    array: Array
    "At least one axis; dtype kind b, i, u, f or U. It may be in a file, not read."
    names: tuple[str, ...] | None = None
    "Of its columns."
    index: Any = None

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.array)


def read_values(data: object, where: str, findings: Findings) -> Values | None:
    """Read arrays, lists, tables and single columns of any library, tensors and sparse matrices.

    It raises no errors, and does not change the data; None if they were refused.
    """
    if data is None:
        findings.refuse(where, f"there is no {where}: give an array, a list or a DataFrame")
        return None
    try:
        with np.errstate(all="ignore"):
            return _read(data, where, findings)
    except Exception as error:  # noqa: BLE001  libraries raise what they like
        lines = str(error).strip().splitlines()
        reason = value_text(lines[0].strip()) if lines else type(error).__name__
        known = f"that can't be read ({reason}): give a NumPy array"
        if isinstance(error, MemoryError):
            known = "that is larger than the free memory: give fewer rows or columns"
        findings.refuse(where, f"{where} is {with_article(type(data).__name__)} {known}")
        return None


def _read(data: Any, where: str, findings: Findings) -> Values | None:
    if is_pandas(data):
        if not has_room_for_sparse_columns(data, where, findings):
            return None
    elif is_of("scipy.sparse", data, "sparray", "spmatrix"):
        dense = read_sparse_matrix(data, where, findings)
        return _values(None if dense is None else plain_array(dense, where, findings))
    table = as_frame(data)
    if table is not None:
        return _values(read_table(table, where, findings), table.names, row_names(data))
    column = as_column(data)
    if column is not None:
        names = None if column.name is None else (column.name,)
        return _values(plain_array(column.array(), where, findings), names, row_names(data))
    return _values(_read_anything(data, where, findings))


def _values(
    array: Array | None, names: tuple[str, ...] | None = None, index: Any = None
) -> Values | None:
    if array is None:
        return None
    columns = 1 if array.ndim == 1 else array.shape[1]
    # a column of arrays has more axes than one name
    is_named = names is not None and len(names) == columns and array.ndim <= 2
    return Values(array, names if is_named else None, index)


def refuse_text(array: Array, where: str, findings: Findings) -> None:
    texts = array.ravel().tolist()
    non_numeric = non_numeric_text_of(texts)
    if non_numeric is not None:
        refuse_non_numeric_text(non_numeric, array.shape, where, findings)
        return
    spot = place(array.shape, 0)
    first = value_text(texts[0])
    fix = f"write {where}.astype(float)" if all(map(is_number, texts)) else "encode it as numbers"
    findings.refuse(where, f"{where} holds text ({spot}: {first}): {fix}")


_FEW, _MANY = 8, 1000
"A list of few arrays with many rows each is several inputs, not images."


def _refuse_several(data: Any, where: str, findings: Findings) -> bool:
    """Refuse a list, a tuple or a dict of several inputs, or of columns by name.

    A list of images of one size is one array, and so is a list of rows.
    """
    if isinstance(data, dict):
        return _refuse_dict(data, where, findings)
    shapes = _shapes_of_arrays(data)
    if shapes is None or not _are_several(shapes):
        return False
    kind = type(data).__name__
    findings.refuse(where, _several_message(kind, shapes, where, where, f"{where}[0]"))
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
    findings.refuse(where, _several_message("dict", shapes, where, f"list({where}.values())", one))
    return True


def _several_message(
    kind: str, shapes: Sequence[tuple[int, ...]], where: str, arrays: str, one: str
) -> str:
    if len(shapes) == 1:
        return f"{where} is a {kind} of one array: write {one}"
    shown = [size(shape) for shape in shapes[:3]]  # without the quotes of `listed`
    rest = len(shapes) - len(shown)
    sizes = ", ".join(shown) + (f" and {rest} more" if rest else "")
    known = f"{where} is a {kind} of {len(shapes)} arrays ({sizes})"
    side = "output" if _is_target(where) else "input"
    rows = {shape[0] for shape in shapes}
    if len(rows) == 1 and all(len(shape) == 2 for shape in shapes):
        fix = f"join their columns with np.concatenate({arrays}, axis=1)"
    else:
        fix = f"give one of them, such as {one}"
    return f"{known}, and a network takes one {side}: {fix}"


def _is_target(where: str) -> bool:
    return where.startswith("y") or where.endswith("[1]")


def _shapes_of_arrays(items: Sequence[Any]) -> list[tuple[int, ...]] | None:
    """The shapes of arrays, frames and tensors with axes; None if one item is something else."""
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
    """The length of a column in a dict; None if it is not a column."""
    if isinstance(value, str | bytes | dict):
        return None
    try:
        return len(value)  # type: ignore[arg-type]
    except TypeError:
        return None


_FIXES = {
    "LazyFrame": "write {}.collect()",
    "RaggedTensor": "write {}.to_tensor()",
    "SparseTensor": "write tf.sparse.to_dense({})",
}
"By the name of the type, without importing the library."

_USUAL = "give an array, a list or a DataFrame"


def _read_anything(data: Any, where: str, findings: Findings) -> Array | None:
    """A plain array with at least one axis from an object that is not a table; None if refused."""
    fix = _fix_for(data, where)
    if fix is not None:
        findings.refuse(where, f"{where} is {with_article(type(data).__name__)}: {fix}")
        return None
    if isinstance(data, list | tuple | dict) and _refuse_several(data, where, findings):
        return None
    if isinstance(data, list | tuple):
        array = _array_of_list(data, where, findings)
        plain = None if array is None else plain_array(array, where, findings)
        if plain is not None and plain.size and plain.ndim > 1:
            what = f"{counted(len(plain), 'row')} of {size(plain.shape[1:])}"
            findings.repair(where, f"{where} is a {type(data).__name__}: read as {what}")
        return plain
    array = _as_array(data)
    if array.ndim == 0:
        is_single = hasattr(data, "shape") and array.dtype.kind != "O"
        what = "a single value" if is_single else with_article(type(data).__name__)
        findings.refuse(where, f"{where} is {what}: {_USUAL}")
        return None
    return plain_array(array, where, findings)


def _fix_for(data: object, where: str) -> str | None:
    """What to write instead of an object that is surely not an array; None for others."""
    fix = None
    if type(data).__name__ in _FIXES:
        fix = _FIXES[type(data).__name__].format(where)
    elif isinstance(data, str | os.PathLike):
        fix = f"read the file first, as pd.read_csv({where}) does"
    elif isinstance(data, Iterator | MappingView):
        fix = f"write list({where})"
    elif isinstance(data, AbstractSet):
        fix = "its values have no order, so give an array, a list or a DataFrame"
    elif isinstance(data, Mapping) and {"data", "target"} <= data.keys():
        fix = f'write {where}["{"target" if _is_target(where) else "data"}"]'
    elif callable(data) and not hasattr(data, "__array__"):
        fix = "give the data, such as what it returns"
    return fix


def _as_array(data: Any) -> Array:
    """The object as a NumPy array, without warnings; tensors are detached from gradients."""
    if isinstance(data, np.ndarray):
        return data if is_mapped(data) else unmasked(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return np.asarray(data)
        except (RuntimeError, TypeError):
            # a PyTorch tensor with gradients, or on a GPU
            if not (hasattr(data, "detach") and hasattr(data, "cpu")):
                raise
            return np.asarray(data.detach().cpu())


def _array_of_list(
    data: list[Any] | tuple[Any, ...], where: str, findings: Findings
) -> Array | None:
    try:
        # text arrays have the width of the longest text
        array = None if _starts_with_text(data) else _as_array(data)
        if array is None or array.dtype.kind in "US":
            # NumPy silently turns [1, "a"] into two texts; objects keep the mix visible
            array = np.array(data, dtype=object)
    except ValueError:
        shapes: list[tuple[int, ...]] = []
        with suppress(ValueError):  # a row has no shape
            shapes = [np.shape(row) for row in data]
        findings.refuse(where, uneven_text(shapes, where))
        return None
    return array


def _starts_with_text(data: Any) -> bool:
    while isinstance(data, list | tuple) and data:
        data = data[0]
        if isinstance(data, list | tuple) and data and data[0] is data:
            return False
    return isinstance(data, str | bytes)
