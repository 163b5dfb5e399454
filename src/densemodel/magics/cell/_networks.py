"""The networks of a cell: their names, their drawings before the models are built, their panel."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DenseModelError, SpecError
from densemodel.language import parse_cell
from densemodel.magics.cell._data import data_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.magics.notebook._registry import Registry, RegistryEntry
    from densemodel.training import Event, Run, RunGroup


def read_specs(text: str, names: Mapping[str, Any]) -> tuple[Spec, ...]:
    """All specs of a cell."""
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
            f"%%densemodel with {data_options(spec)}, and the spec below it"
        )


def named(specs: Sequence[Spec], first_line: str | None, default: str) -> dict[str, Spec]:
    """Give each network its name: its own, or the first line's.

    Several networks without a name are counted from that of the first line: `digits_1`, `digits_2`.
    """
    if len(specs) == 1:
        return {first_line or specs[0].name or default: specs[0]}
    networks: dict[str, Spec] = {}
    unnamed = 0
    for spec in specs:
        unnamed += spec.name is None
        name = spec.name or f"{first_line or default}_{unnamed}"
        if name in networks:
            raise DenseModelError(
                f"two networks of this cell are {name}, since one without a name gets it: "
                "write a name before each, such as small: 784 -> 10"
            )
        networks[name] = spec
    return networks


def say_unused_name(name: str | None, specs: Sequence[Spec], networks: Mapping[str, Spec]) -> None:
    """Print which name is not used: the first line's, or the one before a network."""
    if not name or not all(spec.name for spec in specs):
        return
    if len(networks) > 1:
        print(f"{name} is not used: the networks have their own names, {', '.join(networks)}.")
    elif specs[0].name != name:
        print(f"{specs[0].name} is not used: the first line names the model {name}.")


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

    def begin(self, networks: Mapping[str, Spec], *, has_data: bool) -> None:
        """Draw the networks whose sizes are known from the text, up to one that needs the data.

        With data, the loss and what was found are shown later.
        """
        for name, spec in networks.items():
            if not self._is_early or not _has_sizes(spec):
                return
            self._show(name, spec, awaits_data=has_data)

    def bind(self, name: str, bound: Bound) -> None:
        """Draw a network with the sizes from the data, before its model is built.

        Of refused data only the sizes are shown: what is wrong stands below.
        """
        if not self._is_early or not _has_sizes(bound.spec):
            return
        if not bound.refusals:
            self._put(name, bound.spec, bound)
        elif name not in self._shown:
            self._show(name, bound.spec, awaits_data=True)

    def of(self, run: Run) -> Any:
        """The drawing of a network with a built model; shown if it was not yet."""
        return self._put(run.name, run.spec, run.bound)

    @property
    def echoes(self) -> tuple[Any, ...]:
        """Those that are shown."""
        return tuple(self._shown.values())

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

        echo = self._shown[name] = Echo(
            spec, bound, name, above=self.echoes, has_panel=self._has_panel, awaits_data=awaits_data
        )
        display(echo)


def _has_sizes(spec: Spec) -> bool:
    try:
        return bool(spec.layers)
    except SpecError:  # `auto`
        return False


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

        old = entries[0].panel
        is_shared = old is not None and all(entry.panel is old for entry in entries)
        if is_shared and len(old.groups) == len(entries):
            return old
        groups = [
            RunGroup(entry.run.name, (entry.run,)) if entry.group is None else entry.group
            for entry in entries
        ]
        panel = ComparisonPanel(groups, goal=goal, on_new_run=lambda run: self._new_run(panel, run))
        for entry in entries:
            self._registry.close_panel(entry)
            entry.panel = panel
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
                self._registry.set_run(entry.group.best, binds=self._registry.holds(name))

    def _new_run(self, panel: Any, run: Run) -> None:
        entry = self._registry.named(run.name)
        entry.group = next(group for group in panel.groups if run in group.runs)
        if len(entry.group.runs) == 1:
            self._registry.set_run(run)
            return
        self._follow(run)
        self._take_best(run.name)
