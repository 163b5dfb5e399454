"""Charts in a row, each with a title above and the name of its x axis below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.widgets.charts._figure import LiveChart
from densemodel.widgets.runtime._buttons import styled
from densemodel.widgets.runtime._parts import HTML, HBox, VBox, visibility
from densemodel.wording import element, escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.charts import Chart

_MARGIN = {"top": 10, "bottom": 28, "left": 46, "right": 14}


class SmallPlot:
    """A chart with its title above and its x label below."""

    def __init__(self, chart: Chart, put: Callable[..., None]) -> None:
        self._put = put
        self._chart = LiveChart(chart, put, margin=_MARGIN, height=230)
        self._title, self._below = (styled(HTML(), f"dm-plot-{at}") for at in ("title", "below"))
        parts = [self._title, self._chart.widget, self._below]
        self.widget = styled(VBox(parts), "dm-small-plot")

    def draw(self, chart: Chart) -> None:
        """Show a chart."""
        self._put(
            self._title,
            value=f'<h4 title="{escaped(chart.tip or chart.title)}">{escaped(chart.title)}</h4>',
        )
        self._put(self._below, value=element("p", chart.x_name, "dm-note"))
        self._chart.draw(chart)


class Plots:
    """A row of plots, each made when it is first drawn."""

    def __init__(self, put: Callable[..., None]) -> None:
        self._put = put
        self._plots: list[SmallPlot] = []
        self.widget = styled(HBox(), "dm-small-plots")

    def draw(self, charts: list[Chart]) -> None:
        """Draw these charts."""
        self._plots += [SmallPlot(chart, self._put) for chart in charts[len(self._plots) :]]
        plots = self._plots[: len(charts)]
        for plot, chart in zip(plots, charts, strict=True):
            plot.draw(chart)
        self._put(self.widget, children=tuple(plot.widget for plot in plots))
        self._put(self.widget, **visibility(self.widget, plots))
