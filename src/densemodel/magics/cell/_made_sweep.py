"""A sweep made by a cell: its panel, and the models that it binds to names."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError
from densemodel.magics.notebook._registry import RegistryEntry

if TYPE_CHECKING:
    from collections.abc import Hashable

    from densemodel.experiments import Sweep
    from densemodel.magics.notebook._registry import Registry
    from densemodel.training import Run


class MadeSweep:
    """The sweep of one name.

    Args:
        sweep: Ready, or with results that were taken up.
        key: Tells whether a cell says the same again.
        variables: The notebook's, in which the name is bound to the best model.
        registry: Where the models are remembered as ours.
    """

    def __init__(
        self, sweep: Sweep, key: Hashable, variables: dict[str, Any], registry: Registry
    ) -> None:
        self.sweep = sweep
        self.key = key
        self.panel: Any = None
        self.questions: list[Any] = []
        "The questions of cells that the panel replaced."
        self._variables = variables
        self._registry = registry
        self._bound_to: int | None = None
        "The trial whose model the name is bound to."
        self._binding = threading.Lock()
        sweep.on_event(self._handle_event)
        if sweep.state == "finished":
            self.bind_best()

    def shown_panel(self) -> Any:
        """Its panel, made when it is first shown."""
        from densemodel.widgets import SweepPanel

        if self.panel is None:
            self.panel = SweepPanel(self.sweep, on_load=self._bind_loaded)
        return self.panel

    @property
    def holds_its_name(self) -> bool:
        """Whether the name is still bound to our model, or not bound yet."""
        mine = self._variables.get(self.sweep.name)
        return self._bound_to is None or self._registry.owns(mine)

    def bind_best(self, *, again: bool = False) -> None:
        """Bind the name to the best model so far, once for each best model.

        Args:
            again: Bind it even so: a person has given the name away.
        """
        with self._binding:
            number = self.sweep.best_number
            if number is None or (number == self._bound_to and not again):
                return
            run = self.sweep.best
            self._bound_to = number
            self._registry.put(run.name, RegistryEntry(run))
            self._variables[run.name] = run.model

    def close(self) -> None:
        """Close its panel; the static output stays in the file."""
        if self.panel is not None:
            self.panel.update_static_output()
        for shown in (self.panel, *self.questions):
            if shown is not None:
                shown.close()

    def _handle_event(self, event: object) -> None:
        from densemodel.experiments import SweepEnded, TrialEnded
        from densemodel.network import warm_up

        if isinstance(event, TrialEnded):
            warm_up()  # the best is bound at the end, and workers have loaded theirs
        if isinstance(event, SweepEnded):
            self.bind_best()

    def _bind_loaded(self, run: Run) -> str:
        """Bind the model of a loaded trial, and return its name."""
        mine = self._variables.get(run.name)
        if run.name in self._variables and not self._registry.owns(mine):
            raise DenseModelError(
                f"{run.name} is another variable of this notebook: rename it, and load again"
            )
        self._registry.put(run.name, RegistryEntry(run))
        self._variables[run.name] = run.model
        return run.name
