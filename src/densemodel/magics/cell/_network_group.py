"""The networks of one cell: one panel for all, and the best model for each name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.magics.notebook._registry import Registry, RegistryEntry
    from densemodel.training import Event, Run, RunGroup


class SharedPanel:
    """A panel shared by several names; the last one closes it.

    Args:
        panel: What shows their runs.
        others: Those who have it, this one included; each makes one and passes on the same list.
    """

    def __init__(self, panel: Any, others: list[SharedPanel]) -> None:
        self.panel = panel
        self._others = others
        others.append(self)

    def close(self) -> None:
        """Release the panel."""
        if self in self._others:
            self._others.remove(self)
            if not self._others:
                self.panel.close()

    def update_static_output(self) -> None:
        """Write the static output now."""
        self.panel.update_static_output()

    def _ipython_display_(self) -> None:
        self.panel._ipython_display_()


class NetworkGroup:
    """Binds the networks of one cell to their names, and compares them in one panel.

    Args:
        variables: The notebook's.
        registry: Knows the runs by name.
    """

    def __init__(self, variables: dict[str, Any], registry: Registry) -> None:
        self._variables = variables
        self._registry = registry

    def bind(self, group: RunGroup, entry: RegistryEntry) -> None:
        """Bind a name to a model; for several runs, to the one with the lowest validation loss."""
        self._registry.put(group.name, entry)
        self._variables[group.name] = entry.run.model
        self._follow(group)

    def panel(self, entries: Sequence[RegistryEntry], *, goal: float | None) -> Any:
        """The panel of these networks, existing or new."""
        from densemodel.training import RunGroup
        from densemodel.widgets import ComparisonPanel

        had = {id(getattr(entry.panel, "panel", entry)) for entry in entries}
        if len(had) == 1 and entries[0].panel is not None:
            old = entries[0].panel
            if len(old.panel.groups) == len(entries):
                return old
        groups = [
            RunGroup(entry.run.name, (entry.run,)) if entry.group is None else entry.group
            for entry in entries
        ]
        panel = ComparisonPanel(groups, goal=goal, on_new_run=lambda run: self._new_run(panel, run))
        others: list[SharedPanel] = []
        for entry in entries:
            before, entry.panel = entry.panel, SharedPanel(panel, others)
            if before is not None:
                before.close()
        return panel

    def _follow(self, group: RunGroup) -> None:
        if len(group.runs) > 1:
            for run in group.runs:
                run.on_event(self._event_handler(group.name))

    def _event_handler(self, name: str) -> Callable[[Event], None]:
        from densemodel.training import RunEnded

        def handle(event: Event) -> None:
            if isinstance(event, RunEnded):
                self._take_best(name)

        return handle

    def _take_best(self, name: str) -> None:
        """Bind the name to the best of its models, unless a person has reassigned it."""
        entry = self._registry.get(name)
        if entry is None or entry.group is None or entry.group.best is entry.run:
            return
        self._registry.take_up(entry.group.best)
        if self._registry.owns(self._variables.get(name)):
            self._variables[name] = entry.run.model

    def _new_run(self, panel: Any, run: Run) -> None:
        """Take a new run from a panel, where a person applied a suggested change."""
        entry = self._registry.named(run.name)
        entry.group = next(group for group in panel.groups if run in group.runs)
        if len(entry.group.runs) == 1:
            self._registry.take_up(run)
            self._variables[run.name] = run.model
            return
        run.on_event(self._event_handler(run.name))
        self._take_best(run.name)
