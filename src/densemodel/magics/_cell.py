"""The way of a `%%densemodel` cell: text, spec, data, network, run, panel."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, DenseModelError
from densemodel.magics._arguments import parse_arguments
from densemodel.magics._asking import ask
from densemodel.magics._data import cell_data
from densemodel.magics._left_runs import LeftRuns
from densemodel.magics._networks import named, read_specs
from densemodel.magics._registry import Entry
from densemodel.magics._sweep_cell import is_sweep
from densemodel.magics._terminal import wait_for

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from densemodel.magics._arguments import Arguments
    from densemodel.magics._config import Defaults
    from densemodel.magics._data import CellData
    from densemodel.magics._networks import Network
    from densemodel.magics._registry import Registry
    from densemodel.magics._sweep_cell import SweepCells
    from densemodel.spec import Spec
    from densemodel.training import Run


class Cell:
    """One `%%densemodel` cell, from its text to what it shows."""

    def __init__(
        self, shell: Any, registry: Registry, defaults: Defaults, sweeps: SweepCells
    ) -> None:
        self._shell = shell
        self.sweeps = sweeps
        self._registry = registry
        self._defaults = defaults
        self._left = LeftRuns()

    def run(self, line: str, text: str) -> None:
        """Do what the cell says; an error leaves every name as it was."""
        arguments = parse_arguments(line)
        specs = self._specs(text)
        data = cell_data(arguments, self._shell.user_ns)
        if is_sweep(specs):
            self.sweeps.run(
                specs[0], arguments, data, lambda name: self._refuse_foreign(name, arguments)
            )
            return
        self.sweeps.refuse_options(arguments)
        data_key = (arguments.data_text, data.identities)
        networks = named(specs, arguments.name, self._defaults.name, data_key)
        kept = self._still_training(networks)
        new = [network for network in networks if network.name not in kept]
        if self._can_ask(new, networks, arguments):
            self._refuse_foreign(new[0].name, arguments)
            run = self._checked(new[0], data, arguments, networks)
            ask(
                self._registry,
                run,
                bind=lambda: self._bind(run, new[0].key, arguments),
                refuse_foreign=lambda: self._refuse_foreign(run.name, arguments),
            )
            return
        for network in new:
            self._refuse_busy(network.name, arguments)
            self._refuse_foreign(network.name, arguments)
        runs = {network.name: self._checked(network, data, arguments, networks) for network in new}
        for network in new:
            self._stop_earlier(network.name)
        for network in networks:
            if network.name in kept:
                self._display_panel(kept[network.name])
            else:
                self._show(runs[network.name], network.key, arguments)
        _say_unused_name(arguments.name, specs, networks)
        self._left.tell()
        self._train([*runs.values()], [entry.run for entry in kept.values()], arguments)

    def _specs(self, text: str) -> tuple[Spec, ...]:
        from densemodel.network import warm_up

        specs = read_specs(text, self._shell.user_ns)
        warm_up()
        return specs

    def _still_training(self, networks: Sequence[Network]) -> dict[str, Entry]:
        """The networks of the same cell run again while it trains: their runs are shown again."""
        same: dict[str, Entry] = {}
        for network in networks:
            entry = self._registry.get(network.name)
            if entry is None or entry.key != network.key or entry.run.state == "ready":
                continue
            same[network.name] = entry
        busy = {name: entry for name, entry in same.items() if entry.run.is_busy}
        # one that has ended beside others that train is not trained again either
        return same if busy and len(same) == len(networks) else busy

    def _can_ask(
        self, new: Sequence[Network], networks: Sequence[Network], arguments: Arguments
    ) -> bool:
        """Whether a person can say what is to become of the one run that is in the way."""
        if len(new) != 1 or len(networks) != 1 or self._trains(arguments):
            return False
        old = self._registry.get(new[0].name)
        shows = arguments.panel and self._defaults.panel and self._has_widgets()
        return shows and old is not None and old.run.is_busy

    def _bind(self, run: Run, key: Hashable, arguments: Arguments) -> Any:
        """Bind the name to a model, and give its panel."""
        from densemodel.widgets import TrainingPanel

        entry = Entry(run, key)
        self._registry.put(run.name, entry)
        self._shell.user_ns[run.name] = run.model
        if arguments.panel and self._defaults.panel and self._has_widgets():
            entry.panel = TrainingPanel(run, goal=arguments.goal, on_new_run=self._take_up)
        return entry.panel

    def _refuse_busy(self, name: str, arguments: Arguments) -> None:
        old = self._registry.get(name)
        if old is not None and old.run.is_busy and not self._trains(arguments):
            raise DenseModelError(
                f"{name} is training: stop it first, in its panel or with "
                f"%densemodel stop {name}, or add --train to stop it and train this"
            )

    def _refuse_foreign(self, name: str, arguments: Arguments) -> None:
        variables = self._shell.user_ns
        if arguments.replace or name not in variables or self._registry.owns(variables[name]):
            return
        kind = type(variables[name]).__name__
        article = "an" if kind[0].lower() in "aeiou" or kind == "ndarray" else "a"
        raise DenseModelError(f"{name} is {article} {kind}: choose another name or add --replace")

    def _checked(
        self,
        network: Network,
        data: CellData,
        arguments: Arguments,
        networks: Sequence[Network],
    ) -> Run:
        """The run of a network; among several an error says whose it is."""
        try:
            return self._prepare(network, data, arguments)
        except DataError as error:
            if len(networks) == 1:
                raise
            message = f"{network.name}: {error.message}"
            raise DataError(message, hint=error.hint, findings=error.findings) from None

    def _prepare(self, network: Network, data: CellData, arguments: Arguments) -> Run:
        from densemodel.data import TABLE
        from densemodel.network import why_it_waits
        from densemodel.training import prepare

        name, waits = network.name, why_it_waits(network.spec)
        if waits and data.x is None:
            raise DataError(waits if waits == TABLE else f"{waits}: add -x and -y")
        run = prepare(
            network.spec,
            data.x,
            data.y,
            name=name,
            validation_data=data.validation,
            test_data=data.test,
            strict=arguments.strict,
        )
        run.takes_turns = not self._defaults.parallel
        self._keep_trained(run)
        if run.bound is not None and self._trains(arguments):
            run.bound.require()
        if arguments.strict and run.bound is None:
            _refuse_offers(run)
        _check_goal(run, arguments.goal)
        if not run.has_data and self._trains(arguments):
            raise DataError(f"there is nothing to train {name} on: add -x and -y")
        return run

    def _keep_trained(self, run: Run) -> None:
        """A model that was trained is not given up for one that its data does not fit."""
        old = self._registry.get(run.name)
        if old is None or old.run.state == "ready" or run.bound is None or not run.bound.refusals:
            return
        try:
            run.bound.require()
        except DataError as error:
            message = f"{error.message}\n{run.name} stays the model that was trained before"
            raise DataError(message, findings=error.findings) from None

    def _show(self, run: Run, key: Hashable, arguments: Arguments) -> None:
        from densemodel.widgets import Echo

        panel = self._bind(run, key, arguments)
        echo = self._registry.named(run.name).echo = Echo(run.spec, run.bound, name=run.name)
        _display(echo)
        if panel is not None:
            _display(panel)
        elif _can_start(run) and not self._trains(arguments):
            print(f"{run.sentence} Start it with %densemodel resume {run.name}")  # noqa: T201

    def _take_up(self, run: Run) -> None:
        """Bind the name to the model of a run that took the place of another in its panel."""
        self._registry.take_up(run)
        self._shell.user_ns[run.name] = run.model

    def _display_panel(self, entry: Entry) -> None:
        if entry.echo is not None:
            _display(entry.echo)
        if entry.panel is not None:
            _display(entry.panel)

    def _stop_earlier(self, name: str) -> None:
        """Stop a run whose name this cell takes, and say what became of it and its model."""
        old = self._registry.get(name)
        if old is not None and not old.run.is_busy and old.run.state != "ready":
            print(f"{name} is a new model; the one that was trained before is let go.")  # noqa: T201
        if old is None or not old.run.is_busy:
            return
        # an error of that run is its own affair: its sentence says it
        with suppress(Exception):
            old.run.stop().wait()
        print(f"The earlier run of {name} was stopped. {old.run.sentence}")  # noqa: T201

    def _train(self, new: list[Run], kept: list[Run], arguments: Arguments) -> None:
        if not self._trains(arguments):
            return
        for run in new:
            run.start()
        if arguments.wait or self._defaults.wait:
            self._wait([*kept, *new])
        elif not self._has_widgets():
            wait_for(new, tells=True)

    def _wait(self, runs: list[Run]) -> None:
        """Wait for the runs; a panel says how its run went, and keeps that in the file."""
        panels = {
            run.name: panel for run in runs if (panel := self._registry.named(run.name).panel)
        }
        try:
            is_seen = self._has_widgets() and _is_watched()
            wait_for(runs, tells=not is_seen, said=panels, in_a_file=self._has_widgets())
        finally:
            # before the cell ends: nbclient takes no change after it
            for panel in panels.values():
                panel.keep_in_file()

    def _trains(self, arguments: Arguments) -> bool:
        return arguments.train or self._defaults.train or self._defaults.wait

    def _has_widgets(self) -> bool:
        """A kernel shows widgets; IPython in a terminal does not."""
        return hasattr(self._shell, "kernel")


def _say_unused_name(name: str | None, specs: Sequence[Spec], networks: Sequence[Network]) -> None:
    """Say which of two names no model is bound to: the first line's, or that before a network."""
    if not name or not all(spec.name for spec in specs):
        return
    if len(networks) > 1:
        names = ", ".join(network.name for network in networks)
        print(f"{name} is not used: the networks have names of their own, {names}.")  # noqa: T201
    elif specs[0].name != name:
        print(f"{specs[0].name} is not used: the first line names the model {name}.")  # noqa: T201


def _is_watched() -> bool:
    from densemodel.widgets import is_watched

    return is_watched()


def _can_start(run: Run) -> bool:
    return run.has_data and not (run.bound is not None and run.bound.refusals)


def _check_goal(run: Run, goal: float | None) -> None:
    """A goal in percent would flatten the curve at the foot of its axis."""
    is_share = run.bound is not None and run.bound.task.kind != "regression"
    if is_share and goal is not None and not 0 <= goal <= 1:
        raise DenseModelError(
            f"--goal {goal:g} lies outside 0 to 1, where accuracy is: "
            f"write --goal {goal / 100:g} or --goal {goal:g}%"
        )


def _refuse_offers(run: Run) -> None:
    """Data that come in batches have no panel in which a refusal could stand in place of Start."""
    offers = [finding for finding in run.findings if finding.severity == "offer"]
    if offers:
        raise DataError(offers[0].message, findings=offers)


def _display(shown: Any) -> None:
    from IPython.display import display

    display(shown)
