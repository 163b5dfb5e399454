"""The runs that the cells of this notebook made, by name."""

from __future__ import annotations

import gc
import keyword
import re
import unicodedata
import weakref
from contextlib import suppress
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError
from densemodel.magics.notebook._variables import lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from densemodel.experiments import Sweep
    from densemodel.language import Spec
    from densemodel.store import CellKey
    from densemodel.training import AsLeft, Run, RunGroup
    from densemodel.widgets import CellText


MOST_BYTES = 64_000_000
"""So much data of replaced runs may wait for Python's own collector.

A panel and its run refer to each other, as the widgets and their callbacks do, so they go only when
the collector comes by. It counts objects, not bytes, and may come after twenty runs.
"""


class ReplacedData:
    """Counts the data of replaced runs, and runs the garbage collector when it is much."""

    def __init__(self) -> None:
        self._bytes = 0

    def add(self, runs: Iterable[Run]) -> None:
        """Count the data of runs that are no longer needed."""
        for bound in (run.bound for run in runs if run.bound is not None):
            arrays = (bound.x, bound.y, *(bound.validation or ()), *(bound.test or ()))
            # memory-mapped rows have no size here: they take no memory
            self._bytes += sum(getattr(array, "nbytes", 0) for array in arrays)

    def collect(self) -> None:
        """Run the garbage collector if it is much; the caller must hold none of them."""
        if self._bytes >= MOST_BYTES:
            self._bytes = 0
            gc.collect()


@dataclass(frozen=True, slots=True)
class CellContent:
    """The content of a cell for one network: equal contents show the same run."""

    text: str
    "The spec in its canonical form, without its name."
    data: Hashable
    "A hash of all data that the cell names; of what yields batches, which objects these are."
    is_strict: bool

    @classmethod
    def of(cls, spec: Spec, data: Hashable, *, is_strict: bool) -> CellContent:
        """What a cell says of a network."""
        return cls(text_without_name(spec), data, is_strict)

    def key(self, run: Run) -> CellKey | None:
        """What finds its runs in files; None for batches, which nobody recognizes later."""
        from densemodel.store import CellKey  # here, since %load_ext reads this module

        if not isinstance(self.data, str):
            return None
        seed = run.spec.settings.seed  # with `repeat`, that of the run alone
        return CellKey.of(self.text, self.data, seed=seed, is_strict=self.is_strict)


def text_without_name(spec: Spec) -> str:
    """The canonical text of a spec, whatever its network is called."""
    return str(replace(spec, name=None))


