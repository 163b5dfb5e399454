"""The base class of the views: what is drawn, computed and sent, and when."""

import re
import threading
from pathlib import Path
from typing import ClassVar

import pytest
import traitlets

import densemodel.widgets
from densemodel.widgets.panel._view import BaseView
from densemodel.widgets.runtime._parts import HIDDEN, HTML, VBox
from densemodel.widgets.runtime._style import PageWidget


class Counter(PageWidget):
    count = traitlets.Int(0).tag(sync=True)
    names = traitlets.List().tag(sync=True)


class CounterView(BaseView):
    """Shows what it follows, plus what a person added."""

    messages: ClassVar = {"add": {"number": int, "symbol": ("+", "-")}}

    def __init__(self, writer, count=0):
        super().__init__(writer)
        self.count, self.added, self.drawn = count, 0, 0
        self.line = HTML()
        self.page = Counter()
        self.begin(VBox([self.line, self.page]), line=self.line, page=self.page)

    def on_add(self, number, symbol):
        self.added += number if symbol == "+" else -number

    def state(self):
        self.drawn += 1
        total = self.count + self.added
        words = {"value": f"{total}", "is_shown": total > 0}
        return {"line": words, "page": {"count": total, "names": ["a", "b"]}}


class SlowView(BaseView):
    """Computes in a thread of its own, which waits for the test."""

    least_seconds = 0.0
    share = 1.0

    def __init__(self, writer, *, is_open=True):
        super().__init__(writer)
        self.gate, self.threads, self.source = threading.Event(), [], "first"
        if is_open:
            self.gate.set()
        self.begin(HTML("waits"))

    def compute(self):
        self.threads.append(threading.current_thread())
        self.publish("a part")
        self.gate.wait(10)
        return self.source

    def state(self):
        return {"value": f"{self.facts}"}


@pytest.fixture
def make_view(writer):
    views = []

    def make(kind, **options):
        views.append(kind(writer, **options))
        assert writer.flush()
        return views[-1]

    yield make
    for view in views:
        view.close()


def sent_by(widget):
    sent = []
    widget.observe(lambda change: sent.append(change["name"]))
    return sent


def test_a_state_is_shown_by_the_parts_it_names(make_view, writer):
    view = make_view(CounterView)
    assert (view.line.value, view.page.count) == ("0", 0)
    assert HIDDEN in view.line._dom_classes
    view.count = 3
    view.redraw()
    assert writer.flush()
    assert (view.line.value, view.page.count) == ("3", 3)
    assert HIDDEN not in view.line._dom_classes


def test_only_what_has_changed_is_sent(make_view, writer):
    view = make_view(CounterView)
    sent = sent_by(view.page)
    view.page.names = ["of the page"]
    view.count = 3
    view.redraw()
    view.redraw()
    assert writer.flush()
    assert sent == ["names", "count"]
    assert view.drawn == 2


def test_a_hidden_view_draws_when_it_is_shown(make_view, writer):
    view = make_view(CounterView, count=1)
    view.set_shown(is_shown=False)
    view.count = 2
    view.redraw()
    assert writer.flush()
    assert (view.drawn, view.page.count) == (1, 1)
    view.set_shown(is_shown=True)
    assert writer.flush()
    assert view.page.count == 2


def test_a_message_of_the_page_calls_its_method_and_is_shown(make_view, writer):
    view = make_view(CounterView)
    view.page._handle_message(None, {"type": "add", "number": 4, "symbol": "-", "more": 1}, None)
    assert writer.flush()
    assert view.page.count == -4


@pytest.mark.parametrize(
    "message",
    [
        None,
        "add",
        {"type": "set"},
        {"type": ["add"]},
        {"type": "add", "number": 1},
        {"type": "add", "number": True, "symbol": "+"},
        {"type": "add", "number": 1, "symbol": "*"},
        {"type": "add", "number": 1, "symbol": ["+"]},
    ],
)
def test_a_message_that_does_not_fit_does_nothing(make_view, message):
    view = make_view(CounterView)
    view.page._handle_message(None, message, None)
    assert view.added == 0


