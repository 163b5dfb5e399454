"""A cell with choices: its sweep, its panel, and the best model under its name."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DataError, DenseModelError
from densemodel.magics.cell._data import data_options
from densemodel.magics.cell._start_all import ask
from densemodel.magics.cell._trained_before import Replaced
from densemodel.magics.notebook._registry import SECONDS_TO_STOP, RegistryEntry, stop_all

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from pathlib import Path

    from densemodel.experiments import ExperimentEvent, Sweep
    from densemodel.language import Spec
    from densemodel.magics.cell._arguments import Arguments
    from densemodel.magics.cell._data import CellData
    from densemodel.magics.notebook._interrupts import Interrupts
    from densemodel.magics.notebook._registry import Registry


def is_sweep(specs: Sequence[Spec]) -> bool:
    """Whether a cell is one spec with choices or `repeat`.

    Raises:
        DenseModelError: There are other specs beside it.
    """
    with_choices = [spec for spec in specs if spec.choices]
    if with_choices and len(specs) > 1:
        which = f"{with_choices[0].name} stands" if with_choices[0].name else "one of them stands"
        raise DenseModelError(
            f"{which} for {with_choices[0].trial_count:,} networks: a spec with choices needs its "
            "own cell"
        )
    if with_choices:
        return True
    return len(specs) == 1 and any(
        clause.word == "repeat" and clause.value != 1 for clause in specs[0].clauses
    )


class MadeSweep:
    """The sweep of one name: its panel, and the models that it binds to names.

    `key` tells whether a cell says the same again.
    """

    def __init__(self, sweep: Sweep, key: Hashable, registry: Registry) -> None:
        self.sweep = sweep
        self.key = key
        self.panel: Any = None
        self.questions: list[Any] = []
        "The questions of cells that the panel replaced."
        self._registry = registry
        self._bound_to: int | None = None
        "The trial whose model the name is bound to."
        self._binding = threading.Lock()
        sweep.on_event(self._handle_event)
        if sweep.state == "finished":
            self.bind_best()

    def shown_panel(self) -> Any:
        """Its panel, made when it is first shown."""
        from densemodel.widgets import SweepPanel

        if self.panel is None:
            self.panel = SweepPanel(self.sweep, on_load=self._registry.bind_opened)
        return self.panel

    @property
    def holds_its_name(self) -> bool:
        """Whether the name is still bound to our model, or not bound yet."""
        return self._bound_to is None or self._registry.holds(self.sweep.name)

    def bind_best(self, *, again: bool = False) -> None:
        """Bind the name to the best model so far, once for each best model unless `again`."""
        with self._binding:
            number = self.sweep.best_number
            if number is not None and (again or number != self._bound_to):
                self._bound_to = number
                self._registry.put(RegistryEntry(self.sweep.best))

    def stop(self) -> bool:
        """Stop a running sweep, and wait until it has ended; an error is in its sentence."""
        was_busy = self.sweep.is_busy
        stop_all([self.sweep])
        return was_busy

    def wait(self, interrupts: Interrupts, *, reports: bool) -> None:
        """Wait for the end, and print the result if no panel shows it; an interrupt stops it.

        With `reports` a line is printed after each trial.
        """
        end = _print_trials(self.sweep) if reports else None
        interrupts.started[:] = [self.sweep]
        try:
            interrupts.wait(self.sweep)
        finally:
            if end is not None:
                end()
            self.bind_best()
            if self.panel is not None:
                self.panel.update_static_output()
        if reports or self.panel is None:
            print(self.sweep.sentence)

    def close(self) -> None:
        """Close its panel; the static output stays in the file."""
        if self.panel is not None:
            self.panel.update_static_output()
        for shown in (self.panel, *self.questions):
            if shown is not None:
                shown.close()

    def _handle_event(self, event: object) -> None:
        from densemodel.experiments import ExperimentEnded, TrialEnded
        from densemodel.network import warm_up

        if isinstance(event, TrialEnded):
            warm_up()  # the best is bound at the end, and workers have loaded theirs
        if isinstance(event, ExperimentEnded):
            self.bind_best()


class SweepCells:
    """The sweeps of a notebook, by name; `folder` gives that of saved models and results."""

    def __init__(self, shell: Any, registry: Registry, folder: Callable[[], Path]) -> None:
        self._shell = shell
        self._registry = registry
        self._folder = folder
        self._made: dict[str, MadeSweep] = {}
        self._questions: list[Any] = []
        registry.why_missing = self._why_no_model

    def get(self, name: str) -> MadeSweep | None:
        """The sweep of a name; None if a cell made none."""
        return self._made.get(name)

    def names(self) -> list[str]:
        """All of them."""
        return list(self._made)

    def _why_no_model(self, name: str) -> str:
        if name not in self._made:
            return ""
        sweep = self._made[name].sweep
        fix = "wait for it" if sweep.is_busy else f"%densemodel resume {name} trains it"
        return f"{name} is a sweep, and has no model before a trial has ended: {fix}"

    def run(
        self,
        name: str,
        spec: Spec,
        arguments: Arguments,
        data: CellData,
        claim: Callable[[], Any],
        *,
        interrupts: Interrupts,
    ) -> None:
        """Run a cell whose spec has choices; `claim` refuses the name if something else has it."""
        # the options that say what is searched, on what data
        asked = replace(
            arguments, name=None, goal=None, train=False, wait=False, replace=False, panel=True
        )
        key = (str(spec), data.identities, asked)
        made = self._made.get(name)
        if made is None or made.key != key or made.sweep.state == "failed":
            claim()
            is_busy = made is not None and made.sweep.is_busy
            asks = is_busy and arguments.panel and not arguments.train
            if not asks:
                self.refuse_busy(name, arguments)
            with interrupts.at_once():
                new = self._prepared(name, spec, arguments, data)
            if asks:
                self._ask(new, key, claim)
                return
            made = self._set_sweep(new, key)
        elif not made.holds_its_name:
            claim()
            made.bind_best(again=True)
        if made.sweep.state == "stopping":  # by an interrupt
            made.stop()
        if arguments.train and not made.sweep.is_busy and made.sweep.state != "finished":
            interrupts.started.append(made.sweep)
            made.sweep.start()  # before its panel: the processes begin while that is made
        if arguments.panel:
            display(made.shown_panel())
        if arguments.train and (arguments.wait or not hasattr(self._shell, "kernel")):
            made.wait(interrupts, reports=not arguments.panel)
        elif not arguments.panel:
            is_over = arguments.train or made.sweep.state == "finished"
            begin = "" if is_over else f" Start it with %densemodel start {name}"
            print(f"{made.sweep.sentence}{begin}")

    @staticmethod
    def refuse_options(arguments: Arguments) -> None:
        """Refuse options of a sweep if the spec is one network."""
        if arguments.trials or arguments.halving or arguments.workers:
            raise DenseModelError(
                "--trials, --search, --halving and --workers are for a spec with choices, such as "
                "784 -> {32|64} relu -> 10 softmax"
            )

    def close(self) -> None:
        """Stop all sweeps and close their panels."""
        stop_all([made.sweep for made in self._made.values()], SECONDS_TO_STOP)
        for made in self._made.values():
            made.close()
        for question in self._questions:
            question.close()
        self._questions.clear()
        if self._made:
            from densemodel.experiments import close_workers

            close_workers()
        self._made.clear()

    def _ask(self, new: Sweep, key: Hashable, claim: Callable[[], object]) -> None:
        """Ask whether the new sweep takes the place of the one that trains."""

        def take_over() -> tuple[Any]:
            claim()  # another cell may have given the name away meanwhile
            if new.name in self._made:
                self._made[new.name].stop()
            return (self._set_sweep(new, key).shown_panel(),)

        def keep() -> Any:
            return self._made[new.name].shown_panel()

        made = self._made[new.name]
        ask(
            made.sweep,
            self._questions,
            take_over,
            keep,
            home=lambda: self._made[new.name].questions,
        )

    def _prepared(self, name: str, spec: Spec, arguments: Arguments, data: CellData) -> Sweep:
        from densemodel.experiments import prepare_sweep

        if data.x is None:
            raise DataError(f"there is nothing to train {name} on: add {data_options(spec)}")
        trials = arguments.trials
        search = "grid" if trials is None else arguments.search
        sweep = prepare_sweep(
            spec,
            data.x,
            data.y,
            name=name,
            folder=self._folder() / ".sweeps" / name,
            strict=arguments.strict,
            starts=arguments.train,
            halving=arguments.halving,
            workers=arguments.workers,
            search=search,
            trials=trials,
            **data.others,
        )
        for finding in sweep.findings:
            print(finding.message)
        entry = self._registry.get(name)
        if entry is not None and entry.content is not None:  # no best model of an earlier sweep
            replaced = Replaced.of(entry, None, by="will be the best model of the sweep")
            if replaced is not None:
                print(replaced.line(name))
        return sweep

    def _set_sweep(self, sweep: Sweep, key: Hashable) -> MadeSweep:
        self.let_go(sweep.name)
        made = self._made[sweep.name] = MadeSweep(sweep, key, self._registry)
        return made

    def refuse_busy(self, name: str, arguments: Arguments) -> None:
        """Refuse a name whose sweep is training, unless the new one starts to train."""
        made = self.get(name)
        if made is not None and made.sweep.is_busy and not arguments.train:
            raise DenseModelError(
                f"the sweep of {name} is training: stop it first, in its panel or with "
                f"%densemodel stop {name}, or add --train to stop it and train this"
            )

    def let_go(self, name: str) -> None:
        """Stop the sweep of a name that is taken over, and say so; its results stay on disk."""
        old = self._made.pop(name, None)
        if old is None:
            return
        if old.stop():
            print(f"The earlier sweep of {name} was stopped.")
        old.close()


def _print_trials(sweep: Sweep) -> Callable[[], None]:
    """Print a line after each trial; returns the function that stops it."""
    from densemodel.experiments import TrialEnded

    # about so many lines are printed, at even distances
    count = sweep.trial_count
    each = -(-count // 50)

    def print_event(event: ExperimentEvent) -> None:
        done = len(sweep.results)
        if isinstance(event, TrialEnded) and (done % each == 0 or done == count):
            trial = sweep.trials[event.number - 1]
            names = (variable.name for variable in sweep.variables)
            values = ", ".join(f"{n} {v}" for n, v in zip(names, trial.values, strict=True))
            result = event.result
            came = f"{result.score:.4g}" if result.outcome != "failed" else result.sentence
            print(f"{done} of {count}: {values}: {came}")

    return sweep.on_event(print_event)