@dataclass
class RegistryEntry:
    """One name with its runs and their panel."""

    run: Run
    "The one whose model the name holds."
    content: CellContent | None = None
    "The content of its cell; None if no cell trains it."
    panel: Any = None
    "Of this name alone, or of all networks of its cell."
    goal: float | None = None
    echo: Any = None
    "The drawing and the sentences that were displayed above the panel."
    questions: list[Any] = field(default_factory=list)
    "The questions of cells in whose place the panel stands."
    group: RunGroup | None = None
    "The runs of the network, where its cell holds several networks."
    autosaves: dict[Run, Callable[[], None]] = field(default_factory=dict)
    "The runs that are saved as they train, each with what ends that; the files stay."
    left: AsLeft | None = None
    "The model when the run ended; None while it trains, and before."
    _cancel: Callable[[], None] = lambda: None
    _end_cell: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.set_run(self.run)

    def set_run(self, run: Run) -> None:
        """Replace the first run by another of the same network."""
        self._cancel()
        self.run = run
        self._cancel = run.on_event(self._note)
        self._note_end()
        self._end_cell()
        self._end_cell = (
            (lambda: None) if self.cell is None else self.cell.changes.add(self.note_cell)
        )
        self.note_cell()

    def note_cell(self) -> None:
        """Note what its cell says now with the runs, for their files."""
        from densemodel.store import CELLS

        content, cell, name = self.content, self.cell, self.run.name
        if content is not None and cell is not None and name in cell.written:
            content = replace(content, text=text_without_name(cell.specs[name]))
        for run in self.runs:
            key = None if content is None else content.key(run)
            if key is not None:
                CELLS[run] = key

    @property
    def cell(self) -> CellText | None:
        """The text of its cell; None where no cell of a page made the run alone."""
        from densemodel.widgets import pending_settings_of

        return pending_settings_of(self.run).cell

    def has_spec(self, spec: Spec) -> bool:
        """Whether a spec is that of its cell, or what it has trained.

        Once the cell was changed from the panel, only the latter is.
        """
        name, cell, text = self.run.name, self.cell, text_without_name(spec)
        if cell is not None and text == text_without_name(cell.spec_for(name, self.run.spec)):
            return True
        is_written = cell is not None and name in cell.written
        return self.content is not None and self.content.text == text and not is_written

    @property
    def is_trained(self) -> bool:
        """Whether there is a trained model that is unchanged since its run ended."""
        return self.left is not None and self.left.is_as_left(self.run.model)

    def _note(self, event: object) -> None:
        from densemodel.training import RunEnded, RunStarted

        if isinstance(event, RunStarted):
            self.left = None
        elif isinstance(event, RunEnded):
            self._note_end()

    def _note_end(self) -> None:
        from densemodel.training import AsLeft

        has_ended = not self.run.is_busy and self.run.history.evaluations > 0
        self.left = AsLeft.of(self.run.model) if has_ended else None

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs of this name: several with `repeat`."""
        return (self.run,) if self.group is None else self.group.runs

    @property
    def is_busy(self) -> bool:
        """Whether one of them is training or waiting."""
        return any(run.is_busy for run in self.runs)

    def stop(self) -> None:
        """Stop all runs and wait until they have ended; each reports its own failure."""
        stop_all(self.runs)

    def close(self) -> None:
        """Close what is shown beside the panel."""
        self._cancel()
        self._end_cell()
        for end in self.autosaves.values():
            end()
        for shown in (self.echo, *self.questions):
            if shown is not None:
                shown.close()


def stop_all(busy: Sequence[Run | Sweep], seconds: float | None = None) -> None:
    """Stop them, and wait until they have ended; what failed in one is in its sentence."""
    for one in reversed(busy):  # else the next one begins when the first has stopped
        one.stop()
    for one in busy:
        if one.is_busy:
            with suppress(Exception):
                one.wait(seconds)


_OURS: weakref.WeakSet[Any] = weakref.WeakSet()
"""The models that cells have made, which a reloaded extension still knows as ours."""

SECONDS_TO_STOP = 5.0

_NO_NAME = "model"


class Registry:
    """The runs of a notebook, by name; the widgets' `Notebook`.

    Args:
        variables: The notebook's, in which a name is bound to the model of its run.
        autosave: Keeps a run in a file as it trains, and gives what ends that.
    """

    def __init__(
        self, variables: dict[str, Any], autosave: Callable[[Run], Callable[[], None]]
    ) -> None:
        self.variables = variables
        self._autosave = autosave
        self._entries: dict[str, RegistryEntry] = {}
        self.replaced = ReplacedData()
        self.questions: list[Any] = []
        "The open questions of cells whose name was in use."
        self.why_missing: Callable[[str], str] = lambda _: ""
        "Why a name known to another part has no model; empty for other names."

    def get(self, name: str) -> RegistryEntry | None:
        """The entry of a name; None without one."""
        return self._entries.get(name)

    def named(self, name: str) -> RegistryEntry:
        """The entry of a name; an error without one."""
        if name in self._entries:
            return self._entries[name]
        if why := self.why_missing(name):
            raise DenseModelError(why)
        near = get_close_matches(name, self._entries, n=1)
        if near:
            hint = f"did you mean {near[0]}?"
        elif self._entries:
            hint = f"there are {', '.join(self._entries)}"
        else:
            hint = "make one with a %%densemodel cell first"
        raise DenseModelError(f"there is no model {name}: {hint}")

    def put(self, entry: RegistryEntry) -> None:
        """Register an entry, and bind its name to its model; the previous panel is closed."""
        name = entry.run.name
        old = self._entries.get(name)
        self._entries[name] = entry
        _OURS.add(entry.run.model)
        self.variables[name] = entry.run.model
        if old is not None:
            self.close_panel(old)
            old.close()
            self.replaced.add(old.runs)
        self._save_all(entry)

    def _save_all(self, entry: RegistryEntry) -> None:
        """Autosave the runs of an entry, and no others of it any more."""
        before, entry.autosaves = entry.autosaves, {}
        for run in entry.runs:
            entry.autosaves[run] = before.pop(run) if run in before else self._autosave(run)
        for end in before.values():
            end()

    def content(self) -> tuple[dict[str, RegistryEntry], dict[str, Any]]:
        """The entries and the variables as they are now, for `restore`."""
        return dict(self._entries), dict(self.variables)

    def restore(
        self, names: Iterable[str], content: tuple[dict[str, RegistryEntry], dict[str, Any]]
    ) -> None:
        """Give names the runs and values that they had; what they showed was closed."""
        entries, variables = content
        for name in names:
            new, old = self._entries.get(name), entries.get(name)
            if new is not old and old is not None:
                again = replace(
                    old, panel=None, echo=None, questions=[], autosaves={}, _cancel=lambda: None
                )
                again.left = old.left
                self.put(again)
            elif new is not old and new is not None:
                self.close_panel(new)
                new.close()
                del self._entries[name]
            self.variables.pop(name, None)
            if name in variables:
                self.variables[name] = variables[name]

    def close_panel(self, entry: RegistryEntry) -> None:
        """Close the panel of an entry, if no other shares it; its static output stays."""
        panel, entry.panel = entry.panel, None
        if panel is not None and all(one.panel is not panel for one in self._entries.values()):
            panel.close()

    def bind_opened(self, run: Run) -> str:
        """Bind the model of a trial or size that was opened in its panel; gives its name.

        Raises:
            DenseModelError: The name is that of something else in the notebook.
        """
        if self.is_taken(run.name):
            raise DenseModelError(
                f"{run.name} is another variable of this notebook: rename it, and open again"
            )
        self.put(RegistryEntry(run))
        return run.name

    def set_run(self, run: Run, *, binds: bool = True) -> None:
        """Replace the run of a name by one that its panel made; `binds` the name to its model."""
        entry = self._entries[run.name]
        self.replaced.add([entry.run])
        entry.set_run(run)
        self._save_all(entry)
        self.replaced.collect()
        _OURS.add(run.model)
        if binds:
            self.variables[run.name] = run.model
        if entry.echo is not None:
            entry.echo.change(run.spec, run.bound)

    def holds(self, name: str) -> bool:
        """Whether the variable of this name is a model that a cell made."""
        value = self.variables.get(name)
        return any(model is value for model in _OURS)

    def is_taken(self, name: str) -> bool:
        """Whether the name is that of something else in the notebook."""
        return name in self.variables and not self.holds(name)

    def runs(self) -> dict[str, Run]:
        """The runs of this notebook, by name."""
        return {name: entry.run for name, entry in self._entries.items()}

    def value(self, text: str) -> Any:
        """The value of a name, a dotted name or a subscript by a literal; see `lookup`."""
        return lookup(text, self.variables)

    def suggest(self, name: str) -> str:
        """A variable name for a saved model: digits for 'digits, two layers'.

        If this notebook has a run of that name, it is digits_saved, so that the run is kept.
        """
        first = re.split(r"[,;:(]", unicodedata.normalize("NFKC", name), maxsplit=1)[0]
        word = re.sub(r"\W+", "_", first).strip("_")[:40].rstrip("_") or _NO_NAME
        if word[0].isdigit():
            word = f"{_NO_NAME}_{word}"
        if keyword.iskeyword(word):
            word = f"{word}_{_NO_NAME}"
        return f"{word}_saved" if word in self._entries else word

    def refusal(self, name: str, *, replaces: bool = False, fix: str = "give another name") -> str:
        """Why a model can't have this name; empty if it can."""
        entry = self.get(name)
        if keyword.iskeyword(name):
            return f"{name} is a Python keyword: give the model another name"
        if not name.isidentifier():
            return f"'{name}' can't be a name: a name is letters, digits and _ , as in Python"
        if entry is not None and entry.is_busy:
            return f"{name} is training: stop it first, or give another name"
        if replaces or not self.is_taken(name):
            return ""
        kind = type(self.variables[name]).__name__
        return f"{name} is in use, for a value of the type {kind}: {fix}"

    def bind(
        self, name: str, run: Run, *, replaces: bool = False, fix: str = "give another name"
    ) -> None:
        """Bind the name to the run's model; the run is called so from here on.

        With `replaces` it may be the name of anything else; if not, `fix` says what can be done.

        Raises:
            DenseModelError: The name can't be, or is that of something else.
        """
        if refusal := self.refusal(name, replaces=replaces, fix=fix):
            raise DenseModelError(refusal)
        run.name = name
        self.put(RegistryEntry(run))

    def close(self) -> None:
        """Stop all runs and close all panels."""
        runs = [run for entry in self._entries.values() for run in entry.runs]
        stop_all(runs, SECONDS_TO_STOP)
        while self._entries:
            _, entry = self._entries.popitem()
            if entry.panel is not None:
                entry.panel.update_static_output()  # how it ended is told to nobody after this
            self.close_panel(entry)
            entry.close()
        for question in self.questions:
            question.close()
        self.questions.clear()
