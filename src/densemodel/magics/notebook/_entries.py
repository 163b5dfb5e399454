"""What the registry holds of a name: its runs with their cell, or its sweep."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from densemodel.experiments import Sweep
    from densemodel.language import Spec
    from densemodel.store import CellKey, SavedModel
    from densemodel.training import AsLeft, Run, RunGroup
    from densemodel.widgets import CellText


@dataclass(frozen=True, slots=True)
class CellContent:
    """The content of a cell for one network: equal contents show the same run."""

    text: str
    "The spec in its canonical form, without its name."
    data: Hashable
    "A hash of all data that the cell names; of what yields batches, which objects these are."
    is_strict: bool

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


@dataclass(frozen=True, slots=True)
class Replaced:
    """A replaced run, without a reference to it, so that its model and data are freed at once."""

    words: str
    saved: SavedModel | None
    "Its file; None if it has none."
    content: CellContent | None
    "What its cell said; None where no cell made it."

    def line(self, name: str) -> str:
        """The sentence for places without buttons, where the run had this name."""
        command = "" if self.saved is None else f" {load_command(self.saved, name)} loads it."
        return f"{self.words}{command}"


def load_command(saved: SavedModel, name: str) -> str:
    """The line that loads a file under a name."""
    return f"%densemodel load {saved.id[:8]} as {name}"


def time_text(moment: datetime) -> str:
    """A local time of today as "at 12:03", of another day as "on 3 May at 12:03"."""
    today = datetime.now().astimezone().date()
    year = "" if moment.year == today.year else f" {moment.year}"
    day = "" if moment.date() == today else f"on {moment.day} {moment:%B}{year} "
    return f"{day}at {moment:%H:%M}"


@dataclass
class RunEntry:
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

    def replaced(self, content: CellContent | None, by: str = "was rebuilt") -> Replaced | None:
        """Record its ended run before a cell that says `content` replaces it.

        None if nothing is lost: it has trained nothing, or the cell trains the same again. `by`
        says after the name what replaces it.
        """
        from densemodel.store import default_store

        run, store = self.run, default_store()
        was_led = any(mark.kind != "ended" for mark in run.history.marks)
        if not run.history.evaluations or (
            self.content == content and self.is_trained and not was_led
        ):
            return None
        saved = store.autosaved(run) or store.saved_as(run)
        when = "before" if self.left is None else time_text(self.left.at)
        if saved is not None:
            is_other = "" if self.is_trained else ", before it was changed outside its run,"
            # a person saved it, so that it is in the list of saved models
            named = f" as '{saved.name}'" if saved.path.parent == store.folder else ""
            words = f"the model trained {when}{is_other} is saved{named}."
        elif self.content is None:
            words = "it was a loaded model before."
        else:
            words = f"the model trained {when} was not saved: autosave is off."
        return Replaced(f"{run.name} {by}; {words}", saved, self.content)

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


@dataclass
class SweepEntry:
    """The sweep of one name, with its panel."""

    sweep: Sweep
    key: Hashable
    "Cells with equal keys show the same sweep."
    panel: Any = None
    questions: list[Any] = field(default_factory=list)
    "The questions of cells in whose place the panel stands."
    bound_to: int | None = None
    "The trial whose model the name is bound to."

    @property
    def is_busy(self) -> bool:
        """Whether it is training."""
        return self.sweep.is_busy

    def stop(self) -> None:
        """Stop it, and wait until it has ended; an error is in its sentence."""
        stop_all([self.sweep])

    def close(self) -> None:
        """Close its panel; the static output stays in the file."""
        if self.panel is not None:
            self.panel.update_static_output()
        for shown in (self.panel, *self.questions):
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
