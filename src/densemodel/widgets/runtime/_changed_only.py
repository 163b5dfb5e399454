"""Sets only traits that differ from those set before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget


class ChangedOnly:
    """Remembers the set traits, so that nothing is sent to the browser twice.

    For widgets that nobody else changes: what a person can change may differ from what was put.

    Args:
        put: What puts values into a widget, such as a view's `put`.
    """

    def __init__(self, put: Callable[..., None]) -> None:
        self._put = put
        self._last: dict[Widget, dict[str, Any]] = {}

    def __call__(self, widget: Widget, **values: Any) -> None:
        """Set the changed values in one message."""
        last = self._last.setdefault(widget, {})
        new = {name: value for name, value in values.items() if not _is_in(last, name, value)}
        if new:
            last.update(new)
            self._put(widget, **new)


def _is_in(last: dict[str, Any], name: str, value: Any) -> bool:
    if name not in last:
        return False
    before = last[name]
    if not isinstance(value, np.ndarray) or not isinstance(before, np.ndarray):
        return bool(before == value)
    has_nan = value.dtype.kind == before.dtype.kind == "f"
    return value.dtype == before.dtype and np.array_equal(before, value, equal_nan=has_nan)
