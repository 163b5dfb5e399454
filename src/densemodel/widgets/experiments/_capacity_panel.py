"""CapacityPanel: a network grown step by step, with its live chart and its static output."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from densemodel.charts import TableCell, TextTable
from densemodel.experiments import (
    ExperimentEnded,
    TrialEnded,
    TrialEvaluated,
    findings_of,
    knee_name,
    network_name,
)
from densemodel.widgets.experiments._capacity_plot import CapacityPicture, static_capacity
from densemodel.widgets.experiments._opened_trials import OpenedTrials
from densemodel.widgets.panel._base_panel import BasePanel, status_html
from densemodel.widgets.runtime._buttons import ActionLines, button, styled
from densemodel.widgets.runtime._give_button import GiveButton
from densemodel.widgets.runtime._parts import HTML, HBox, VBox
from densemodel.wording import duration, element, rounded, spec_markup, text_area

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.experiments import Capacity, CapacityPoint, ExperimentEvent, Gap
    from densemodel.training import Run
    from densemodel.widgets.runtime._static_output import StaticOutput
    from densemodel.widgets.runtime._writer import Writer


_TOOLTIP = "Copy the smallest network that is good enough, for a cell"
_STOP = "End after this step; finished sizes stay"
_MORE = "Train the sizes that are left; after that, train the best with two more seeds"
_NO_SIZE = ("no size", -1)


class CapacityPanel(BasePanel):
    """A panel with losses over parameters, a table of sizes, and a sentence on the result.

    Args:
        on_load: Called with the run of a size that a person opens; gives the name that it is
            bound to, if any.
        writer: Updates the widgets; None: the kernel's writer.

    Example:
        >>> CapacityPanel(dm.capacity(run, wait=False))
    """

    def __init__(
        self,
        capacity: Capacity,
        *,
        on_load: Callable[[Run], str | None] = lambda _: None,
        writer: Writer | None = None,
    ) -> None:
        super().__init__(writer, "dm-capacity")
        self.capacity = capacity
        self._opened = OpenedTrials(self._writer, on_load=on_load)
        self._lines = ActionLines(self._writer, "dm-opened-lines")
        self._choice = self._opened.choice([_NO_SIZE], self._open)
        self._picture = CapacityPicture(self._writer)
        self._table, self._code = styled(HTML(), "dm-capacity-table"), styled(HTML(), "dm-codes")
        self._words = styled(HTML(self._sentence_html()), "dm-summary-words")
        self._stop = button("Stop", _STOP, capacity.stop, "dm-main")
        self._more = button(capacity.next_words, _MORE, self._start)
        self._copy = GiveButton.copy("Copy spec", "", tooltip=_TOOLTIP)
        self._cancel.append(capacity.on_event(self._handle_event))
        self._draw()
        run = capacity.run
        network = f'<span class="dm-spec">{spec_markup(run.spec.network_text)}</span>'
        head = HTML(element("span", f"Capacity of {run.name}", "dm-name") + network)
        body = VBox([self._picture.widget, self._table, self._code])
        buttons = HBox([styled(HBox([self._stop, self._more]), "dm-buttons"), self._copy])
        panels = VBox([self._choice, self._lines.widget, self._opened.widget])
        self._show_parts(
            styled(head, "dm-header"),
            styled(body, "dm-capacity-body"),
            styled(HBox([self._words, styled(buttons, "dm-foot-buttons")]), "dm-summary"),
            styled(panels, "dm-compared-panels"),
        )

    def _handle_event(self, event: ExperimentEvent) -> None:
        if isinstance(event, TrialEvaluated):
            return
        self._writer.soon(self._draw)
        if isinstance(event, ExperimentEnded | TrialEnded):
            self._output_changes(now=isinstance(event, ExperimentEnded))

    def _draw(self) -> None:
        put, show = self._writer.put, self._writer.show
        points, is_busy = self.capacity.points, self.capacity.is_busy
        knee = self.capacity.knee
        is_knee = knee is not None and knee_name(points) == "knee"
        self._picture.draw(points, is_over=not is_busy)
        put(self._table, value=capacity_table(points).html() if points else "")
        show(self._table, is_shown=bool(points))
        label = network_name(points) + (", so far" if is_busy and is_knee else "")
        put(self._code, value="" if knee is None else text_area(knee.spec, label, 1))
        put(self._words, value=self._sentence_html())
        show(self._stop, is_shown=is_busy)
        put(self._more, description=self.capacity.next_words)
        show(self._more, is_shown=not is_busy and self.capacity.state != "ready")
        put(self._stop, disabled=self.capacity.state == "stopping")
        put(self._copy, text="" if knee is None else knee.spec)
        show(self._copy, is_shown=knee is not None)

        show(self._choice, is_shown=bool(points) and not is_busy)
        options = (_NO_SIZE, *((point.words, place) for place, point in enumerate(points)))
        if self._choice.options != options:
            put(self._choice, options=options, value=self._choice.value)

    def _start(self) -> None:
        self._opened.hide()
        self._lines.do("start", "", self.capacity.start, "Not started")

    def _open(self, place: int) -> None:
        """Train a size again, which gives the same numbers, and show its panel."""
        self._opened.hide()
        words = self.capacity.points[place].words
        do = partial(self._opened.open, place, self.capacity.run_of, words, starts=True)
        self._lines.do("open", f"Opening {words}, which trains again…", do, "Not opened")

    def _close_parts(self) -> None:
        self._opened.close()

    def _sentence_html(self) -> str:
        capacity = self.capacity
        is_failed = capacity.state == "failed"
        return status_html(capacity.sentence, is_busy=capacity.is_busy, is_failed=is_failed)

    @property
    def _may_change(self) -> bool:
        return self.capacity.is_busy

    def _static_stamp(self) -> object:
        return self.capacity.state, self.capacity.sentence, len(self.capacity.points)

    def _static_output(self) -> StaticOutput:
        capacity = self.capacity
        is_behind = capacity.is_busy  # asked first: what ends meanwhile asks for another one
        words, name = capacity_html_and_text(capacity), capacity.run.name
        draw = partial(static_capacity, name, capacity.points)
        return self._output_of(words, draw, f"Losses by size of {name}", is_behind=is_behind)

    def __repr__(self) -> str:
        return f"Capacity of {self.capacity.run.name}: {self.capacity.sentence}"


_HEAD = (
    *("Hidden layers", "Parameters", "Validation loss", "Above the best"),
    *("Training loss", "Best epoch", "Time"),
)
_RIGHT = 'style="text-align:right"'
"Said in each cell: a page that does not trust the notebook keeps it, and takes a stylesheet out."
_LONGEST_FAILURE = 120


def capacity_table(points: Sequence[CapacityPoint]) -> TextTable:
    """A row for each size, smallest first; the knee is marked, and bold."""
    found = findings_of(points)
    places = sorted(range(len(points)), key=lambda place: points[place].parameters)
    rows: list[Sequence[str | TableCell]] = []
    for place in places:
        above, knee = "", ""
        if found is not None and not points[place].failure:
            above = "best" if place == found.best else _with_noise(found.gaps[place])
        if found is not None and place == found.knee:
            knee = knee_name(points)
        cells = _cells(points[place], above, knee)
        bold = [TableCell(words, html=words and element("b", words)) for words in cells]
        rows.append(bold if knee else cells)
    return TextTable(
        _HEAD,
        rows,
        column_attributes=('style="text-align:left"', *[_RIGHT] * (len(_HEAD) - 1)),
        numbers=range(1, len(_HEAD)),
        best=() if found is None else (places.index(found.knee),),
    )


def _with_noise(gap: Gap) -> str:
    """A loss and its noise with the decimals of the noise's two figures: `0.2010 ± 0.0066`."""
    mean, noise = gap.mean, gap.noise
    if math.isfinite(noise) and noise > 1e-6:  # below it, decimals are too many for a column
        decimals = max(0, 1 - math.floor(math.log10(noise)))
        return f"{mean:,.{decimals}f} ± {noise:,.{decimals}f}"
    return f"{rounded(mean, 2)} ± {rounded(noise, 2)}"


