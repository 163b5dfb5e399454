"""The magics: parse a cell, call one function, and display the result."""

from __future__ import annotations

from traceback import walk_stack
from typing import Any

__all__ = ["load", "unload"]


def load(shell: Any) -> None:
    """Register the magics with an IPython shell, once."""
    from densemodel._tensorflow import MISSING, has_tensorflow
    from densemodel.magics._magics import DenseModel
    from densemodel.magics.completion._completion import CompletionMatcher
    from densemodel.magics.notebook._compat import add_completer, colour_cells

    if not has_tensorflow():
        print(MISSING)
    known = shell.magics_manager.registry
    if not isinstance(known.get("DenseModel"), DenseModel):
        shell.register_magics(DenseModel)
        add_completer(shell, CompletionMatcher(shell, known["DenseModel"].registry).answer)
        colour_cells(shell)


def unload(shell: Any) -> None:
    """Stop runs, close panels and remove the magics; models and other variables stay.

    `%reload_ext` calls this, too, and then loads the same modules again: everything stays.
    """
    from densemodel.magics.notebook._compat import no_longer_colour_cells, remove_completer

    if any(frame.f_code.co_name == "reload_extension" for frame, _ in walk_stack(None)):
        return
    remove_completer(shell)
    no_longer_colour_cells(shell)
    manager = shell.magics_manager
    magics = manager.registry.pop("DenseModel", None)
    if magics is None:
        return
    magics.close()
    shell.configurables[:] = [known for known in shell.configurables if known is not magics]
    for kind in ("line", "cell"):
        manager.magics[kind].pop("densemodel", None)
