"""Starts the runs of a cell and, where it says so, waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.magics.cell._terminal import wait_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.magics.notebook._registry import Registry
    from densemodel.training import Run, RunGroup


def start_all(
    groups: Sequence[RunGroup],
    kept: Sequence[Run],
    registry: Registry,
    *,
    waits: bool,
    has_widgets: bool,
) -> None:
    """Start what is new in the cell.

    Args:
        groups: The networks that are new.
        kept: Runs of the same cell that train already.
        registry: Has their panels.
        waits: Whether the cell ends when they do.
        has_widgets: A kernel shows widgets; IPython in a terminal does not, and waits.
    """
    from densemodel.training import runs_in_turn

    new = list(runs_in_turn(groups))
    for run in new:
        run.start()
    if waits:
        _wait([*kept, *new], registry, has_widgets=has_widgets)
    elif not has_widgets:
        wait_for(new, tells=True)
    if len(groups) > 1 and not any(registry.named(group.name).panel for group in groups):
        _say_which_is_better(groups)


def _wait(runs: list[Run], registry: Registry, *, has_widgets: bool) -> None:
    """Wait for the runs; a panel says how its run went, and keeps that in the file."""
    from densemodel.widgets import is_watched

    panels = {run.name: panel for run in runs if (panel := registry.named(run.name).panel)}
    try:
        is_seen = has_widgets and is_watched()
        wait_for(runs, tells=not is_seen, said=panels, in_a_file=has_widgets)
    finally:
        # before the cell ends: nbclient takes no change after it
        for panel in panels.values():
            panel.keep_in_file()


def _say_which_is_better(groups: Sequence[RunGroup]) -> None:
    """Where no panel says it."""
    from densemodel.widgets import compared_sentence, table_text

    if not any(group.is_busy for group in groups):
        print(f"\n{table_text(groups)}\n\n{compared_sentence(groups)}")  # noqa: T201
