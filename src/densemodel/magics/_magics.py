"""`%%densemodel` and `%densemodel`, registered with IPython."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from traitlets import Bool, Float, Int, Unicode, observe

from densemodel.errors import StoreError
from densemodel.magics.cell._cell import run_cell
from densemodel.magics.commands._commands import TWO_SIGNS, Commands
from densemodel.magics.commands._saved_commands import SavedCommands
from densemodel.magics.editor._language_target import LanguageTarget
from densemodel.magics.help._help import usage
from densemodel.magics.notebook._interrupts import Interrupts
from densemodel.magics.notebook._preload import Preload
from densemodel.magics.notebook._quiet_import import quiet_import
from densemodel.magics.notebook._registry import Registry
from densemodel.store import (
    TRASH_BYTES,
    TRASH_DAYS,
    TRASH_VERSIONS,
    TrashLimits,
    default_store,
    use_folder,
)
from densemodel.widgets import use_notebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Run


_TRASH = "The trash keeps so many {}; None: no limit"


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
    autosave = Bool(
        default_value=True, help="Keep runs in a file as they train, so that a restart loses none"
    ).tag(config=True)
    preload = Bool(
        default_value=True, help="Import Keras and the widgets while the kernel is idle"
    ).tag(config=True)
    folder = Unicode("densemodels", help="Where models are saved, beside the notebook").tag(
        config=True
    )
    trash_days = Float(TRASH_DAYS, allow_none=True, min=0, help=_TRASH.format("days")).tag(
        config=True
    )
    trash_versions = Int(
        TRASH_VERSIONS, allow_none=True, min=0, help=_TRASH.format("versions of a name")
    ).tag(config=True)
    trash_bytes = Float(TRASH_BYTES, allow_none=True, min=0, help=_TRASH.format("bytes")).tag(
        config=True
    )

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        # beside the notebook, wherever a cell may go to work later
        self._home = Path.cwd()
        self.registry = Registry(shell.user_ns, self._keep)
        saved = SavedCommands(shell, self.registry, default_store)
        self._commands = Commands(shell, self.registry, saved)
        use_notebook(self.registry)
        self._use_folder()
        self._end_cells = prepare_cells(shell)
        self.source = ""
        "The text of the cell that runs, as the page has it."
        shell.events.register("pre_run_cell", self._note_cell)
        self._language = LanguageTarget(shell)
        self._end_quiet = quiet_import()
        self._preload = Preload(shell) if self.preload and Preload.is_wanted(shell) else None

    def _keep(self, run: Run) -> Callable[[], None]:
        if self.autosave:
            with suppress(StoreError):  # of a folder that can't be: saving says so
                return default_store().autosave(run)
        return lambda: None

    def _note_cell(self, info: Any) -> None:
        self.source = info.raw_cell

    def close(self) -> None:
        """Stop runs and close panels; the widgets no longer reach a notebook."""
        self._end_cells()
        self.shell.events.unregister("pre_run_cell", self._note_cell)
        self._language.close()
        self._end_quiet()
        if self._preload is not None:
            self._preload.close()
        self._commands.close()
        self.registry.close()
        use_notebook(None)
        use_folder(None)

    @observe("folder", "trash_days", "trash_versions", "trash_bytes")  # type: ignore[untyped-decorator]
    def _use_folder(self, _: Any = None) -> None:
        if hasattr(self, "_home"):  # not yet while the configuration is read
            use_folder(
                self._home / Path(self.folder).expanduser(),
                TrashLimits(self.trash_days, self.trash_versions, self.trash_bytes),
            )

    # braces belong to the language: IPython must not put variables into them
    @no_var_expand  # type: ignore[untyped-decorator]
    @line_cell_magic  # type: ignore[untyped-decorator]
    def densemodel(self, line: str, cell: str | None = None) -> Any:
        """Write a neural network in one line; get a Keras model with a training panel."""
        with Interrupts(self.registry, self.shell.events) as interrupts:
            if cell is None or (not cell.strip() and line.split()[:1] == ["help"]):
                with interrupts.at_once():
                    return self._commands.do(line, interrupts)
            run_cell(line, cell, self, interrupts)
        return None


_MAGIC = "%%densemodel"
_SPEC_BELOW_A_LINE = re.compile(r"\s*%densemodel\b[^\n>→]*\n\s*\w[\w :]*(?:->|→)")
"What Python would refuse at its arrow."
_FIRST_LINE = re.compile(r"\s*%%densemodel\b")


def prepare_cells(shell: Any) -> Callable[[], None]:
    """Check and complete cells before IPython parses them; returns the function that ends it.

    Comments and blank lines may come before the magic, and a cell without a body gets an empty one,
    so that our message is shown.
    """
    transformers = shell.input_transformers_cleanup
    transformers.insert(0, _with_a_body)
    transformers.append(_with_magic_first)

    def end() -> None:
        ours = (_with_a_body, _with_magic_first)
        transformers[:] = [one for one in transformers if one not in ours]

    return end


def _with_magic_first(lines: list[str]) -> list[str]:
    """A cell without comments above `%%densemodel`, which IPython accepts only on the first line.

    Raises:
        SyntaxError: Something else stands above it, or `%densemodel` above a spec.
    """
    if _SPEC_BELOW_A_LINE.match("".join(lines)):
        raise SyntaxError(f"a spec below its line is a cell: {TWO_SIGNS}")
    place = next((n for n, line in enumerate(lines) if line.split()[:1] == [_MAGIC]), 0)
    above = [line.strip() for line in lines[:place]]
    if not place or above[0].startswith("%%"):  # the text of another magic
        return lines
    if all(not line or line.startswith("#") for line in above):
        return lines[place:]
    try:
        ast.parse("".join(lines))  # it may be inside a string
    except SyntaxError:
        raise SyntaxError(
            f"{_MAGIC} has to be the first line of its cell: move the lines above it to another "
            "cell"
        ) from None
    return lines


def _with_a_body(lines: list[str]) -> list[str]:
    is_ours = bool(lines) and _FIRST_LINE.match(lines[0]) is not None
    if not is_ours or "".join(lines[1:]).strip():
        return lines
    return [lines[0].rstrip("\n") + "\n", "\n"]


# what `%%densemodel?` shows
DenseModel.densemodel.__doc__ = f"{DenseModel.densemodel.__doc__}\n\n{usage()}"
