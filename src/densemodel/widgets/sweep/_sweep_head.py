"""The head of a sweep's panel: its spec, how far it is, and the buttons that drive it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, Button, FloatProgress, HBox, VBox

from densemodel.widgets.runtime._compat import answer_in_subshells, with_tooltip
from densemodel.widgets.runtime._last_put import LastPut
from densemodel.widgets.sweep._sweep_scene import SweepScene, SweepView
from densemodel.wording import counted, element, spec_markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.sweep._sweep_moment import SweepMoment
    from densemodel.widgets.sweep._sweep_scene import WatchedSweep

_BUTTONS = {
    "start": ("Start", "Train every trial"),
    "stop": (
        "Stop all",
        "Trials on their way begin again when you go on; what has ended stays",
    ),
    "go on": ("Go on", "Train the trials that are left"),
}
_OF_STATE = {"ready": "start", "running": "stop", "stopped": "go on", "failed": "go on"}
"""The button of each state; the others have none."""


class SweepHead(SweepView):
    """`digits  784 → {32|64} relu → 10 softmax   36 trials`, the bar, the sentence, a button.

    Args:
        scene: The sweep.
        start: Starts it, or lets it go on.
        stop: Stops it.
    """

    def __init__(
        self, scene: SweepScene, start: Callable[[], None], stop: Callable[[], None]
    ) -> None:
        super().__init__(scene)
        self._put_new = LastPut(scene.writer.put)
        title = HTML(title_html(scene.sweep))
        title.add_class("dm-header")
        acts = {"start": start, "stop": stop, "go on": start}
        self._buttons = {key: _button(key, act) for key, act in acts.items()}
        self._bar = FloatProgress(
            value=0.0, min=0.0, max=1.0, **with_tooltip(FloatProgress, "Trials that are done")
        )
        self._bar.add_class("dm-bar")
        self._words = HTML()
        self._words.add_class("dm-sweep-words")
        row = HBox([*self._buttons.values(), VBox([self._bar, self._words])])
        row.add_class("dm-sweep-drive")
        self.widget = VBox([title, row])

    def draw(self, moment: SweepMoment) -> None:
        """Show the state's button, how far it is, and its sentence."""
        wanted = _OF_STATE.get(moment.state)
        for key, button in self._buttons.items():
            self._put_new(button.layout, display=None if key == wanted else "none")
        # a bar in the colour of what is well would say that something came of it
        style = "danger" if moment.has_only_failures else ""
        self._put_new(self._bar, value=moment.share_done, bar_style=style)
        css = "dm-sentence dm-failed" if moment.state == "failed" else "dm-sentence"
        said = f'<div role="status">{element("p", moment.progress, css)}</div>'
        self._put_new(self._words, value=said)


def title_html(sweep: WatchedSweep) -> str:
    """The name, the spec with its choices, and how many trials they make."""
    spec = sweep.spec
    clauses = str(spec).removeprefix(f"{spec.name}: ").removeprefix(spec.network_text)
    shown = [clause for clause in clauses.removeprefix(" ; ").split(" ; ") if clause]
    said = "".join(" " + element("span", f"; {clause}", "dm-clause") for clause in shown)
    return (
        element("span", sweep.name, "dm-name")
        + f'<span class="dm-spec">{spec_markup(spec.network_text)}{said}</span>'
        + element("span", counted(len(sweep.trials), "trial"), "dm-size")
    )


def _button(key: str, act: Callable[[], None]) -> Any:
    label, tooltip = _BUTTONS[key]
    button = Button(description=label, tooltip=tooltip, layout={"display": "none"})
    button.add_class("dm-button")
    button.add_class("dm-main")
    button.on_click(lambda _: act())
    answer_in_subshells(button)
    return button
