"""What an open panel costs a run: all tabs opened, the live ones shown in turn, without a browser.

The same run with and without its panel. The views have a writer, but no page: it is what the kernel
computes and sends. What the page costs as well is a figure of panel.py.
"""

import sys
import threading

from _data import REFERENCE, digits
from _figure import main, ratio_figure
from _measure import seconds, take_turns

from densemodel.training import prepare
from densemodel.widgets import TrainingPanel
from densemodel.widgets.runtime._writer import Writer
from densemodel.widgets.training_panel._panel import Tabs

_LIVE = ("Train", "Score", "Images", "Inside")
"""Tabs that are watched while it trains, as far as there are any."""
_POLL_SECONDS = 2.0


class Watcher:
    """Opens all tabs of a panel, then shows each live one for two seconds, again and again."""

    def __init__(self, panel):
        views = panel._views  # noqa: SLF001 - the panel offers no way to its tabs but a click
        (self._tabs,) = (view.widget for view in views if isinstance(view, Tabs))
        self.opened = list(self._tabs.titles)
        for index in range(len(self.opened)):
            self._tabs.selected_index = index
        self._live = [index for index, name in enumerate(self.opened) if name in _LIVE]
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._scan, daemon=True)
        self._thread.start()

    def _scan(self):
        while True:
            for index in self._live:
                self._tabs.selected_index = index
                if self._ends.wait(_POLL_SECONDS):
                    return

    def end(self):
        """Stop, and let the pictures for the file be drawn, so that no later run waits for them."""
        self._ends.set()
        self._thread.join()
        for thread in threading.enumerate():
            if thread.name == "densemodel-file":
                thread.join()


def training_time(sizes):
    """The training time with the panel, as a share of that without."""
    rows, epochs, rounds = sizes
    x, y = digits(rows)
    writer, opened = Writer(), []

    def new_run():
        return prepare(f"{REFERENCE} ; patience off ; epochs {epochs}", x, y)

    def alone():
        run = new_run()
        return seconds(lambda: run.start().wait())

    def with_panel():
        run = new_run()
        panel = TrainingPanel(run, writer=writer)
        watcher = Watcher(panel)
        taken = seconds(lambda: run.start().wait())
        watcher.end()
        opened[:] = watcher.opened
        panel.close()
        return taken

    taken = take_turns({"watched": with_panel, "alone": alone}, rounds)
    return ratio_figure(taken, at_most=1.10, tabs=opened, epochs=epochs)


if __name__ == "__main__":
    sys.exit(main({"watching: training time": training_time}, (60_000, 40, 5), (3_000, 3, 1)))
