"""A `%%densemodel` cell: what its plan says is made, registered and shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DataError, DenseModelError, SpecError
from densemodel.magics.cell._data import data_options
from densemodel.magics.cell._folder import base_progress
from densemodel.magics.cell._plan import plan_cell
from densemodel.magics.cell._start_all import ask, say_how_to_start, start_all
from densemodel.magics.cell._sweep_cell import run_sweep
from densemodel.magics.cell._trained_before import offer
from densemodel.magics.notebook._entries import RunEntry, text_without_name, time_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.magics.cell._plan import Home, Plan
    from densemodel.magics.notebook._entries import CellContent, Replaced
    from densemodel.magics.notebook._interrupts import Interrupts
    from densemodel.training import Run, RunGroup
    from densemodel.widgets import Echo, TrainedBefore


def run_cell(line: str, text: str, home: Home, interrupts: Interrupts) -> None:
    """Run a cell; an error leaves every name unchanged, and an interrupt before a step."""
    plan = plan_cell(line, text, home, interrupts)
    if plan.sweep_key is not None:
        run_sweep(plan, home.registry, interrupts)
    else:
        _NetworksCell(plan, home, interrupts).run()
    interrupts.check()


class _NetworksCell:
    """Does what a plan of networks says."""

    def __init__(self, plan: Plan, home: Home, interrupts: Interrupts) -> None:
        self._plan, self._arguments = plan, plan.arguments
        self._home, self._registry, self._interrupts = home, home.registry, interrupts
        self._is_early = plan.has_widgets and len(plan.new) == len(plan.networks) and not plan.asks
        """Whether drawings are shown before their models are there.

        What is printed cannot be changed or taken back, so a terminal shows them when the models
        are made.
        """
        self._echoes: dict[str, Echo] = {}

    def run(self) -> None:
        plan = self._plan
        if plan.asks:
            self._ask()
            return
        self._bind_again()
        try:
            self._begin()
            groups = {name: self._group(name, spec) for name, spec in plan.new.items()}
            contents = {
                name: plan.content(spec, groups[name].runs[0].bound)
                for name, spec in plan.new.items()
            }
        except DataError:  # the drawing shows what was written, and what it lacks stands below
            raise
        except BaseException:  # an interrupt as well
            for echo in self._echoes.values():
                echo.take_back()
            raise
        self._show(groups, self._take_names(groups, contents))
        if plan.unused_name:
            print(plan.unused_name)
        if self._arguments.train:
            start_all(
                [*groups.values()],
                [
                    run
                    for entry in self._entries()
                    if entry.run.name not in groups
                    for run in entry.runs
                ],
                self._registry,
                self._interrupts,
                waits=self._arguments.wait,
                has_widgets=plan.has_widgets,
            )

    def _entries(self) -> list[RunEntry]:
        return [self._registry.named(name) for name in self._plan.networks]

    # What is made

    def _begin(self) -> None:
        """Show the drawings whose sizes are known from the text, then start to load Keras.

        They come in order, up to one that needs the data. With data, the loss and what was found
        are shown later.
        """
        for name, spec in self._plan.new.items():
            if not self._is_early or not _has_sizes(spec):
                break
            self._draw(name, spec, awaits_data=self._plan.data.x is not None)
        # what binds data: what is imported once the thread imports waits for it
        with self._interrupts.at_once():
            import numpy.ma
            import numpy.random  # noqa: F401

            import densemodel.training  # noqa: F401
            from densemodel.network import warm_up

            warm_up()

    def _draw(
        self, name: str, spec: Spec, bound: Bound | None = None, *, awaits_data: bool = False
    ) -> Echo:
        """The drawing of a network, shown once."""
        from densemodel.widgets import Echo

        if name in self._echoes:
            self._echoes[name].change(spec, bound)
        else:
            above = tuple(self._echoes.values())
            has_panel = self._arguments.panel and not self._plan.is_several
            self._echoes[name] = Echo(
                spec, bound, name, above=above, has_panel=has_panel, awaits_data=awaits_data
            )
            display(self._echoes[name])
        return self._echoes[name]

    def _draw_bound(self, name: str, bound: Bound) -> None:
        """Draw a network with the sizes from the data, before its model is built.

        Of refused data only the sizes are shown: what is wrong stands below.
        """
        if self._is_early and _has_sizes(bound.spec):
            if not bound.refusals:
                self._draw(name, bound.spec, bound)
            elif name not in self._echoes:
                self._draw(name, bound.spec, awaits_data=True)
        bound.require()

    def _group(self, name: str, spec: Spec) -> RunGroup:
        """The runs of a network; beside other networks, one for each seed of `repeat`."""
        from densemodel.training import RunGroup

        if not self._plan.is_several:
            return RunGroup(name, (self._checked(name, spec),))
        return RunGroup.of(name, spec, lambda one: self._checked(name, one))

    def _checked(self, name: str, spec: Spec) -> Run:
        """The run of a network; an error says what has become of its name."""
        try:
            return self._prepare(name, spec)
        except DataError as error:
            message = f"{name}: {error.message}" if self._plan.is_several else error.message
            old = self._registry.get(name)
            if old is not None and old.run.state != "ready":
                message += f"\n{name} is still the model that was trained before"
            refused = DataError(message, hint=error.hint, findings=error.findings)
        if self._plan.has_widgets:
            self._show_refused(refused, name)
        raise refused

    def _show_refused(self, error: DataError, name: str) -> None:
        from densemodel.widgets import RefusedData

        for one in [*self._registry.questions]:
            if isinstance(one, RefusedData) and one.name == name:
                self._registry.close_question(one)
        shown = RefusedData(error, name, self._plan.text, tuple(self._echoes.values()))
        self._registry.questions.append(shown)
        display(shown)

    def _prepare(self, name: str, spec: Spec) -> Run:
        from densemodel.network import why_it_waits
        from densemodel.training import prepare

        data, arguments = self._plan.data, self._arguments
        waits = why_it_waits(spec)
        if waits and data.x is None:
            raise DataError(f"{waits}: add {data_options(spec)}")
        with self._interrupts.at_once(), base_progress():
            run = prepare(
                spec,
                data.x,
                data.y,
                name=name,
                strict=arguments.strict,
                start=self._start_of(name, spec),
                on_bound=lambda bound: self._draw_bound(name, bound),
                **data.others,
            )
        run.is_queued = not self._home.parallel
        if arguments.strict and run.bound is None:
            _refuse_offers(run)
        _check_goal(run, arguments.goal)
        if not run.has_data and arguments.train:
            raise DataError(f"there is nothing to train {name} on: add -x and -y")
        return run

    def _start_of(self, name: str, spec: Spec) -> Run | None:
        """The trained run of this name that had the base frozen, where it is unfrozen now."""
        from densemodel.training import continues

        old = self._registry.get(name)
        if old is None or old.is_busy or not old.run.history.evaluations:
            return None
        return old.run if continues(spec, old.run) else None

    # What is registered

    def _bind_again(self) -> None:
        """Bind the names of runs that are shown again to their models, and say so."""
        how = "Restart" if self._arguments.panel else "--train"
        for name in self._plan.networks:
            if name in self._plan.new:
                continue
            self._registry.close_offer(name)
            entry = self._registry.named(name)
            if not entry.is_busy:
                self._registry.variables[name] = entry.run.model
                when = "" if entry.left is None else f" {time_text(entry.left.at)}"
                again = f"{name} was trained{when} and is shown again."
                print(f"{again} {how} trains it from new weights.")

    def _note_text(self, run: Run, spec: Spec) -> None:
        """Let the panels of a run know this cell, whose network was made into this spec."""
        if self._plan.text is not None:
            from densemodel.widgets import pending_settings_of

            self._plan.text.bind(run.name, spec)
            pending_settings_of(run).cell = self._plan.text

    def _note_again(self, entry: RunEntry) -> None:
        """Let this cell be the one of a run that another text may have made."""
        run, old = entry.run, entry.cell
        if self._plan.text is None or len(entry.runs) > 1 or entry.content is None:
            return
        spec, text = run.spec, text_without_name(self._plan.networks[run.name])
        if old is not None and text != text_without_name(old.spec_for(run.name, spec)):
            spec = old.bound[run.name]  # it is older than what was trained
        self._note_text(run, spec)
        entry.content = replace(entry.content, text=text)
        entry.set_run(run)

    def _put(self, group: RunGroup, content: CellContent, echo: Echo | None = None) -> RunEntry:
        if len(group.runs) == 1:
            self._note_text(group.runs[0], group.runs[0].spec)
        several = group if self._plan.is_several else None
        entry = RunEntry(group.runs[0], content, echo=echo, group=several)
        self._registry.put(entry)
        return entry

    # What is shown

    def _take_names(
        self, groups: Mapping[str, RunGroup], contents: Mapping[str, CellContent]
    ) -> TrainedBefore | None:
        """Stop what has these names, and register the new runs; gives what is offered instead."""
        replaced: dict[str, Replaced | None] = {}
        for name, content in contents.items():
            old = self._registry.get(name)
            if old is not None and old.is_busy:
                old.stop()
                print(f"The earlier run of {name} was stopped. {old.run.sentence}")
            replaced[name] = None if old is None else old.replaced(content)
            self._registry.let_go(name)
        before = offer(self._plan, self._registry, groups, contents, replaced)
        for name, group in groups.items():
            self._put(group, contents[name])
        return before

    def _show(self, new: Mapping[str, RunGroup], before: TrainedBefore | None) -> None:
        """Show each network, what is offered, and one panel for all."""
        entries = self._entries()
        for entry in entries:
            run = entry.run
            if run.name in new:
                entry.echo = self._draw(run.name, run.spec, run.bound)
                continue
            self._note_again(entry)
            if entry.echo is None:
                entry.echo = self._echo(run)
            display(entry.echo)
        if before is not None:
            display(before)
        if self._arguments.panel:
            display(self._panel(entries))
        elif not new and len(entries) == 1:
            if not entries[0].is_busy:
                print(entries[0].run.sentence)
        elif not self._arguments.train:
            for entry in entries:
                say_how_to_start(entry.run)

    def _echo(self, run: Run) -> Echo:
        from densemodel.widgets import Echo

        return Echo(run.spec, run.bound, name=run.name, has_panel=self._arguments.panel)

    def _panel(self, entries: Sequence[RunEntry]) -> Any:
        """The panel of these networks, existing or new."""
        from densemodel.training import RunGroup
        from densemodel.widgets import ComparisonPanel

        goal, old = self._arguments.goal, entries[0].panel
        if len(entries) == 1:
            if entries[0].goal != goal:
                self._registry.close_panel(entries[0])
            return self._registry.panel_of(entries[0], goal)
        is_shared = old is not None and all(entry.panel is old for entry in entries)
        if is_shared and len(old.groups) == len(entries):
            return old
        groups = [entry.group or RunGroup(entry.run.name, (entry.run,)) for entry in entries]
        panel = ComparisonPanel(
            groups,
            goal=goal,
            on_new_run=lambda run: self._registry.set_run_of(panel.groups, run),
        )
        for entry in entries:
            self._registry.close_panel(entry)
            entry.panel = panel
        return panel

    # What is asked

    def _ask(self) -> None:
        """Ask whether the new run takes the place of the one that trains."""
        ((name, spec),) = self._plan.new.items()
        run = self._checked(name, spec)
        content = self._plan.content(spec, run.bound)
        busy = self._registry.named(name).run
        ask(busy, self._registry, self._registry.named, lambda: self._take_busy(run, content))

    def _take_busy(self, run: Run, content: CellContent) -> tuple[Any, ...]:
        """Stop the run of a name that a new run takes; returns what to show, the panel last."""
        from densemodel.training import RunGroup

        # another cell may have given the name away meanwhile
        self._registry.refuse_taken(run.name, replaces=self._arguments.replace)
        self._registry.named(run.name).stop()
        # no name for it here: its data are free when the new run takes its place
        replaced = self._registry.named(run.name).replaced(content)
        echo, group = self._echo(run), RunGroup(run.name, (run,))
        panel = self._panel([self._put(group, content, echo)])
        name, registry = run.name, self._registry
        before = offer(self._plan, registry, {name: group}, {name: content}, {name: replaced})
        return (echo.widget(), *([] if before is None else [before]), panel)


def _has_sizes(spec: Spec) -> bool:
    try:
        return bool(spec.layers)
    except SpecError:  # `auto`
        return False


def _check_goal(run: Run, goal: float | None) -> None:
    """Refuse a goal in percent, which would flatten the curve at the bottom of its axis."""
    is_share = run.bound is not None and run.bound.task.kind != "regression"
    if is_share and goal is not None and not 0 <= goal <= 1:
        raise DenseModelError(
            f"--goal {goal:g} lies outside 0 to 1, where accuracy is: "
            f"write --goal {goal / 100:g} or --goal {goal:g}%"
        )


def _refuse_offers(run: Run) -> None:
    """Raise the refusals of data in batches, whose panel can't show them."""
    offers = [finding for finding in run.findings if finding.severity == "offer"]
    if offers:
        raise DataError(offers[0].message, findings=offers)
