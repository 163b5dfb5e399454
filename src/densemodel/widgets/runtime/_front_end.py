"""The built front end: what esbuild made from `js/`, read once when a widget first needs it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from densemodel.errors import DenseModelError

_NOTHING = "export default {};"


@cache
def front_end(name: str) -> str:
    """The text of one built file.

    Args:
        name: A file of the bundle, such as ``network.js``.

    Returns:
        The whole file.

    Raises:
        DenseModelError: The source was never built; an installed wheel always holds the bundle.
    """
    try:
        return (files("densemodel.widgets") / "static" / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise DenseModelError("the front end is not built: run make build") from error


def front_end_if_built(name: str) -> str:
    """The text of one built file, for widgets without which the panel is still a panel.

    Args:
        name: As for `front_end`.

    Returns:
        The whole file; of a script that was never built one that does nothing.
    """
    try:
        return front_end(name)
    except DenseModelError:
        return _NOTHING if name.endswith(".js") else ""


def read_front_end() -> None:
    """Read all built files."""
    folder = files("densemodel.widgets") / "static"
    for file in folder.iterdir() if folder.is_dir() else ():
        front_end(file.name)
