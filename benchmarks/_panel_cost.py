"""Figure: what an open panel costs a run, compared with livelossplot's plot of a `fit`."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from _digits import REFERENCE
from _fair import take_turns
from _figure import Figure
from _lab import ask, lab_notebook

from support.browser.panel_on_page import PanelOnPage

if TYPE_CHECKING:
    from _panel_sizes import PanelSizes

    from support.browser.lab_notebook import Notebook

_LOAD = """import time
from IPython.display import display
from livelossplot import PlotLossesKeras
import densemodel as dm
from densemodel.training import prepare
from _digits import REFERENCE, digits
x, y = digits({rows})
held = len(x) * 3 // 10"""
_SHOW_CELL = 2
_NEW_RUN = f"""run = prepare("{REFERENCE} ; patience off ; epochs {{epochs}}", x, y)"""
_TIME_RUN = """began = time.perf_counter()
run.start().wait()
time.perf_counter() - began"""
_NEW_MODEL = "model = dm.build(REFERENCE, x, y)"
# the plot appears below the cell that calls fit
_TIME_FIT = """began = time.perf_counter()
history = model.fit(x[held:], y[held:], validation_data=(x[:held], y[:held]), epochs={epochs},
    verbose=0, callbacks=[{callbacks}])
seconds = time.perf_counter() - began"""


class _Turns:
    """Trains in one notebook, with the page open all the time."""

    def __init__(self, notebook: Notebook, sizes: PanelSizes) -> None:
        self._notebook = notebook
        self._new_run = _NEW_RUN.format(epochs=sizes.run_epochs)
        self._fit_epochs = sizes.fit_epochs

    def without_panel(self) -> float:
        """A run without a panel."""
        self._show(f"{self._new_run}\nNone")
        return float(ask(self._notebook, _TIME_RUN))

    def with_panel(self) -> float:
        """The same with its panel visible below a cell."""
        self._show(f"{self._new_run}\nx_panel = dm.TrainingPanel(run)\ndisplay(x_panel)")
        PanelOnPage(self._notebook.output(_SHOW_CELL)).button("Start").wait_for()
        seconds = float(ask(self._notebook, _TIME_RUN))
        ask(self._notebook, "x_panel.close()")
        return seconds

    def fit(self) -> float:
        """Keras's fit, silent."""
        return self._fit("")

    def fit_with_livelossplot(self) -> float:
        """The same with a plot that livelossplot draws after each epoch."""
        return self._fit("PlotLossesKeras()")

    def _fit(self, callbacks: str) -> float:
        self._show(_NEW_MODEL)
        self._show(_TIME_FIT.format(epochs=self._fit_epochs, callbacks=callbacks))
        return float(ask(self._notebook, "seconds"))

    def _show(self, code: str) -> None:
        self._notebook.set_source(_SHOW_CELL, code)
        self._notebook.run(_SHOW_CELL, timeout=600)


def training_time(sizes: PanelSizes) -> Figure:
    """The same run with and without its panel, and the same fit with and without its plot."""
    with lab_notebook(_LOAD.format(rows=sizes.rows), [""]) as notebook:
        turns = _Turns(notebook, sizes)
        sides = {
            "run with panel": turns.with_panel,
            "run": turns.without_panel,
            "fit with livelossplot": turns.fit_with_livelossplot,
            "fit": turns.fit,
        }
        seconds = take_turns(sides, sizes.rounds)
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    values = {
        "ratio": medians["run with panel"] / medians["run"],
        "livelossplot's ratio": medians["fit with livelossplot"] / medians["fit"],
        "seconds": medians,
        "epochs": {"run": sizes.run_epochs, "fit": sizes.fit_epochs},
        "every turn": seconds,
    }
    return Figure(values, {"ratio": 1.05})
