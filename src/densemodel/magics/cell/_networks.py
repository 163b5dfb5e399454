"""The networks of a cell: their names, their drawings before the models are built, their panel."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DenseModelError, SpecError
from densemodel.language import parse_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.magics.notebook._registry import Registry, RegistryEntry
    from densemodel.training import Event, Run, RunGroup


@dataclass(frozen=True, slots=True)
class CellNetwork:
    """One spec of a cell, and the name of its model."""

    name: str
    spec: Spec

    @property
    def text(self) -> str:
        """The spec in canonical form: equal texts are equal networks."""
        return str(self.spec)


def read_specs(text: str, names: Mapping[str, Any]) -> tuple[Spec, ...]:
    """All specs of a cell, each a single network.

    Raises:
        SpecError: The text holds mistakes.
        DenseModelError: There is no spec.
    """
    if not text.strip():
        raise DenseModelError(
            "the cell holds no spec: write a network under the first line, "
            "such as 784 -> 50 relu -> 10 softmax"
        )
    return parse_cell(text, names=names)


def refuse_choices(spec: Spec) -> None:
    """Refuse a spec with choices."""
    if spec.choices:
        which = f"{spec.name} is" if spec.name else "this is"
        raise DenseModelError(
            f"{which} {spec.trial_count:,} networks in one, which need a cell: write "
            "%%densemodel with -x and -y, and the spec below it"
        )


def named(specs: Sequence[Spec], first_line: str | None, default: str) -> tuple[CellNetwork, ...]:
    """Give each network its name: its own, or the first line's.

    Several networks without a name are counted from that of the first line: `digits_1`, `digits_2`.

    Raises:
        DenseModelError: Two networks get one name.
    """
    names = (
        _counted_names(specs, first_line or default)
        if len(specs) > 1
        else [first_line or specs[0].name or default]
    )
    return tuple(starmap(CellNetwork, zip(names, specs, strict=True)))


def _counted_names(specs: Sequence[Spec], stem: str) -> list[str]:
    names: list[str] = []
    unnamed = 0
    for spec in specs:
        unnamed += spec.name is None
        names.append(spec.name or f"{stem}_{unnamed}")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DenseModelError(
            f"two networks of this cell are {twice}, since one without a name gets it: "
            "write a name before each, such as small: 784 -> 10"
        )
    return names


def say_unused_name(
    name: str | None, specs: Sequence[Spec], networks: Sequence[CellNetwork]
) -> None:
    """Print which name is not used: the first line's, or the one before a network."""
    if not name or not all(spec.name for spec in specs):
        return
    if len(networks) > 1:
        names = ", ".join(network.name for network in networks)
        print(f"{name} is not used: the networks have their own names, {names}.")  # noqa: T201
    elif specs[0].name != name:
        print(f"{specs[0].name} is not used: the first line names the model {name}.")  # noqa: T201


class Drawings:
    """Draws each network of a cell once, in order, as soon as its sizes are known.

    Args:
        is_early: Whether they are shown before their models are there. What is printed cannot be
            changed or taken back, so a terminal shows them when the models are made.
        has_panel: Whether a panel will say what is known of the data; it has one network.
    """

    def __init__(self, *, is_early: bool, has_panel: bool) -> None:
        self._is_early = is_early
        self._has_panel = has_panel
        self._shown: dict[str, Any] = {}

    def begin(self, networks: Sequence[CellNetwork], *, has_data: bool) -> None:
        """Draw the networks whose sizes are known from the text, up to one that needs the data.

        With data, the loss and what was found are shown later.
        """
        for network in networks:
            if not self._is_early or not _has_sizes(network.spec):
                return
            self._show(network.name, network.spec, awaits_data=has_data)

    def bind(self, name: str, spec: Spec, bound: Bound) -> None:
        """Draw a network with the sizes from the data, before its model is built."""
        if self._is_early and _has_sizes(spec):
            self._put(name, spec, bound)

    def of(self, run: Run) -> Any:
        """The drawing of a network with a built model; shown if it was not yet."""
        return self._put(run.name, run.spec, run.bound)

    def take_back(self) -> None:
        """Remove the drawings: no model was made."""
        for echo in self._shown.values():
            echo.take_back()
        self._shown.clear()

    def _put(self, name: str, spec: Spec, bound: Bound | None) -> Any:
        if name in self._shown:
            self._shown[name].change(spec, bound)
        else:
            self._show(name, spec, bound)
        return self._shown[name]

    def _show(
        self, name: str, spec: Spec, bound: Bound | None = None, *, awaits_data: bool = False
    ) -> None:
        from densemodel.widgets import Echo

        above = tuple(self._shown.values())
        echo = self._shown[name] = Echo(
            spec, bound, name, above=above, has_panel=self._has_panel, awaits_data=awaits_data
        )
        display(echo)


def _has_sizes(spec: Spec) -> bool:
    try:
        return bool(spec.layers)
    except SpecError:  # `auto`
        return False


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
    """Binds the networks of one cell to their names, and compares them in one panel."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._lock = threading.Lock()

    def bind(self, group: RunGroup, entry: RegistryEntry) -> None:
        """Bind a name to a model; for several runs, to the one with the lowest validation loss."""
        self._registry.put(entry)
        if len(group.runs) > 1:
            for run in group.runs:
                self._follow(run)

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

    def _follow(self, run: Run) -> None:
        from densemodel.training import RunEnded

        def handle(event: Event) -> None:
            if isinstance(event, RunEnded):
                self._take_best(run.name)

        run.on_event(handle)

    def _take_best(self, name: str) -> None:
        """Bind the name to the best of its models, unless a person has reassigned it."""
        with self._lock:  # the threads of two runs may end together
            entry = self._registry.get(name)
            if entry is not None and entry.group is not None and entry.group.best is not entry.run:
                self._registry.take_up(entry.group.best, binds=self._registry.holds(name))

    def _new_run(self, panel: Any, run: Run) -> None:
        """Take a new run from a panel, where a person applied a suggested change."""
        entry = self._registry.named(run.name)
        entry.group = next(group for group in panel.groups if run in group.runs)
        if len(entry.group.runs) == 1:
            self._registry.take_up(run)
            return
        self._follow(run)
        self._take_best(run.name)
