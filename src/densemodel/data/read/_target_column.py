"""Rows and labels from one frame: `--frame df --target price`, `dm.train(spec, frame=df, ...)`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from densemodel.data.read._frames import as_frame, as_text
from densemodel.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROWS_OF_A_TITLE = 5
"How many rows of a frame may stand above the names of its columns."


def rows_and_labels(frame: Any, target: object, name: str) -> tuple[Any, Any]:
    """A frame without its target column, and that column; messages call the frame `name`.

    Raises:
        DataError: It is not a frame, or lacks the column.
    """
    table = as_frame(frame)
    if table is None:
        kind = type(frame).__name__
        raise DataError(f"{name} is of type {kind}, not a frame: {_frame_fix(frame, name)}")
    column = as_text(target)
    if column not in table.names:
        near = get_close_matches(column, table.names, n=1)
        shown = ", ".join(table.names[:10])
        hint = f"did you mean {near[0]}?" if near else f"its columns are {shown}"
        hint = _other_reading(frame, name, table.names, column) or hint
        raise DataError(f"{name} has no column {column}: {hint}")
    times = table.names.count(column)
    if times > 1:
        raise DataError(f"{name} has {times} columns named {column}: rename all but one")
    return table.without(column)


def _other_reading(frame: Any, name: str, names: Sequence[str], column: str) -> str:
    """How to get a frame that has the column, if its file was read in a wrong way; else empty."""
    separator = (
        next((separator for separator in ";\t|" if separator in names[0]), "")
        if len(names) == 1
        else ""
    )
    if separator:
        return f"read its file with pd.read_csv(..., sep={separator!r})"
    if column in getattr(getattr(frame, "index", None), "names", ()):
        return f"it is the index, so write {name} = {name}.reset_index()"
    # pandas calls a column without a name so: a title stands above the names
    if any(one.startswith("Unnamed: ") for one in names):
        first = frame.head(_ROWS_OF_A_TITLE).to_numpy(object).tolist()
        row = next((row for row, values in enumerate(first) if column in values), None)
        if row is not None:
            return f"it is a value in row {row}, so read its file with header={row + 1}"
    return ""


def _frame_fix(frame: Any, name: str) -> str:
    """What to give in place of an object that is no frame."""
    first = next(iter(frame), None) if isinstance(frame, list) else frame
    if isinstance(first, dict):
        return f"write {name} = pd.DataFrame({name}) first"
    if type(frame).__name__ == "LazyFrame":
        return f"write {name} = {name}.collect() first"
    return "give arrays as x and y"
