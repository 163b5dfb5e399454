"""A cell whose spec stands for many networks: its sweep, its panel, and the best under its name."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, DenseModelError
from densemodel.magics._registry import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from pathlib import Path

    from densemodel.magics._arguments import Arguments
    from densemodel.magics._config import Defaults
    from densemodel.magics._data import CellData
    from densemodel.magics._registry import Registry
    from densemodel.spec import Spec
    from densemodel.sweeps import Sweep
    from densemodel.training import Run

_SECONDS_TO_STOP = 5.0


@dataclass
class _Made:
    """What a cell made of one name."""

    sweep: Sweep
    key: Hashable
    panel: Any = None
    is_bound_to: int | None = None
    "The trial whose model the name is bound to."


def is_sweep(specs: Sequence[Spec]) -> bool:
    """Whether a cell is one spec that stands for several networks.

    Raises:
        DenseModelError: There are other specs beside it.
    """
    with_choices = [spec for spec in specs if spec.choices]
    if with_choices and len(specs) > 1:
        which = f"{with_choices[0].name} stands" if with_choices[0].name else "one of them stands"
        raise DenseModelError(
            f"{which} for {with_choices[0].trial_count:,} networks: a spec with choices has a cell "
            "of its own"
        )
    return bool(with_choices) or (len(specs) == 1 and _repeats(specs[0]))


def _repeats(spec: Spec) -> bool:
    return any(clause.word == "repeat" and clause.value != 1 for clause in spec.clauses)


class SweepCells:
    """The sweeps of a notebook, by name.

    Args:
        shell: IPython's.
        registry: Where the best of a sweep is remembered as a model.
        defaults: The settings of the magic.
        folder: Gives the folder of saved models; sweeps keep their results in it.
    """

    def __init__(
        self, shell: Any, registry: Registry, defaults: Defaults, folder: Callable[[], Path]
    ) -> None:
        self._shell = shell
        self._registry = registry
        self._defaults = defaults
        self._folder = folder
        self._made: dict[str, _Made] = {}
        self._binding = threading.Lock()

    def get(self, name: str) -> Sweep | None:
        """The sweep of a name; None if a cell made none."""
        made = self._made.get(name)
        return None if made is None else made.sweep

    def names(self) -> list[str]:
        """All of them."""
        return list(self._made)

    def run(
        self,
        spec: Spec,
        arguments: Arguments,
        data: CellData,
        claim: Callable[[str, Arguments], object],
    ) -> None:
        """Do what a cell says whose spec stands for several networks."""
        name = arguments.name or spec.name or self._defaults.name
        asked = (arguments.search, arguments.strict)
        key = (str(spec), arguments.data_text, data.identities, asked)
        made = self._made.get(name)
        if made is None or made.key != key or made.sweep.state == "failed":
            claim(name, arguments)
            made = self._new(name, spec, arguments, data, key)
        trains = arguments.train or self._defaults.train or self._defaults.wait
        if trains and not made.sweep.is_busy and made.sweep.state != "finished":
            made.sweep.start()  # before its panel: the processes begin while that is made
        has_panel = arguments.panel and self._defaults.panel and hasattr(self._shell, "kernel")
        if has_panel:
            self._show(made)
        waits = arguments.wait or self._defaults.wait or not hasattr(self._shell, "kernel")
        if trains and waits:
            self._wait(made, tells=not has_panel)
        elif not has_panel:
            is_over = trains or made.sweep.state == "finished"
            begin = "" if is_over else f" Start it with %densemodel resume {name}"
            print(f"{made.sweep.sentence}{begin}")  # noqa: T201

    @staticmethod
    def refuse_options(arguments: Arguments) -> None:
        """Refuse the options of a sweep where the spec is one network.

        Raises:
            DenseModelError: There is one.
        """
        if any(arguments.search):
            raise DenseModelError(
                "--trials, --halving and --workers are for a spec with choices, such as "
                "784 -> {32|64} relu -> 10 softmax"
            )

    def resume(self, name: str) -> None:
        """Begin, or go on with, a sweep."""
        made = self._made[name]
        made.sweep.start()
        if not hasattr(self._shell, "kernel"):
            self._wait(made, tells=True)

    def stop(self, name: str) -> None:
        """Stop a sweep and bind the best so far."""
        made = self._made[name]
        if made.sweep.is_busy:
            with suppress(DenseModelError):  # its sentence says it
                made.sweep.stop().wait()
        self._bind_best(made)
        print(made.sweep.sentence)  # noqa: T201

    def wait(self, name: str) -> None:
        """Wait for a sweep to end."""
        self._wait(self._made[name], tells=False)

    def close(self) -> None:
        """Stop all, and close what shows them."""
        for made in self._made.values():
            made.sweep.stop()
        for made in self._made.values():
            if made.sweep.is_busy:
                with suppress(DenseModelError):
                    made.sweep.wait(_SECONDS_TO_STOP)
            if made.panel is not None:
                made.panel.keep_in_file()
                made.panel.close()
        if self._made:
            from densemodel.sweeps import close_workers

            close_workers()
        self._made.clear()

    def _new(
        self, name: str, spec: Spec, arguments: Arguments, data: CellData, key: Hashable
    ) -> _Made:
        from densemodel.sweeps import prepare_sweep

        if data.x is None:
            raise DataError(f"there is nothing to train {name} on: add -x and -y")
        self.refuse_busy(name, arguments)
        sweep = prepare_sweep(
            spec,
            data.x,
            data.y,
            name=name,
            validation_data=data.validation,
            test_data=data.test,
            folder=self._folder() / ".sweeps" / name,
            strict=arguments.strict,
            starts=arguments.train or self._defaults.train or self._defaults.wait,
            **arguments.search_options,
        )
        for finding in sweep.findings:
            print(finding.message)  # noqa: T201
        self.let_go(name)
        made = self._made[name] = _Made(sweep, key)
        sweep.on_event(lambda event: self._hear(made, event))
        if sweep.state == "finished":
            self._bind_best(made)
        return made

    def refuse_busy(self, name: str, arguments: Arguments) -> None:
        """Refuse a name whose sweep trains, unless what is to come trains as well.

        Raises:
            DenseModelError: It does.
        """
        sweep = self.get(name)
        if sweep is not None and sweep.is_busy and not (arguments.train or self._defaults.train):
            raise DenseModelError(
                f"the sweep of {name} is training: stop it first, in its panel or with "
                f"%densemodel stop {name}, or add --train to stop it and train this"
            )

    def let_go(self, name: str) -> None:
        """Stop the sweep of a name that another takes, and say so; its results stay on disk."""
        old = self._made.pop(name, None)
        if old is None:
            return
        if old.sweep.is_busy:
            with suppress(DenseModelError):
                old.sweep.stop().wait()
            print(f"The earlier sweep of {name} was stopped.")  # noqa: T201
        if old.panel is not None:
            old.panel.keep_in_file()
            old.panel.close()

    def _show(self, made: _Made) -> None:
        from IPython.display import display

        from densemodel.widgets import SweepPanel

        if made.panel is None:
            made.panel = SweepPanel(made.sweep, on_load=self._bind_loaded)
        display(made.panel)

    def _wait(self, made: _Made, *, tells: bool) -> None:
        from densemodel.magics._sweep_lines import tell_trials

        end: Callable[[], None] | None = tell_trials(made.sweep) if tells else None
        try:
            # an interrupt stops it, and what it has is kept
            with suppress(KeyboardInterrupt):
                made.sweep.wait()
        finally:
            if end is not None:
                end()
            self._bind_best(made)
            if made.panel is not None:
                made.panel.keep_in_file()
        if tells or made.panel is None:
            print(made.sweep.sentence)  # noqa: T201

    def _hear(self, made: _Made, event: object) -> None:
        from densemodel.network import warm_up
        from densemodel.sweeps import SweepEnded, TrialEnded

        if isinstance(event, TrialEnded):
            warm_up()  # the best is bound at the end, and workers have loaded theirs
        if isinstance(event, SweepEnded):
            self._bind_best(made)

    def _bind_best(self, made: _Made) -> None:
        """Bind the name to the best model so far; once for each that was the best."""
        with self._binding:
            number = made.sweep.best_number
            if number is None or number == made.is_bound_to:
                return
            run = made.sweep.best
            made.is_bound_to = number
            self._registry.put(run.name, Entry(run, made.key))
            self._shell.user_ns[run.name] = run.model

    def _bind_loaded(self, run: Run) -> str:
        """Bind the model of one trial that was loaded, and say to which name."""
        variables = self._shell.user_ns
        if run.name in variables and not self._registry.owns(variables[run.name]):
            raise DenseModelError(
                f"{run.name} is another variable of this notebook: rename it, and load again"
            )
        self._registry.put(run.name, Entry(run, ("trial", run.name)))
        variables[run.name] = run.model
        return run.name
