"""The big view: the curves and several tabs at once on the whole screen, for a room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from densemodel.widgets.panel._view import Tabs, View, ViewContext, line_state
from densemodel.widgets.runtime._buttons import Later, hidden_line, styled
from densemodel.widgets.runtime._parts import HBox
from densemodel.widgets.runtime._style import BuiltFile, PageWidget
from densemodel.widgets.training_controls._train_view import TrainView, place_words
from densemodel.wording import element, metric_words, rounded

if TYPE_CHECKING:
    from densemodel.training import Run
    from densemodel.widgets.runtime._messages import Messages

_AT_FIRST = "Score", "Images", "Inside", "Plane"
"The tabs beside the curves before a person has opened others."


class BigViewButton(PageWidget):
    """The button *Big view*. Its page fills the screen and has the keys; see `BigView.messages`."""

    _esm = BuiltFile("big_view.js")
    parts = traitlets.List(traitlets.Dict()).tag(sync=True)
    "The tabs in the grid: the number of each, from 0, and its title; empty while it is closed."


class BigView(View):
    """What a room sees: parts in a grid; above them the run's buttons, its epoch and two numbers.

    The page says how many parts have room, which of them are seen, and whether they are frozen.
    What is not seen is not computed, as it is with tabs.
    """

    changes_with = (object,)  # any event may move the epoch
    messages: ClassVar[Messages] = {
        "open": {"count": int},
        "show": {"tabs": list[int]},
        "freeze": {"is_frozen": bool},
        "close": {},
    }

    def __init__(self, context: ViewContext, tabs: Tabs[View]) -> None:
        super().__init__(context)
        self._tabs = tabs
        self.shown: list[int] = []
        "The tabs in the grid, by their numbers; none while it is closed."
        self.seen: list[int] = []
        "Those of them that a person sees."
        self.frozen = ""
        "The words above the parts while these are frozen."
        page, words = BigViewButton(), hidden_line("dm-big-words")
        self._head = Later(context.writer, lambda: [self._buttons()], "dm-big-head")
        whole = styled(HBox([self._head.widget, words, page]), "dm-big-line")
        self.begin(whole, page=page, words=words)

    def _buttons(self) -> HBox:
        """The buttons of the tab Train, which stand here as well."""
        train = self._tabs.opened[0]
        assert isinstance(train, TrainView)  # noqa: S101 - the first of all panels
        return train.buttons

    # What the page asks for

    def on_open(self, count: int) -> None:
        self.shown = self.seen = self._tabs.latest(count, _AT_FIRST)
        self._head.show()
        self._follow()

    def on_show(self, tabs: list[int]) -> None:
        self.seen = [tab for tab in tabs if tab in self.shown]
        self._follow()

    def on_freeze(self, is_frozen: bool) -> None:  # noqa: FBT001 - a message's value
        self.frozen = big_words(self.run, is_frozen=True) if is_frozen else ""
        self._follow()

    def on_close(self) -> None:
        self.shown, self.seen, self.frozen = [], [], ""
        self._head.show(is_shown=False)
        self._tabs.show_chosen()

    def _follow(self) -> None:
        if self.shown:
            # a room that waits for it sees each part change at least every two seconds
            self._tabs.show([] if self.frozen else self.seen, most_seconds=1.5)

    def state(self) -> dict[str, Any]:
        """The parts, and how far the run is, or was when it was frozen."""
        if not self.shown:
            return {"page": {"parts": []}, "words": line_state("")}
        titles = {tab: self._tabs.title_of(tab) for tab in self.shown}
        parts = [{"tab": tab, "title": title if tab else "Curves"} for tab, title in titles.items()]
        words = self.frozen or big_words(self.run)
        return {"page": {"parts": parts}, "words": line_state(words)}


def big_words(run: Run, *, is_frozen: bool = False) -> str:
    """`epoch 34 of 60` or the place where it was frozen, and the two numbers that matter.

    They are those of the last evaluation, or of the best one once the run has ended.
    """
    history, place, row = run.history, place_words(run), run.history.evaluations - 1
    if not run.is_busy and run.best_row is not None:
        unit, best = ("step", run.best_step) if history.by_step else ("epoch", run.best_epoch)
        place, row = f"best {unit} {best:,}", run.best_row
    if is_frozen:
        place = " at ".join(filter(None, ["Frozen", place.partition(" of ")[0]]))
    # each epoch read aloud would drown everything else
    role = "" if run.is_busy and not is_frozen else ' role="status"'
    words = f"<span{role}>{element('b' if is_frozen else 'span', place)}</span>"
    logs = history.at(row) if row >= 0 else {}
    monitored = [name for name in logs if name.startswith("val_")] or list(logs)
    for at, name in enumerate(monitored[:2]):
        label = metric_words(name.removeprefix("val_") if at else name)
        words += f"<span>{element('span', label)} {element('b', rounded(logs[name]))}</span>"
    return words
