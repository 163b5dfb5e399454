"""A `%%densemodel` cell, from text to spec, data, network, run and panel."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DataError, DenseModelError, SpecError
from densemodel.magics.cell._arguments import parse_arguments
from densemodel.magics.cell._data import cell_data
from densemodel.magics.cell._from_keras import offer_cell
from densemodel.magics.cell._networks import (
    Drawings,
    NetworkGroup,
    named,
    read_specs,
    say_unused_name,
)
from densemodel.magics.cell._restore_run import BringsBack, LeftRuns, Replaced
from densemodel.magics.cell._shown_again import cell_content_of, shown_again, shown_again_text
from densemodel.magics.cell._start_all import (
    ask,
    can_start,
    check_goal,
    refuse_offers,
    refuse_taken,
    start_all,
)
from densemodel.magics.cell._sweep_cell import is_sweep
from densemodel.magics.notebook._registry import RegistryEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.magics.cell._arguments import Arguments, Defaults
    from densemodel.magics.cell._data import CellData
    from densemodel.magics.cell._networks import CellNetwork
    from densemodel.magics.cell._sweep_cell import SweepCells
    from densemodel.magics.notebook._registry import CellContent, Registry
    from densemodel.training import Run, RunGroup


class Cell:
    """One `%%densemodel` cell, from its text to its display."""

    def __init__(
        self, shell: Any, registry: Registry, defaults: Defaults, sweeps: SweepCells
    ) -> None:
        self._shell = shell
        self.sweeps = sweeps
        self._registry = registry
        self._defaults = defaults
        self._brings_back = BringsBack(registry)
        self._left = LeftRuns(registry, self._brings_back)
        self._several = NetworkGroup(registry)

    def run(self, line: str, text: str) -> None:
        """Run the cell; an error leaves every name unchanged."""
        arguments = parse_arguments(line).with_defaults(
            self._defaults, has_widgets=self._has_widgets()
        )
        specs = self._specs(line, text, arguments)
        data = cell_data(arguments, self._shell.user_ns)
        if is_sweep(specs):
            name = arguments.name or specs[0].name or self._defaults.name
            self.sweeps.run(name, specs[0], arguments, data, partial(self._claim, name, arguments))
            return
        self.sweeps.refuse_options(arguments)
        networks = named(specs, arguments.name, self._defaults.name)
        kept = self._shown_again(networks, data, arguments)
        new = [network for network in networks if network.name not in kept]
        if self._can_ask(new, networks, arguments):
            refuse_taken(new[0].name, arguments, self._registry)
            run = self._checked(new[0], data, arguments, networks)
            says = cell_content_of(new[0], run.bound, data, is_strict=arguments.strict)
            ask(
                self._registry.named(run.name).run,
                self._registry.questions,
                take=lambda: self._take_busy(run, says, arguments),
                keep=lambda: self._panel_of(self._registry.named(run.name), arguments),
                home=lambda: self._registry.named(run.name).questions,
            )
            return
        for network in new:
            self._claim(network.name, arguments)
            self.sweeps.refuse_busy(network.name, arguments)
        drawings = Drawings(
            is_early=self._has_widgets() and not kept,
            has_panel=len(networks) == 1 and arguments.panel,
        )
        try:
            self._begin(new, data, drawings)
            groups = {
                network.name: self._group(network, data, arguments, networks, drawings)
                for network in new
            }
            said = {
                network.name: cell_content_of(
                    network, groups[network.name].runs[0].bound, data, is_strict=arguments.strict
                )
                for network in new
            }
        except BaseException:  # an interrupt as well
            drawings.take_back()
            raise
        self._take_names(new, said, arguments, has_buttons=len(networks) == 1)
        if len(networks) > 1:
            self._show_several(networks, groups, said, arguments, drawings)
        elif new:
            self._show(groups[new[0].name].runs[0], said[new[0].name], arguments, drawings)
        else:
            self._show_again(kept[networks[0].name], arguments)
        say_unused_name(arguments.name, specs, networks)
        earlier = [run for entry in kept.values() for run in entry.runs]
        if arguments.train:
            start_all(
                [*groups.values()],
                earlier,
                self._registry,
                waits=arguments.wait,
                has_widgets=self._has_widgets(),
            )

    def _specs(self, line: str, text: str, arguments: Arguments) -> tuple[Spec, ...]:
        try:
            return read_specs(text, self._shell.user_ns)
        except SpecError:
            offer_cell(line, text, arguments, self._shell)
            raise

    @staticmethod
    def _begin(new: Sequence[CellNetwork], data: CellData, drawings: Drawings) -> None:
        """Show the drawings of the networks, then start to load Keras."""
        drawings.begin(new, has_data=data.x is not None)
        # what binds data: what is imported once the thread imports waits for it
        import numpy.ma
        import numpy.random  # noqa: F401

        import densemodel.training  # noqa: F401
        from densemodel.network import warm_up

        warm_up()

    def _shown_again(
        self, networks: Sequence[CellNetwork], data: CellData, arguments: Arguments
    ) -> dict[str, RegistryEntry]:
        """The networks whose runs are shown again; their names are bound to their models again."""
        kept = shown_again(
            networks, data, self._registry, is_strict=arguments.strict, trains=arguments.train
        )
        ended = {name: entry for name, entry in kept.items() if not entry.is_busy}
        for name in ended:
            refuse_taken(name, arguments, self._registry)
        how = "Restart trains" if arguments.panel else "--train trains"
        for name in kept:
            self._brings_back.close(name)
        for name, entry in ended.items():
            self._shell.user_ns[name] = entry.run.model
            print(shown_again_text(name, entry, how))  # noqa: T201
        return kept

    def _can_ask(
        self, new: Sequence[CellNetwork], networks: Sequence[CellNetwork], arguments: Arguments
    ) -> bool:
        """Whether a person can be asked about the one run that is in the way."""
        if len(new) != 1 or len(networks) != 1 or arguments.train:
            return False
        old = self._registry.get(new[0].name)
        return arguments.panel and old is not None and old.is_busy

    def _bind(self, run: Run, said: CellContent, arguments: Arguments) -> Any:
        """Bind the name to a model, and return its panel."""
        entry = RegistryEntry(run, said)
        self._registry.put(entry)
        self._give_panel(entry, arguments)
        return entry.panel

    def _panel_of(self, entry: RegistryEntry, arguments: Arguments) -> Any:
        """The panel of a run, made if none was shown yet."""
        if entry.panel is None:
            self._give_panel(entry, arguments)
        return entry.shown_panel

    def _give_panel(self, entry: RegistryEntry, arguments: Arguments) -> None:
        from densemodel.widgets import TrainingPanel

        if not arguments.panel:
            return
        if entry.panel is not None:
            entry.panel.close()
        take_up = self._registry.take_up
        entry.panel = TrainingPanel(entry.run, goal=arguments.goal, on_new_run=take_up)
        entry.goal = arguments.goal

    def _claim(self, name: str, arguments: Arguments) -> None:
        """Refuse a name whose run is training, or that holds something else than our model."""
        old = self._registry.get(name)
        if old is not None and old.is_busy and not arguments.train:
            raise DenseModelError(
                f"{name} is training: stop it first, in its panel or with "
                f"%densemodel stop {name}, or add --train to stop it and train this"
            )
        refuse_taken(name, arguments, self._registry)

    def _group(
        self,
        network: CellNetwork,
        data: CellData,
        arguments: Arguments,
        networks: Sequence[CellNetwork],
        drawings: Drawings,
    ) -> RunGroup:
        """The runs of a network; beside other networks, one for each seed of `repeat`."""
        from densemodel.training import RunGroup

        def checked(spec: Spec) -> Run:
            one = replace(network, spec=spec)
            return self._checked(one, data, arguments, networks, drawings)

        if len(networks) == 1:
            return RunGroup(network.name, (checked(network.spec),))
        return RunGroup.of(network.name, network.spec, checked)

    def _checked(
        self,
        network: CellNetwork,
        data: CellData,
        arguments: Arguments,
        networks: Sequence[CellNetwork],
        drawings: Drawings | None = None,
    ) -> Run:
        """The run of a network; with several networks, an error names its network."""
        try:
            return self._prepare(network, data, arguments, drawings)
        except DataError as error:
            if len(networks) == 1:
                raise
            message = f"{network.name}: {error.message}"
            raise DataError(message, hint=error.hint, findings=error.findings) from None

    def _prepare(
        self, network: CellNetwork, data: CellData, arguments: Arguments, drawings: Drawings | None
    ) -> Run:
        from densemodel.data import TABLE
        from densemodel.network import why_it_waits
        from densemodel.training import prepare

        def show(bound: Bound) -> None:
            if drawings is not None:
                drawings.bind(name, bound.spec, bound)

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
            names=arguments.data_names,
            on_bound=show,
        )
        run.is_queued = not self._defaults.parallel
        self._keep_trained(run)
        if run.bound is not None and arguments.train:
            run.bound.require()
        if arguments.strict and run.bound is None:
            refuse_offers(run)
        check_goal(run, arguments.goal)
        if not run.has_data and arguments.train:
            raise DataError(f"there is nothing to train {name} on: add -x and -y")
        return run

    def _keep_trained(self, run: Run) -> None:
        """Keep a trained model if the new one does not fit the data."""
        old = self._registry.get(run.name)
        if old is None or old.run.state == "ready" or run.bound is None or not run.bound.refusals:
            return
        try:
            run.bound.require()
        except DataError as error:
            message = f"{error.message}\n{run.name} is still the model that was trained before"
            raise DataError(message, findings=error.findings) from None

    def _show_several(
        self,
        networks: Sequence[CellNetwork],
        groups: dict[str, RunGroup],
        said: dict[str, CellContent],
        arguments: Arguments,
        drawings: Drawings,
    ) -> None:
        """Show each network, and one panel for all; those already training continue."""
        for network in networks:
            if network.name in groups:
                group = groups[network.name]
                entry = RegistryEntry(group.runs[0], said[network.name], group=group)
                self._several.bind(group, entry)
        entries = [self._registry.named(network.name) for network in networks]
        for entry in entries:
            if entry.run.name in groups:
                entry.echo = drawings.of(groups[entry.run.name].runs[0])
            else:
                display(entry.echo)
        if arguments.panel:
            display(self._several.panel(entries, goal=arguments.goal))
        elif not arguments.train:
            for entry in entries:
                self._say_how_to_start(entry.run)

    def _show(self, run: Run, said: CellContent, arguments: Arguments, drawings: Drawings) -> None:
        panel = self._bind(run, said, arguments)
        self._registry.named(run.name).echo = drawings.of(run)
        if panel is not None:
            display(panel)
        elif not arguments.train:
            self._say_how_to_start(run)

    def _say_how_to_start(self, run: Run) -> None:
        if can_start(run):
            print(f"{run.sentence} Start it with %densemodel resume {run.name}")  # noqa: T201

    def _show_again(self, entry: RegistryEntry, arguments: Arguments) -> None:
        """Show an existing run again, with the changes made in its panel."""
        from densemodel.widgets import Echo

        run = entry.run
        if entry.echo is None:
            entry.echo = Echo(run.spec, run.bound, name=run.name, has_panel=arguments.panel)
        display(entry.echo)
        if arguments.panel:
            if entry.goal != arguments.goal:
                self._give_panel(entry, arguments)
            display(self._panel_of(entry, arguments))
        elif not run.is_busy:
            print(run.sentence)  # noqa: T201

    def _take_names(
        self,
        new: Sequence[CellNetwork],
        said: Mapping[str, CellContent],
        arguments: Arguments,
        *,
        has_buttons: bool,
    ) -> None:
        """Stop runs of these names, and offer to restore the models trained before."""
        replaced = {}
        for network in new:
            old = self._registry.get(network.name)
            if old is not None and old.is_busy:
                old.stop()
                print(  # noqa: T201
                    f"The earlier run of {network.name} was stopped. {old.run.sentence}"
                )
            lost = None if old is None else Replaced.of(old, said[network.name])
            replaced[network.name] = lost
            self.sweeps.let_go(network.name)
        has_buttons = has_buttons and self._has_widgets()
        self._left.offer([network.name for network in new], arguments, has_buttons=has_buttons)
        for name, one in replaced.items():
            offer = None
            if has_buttons:
                offer = self._brings_back.restore(said[name], one, name, arguments)
            if offer is not None:
                display(offer)
            elif one is not None:
                print(one.line)  # noqa: T201

    def _take_busy(self, run: Run, said: CellContent, arguments: Arguments) -> tuple[Any, ...]:
        """Stop the run of a name that a new run takes; returns what to show, the panel last.

        Raises:
            DenseModelError: Another cell has given the name away meanwhile.
        """
        from densemodel.widgets import Echo

        refuse_taken(run.name, arguments, self._registry)
        self._registry.named(run.name).stop()
        # no name for it here: its data are free when the new run takes its place
        replaced = Replaced.of(self._registry.named(run.name), said)
        panel = self._bind(run, said, arguments)
        echo = Echo(run.spec, run.bound, name=run.name, has_panel=panel is not None)
        self._registry.named(run.name).echo = echo
        offer = self._brings_back.restore(said, replaced, run.name, arguments)
        shown = (echo.widget(), panel)
        return shown if offer is None else (offer, *shown)

    def _has_widgets(self) -> bool:
        """Whether widgets can be shown: in a kernel, not in a terminal."""
        return hasattr(self._shell, "kernel")
