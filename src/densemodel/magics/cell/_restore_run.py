"""Restores a run into the cell that made it, and offers runs that were cut off."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DataError, DenseModelError
from densemodel.magics.cell._data import cell_data
from densemodel.magics.cell._shown_again import key_of, time_text
from densemodel.magics.cell._start_all import refuse_taken
from densemodel.magics.notebook._registry import RegistryEntry
from densemodel.widgets import default_store
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.notebook._registry import CellContent, Registry
    from densemodel.store import SavedModel
    from densemodel.training import Run
    from densemodel.widgets import BringBack, Outcome


_MOST_REPLACED = 2
"""As many as files are kept of one name: the run that was replaced, and the one in its place."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A replaced run, without a reference to it, so that its model and data are freed at once."""

    name: str
    words: str
    "What has become of it."
    saved: SavedModel | None
    said: CellContent | None
    "What its cell said; None where no cell made it."

    @classmethod
    def of(
        cls, entry: RegistryEntry, said: CellContent | None, by: str = "was rebuilt"
    ) -> Replaced | None:
        """Record an ended run that is about to be replaced by a cell that says `said`.

        None if nothing is lost: it has trained nothing, or the cell trains the same again. `by`
        says after the name what replaces it.
        """
        run = entry.run
        was_led = any(mark.kind != "ended" for mark in run.history.marks)
        if not run.history.evaluations or (entry.said == said and entry.is_trained and not was_led):
            return None
        store = default_store()
        saved = store.autosaved(run) or store.saved_as(run)
        when = "before" if entry.left is None else time_text(entry.left.at)
        if saved is not None:
            is_other = "" if entry.is_trained else ", before it was changed outside its run,"
            named = f" as '{saved.name}'" if _is_of_a_person(saved) else ""
            words = f"The model that was trained {when}{is_other} is saved{named}."
        elif entry.said is None:
            words = "It was a loaded model before."
        else:
            words = f"The model that was trained {when} was not saved: autosave is off."
        return cls(run.name, f"{run.name} {by}. {words}", saved, entry.said)

    @property
    def line(self) -> str:
        """The sentence for places without buttons."""
        if self.saved is None:
            return self.words
        if _is_of_a_person(self.saved):
            return f'{self.words} %densemodel load "{self.saved.name}" restores it.'
        return f"{self.words} %densemodel recover {self.name} restores it."


def _is_of_a_person(saved: SavedModel) -> bool:
    """Whether a person saved it, so that it is in the list of saved models."""
    return saved.path.parent == default_store().folder