def _cells(point: CapacityPoint, above: str, knee: str) -> tuple[str, ...]:
    notes = [*([knee] if knee else []), *(["written"] if point.is_written else [])]
    if point.trainings > 1:
        notes.append(f"mean of {point.trainings}")
    words = f"{point.words} ({', '.join(notes)})" if notes else point.words
    if point.failure:
        failure = point.failure[:_LONGEST_FAILURE]
        failure += "…" if len(point.failure) > _LONGEST_FAILURE else ""
        return (words, f"{point.parameters:,}", f"failed: {failure}", "", "", "", "")
    return (
        words,
        f"{point.parameters:,}",
        rounded(point.validation_loss),
        above,
        rounded(point.training_loss) if math.isfinite(point.training_loss) else "",
        "" if point.best_epoch is None else f"{point.best_epoch:,} of {point.epochs:,}",
        duration(point.seconds),
    )


def capacity_html_and_text(capacity: Capacity) -> tuple[str, str]:
    # a notebook may be read long after: nothing trains then
    moment = "It was still growing when this was saved. " if capacity.is_busy else ""
    sentence = f"Capacity of {capacity.run.name}: {moment}{capacity.sentence}"
    knee = capacity.knee
    if knee is None:
        return element("p", sentence, "dm-line"), sentence
    spec = f"{network_name(capacity.points)}: {knee.spec}"
    table = capacity_table(capacity.points)
    html = element("p", sentence, "dm-line") + element("p", spec) + table.html()
    return html, f"{sentence}\n{spec}\n\n{table.text()}"
