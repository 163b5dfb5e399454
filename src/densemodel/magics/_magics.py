"""`%%densemodel` and `%densemodel`, registered with IPython."""

from __future__ import annotations

from typing import Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from traitlets import Bool, Unicode

from densemodel.magics._cell import Cell
from densemodel.magics._commands import Commands
from densemodel.magics._help import usage
from densemodel.magics._registry import Registry


@magics_class
class DenseModel(Magics):  # type: ignore[misc]  # IPython is untyped
    """The magics, and their defaults: `%config DenseModel` shows and sets them."""

    name = Unicode("model", help="The name of a model whose cell gives none").tag(config=True)
    panel = Bool(default_value=True, help="Show the training panel").tag(config=True)
    train = Bool(default_value=False, help="Train at once, as --train does").tag(config=True)
    parallel = Bool(
        default_value=False, help="Let runs train side by side, not one after another"
    ).tag(config=True)
    wait = Bool(default_value=False, help="Train and wait, as --wait does").tag(config=True)

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.registry = Registry()
        self._cell = Cell(shell, self.registry, self)
        self._commands = Commands(shell, self.registry)

    # braces belong to the language: IPython must not put variables into them
    @no_var_expand  # type: ignore[untyped-decorator]
    @line_cell_magic  # type: ignore[untyped-decorator]
    def densemodel(self, line: str, cell: str | None = None) -> Any:
        """Write a neural network in one line; get a Keras model with a training panel."""
        if cell is None:
            return self._commands.do(line)
        self._cell.run(line, cell)
        return None


# what `%%densemodel?` shows
DenseModel.densemodel.__doc__ = f"{DenseModel.densemodel.__doc__}\n\n{usage()}"
