"""Starts the runs of a cell, and waits for them with `--wait`; asks before one is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from densemodel.experiments import Sweep
    from densemodel.magics.notebook._entries import RunEntry, SweepEntry
    from densemodel.magics.notebook._interrupts import Interrupts
    from densemodel.magics.notebook._registry import Registry
    from densemodel.training import Run, RunGroup


def say_how_to_start(run: Run) -> None:
    """Print the state of a run that has data, and how it is started if it was not."""
    begin = f" Start it with %densemodel start {run.name}" if run.state == "ready" else ""
    if run.has_data:
        print(f"{run.sentence}{begin}")


def ask(
    busy: Run | Sweep,
    registry: Registry,
    find: Callable[[str], RunEntry | SweepEntry],
    take_over: Callable[[], tuple[Any, ...]],
) -> None:
    """Ask whether a new run takes the place of one that trains; until then nothing changes.

    Args:
        busy: What trains under the name.
        registry: What holds it.
        find: Gives what is registered under a name then.
        take_over: Stops it, and gives the name to the new one; gives what is then shown, the panel
            last.
    """
    from densemodel.widgets import CellQuestion

    name = busy.name

    def answered(shown: Any) -> Any:
        registry.questions.remove(question)
        find(name).questions.append(question)  # it is closed with the panel in its place
        return shown

    question = CellQuestion(
        busy,
        lambda: answered(take_over()),
        lambda: answered(registry.panel_of(find(name))),
    )
    registry.questions.append(question)
    display(question)


def wait_for(
    runs: Sequence[Run],
    interrupts: Interrupts,
    *,
    reports: bool,
    reported: Container[str] = (),
    in_a_file: bool = False,
) -> None:
    """Block until all runs have ended, and print their results; an interrupt stops them all.

    Args:
        runs: In the order in which they were started.
        interrupts: Those of the cell that waits.
        reports: Print a line after an epoch.
        reported: Names of those whose end is said elsewhere.
        in_a_file: The lines stay in a notebook, so that there are few of them.

    Raises:
        Exception: What failed in the first run that failed, once the others have ended.
    """
    errors: list[Exception] = []
    printed: list[Run] = []
    interrupts.started[:] = runs
    for run in runs:
        if reports and run.is_busy and run not in printed:
            race = [other for other in runs if run.race is not None and other.race is run.race]
            printed += race
            _print_epochs(race or [run], in_a_file=in_a_file)
        try:
            interrupts.wait(run)
        except Exception as error:  # noqa: BLE001 - it is raised again after the other runs
            errors.append(error)
            continue
        whose = ""
        if len(runs) > 1:
            is_one = sum(other.name == run.name for other in runs) == 1
            whose = f"{run.name}: " if is_one else f"{run.name}, seed {run.spec.settings.seed}: "
        if run.name not in reported:
            print(f"{whose}{run.sentence}")
    if errors:
        raise errors[0]


def _print_epochs(runs: Sequence[Run], *, in_a_file: bool) -> None:
    # here, since %load_ext reads this module and must stay light
    from densemodel.widgets import IN_A_FILE_SECONDS, print_epochs

    if not in_a_file:
        them, models = ("it", "model") if len(runs) == 1 else ("them", "models")
        names = enumerated([run.name for run in runs])
        print(f"Training {names}: Ctrl-C stops {them} and keeps the {models}.")
    for run in runs:
        if in_a_file:
            print_epochs(run, least_seconds=IN_A_FILE_SECONDS)
        else:
            print_epochs(run)


def start_all(
    groups: Sequence[RunGroup],
    unchanged: Sequence[Run],
    registry: Registry,
    interrupts: Interrupts,
    *,
    waits: bool,
    has_widgets: bool,
) -> None:
    """Start the new runs of the cell; `unchanged` are those that train already.

    With `waits` the cell ends when they do; a terminal, which has no widgets, always waits.
    """
    race = None
    new = [run for group in groups for run in group.runs]
    if len(groups) > 1:
        from densemodel.experiments import Race  # what one network has no need of

        race = Race(groups)
        new = [*race.in_turns()]
    interrupts.started += new
    for run in new:
        run.start()
    if waits:
        _wait([*unchanged, *new], registry, interrupts, has_widgets=has_widgets)
    elif not has_widgets:
        wait_for(new, interrupts, reports=True)
    has_panel = any(registry.named(group.name).panel for group in groups)
    if race is not None and not race.is_busy and not has_panel:
        from densemodel.widgets import table_text

        print(f"\n{table_text(groups)}\n\n{race.sentence}")


def _wait(
    runs: list[Run], registry: Registry, interrupts: Interrupts, *, has_widgets: bool
) -> None:
    from densemodel.widgets import may_be_displayed

    panels = {run.name: panel for run in runs if (panel := registry.named(run.name).panel)}
    try:
        is_seen = has_widgets and may_be_displayed()
        wait_for(runs, interrupts, reports=not is_seen, reported=panels, in_a_file=has_widgets)
    except KeyboardInterrupt:
        panels.clear()  # their runs are stopped first
        raise
    finally:
        # before the cell ends: nbclient takes no change after it
        for panel in panels.values():
            panel.update_static_output(again=True)
