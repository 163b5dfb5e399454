"""The panel's head: the run's name and its spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipywidgets import HTML

from densemodel.training import Adjusted, RunStarted, StateChanged
from densemodel.widgets.panel._setting import ANEW, NEXT
from densemodel.widgets.panel._situation import Situation
from densemodel.widgets.panel._view import Scene, View
from densemodel.widgets.panel._wishes import wishes_for
from densemodel.wording import element, spec_markup

if TYPE_CHECKING:
    from densemodel.language import Spec
    from densemodel.training import Event


class Header(View):
    """`digits  784 → 50 relu → 10 softmax ; epochs 20`; its drawing says how big it is.

    The spec is the one that trains or trained, and before the start the one that will. What waits
    for the next Resume, or for Restart, stands behind it, marked as such.
    """

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._wishes = wishes_for(scene.run)
        self.widget = HTML(self._text())
        self.widget.add_class("dm-header")
        self._forget_wishes = self._wishes.on_change(self._soon)
        self.follow()

    def on_event(self, event: Event) -> None:
        """Show what was changed."""
        if isinstance(event, RunStarted | Adjusted | StateChanged):
            self._soon()

    def close(self) -> None:
        """Hear no more of what waits."""
        self._forget_wishes()
        super().close()

    def _soon(self) -> None:
        self.soon(self._draw)

    def _draw(self) -> None:
        self.put(self.widget, value=self._text())

    def _text(self) -> str:
        is_ready = self.run.state == "ready"
        spec = Situation.of(self.run, self._wishes).spec if is_ready else self.run.spec
        coming = "" if is_ready else _coming(*self._wishes.waiting())
        return (
            element("span", self.run.name, "dm-name")
            + f'<span class="dm-spec">{spec_markup(spec.network_text)}{_clauses(spec)}</span>'
            + (element("span", coming, "dm-pending") if coming else "")
        )


def _coming(resumed: str, anew: str) -> str:
    """What waits: `from the next Resume: split 0.5 · from Restart: sgd`."""
    parts = ((NEXT, resumed), (ANEW, anew))
    return " · ".join(f"{when}: {words}" for when, words in parts if words)


def _clauses(spec: Spec) -> str:
    """How it is trained, smaller than the network and whole where a line breaks."""
    spec = spec.without_lengths()
    clauses = str(spec).removeprefix(f"{spec.name}: ").removeprefix(spec.network_text)
    said = clauses.removeprefix(" ; ").split(" ; ") if clauses else []
    return "".join(" " + element("span", f"; {clause}", "dm-clause") for clause in said)