def test_a_control_that_a_person_moves_is_followed_and_one_that_is_put_is_not(make_view, writer):
    view = make_view(CounterView)
    control, chosen = Counter(), []
    view.listen(control, chosen.append, "count")
    view.put(control, count=2)
    assert writer.flush()
    assert chosen == []
    control.count = 5
    assert chosen == [5]


def test_what_is_slow_is_computed_in_a_thread_of_the_view(make_view, writer):
    view = make_view(SlowView)
    assert view.wait()
    assert writer.flush()
    assert view.widget.value == "first"
    view.source = "second"
    view.refresh()
    assert view.wait()
    assert writer.flush()
    assert view.widget.value == "second"
    assert {thread.name for thread in view.threads} == {"densemodel-watch"}


def test_a_first_part_of_the_facts_is_shown_while_the_rest_is_computed(make_view, writer):
    view = make_view(SlowView, is_open=False)
    assert not view.wait(0.05)
    assert writer.flush()
    assert view.widget.value == "a part"
    view.gate.set()
    assert view.wait()
    assert writer.flush()
    assert view.widget.value == "first"


def test_a_hidden_view_computes_nothing_until_it_is_shown_or_stays_in_the_file(make_view):
    view = make_view(SlowView)
    assert view.wait()
    computed, asked = len(view.threads), []
    view.keep = lambda: asked.append("file")
    view.set_shown(is_shown=False)
    view.source = "second"
    view.refresh(now=True)
    assert view.wait()
    assert len(view.threads) == computed
    assert asked == ["file"]  # nothing trains, so this is how it stays
    assert view.current_facts() == view.current_facts() == "second"
    assert view.threads[computed:] == [threading.current_thread()]


def test_a_closed_view_is_not_drawn_and_has_no_thread(make_view, writer):
    view = make_view(SlowView)
    assert view.wait()
    view.close()
    view.refresh(now=True)
    view.redraw()
    assert view.wait()
    assert writer.flush()
    view.threads[-1].join(timeout=10)
    assert not view.threads[-1].is_alive()
    assert view.widget.comm is None


class Growing(BaseView):
    """A view that adds a text when it is drawn; the first time that takes until it is closed."""

    def __init__(self, writer):
        super().__init__(writer)
        self.begun, self.is_gone = threading.Event(), threading.Event()
        self.texts = []
        self.begin(VBox())

    def state(self):
        self.begun.set()
        self.is_gone.wait(timeout=0.5)
        self.texts.append(HTML())
        return {"children": tuple(self.texts)}

    def close(self):
        super().close()
        self.is_gone.set()


def test_a_view_that_is_closed_while_it_is_drawn_leaves_no_widget(writer):
    view = Growing(writer)
    assert view.begun.wait(timeout=5)
    view.close()
    view.redraw()
    assert writer.flush()
    assert [text.comm for text in view.texts] == [None]


MACHINERY = {
    *("runtime/_writer.py", "runtime/_changes.py", "runtime/_buttons.py", "runtime/_paced.py"),
    *("panel/_view.py", "panel/_base_panel.py"),
}
SHARED = {
    # what several panels of a run, or of a kernel, read from their threads
    *("panel/_pending_settings.py", "panel/_progress_line.py", "inside/_weight_course.py"),
    *("charts/_earlier_runs.py", "saved_models/_folder_watch.py"),
}


def test_a_view_has_no_thread_and_no_lock():
    widgets = Path(densemodel.widgets.__file__).parent
    found = {
        path.relative_to(widgets).as_posix()
        for path in widgets.rglob("*.py")
        if re.search(r"^(import|from) threading", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found >= MACHINERY
    assert found <= MACHINERY | SHARED
