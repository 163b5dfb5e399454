"""The drawings of a cell's networks, shown before their models are built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data import Bound
    from densemodel.language import Spec
    from densemodel.magics.cell._networks import Network
    from densemodel.training import Run


class Drawings:
    """Shows each network of a cell once, in order, as soon as its sizes are known.

    Args:
        is_early: Whether they are shown before their models are there. What is printed cannot be
            changed or taken back, so a terminal shows them when the models are made.
        has_panel: Whether a panel will say what is known of the data; it has one network.
    """

    def __init__(self, *, is_early: bool, has_panel: bool) -> None:
        self._is_early = is_early
        self._has_panel = has_panel
        self._shown: dict[str, Any] = {}

    def begin(self, networks: Sequence[Network], *, has_data: bool) -> None:
        """Show the networks whose sizes stand in the cell, up to one that waits for the data.

        Args:
            networks: All of the cell, in order.
            has_data: Whether they will be bound to data, which say the loss and what was found.
        """
        for network in networks:
            if not self._is_early or not _has_sizes(network.spec):
                return
            self._show(network.name, network.spec, awaits_data=has_data)

    def bind(self, name: str, spec: Spec, bound: Bound) -> None:
        """Show what the data say of a network, whose model is not built yet."""
        if self._is_early and _has_sizes(spec):
            self._put(name, spec, bound)

    def of(self, run: Run) -> Any:
        """The drawing of a network whose model is built; it is shown if it was not."""
        return self._put(run.name, run.spec, run.bound)

    def take_back(self) -> None:
        """Show none of them: no model was made."""
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
        from IPython.display import display

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
