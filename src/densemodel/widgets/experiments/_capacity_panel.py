"""CapacityPanel: a network grown step by step, with its sentence, and what stays in the file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from densemodel.experiments import Capacity, TrialEvaluated, findings_of
from densemodel.widgets.experiments._capacity_sizes import capacity_table, static_capacity
from densemodel.widgets.experiments._experiment_panel import ExperimentPanel
from densemodel.widgets.experiments._experiment_view import ExperimentContext, ExperimentView
from densemodel.widgets.panel._base_panel import status_html
from densemodel.widgets.runtime._buttons import button, styled
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._parts import HTML, HBox, VBox
from densemodel.wording import element, spec_markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from densemodel.experiments import ExperimentEvent
    from densemodel.widgets.experiments._experiment_view import ExperimentState

_TOOLTIP = "Copy the smallest network that is good enough, for a cell"
_STOP = "End after this step; finished sizes stay"
_MORE = "Train the sizes that are left; after that, train the best with two more seeds"
_NO_SIZE = ("no size", -1)


class CapacityHead(ExperimentView):
    """The name and the network."""

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        self.begin(styled(HTML(), "dm-header"))

    def state(self) -> dict[str, Any]:
        run = self.context.experiment.run
        network = f'<span class="dm-spec">{spec_markup(run.spec.network_text)}</span>'
        return {"value": element("span", f"Capacity of {run.name}", "dm-name") + network}


class CapacityFoot(ExperimentView):
    """The sentence, the buttons, and the choice of a size whose panel is shown."""

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        words = styled(HTML(), "dm-summary-words")
        stop = button("Stop", _STOP, context.experiment.stop, "dm-main")
        more = button(context.experiment.next_words, _MORE, self._start)
        copy = GiveButton.copy("Copy spec", "", tooltip=_TOOLTIP)
        buttons = styled(HBox([styled(HBox([stop, more]), "dm-buttons"), copy]), "dm-foot-buttons")
        self.choice = context.opened.choice([_NO_SIZE], self._open)
        parts = {"words": words, "stop": stop, "more": more, "copy": copy, "choice": self.choice}
        self.begin(styled(HBox([words, buttons]), "dm-summary"), **parts)

    def state(self) -> dict[str, Any]:
        moment, is_busy = self.moment, self.moment.is_busy
        found, is_failed = findings_of(moment.points), moment.state == "failed"
        spec = "" if found is None else found.knee_point.spec
        names = ((point.words, place) for place, point in enumerate(moment.points))
        return {
            "words": {"value": status_html(moment.sentence, is_busy=is_busy, is_failed=is_failed)},
            "stop": {"is_shown": is_busy, "disabled": moment.state == "stopping"},
            "more": {
                "is_shown": not is_busy and moment.state != "ready",
                "description": moment.next_words,
            },
            "copy": {"is_shown": bool(spec), "text": spec},
            "choice": {
                "is_shown": bool(moment.points) and not is_busy,
                "options": (_NO_SIZE, *names),
                "value": self.choice.value,
            },
        }

    def _start(self) -> None:
        self.context.opened.hide()
        self.context.lines.do("start", "", self.context.experiment.start, "Not started")

    def _open(self, place: int) -> None:
        """Train a size again, which gives the same numbers, and show its panel."""
        self.context.opened.hide()
        words = self.context.moment.points[place].words
        self.context.open(place, self.context.experiment.run_of, words, starts=True)


class CapacityPanel(ExperimentPanel):
    """A panel with losses over parameters, a table of sizes, and a sentence on the result.

    Example:
        >>> CapacityPanel(dm.capacity(run, wait=False))
    """

    HEAD, FOOT = CapacityHead, CapacityFoot
    CSS = "dm-capacity", "dm-opened-lines"
    experiment: Capacity
    _foot: CapacityFoot

    @property
    def capacity(self) -> Capacity:
        return self.experiment

    def _below(self) -> Widget:
        parts = self._foot.choice, self._context.lines.widget, self._context.opened.widget
        return styled(VBox(parts), "dm-compared-panels")

    def _handle_event(self, event: ExperimentEvent) -> None:
        if not isinstance(event, TrialEvaluated):  # no view shows what is in between
            super()._handle_event(event)

    def _static_parts(
        self, moment: ExperimentState
    ) -> tuple[tuple[str, str], Callable[[], bytes | None], str]:
        draw = partial(static_capacity, moment.name, moment.points)
        return capacity_html_and_text(moment), draw, f"Losses by size of {moment.name}"

    def __repr__(self) -> str:
        return f"Capacity of {self.capacity.run.name}: {self.capacity.sentence}"


def capacity_html_and_text(moment: ExperimentState) -> tuple[str, str]:
    # a notebook may be read long after: nothing trains then
    behind = "It was still growing when this was saved. " if moment.is_busy else ""
    sentence = f"Capacity of {moment.name}: {behind}{moment.sentence}"
    found = findings_of(moment.points)
    if found is None:
        return element("p", sentence, "dm-line"), sentence
    spec = f"{found.network_name}: {found.knee_point.spec}"
    table = capacity_table(moment.points)
    html = element("p", sentence, "dm-line") + element("p", spec) + table.html()
    return html, f"{sentence}\n{spec}\n\n{table.text()}"
