"""A cell with choices: its sweep, its panel, and the best model under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DataError
from densemodel.magics.cell._data import data_options
from densemodel.magics.cell._plan import refuse_busy
from densemodel.magics.cell._start_all import ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import ExperimentEvent, Sweep
    from densemodel.language import Spec
    from densemodel.magics.cell._plan import Plan
    from densemodel.magics.notebook._entries import SweepEntry
    from densemodel.magics.notebook._interrupts import Interrupts
    from densemodel.magics.notebook._registry import Registry


def run_sweep(plan: Plan, registry: Registry, interrupts: Interrupts) -> None:
    """Make the sweep of a plan or show it again, and train it."""
    ((name, spec),) = plan.networks.items()
    arguments = plan.arguments
    if plan.new:
        with interrupts.at_once():
            sweep = _prepared(name, spec, plan, registry)
        if plan.asks:
            busy = registry.sweeps[name].sweep
            ask(
                busy, registry, registry.sweeps.__getitem__, lambda: _replace(sweep, plan, registry)
            )
            return
        registry.put_sweep(sweep, plan.sweep_key)
    entry = registry.sweeps[name]
    if registry.has_lost_name(entry):
        registry.bind_best(entry, again=True)
    sweep = entry.sweep
    if sweep.state == "stopping":  # by an interrupt
        entry.stop()
    if arguments.train and not sweep.is_busy and sweep.state != "finished":
        interrupts.started.append(sweep)
        sweep.start()  # before its panel: the processes begin while that is made
    if arguments.panel:
        display(registry.panel_of(entry))
    if arguments.train and (arguments.wait or not plan.has_widgets):
        wait_for_sweep(entry, registry, interrupts, reports=not arguments.panel)
    elif not arguments.panel:
        is_over = arguments.train or sweep.state == "finished"
        begin = "" if is_over else f" Start it with %densemodel start {name}"
        print(f"{sweep.sentence}{begin}")


def wait_for_sweep(
    entry: SweepEntry, registry: Registry, interrupts: Interrupts, *, reports: bool
) -> None:
    """Wait for the end, and print the result if no panel shows it; an interrupt stops it.

    With `reports` a line is printed after each trial.
    """
    end = _print_trials(entry.sweep) if reports else None
    interrupts.started[:] = [entry.sweep]
    try:
        interrupts.wait(entry.sweep)
    finally:
        if end is not None:
            end()
        registry.bind_best(entry)
        if entry.panel is not None:
            entry.panel.update_static_output()
    if reports or entry.panel is None:
        print(entry.sweep.sentence)


def _replace(sweep: Sweep, plan: Plan, registry: Registry) -> tuple[Any]:
    """Give the name of a sweep that trains to a new one; returns the panel to show."""
    old = registry.sweeps.get(sweep.name)
    # another cell may have given the name away meanwhile
    refuse_busy(sweep.name, plan.arguments, registry, except_for=old)
    registry.refuse_taken(sweep.name, replaces=plan.arguments.replace)
    if old is not None:
        old.stop()
    return (registry.panel_of(registry.put_sweep(sweep, plan.sweep_key)),)


def _prepared(name: str, spec: Spec, plan: Plan, registry: Registry) -> Sweep:
    from densemodel.experiments import prepare_sweep
    from densemodel.store import default_store

    data, arguments = plan.data, plan.arguments
    if data.x is None:
        raise DataError(f"there is nothing to train {name} on: add {data_options(spec)}")
    sweep = prepare_sweep(
        spec,
        data.x,
        data.y,
        name=name,
        folder=default_store().folder / ".sweeps" / name,
        strict=arguments.strict,
        starts=arguments.train,
        halving=arguments.halving,
        workers=arguments.workers,
        search="grid" if arguments.trials is None else arguments.search,
        trials=arguments.trials,
        **data.others,
    )
    for finding in sweep.findings:
        print(finding.message)
    old = registry.get(name)
    if old is not None and old.content is not None:  # no best model of an earlier sweep
        replaced = old.replaced(None, by="will be the best model of the sweep")
        if replaced is not None:
            print(replaced.line(name))
    return sweep


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