class BringsBack:
    """Offers runs that a cell can restore, and restores them.

    The cell's data are looked up at the click, so an offer keeps no data in memory.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._shown: dict[str, BringBack] = {}
        self._replaced: dict[str, list[Replaced]] = {}
        "The last trained runs whose name a cell has taken."
        self._has_mentioned = False
        "Whether runs of other names that were cut off have been mentioned."

    def restore(
        self, said: CellContent, replaced: Replaced | None, name: str, arguments: Arguments
    ) -> BringBack | None:
        """A sentence with a button that restores a trained run whose name a cell has taken.

        Of the last two it is the one whose cell said the same as this one, else the last. A cell
        that is run again, untrained, offers it again.

        Args:
            said: What this cell says of the network.
            replaced: The run that it replaces; None if that has trained nothing.
            name: Of both.
            arguments: The first line of the cell, which names the data.

        Returns:
            To be displayed; None if no file keeps such a run.
        """
        known = self._replaced.setdefault(name, [])
        if replaced is not None:
            known.append(replaced)
        kept = [one for one in known if one.saved is not None and one.saved.path.exists()]
        known[:] = kept[-_MOST_REPLACED:]
        last = known[-1] if known else None
        one = next((one for one in reversed(known) if one.said == said), last)
        if one is None or one.saved is None:
            return None
        label = "Restore the trained model"
        return self.offer(one.saved, name, arguments, words=one.words, label=label, said=one.said)

    def offer(
        self,
        saved: SavedModel,
        name: str,
        arguments: Arguments,
        *,
        words: str,
        label: str,
        said: CellContent | None = None,
    ) -> BringBack:
        """A sentence with a button that restores a run under a name, to be displayed.

        The last offer for the same name is closed. A click replaces the run of that name, also in
        its panel; if the name has no panel, the offer shows one. `said` is the content of that
        run's cell, if it was not this one.
        """
        from densemodel.widgets import BringBack, ButtonOffer

        self.close(name)
        tooltip = "Its weights and history, and its data if this cell has the same"
        shown = BringBack(
            ButtonOffer(words, label, tooltip, lambda: self.now(saved, name, arguments, said))
        )
        self._shown[name] = shown
        self._registry.questions.append(shown)
        return shown

    def offer_cut_off(
        self, names: Sequence[str], arguments: Arguments, *, has_buttons: bool
    ) -> None:
        """Offer runs that were cut off and are called as the cell's; mention others once.

        Runs that ended by themselves and were not saved can be recovered as well, but are as many
        as a person has tried things: they are not offered.
        """
        from densemodel.store import cut_off  # here, since %load_ext reads this module

        with suppress(DenseModelError):  # an unreadable folder raises when a person uses it
            left = cut_off(default_store().recoverable())
            for name in names:
                self.close(name)
                mine = [run for run in left if run.name == name]
                entry = self._registry.get(name)
                is_untrained = entry is None or all(run.state == "ready" for run in entry.runs)
                if mine and has_buttons and is_untrained:
                    left = [run for run in left if run.name != name]
                    display(
                        self.offer(mine[0], name, arguments, words=_words(mine[0]), label="Restore")
                    )
            if not left or self._has_mentioned:
                return
            self._has_mentioned = True
            others = f" and {len(left) - 1:,} more" if len(left) > 1 else ""
            print(
                f"A run of {left[0].name}{others} was cut off when its kernel ended: "
                "%densemodel recover lists what can be restored"
            )

    def close(self, name: str) -> None:
        """Close the last offer for a name."""
        shown = self._shown.pop(name, None)
        if shown is not None and shown in self._registry.questions:
            self._registry.questions.remove(shown)
            shown.close()

    def now(
        self, saved: SavedModel, name: str, arguments: Arguments, said: CellContent | None = None
    ) -> Outcome:
        """Restore a run under a name.

        Raises:
            DenseModelError: The name has a run that trains, or something that no cell made.
            StoreError: The file is gone or damaged.
        """
        from densemodel.widgets import ButtonOffer, Outcome

        entry = self._registry.get(name)
        if entry is not None and entry.is_busy:
            raise DenseModelError(f"{name} is training: stop it, then restore the other run")
        refuse_taken(name, arguments, self._registry)
        run = default_store().bring_back(saved)
        run.name = name
        epochs = run.history.epochs
        done = "its first epoch half done" if not epochs else f"{counted(epochs, 'epoch')} done"
        if entry is not None and (replaced := Replaced.of(entry, said)) is not None:
            self._replaced.setdefault(name, []).append(replaced)
        problem = self._give_same_data(run, arguments)
        panel = self._show(run, arguments, said, has_its_data=not problem)
        words = f"{name} is restored, with {done}. {problem}".rstrip()
        if not problem or (arguments.x is None and arguments.frame is None):
            return Outcome(words, panel)
        names = arguments.frame or f"{arguments.x} and {arguments.y}"
        use = ButtonOffer("", f"Use {names}", f"Continue training {name} with this data",
                    lambda: self._use_other_data(run, arguments))  # fmt: skip
        return Outcome(words, panel, use)

    def _give_same_data(self, run: Run, arguments: Arguments) -> str:
        """Give the run the data of the cell if it is the same; else return why not."""
        gives = f"%densemodel resume {run.name} -x X -y Y gives it its data."
        try:
            data = cell_data(arguments, self._registry.variables)
            if data.x is None:
                return f"This cell names no data: {gives}"
            differs = run.differs_from(data.x, data.y, validation_data=data.validation)
            if differs:
                return f"It was trained on other data than this cell's: {differs}."
            run.give(data.x, data.y, **data.others)
        except DataError as error:
            return f"The data of this cell can't be used: {error.message}."
        return ""

    def _use_other_data(self, run: Run, arguments: Arguments) -> Outcome:
        from densemodel.widgets import Outcome, show_instead

        data = cell_data(arguments, self._registry.variables)
        run.give(data.x, data.y, **data.others)
        show_instead(run, run)  # its panel was drawn without data
        return Outcome(f"{run.name} has the data of this cell: Resume continues.")

    def _show(
        self, run: Run, arguments: Arguments, said: CellContent | None, *, has_its_data: bool
    ) -> Any:
        """Bind the name and its panel to this run; returns a panel if there was none."""
        from densemodel.widgets import TrainingPanel, show_instead

        entry = self._registry.get(run.name)
        if entry is None:
            entry = RegistryEntry(run)
            self._registry.put(entry)
        else:
            is_same = has_its_data and str(entry.run.spec) == str(run.spec)
            show_instead(entry.run, run)
            if entry.run is not run:  # no panel shows it
                self._registry.take_up(run)
            if not is_same:
                entry.said = None  # the cell as it is would make another run
        if said is not None and has_its_data:
            data = cell_data(arguments, self._registry.variables)
            entry.said = replace(said, data=key_of(run.bound, data))
        self._registry.variables[run.name] = run.model  # a panel of several networks binds the best
        if entry.panel is not None or not arguments.panel:
            return None
        entry.panel = TrainingPanel(run, goal=arguments.goal, on_new_run=self._registry.take_up)
        return entry.panel


def _words(run: SavedModel) -> str:
    epochs = 0 if run.card is None else run.card.epochs
    done = f"after {counted(epochs, 'epoch')}" if epochs else "in its first epoch"
    return f"A run of {run.name} was cut off {done}, when its kernel ended."
