"""The runs and sweeps that the cells of this notebook made, by name."""

from __future__ import annotations

import gc
import keyword
import re
import threading
import unicodedata
import weakref
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError
from densemodel.magics.notebook._entries import RunEntry, SweepEntry, stop_all
from densemodel.magics.notebook._variables import lookup
from densemodel.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from densemodel.experiments import Sweep
    from densemodel.magics.notebook._entries import Replaced
    from densemodel.training import Run, RunGroup


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


_OURS: weakref.WeakSet[Any] = weakref.WeakSet()
"""The models that cells have made, which a reloaded extension still knows as ours."""

SECONDS_TO_STOP = 5.0

_NO_NAME = "model"


class Registry:
    """The runs and sweeps of a notebook, by name; the widgets' `Notebook`.

    Args:
        variables: The notebook's, in which a name is bound to the model of its run.
        autosave: Keeps a run in a file as it trains, and gives what ends that.
    """

    def __init__(
        self, variables: dict[str, Any], autosave: Callable[[Run], Callable[[], None]]
    ) -> None:
        self.variables = variables
        self._autosave = autosave
        self._entries: dict[str, RunEntry] = {}
        self.sweeps: dict[str, SweepEntry] = {}
        self.replaced = ReplacedData()
        self.earlier: dict[str, Replaced] = {}
        "The last trained run whose name a cell has taken."
        self.questions: list[Any] = []
        "What is shown below cells beside panels: open questions, offers and refusals."
        self.offers: dict[str, Any] = {}
        "Those of them that offer earlier runs of a name."
        self._naming = threading.Lock()

    def get(self, name: str) -> RunEntry | None:
        """The entry of a name; None without one."""
        return self._entries.get(name)

    def named(self, name: str) -> RunEntry:
        """The entry of a name; an error without one."""
        if name in self._entries:
            return self._entries[name]
        if name in self.sweeps:
            is_busy = self.sweeps[name].is_busy
            fix = "wait for it" if is_busy else f"%densemodel resume {name} trains it"
            raise DenseModelError(
                f"{name} is a sweep, and has no model before a trial has ended: {fix}"
            )
        near = get_close_matches(name, self._entries, n=1)
        if near:
            hint = f"did you mean {near[0]}?"
        elif self._entries:
            hint = f"there are {', '.join(self._entries)}"
        else:
            hint = "make one with a %%densemodel cell first"
        raise DenseModelError(f"there is no model {name}: {hint}")

    def put(self, entry: RunEntry) -> None:
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
        if len(entry.runs) > 1:
            for run in entry.runs:
                self._follow(run)

    def put_sweep(self, sweep: Sweep, key: Hashable) -> SweepEntry:
        """Register a sweep in place of an earlier one; its name is bound to its best model.

        See `SweepEntry` for `key`.
        """
        self.let_go(sweep.name)
        entry = self.sweeps[sweep.name] = SweepEntry(sweep, key)

        def handle(event: object) -> None:
            from densemodel.experiments import ExperimentEnded, TrialEnded
            from densemodel.network import warm_up

            if isinstance(event, TrialEnded):
                warm_up()  # the best is bound at the end, and workers have loaded theirs
            if isinstance(event, ExperimentEnded):
                self.bind_best(entry)

        sweep.on_event(handle)
        if sweep.state == "finished":
            self.bind_best(entry)
        return entry

    def bind_best(self, entry: SweepEntry, *, again: bool = False) -> None:
        """Bind a name to the best model so far, once for each best model unless `again`."""
        with self._naming:
            number = entry.sweep.best_number
            if number is not None and (again or number != entry.bound_to):
                entry.bound_to = number
                self.put(RunEntry(entry.sweep.best))

    def has_lost_name(self, entry: SweepEntry) -> bool:
        """Whether the name was bound to the best model of a sweep, and is not any more."""
        return entry.bound_to is not None and not self.holds(entry.sweep.name)

    def let_go(self, name: str) -> None:
        """Stop the sweep of a name that is taken over, and say so; its results stay on disk."""
        old = self.sweeps.pop(name, None)
        if old is None:
            return
        if old.is_busy:
            old.stop()
            print(f"The earlier sweep of {name} was stopped.")
        old.close()

    def _follow(self, run: Run) -> None:
        """Bind the name to the run with the lowest validation loss, as the runs of a name end."""
        from densemodel.training import RunEnded

        def handle(event: object) -> None:
            if isinstance(event, RunEnded):
                self.take_best(run.name)

        run.on_event(handle)

    def take_best(self, name: str) -> None:
        """Bind a name to the best of its models, unless a person has reassigned it."""
        with self._naming:  # the threads of two runs may end together
            entry = self.get(name)
            if entry is not None and entry.group is not None and entry.group.best is not entry.run:
                self.set_run(entry.group.best, binds=self.holds(name))

    def set_run_of(self, groups: Sequence[RunGroup], run: Run) -> None:
        """Take a run that a panel of several networks has made, which shows it in one of them."""
        entry = self.named(run.name)
        entry.group = next(group for group in groups if run in group.runs)
        if len(entry.group.runs) == 1:
            self.set_run(run)
        else:
            self._save_all(entry)
            self._follow(run)
            self.take_best(run.name)

    def _save_all(self, entry: RunEntry) -> None:
        """Autosave the runs of an entry, and no others of it any more."""
        before, entry.autosaves = entry.autosaves, {}
        for run in entry.runs:
            entry.autosaves[run] = before.pop(run) if run in before else self._autosave(run)
        for end in before.values():
            end()

    def content(self) -> tuple[dict[str, RunEntry], dict[str, Any]]:
        """The entries and the variables as they are now, for `restore`."""
        return dict(self._entries), dict(self.variables)

    def restore(
        self, names: Iterable[str], content: tuple[dict[str, RunEntry], dict[str, Any]]
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

    def panel_of(self, entry: RunEntry | SweepEntry, goal: float | None = None) -> Any:
        """The panel of an entry, made when it is first shown."""
        from densemodel.widgets import SweepPanel, TrainingPanel

        if entry.panel is not None:
            return entry.panel
        if isinstance(entry, SweepEntry):
            entry.panel = SweepPanel(entry.sweep, on_load=self.bind_opened)
        else:
            run, set_run = entry.run, self.set_run
            entry.panel = TrainingPanel(run, goal=goal, on_new_run=set_run, drawing=entry.echo)
            entry.goal = goal
        return entry.panel

    def close_offer(self, name: str) -> None:
        """Close the lines above the panel of a name."""
        self.close_question(self.offers.pop(name, None))

    def close_question(self, shown: Any) -> None:
        """Close something that is shown below a cell, unless a panel has taken its place."""
        if shown in self.questions:
            self.questions.remove(shown)
            shown.close()

    def close_panel(self, entry: RunEntry) -> None:
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
        self.put(RunEntry(run))
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

    def refuse_taken(self, name: str, *, replaces: bool) -> None:
        """Refuse a name that holds something that no cell made, unless it `replaces` that."""
        if not replaces and self.is_taken(name):
            kind = with_article(type(self.variables[name]).__name__)
            raise DenseModelError(f"{name} is {kind}: choose another name or add --replace")

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
        self.put(RunEntry(run))

    def close(self) -> None:
        """Stop all sweeps and runs, and close all panels."""
        stop_all([entry.sweep for entry in self.sweeps.values()], SECONDS_TO_STOP)
        for sweep in self.sweeps.values():
            sweep.close()
        if self.sweeps:
            from densemodel.experiments import close_workers

            close_workers()
        self.sweeps.clear()
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
