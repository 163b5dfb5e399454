"""`%densemodel capacity digits`: finds how large a network has to be."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from IPython.display import display

from densemodel.errors import DenseModelError
from densemodel.magics.cell._arguments import parse_command

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.experiments import Capacity, ExperimentEvent
    from densemodel.magics.notebook._registry import Registry
    from densemodel.widgets import CapacityPanel

MINUTES = "--minutes"


class CapacityCommand:
    """Grows the networks of a notebook; `name_of` gives the model that a command's words name."""

    def __init__(
        self, shell: Any, registry: Registry, name_of: Callable[[str, list[str]], str]
    ) -> None:
        self._shell = shell
        self._registry = registry
        self._name_of = name_of
        self._panels: list[CapacityPanel] = []

    def do(self, rest: list[str]) -> None:
        """Start to grow a network and show its panel; without widgets, wait for its end."""
        line = parse_command("capacity", rest, names=(MINUTES,))
        name = self._name_of("capacity", list(line.words))
        run = self._registry.named(name).run
        if any(panel.capacity.run is run and panel.capacity.is_busy for panel in self._panels):
            raise DenseModelError(f"{name} is growing already: stop it in its panel first")
        # here, since %load_ext reads this module and must stay light
        from densemodel.experiments import MINUTES as USUAL
        from densemodel.experiments import Capacity
        from densemodel.store import default_store

        written = line.named.get(MINUTES, USUAL)
        try:
            minutes = float(written)
        except ValueError:
            raise DenseModelError(f"--minutes takes a number, and {written} is not one") from None
        folder = default_store().folder / ".capacity" / name
        capacity = Capacity(run, minutes=minutes, folder=folder)
        if not hasattr(self._shell, "kernel"):
            _print_progress(capacity)
            return
        from densemodel.widgets import CapacityPanel, may_be_displayed

        if capacity.state != "finished":
            capacity.start()
        if not may_be_displayed():  # nbconvert and papermill take no change after the cell's end
            with suppress(KeyboardInterrupt):
                capacity.wait()
        self._panels.append(CapacityPanel(capacity, on_load=self._registry.bind_opened))
        display(self._panels[-1])

    def close(self) -> None:
        """Stop all searches and close their panels."""
        for panel in self._panels:
            panel.capacity.stop()
        for panel in self._panels:
            with suppress(Exception):  # its sentence says what failed
                panel.capacity.wait(5.0)
            panel.close()
        self._panels.clear()


def _print_progress(capacity: Capacity) -> None:
    from densemodel.experiments import TrialEnded
    from densemodel.wording import rounded

    def show(event: ExperimentEvent) -> None:
        if isinstance(event, TrialEnded):
            words = capacity.trials[event.number - 1].values[0]
            point = next(one for one in capacity.points if one.words == words)
            loss = point.failure or f"validation loss {rounded(point.validation_loss)}"
            print(f"{point.words}, {point.parameters:,} parameters: {loss}")

    if capacity.state != "finished":
        print(f"Growing {capacity.run.name}: Ctrl-C stops it.")
        capacity.on_event(show)
        with suppress(KeyboardInterrupt):  # who interrupts wants what is known so far
            capacity.start().wait()
    print(capacity.sentence)
    if (found := capacity.findings) is not None:
        print(f"{found.network_name}: {found.knee_point.spec}")
