"""The built front end: what esbuild made from `js/`, read once when a widget first needs it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from densemodel.errors import DenseModelError

NOTHING = "export default {};"
"A module in place of one that was never built, for widgets that are worth having without it."


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
        raise DenseModelError(
            "the front end is not built: run make build (needs Node 20)"
        ) from error
