"""A `%%densemodel` cell, from text to spec, data, network, run and panel."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DataError, DenseModelError, SpecError
from densemodel.magics.cell._arguments import parse_arguments
from densemodel.magics.cell._data import cell_data, data_options
from densemodel.magics.cell._from_keras import offer_cell
from densemodel.magics.cell._networks import Drawings, named, read_specs, say_unused_name
from densemodel.magics.cell._shown_again import key_of, shown_again, time_text
from densemodel.magics.cell._start_all import (
    ask,
    check_goal,
    refuse_offers,
    refuse_taken,
    say_how_to_start,
    start_all,
)
from densemodel.magics.cell._sweep_cell import is_sweep
from densemodel.magics.cell._trained_before import Replaced
from densemodel.magics.notebook._registry import CellContent, RegistryEntry, text_without_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.magics.cell._arguments import Defaults
    from densemodel.magics.cell._data import CellData
    from densemodel.magics.cell._networks import NetworkGroup
    from densemodel.magics.cell._sweep_cell import SweepCells
    from densemodel.magics.cell._trained_before import TrainedRuns
    from densemodel.magics.notebook._interrupts import Interrupts
    from densemodel.magics.notebook._registry import Registry
    from densemodel.training import Run, RunGroup
    from densemodel.widgets import CellText, Echo, TrainedBefore


class Cell:
    """One `%%densemodel` cell, from its text to its display."""

    # what its text and its line name
    _networks: dict[str, Spec]
    _data: CellData
    _drawings: Drawings

    def __init__(
        self,
        line: str,
        shell: Any,
        registry: Registry,
        defaults: Defaults,
        *,
        source: str,
        trained: TrainedRuns,
        several: NetworkGroup,
        sweeps: SweepCells,
        interrupts: Interrupts,
    ) -> None:
        self._line, self._shell, self._registry = line, shell, registry
        self._source, self._interrupts = source, interrupts
        self._trained, self._several, self._sweeps = trained, several, sweeps
        self._defaults = defaults
        self._has_widgets = hasattr(shell, "kernel")
        "Whether widgets can be shown: in a kernel, not in a terminal."
        self._arguments = parse_arguments(line).with_defaults(
            defaults, has_widgets=self._has_widgets
        )

    def run(self, text: str) -> None:
        """Run the cell; an error leaves every name unchanged, and an interrupt before a step."""
        self._run(text)
        self._interrupts.check()

    def _run(self, text: str) -> None:
        arguments = self._arguments
        try:
            specs = read_specs(text, self._shell.user_ns)
        except SpecError:
            offer_cell(self._line, text, arguments, self._shell)
            raise
        self._data = cell_data(arguments, self._shell.user_ns)
        if is_sweep(specs):
            name = arguments.name or specs[0].name or self._defaults.name
            self._sweeps.run(
                *(name, specs[0], arguments, self._data, partial(self._claim, name)),
                interrupts=self._interrupts,
            )
            return
        self._sweeps.refuse_options(arguments)
        self._networks = named(specs, arguments.name, self._defaults.name)
        self._interrupts.names = self._networks
        unchanged = self._shown_again()
        new = {name: spec for name, spec in self._networks.items() if name not in unchanged}
        if self._can_ask(new):
            self._ask(*new.popitem())
            return
        for name in new:
            self._claim(name)
            self._sweeps.refuse_busy(name, arguments)
        self._drawings = Drawings(
            is_early=self._has_widgets and not unchanged,
            has_panel=not self._is_several and arguments.panel,
        )
        try:
            self._begin(new)
            groups = {name: self._group(name, spec) for name, spec in new.items()}
            contents = {
                name: self._content(spec, groups[name].runs[0].bound) for name, spec in new.items()
            }
        except DataError:  # the drawing shows what was written, and what it lacks stands below
            raise
        except BaseException:  # an interrupt as well
            self._drawings.take_back()
            raise
        before = self._take_names(groups, contents)
        if self._is_several:
            self._show_several(groups, contents, before)
        else:
            (name,) = self._networks
            if name in new:
                self._show(groups[name].runs[0], contents[name], before)
            else:
                self._show_again(unchanged[name])
        say_unused_name(arguments.name, specs, self._networks)
        earlier = [run for entry in unchanged.values() for run in entry.runs]
        if arguments.train:
            start_all(
                [*groups.values()],
                earlier,
                self._registry,
                self._interrupts,
                waits=arguments.wait,
                has_widgets=self._has_widgets,
            )

    @cached_property
    def _text(self) -> CellText | None:
        """As the page has it; None where it is no cell of a page."""
        from densemodel.widgets import CellText

        names = self._shell.user_ns
        return CellText.of(self._source, names, self._networks) if self._has_widgets else None

    @property
    def _is_several(self) -> bool:
        return len(self._networks) > 1

    def _content(self, spec: Spec, bound: Bound | None) -> CellContent:
        data = key_of(bound, self._data)
        return CellContent.of(spec, data, is_strict=self._arguments.strict)

    def _begin(self, new: Mapping[str, Spec]) -> None:
        """Show the drawings of the networks, then start to load Keras."""
        self._drawings.begin(new, has_data=self._data.x is not None)
        # what binds data: what is imported once the thread imports waits for it
        with self._interrupts.at_once():
            import numpy.ma
            import numpy.random  # noqa: F401

            import densemodel.training  # noqa: F401
            from densemodel.network import warm_up

            warm_up()

    def _shown_again(self) -> dict[str, RegistryEntry]:
        """The networks whose runs are shown again; their names are bound to their models again."""
        with self._interrupts.at_once():
            unchanged = shown_again(self._networks, self._data, self._registry, self._arguments)
        ended = {name: entry for name, entry in unchanged.items() if not entry.is_busy}
        for name in ended:
            refuse_taken(name, self._arguments, self._registry)
        how = "Restart" if self._arguments.panel else "--train"
        for name in unchanged:
            self._trained.close(name)
        for name, entry in ended.items():
            self._shell.user_ns[name] = entry.run.model
            when = "" if entry.left is None else f" {time_text(entry.left.at)}"
            print(f"{name} was trained{when} and is shown again. {how} trains it from new weights.")
        return unchanged

    def _can_ask(self, new: Mapping[str, Spec]) -> bool:
        """Whether a person can be asked about the one run that is in the way."""
        if len(new) != 1 or self._is_several or self._arguments.train:
            return False
        old = self._registry.get(*new)
        return self._arguments.panel and old is not None and old.is_busy

    def _ask(self, name: str, spec: Spec) -> None:
        refuse_taken(name, self._arguments, self._registry)
        run = self._checked(name, spec)
        says = self._content(spec, run.bound)
        ask(
            self._registry.named(name).run,
            self._registry.questions,
            take_over=lambda: self._take_busy(run, says),
            keep=lambda: self._panel_of(self._registry.named(name)),
            home=lambda: self._registry.named(name).questions,
        )

    def _take_busy(self, run: Run, content: CellContent) -> tuple[Any, ...]:
        """Stop the run of a name that a new run takes; returns what to show, the panel last."""
        from densemodel.training import RunGroup
        from densemodel.widgets import Echo

        # another cell may have given the name away meanwhile
        refuse_taken(run.name, self._arguments, self._registry)
        self._registry.named(run.name).stop()
        # no name for it here: its data are free when the new run takes its place
        replaced = Replaced.of(self._registry.named(run.name), content)
        echo = Echo(run.spec, run.bound, name=run.name, has_panel=self._arguments.panel)
        panel = self._bind(run, content, echo)
        group = {run.name: RunGroup(run.name, (run,))}
        before = self._before(group, {run.name: content}, {run.name: replaced})
        return (echo.widget(), *([] if before is None else [before]), panel)

    def _bind(self, run: Run, content: CellContent, echo: Echo) -> Any:
        self._note_text(run, run.spec)
        entry = RegistryEntry(run, content, echo=echo)
        self._registry.put(entry)
        return self._panel_of(entry)

    def _note_text(self, run: Run, spec: Spec) -> None:
        """Let the panels of a run know this cell, whose network was made into this spec."""
        if self._text is not None:
            from densemodel.widgets import pending_settings_of

            self._text.bind(run.name, spec)
            pending_settings_of(run).cell = self._text

    def _panel_of(self, entry: RegistryEntry) -> Any:
        if entry.panel is None:
            self._give_panel(entry)
        return entry.panel

    def _give_panel(self, entry: RegistryEntry) -> None:
        from densemodel.widgets import TrainingPanel

        if not self._arguments.panel:
            return
        self._registry.close_panel(entry)
        goal, set_run = self._arguments.goal, self._registry.set_run
        entry.panel = TrainingPanel(entry.run, goal=goal, on_new_run=set_run, drawing=entry.echo)
        entry.goal = goal

    def _claim(self, name: str) -> None:
        """Refuse a name whose run is training, or that holds something else than our model."""
        old = self._registry.get(name)
        if old is not None and old.is_busy and not self._arguments.train:
            raise DenseModelError(
                f"{name} is training: stop it first, in its panel or with "
                f"%densemodel stop {name}, or add --train to stop it and train this"
            )
        refuse_taken(name, self._arguments, self._registry)

    def _group(self, name: str, spec: Spec) -> RunGroup:
        """The runs of a network; beside other networks, one for each seed of `repeat`."""
        from densemodel.training import RunGroup

        if not self._is_several:
            return RunGroup(name, (self._checked(name, spec, self._drawings),))
        return RunGroup.of(name, spec, lambda one: self._checked(name, one, self._drawings))

    def _checked(self, name: str, spec: Spec, drawings: Drawings | None = None) -> Run:
        """The run of a network; an error says what has become of its name."""
        try:
            return self._prepare(name, spec, drawings)
        except DataError as error:
            message = f"{name}: {error.message}" if self._is_several else error.message
            old = self._registry.get(name)
            if old is not None and old.run.state != "ready":
                message += f"\n{name} is still the model that was trained before"
            refused = DataError(message, hint=error.hint, findings=error.findings)
        if self._has_widgets:
            self._show_refused(refused, name, () if drawings is None else drawings.echoes)
        raise refused

    def _show_refused(self, error: DataError, name: str, above: tuple[Any, ...]) -> None:
        from densemodel.widgets import RefusedData

        shown = self._registry.questions
        for one in [one for one in shown if isinstance(one, RefusedData) and one.name == name]:
            shown.remove(one)
            one.close()
        shown.append(RefusedData(error, name, self._text, above))
        display(shown[-1])

    def _prepare(self, name: str, spec: Spec, drawings: Drawings | None) -> Run:
        from densemodel.network import why_it_waits
        from densemodel.training import prepare

        def show(bound: Bound) -> None:
            if drawings is not None:
                drawings.bind(name, bound)
            bound.require()

        data, arguments = self._data, self._arguments
        waits = why_it_waits(spec)
        if waits and data.x is None:
            raise DataError(f"{waits}: add {data_options(spec)}")
        with self._interrupts.at_once():
            run = prepare(
                spec,
                data.x,
                data.y,
                name=name,
                strict=arguments.strict,
                on_bound=show,
                **data.others,
            )
        run.is_queued = not self._defaults.parallel
        if arguments.strict and run.bound is None:
            refuse_offers(run)
        check_goal(run, arguments.goal)
        if not run.has_data and arguments.train:
            raise DataError(f"there is nothing to train {name} on: add -x and -y")
        return run

    def _take_names(
        self, groups: Mapping[str, RunGroup], contents: Mapping[str, CellContent]
    ) -> TrainedBefore | None:
        """Stop runs of these names; returns lines on what was trained before, to be displayed."""
        replaced = {}
        for name, content in contents.items():
            old = self._registry.get(name)
            if old is not None and old.is_busy:
                old.stop()
                print(f"The earlier run of {name} was stopped. {old.run.sentence}")
            replaced[name] = None if old is None else Replaced.of(old, content)
            self._sweeps.let_go(name)
        return self._before(groups, contents, replaced)

    def _before(
        self,
        groups: Mapping[str, RunGroup],
        contents: Mapping[str, CellContent],
        replaced: Mapping[str, Replaced | None],
    ) -> TrainedBefore | None:
        return self._trained.offer(
            groups, contents, replaced, self._arguments, has_buttons=self._has_widgets
        )

    def _show_several(
        self,
        groups: dict[str, RunGroup],
        contents: dict[str, CellContent],
        before: TrainedBefore | None,
    ) -> None:
        """Show each network, and one panel for all; those already training continue."""
        for name, group in groups.items():
            if len(group.runs) == 1:
                self._note_text(group.runs[0], group.runs[0].spec)
            self._several.bind(group, RegistryEntry(group.runs[0], contents[name], group=group))
        entries = list(map(self._registry.named, self._networks))
        for entry in entries:
            if entry.run.name in groups:
                entry.echo = self._drawings.of(groups[entry.run.name].runs[0])
            else:
                self._note_shown_again(entry)
                display(entry.echo)
        if before is not None:
            display(before)
        if self._arguments.panel:
            display(self._several.panel(entries, goal=self._arguments.goal))
        elif not self._arguments.train:
            for entry in entries:
                say_how_to_start(entry.run)

    def _show(self, run: Run, content: CellContent, before: TrainedBefore | None) -> None:
        panel = self._bind(run, content, self._drawings.of(run))
        if before is not None:
            display(before)
        if panel is not None:
            display(panel)
        elif not self._arguments.train:
            say_how_to_start(run)

    def _note_shown_again(self, entry: RegistryEntry) -> None:
        """Let this cell be the one of a run that another text may have made."""
        run, old = entry.run, entry.cell
        if self._text is None or len(entry.runs) > 1 or entry.content is None:
            return
        spec, text = run.spec, text_without_name(self._networks[run.name])
        if old is not None and text != text_without_name(old.spec_for(run.name, spec)):
            spec = old.bound[run.name]  # it is older than what was trained
        self._note_text(run, spec)
        entry.content = replace(entry.content, text=text)
        entry.set_run(run)

    def _show_again(self, entry: RegistryEntry) -> None:
        """Show an existing run again, with the changes made in its panel."""
        from densemodel.widgets import Echo

        run, has_panel = entry.run, self._arguments.panel
        self._note_shown_again(entry)
        if entry.echo is None:
            entry.echo = Echo(run.spec, run.bound, name=run.name, has_panel=has_panel)
        display(entry.echo)
        if has_panel:
            if entry.goal != self._arguments.goal:
                self._give_panel(entry)
            display(self._panel_of(entry))
        elif not run.is_busy:
            print(run.sentence)
