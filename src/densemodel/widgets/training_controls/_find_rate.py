"""Find the rate: the sweep `lr find` on copies of a run's network, its chart, and Use."""

from __future__ import annotations

from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import (
    TEXT,
    VALIDATION,
    Chart,
    Dots,
    Line,
    Points,
    Words,
    fewer_ticks,
    linear_range,
    log_range,
    scaled,
)
from densemodel.data import Finding
from densemodel.language import write_number
from densemodel.training import StateChanged
from densemodel.widgets.charts._figure import LiveChart
from densemodel.widgets.panel._view import ViewContext, line_state
from densemodel.widgets.runtime._buttons import button, hidden_line, styled
from densemodel.widgets.runtime._parts import HIDDEN, HTML, Box, VBox
from densemodel.widgets.training_controls._offers import ChangingView, Offers
from densemodel.wording import element, metric_words, paragraphs, rounded

if TYPE_CHECKING:
    from densemodel.experiments import Sweep
    from densemodel.training import Event

_FIND = {
    "description": "Find the rate",
    "tooltip": "Train copies of this network with nine learning rates, and compare them",
}
_STOP = {"description": "Stop the search", "tooltip": "Keep what was found so far"}
_MARGIN = {"top": 18, "bottom": 24, "left": 36, "right": 14}


class FindRate(ChangingView):
    """A button that trains nine rates, their losses as points, and a button that uses the best."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.sweep: Sweep | None = None
        press = partial(self.handle, self._find_or_stop)
        find = button(_FIND["description"], _FIND["tooltip"], press, "dm-small")
        heading, words, warning = HTML(), hidden_line("dm-note"), hidden_line("dm-failed")
        first = rate_chart([(1.0, 1.0)], (1e-4, 1.0))
        chart = LiveChart(first, self._put_new, margin=_MARGIN, height=150)
        plot = styled(VBox([heading, Box([chart.widget])]), HIDDEN, "dm-curves", "dm-plot-of-rates")
        self._offers = Offers(context.writer, self._fix_actions, self._apply, most=1)
        lines = [find, words, plot, self._offers.widget, warning]
        parts = {"find": find, "words": words, "plot": plot, "heading": heading, "chart": chart}
        self.at_close(self._stop)
        whole = styled(VBox(lines), "dm-setting", "dm-find-rate")
        self.begin(whole, offers=self._offers, warning=warning, **parts)

    def on_event(self, event: Event) -> None:
        if isinstance(event, StateChanged) and self.run.is_busy:
            self._stop()  # the run does not wait for the other rates
        super().on_event(event)

    def _find_or_stop(self) -> None:
        if self.sweep is not None and self.sweep.is_busy:
            self._stop()
        elif not self.run.is_busy:
            from densemodel.experiments import prepare_rate_sweep  # few panels need it

            self.sweep = prepare_rate_sweep(self.run, self._pending.next_spec)
            self.at_close(self.sweep.on_event(lambda _: self.redraw()))
            self.sweep.start()

    def _stop(self) -> None:
        if self.sweep is not None:
            self.sweep.stop()

    def state(self) -> dict[str, Any]:
        """The button, how far the search is, and what it has found."""
        sweep, run = self.sweep, self.run
        searches = sweep is not None and sweep.is_busy
        points = [] if sweep is None else losses_by_rate(sweep)
        state: dict[str, Any] = {
            "is_shown": run.bound is not None and run.can_rebuild,
            "find": {**(_STOP if searches else _FIND), "disabled": run.is_busy and not searches},
            "words": line_state(""),
            "plot": {"is_shown": bool(points)},
            "offers": [],
            "warning": self._warning,
        }
        if sweep is None:
            return state
        progress = sweep.sentence.partition(" Best is trial ")[0]
        state["words"] = line_state(paragraphs([progress]))
        if points:
            name = metric_words("val_loss" if run.validates else "loss")
            state["heading"] = {"value": element("h4", f"{name.capitalize()} by rate")}
            tried = sweep.variables[0].numbers or ()
            state["chart"] = rate_chart(points, (min(tried), max(tried)))
            if not searches:
                state["offers"] = [_offer(points, name)]
        return state


Rates = list[tuple[float, float]]
"""Learning rates in ascending order, each with its loss."""


def losses_by_rate(sweep: Sweep) -> Rates:
    """The rates that have a loss."""
    scores = {number: result.score for number, result in sweep.results.items()}
    return sorted(
        (sweep.trials[number - 1].spec.settings.learning_rate, score)
        for number, score in scores.items()
        if isfinite(score)
    )


def best_of(rates: Rates) -> tuple[tuple[float, float], str]:
    """The rate with the lowest loss, and the clause for it: `lr 0.03` for 0.0316."""
    best = min(rates, key=lambda pair: pair[1])
    return best, f"lr {write_number(float(f'{best[0]:.1g}'))}"


def _offer(rates: Rates, loss: str) -> Finding:
    (_, lowest), clause = best_of(rates)
    words = f"{clause} has the lowest {loss} of {len(rates)}: {rounded(lowest)}"
    return Finding("offer", "lr", words, clause)


def rate_chart(rates: Rates, tried: tuple[float, float]) -> Chart:
    """The losses over the rates, the best in bold; `tried` has the ends of all nine."""
    best, clause = best_of(rates)
    losses = [loss for _, loss in rates]
    low, high = min(losses), max(losses)
    is_log = low > 0 and high / low > 30.0  # rates that diverge would press all others together
    y = log_range(low, high) if is_log else linear_range(low, high, ticks=4)

    def places(pairs: Rates) -> Points:
        return scaled(np.array([(np.log10(rate), loss) for rate, loss in pairs]), is_log=is_log)

    line, at = places(rates), places([best])
    name = clause.removeprefix("lr ")
    return Chart(
        fewer_ticks(log_range(*tried), 3),
        fewer_ticks(y, 4),
        [
            Line(line, VALIDATION, 1.4, name="rates", marker="circle", is_cut=False),
            Dots(at, VALIDATION, 110.0, name="best"),
            Words(at, name, TEXT, (0, -15), name="name", align="middle", is_bold=True),
        ],
    )
