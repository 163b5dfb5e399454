"""Hides TensorFlow's start-up messages where a cell imports it, or Keras, by itself."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec


class _QuietFinder(MetaPathFinder):
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        found = PathFinder.find_spec(name, path, target) if name == "tensorflow" else None
        if found is None or found.loader is None:
            return None
        execute = found.loader.exec_module

        def execute_quietly(module: Any) -> None:
            from densemodel.network import log_lines_hidden  # loads more than %load_ext may

            with log_lines_hidden():
                execute(module)

        found.loader.exec_module = execute_quietly  # type: ignore[method-assign]
        return found


def quiet_import() -> Callable[[], None]:
    """Hide them from now on; returns the function that ends this."""
    finder = _QuietFinder()
    sys.meta_path.insert(0, finder)

    def end() -> None:
        with suppress(ValueError):
            sys.meta_path.remove(finder)

    return end
