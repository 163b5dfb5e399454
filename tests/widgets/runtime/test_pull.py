"""A page that gets only what the kernel sends while it handles one of the page's own messages."""

import threading

import pytest
import traitlets
from ipywidgets import HTML, IntSlider, VBox, Widget

from densemodel.widgets.runtime._page_link import PageLink
from densemodel.widgets.runtime._writer import Writer


class Page:
    """Such a page: the newest values that it got, by the models' ids, and the last answer."""

    def __init__(self, monkeypatch):
        self.link = PageLink()
        self.writer = Writer(refresh_seconds=0.005, taken=self.link)
        self.states = {}
        self.messages = []
        self.last = {}
        self.listens = False
        page, send, open_comm = self, Widget._send, VBox().comm.__class__.open

        def handle(widget, message, buffers=None):
            if page.listens and message["method"] == "update":
                page.messages.append(widget.model_id)
                page.states.setdefault(widget.model_id, {}).update(message["state"])
            elif page.listens and message["method"] == "custom" and widget is page.link:
                page.last = message["content"]
            send(widget, message, buffers=buffers)

        def handle_new(comm, data=None, **more):
            if page.listens:
                page.messages.append(comm.comm_id)
                page.states[comm.comm_id] = data["state"]
            open_comm(comm, data=data, **more)

        monkeypatch.setattr(Widget, "_send", handle)
        monkeypatch.setattr(VBox().comm.__class__, "open", handle_new)

    def say(self, **content):
        """Say something, and return the answer."""
        self.messages.clear()
        self.listens = True
        try:
            self.link._handle_custom_msg(content, [])
        finally:
            self.listens = False
        return self.last

    def pull(self, count):
        return self.say(type="pull", count=count)

    def value(self, widget, name="value"):
        return self.states.get(widget.model_id, {}).get(name)


@pytest.fixture
def page(monkeypatch):
    before = Widget._widget_construction_callback
    yield Page(monkeypatch)
    Widget.on_widget_constructed(before)


def in_a_thread(act):
    made = []
    thread = threading.Thread(target=lambda: made.append(act()))
    thread.start()
    thread.join()
    return made[0]


def test_it_gets_what_it_missed_before_it_pulled(page):
    text = HTML()
    page.writer.put(text, value="sent unasked")
    assert page.writer.flush()
    assert page.pull(0)["count"] == page.writer.changes.number
    assert page.value(text) == "sent unasked"


def test_an_answer_holds_what_is_pending_and_nothing_that_the_page_has(page):
    text, slider = HTML(), IntSlider()
    count = page.pull(0)["count"]
    page.writer.put(text, value="one")
    page.writer.soon(lambda: page.writer.put(slider, value=7))
    count = page.pull(count)["count"]
    assert (page.value(text), page.value(slider)) == ("one", 7)
    page.writer.put(slider, value=8)
    page.pull(count)
    assert page.messages == [slider.model_id]
    assert page.value(slider) == 8


def test_what_the_page_does_not_have_is_not_sent_to_it(page):
    class Axis(HTML):  # ipywidgets is untyped
        limits = traitlets.Tuple()  # not synced

    axis = Axis()
    page.writer.put(axis, value="0 to 1", limits=(0, 1))
    assert page.writer.flush()
    page.pull(0)
    assert page.states[axis.model_id] == {"value": "0 to 1"}


def test_an_answer_that_was_lost_is_given_again(page):
    text = HTML()
    count = page.pull(0)["count"]
    page.writer.put(text, value="in the lost answer")
    page.pull(count)
    page.states.clear()
    page.pull(count)
    assert page.value(text) == "in the lost answer"


def test_nothing_is_sent_unasked_while_a_page_pulls(page):
    text = HTML()
    page.pull(0)
    in_a_thread(lambda: page.writer.put(text, value="later"))
    assert not in_a_thread(lambda: page.writer.flush(timeout=0.2))
    assert text.value == ""
    page.pull(0)
    assert text.value == "later"


def test_a_handler_need_not_wait_for_the_page(page):
    text = HTML()
    page.pull(0)
    page.writer.put(text, value="at once")
    assert page.writer.flush()
    assert text.value == "at once"


def test_while_a_cell_runs_the_page_gets_changes_unasked(page):
    text = HTML()
    page.pull(0)
    page.writer.note_cell(runs=True)
    page.writer.put(text, value="in the cell")
    assert in_a_thread(page.writer.flush)
    assert text.value == "in the cell"


def test_a_widget_made_unseen_is_announced_once_before_what_shows_it(page):
    page.writer.changes.watch_new_widgets(page.writer.is_lost)
    box = VBox()
    text = in_a_thread(lambda: HTML("made in a thread"))
    page.writer.put(box, children=[text])
    count = page.pull(0)["count"]
    assert page.value(text) == "made in a thread"
    places = [page.messages.index(one.model_id) for one in (text.layout, text, box)]
    assert places == sorted(places)
    page.pull(count)
    assert page.messages == []


def test_a_widget_is_not_announced_to_a_page_that_got_what_was_sent_unasked(page):
    page.writer.changes.watch_new_widgets(page.writer.is_lost)
    text = in_a_thread(lambda: HTML("made in a thread"))
    page.writer.changes.record({})  # an update that came after it, and that the page has drawn
    page.link.taken = page.writer.changes.number
    page.pull(0)
    assert text.model_id not in page.messages


def test_what_is_set_in_a_widget_after_it_was_announced_is_sent_as_well(page):
    page.writer.changes.watch_new_widgets(page.writer.is_lost)
    box = in_a_thread(VBox)
    in_a_thread(lambda: box.add_class("set before"))
    count = page.pull(0)["count"]
    assert page.messages.count(box.model_id) == 1
    text = in_a_thread(lambda: HTML("made later"))
    in_a_thread(lambda: setattr(box, "children", [text]))
    page.pull(count)
    assert page.value(box, "children") == [f"IPY_MODEL_{text.model_id}"]


def test_a_widget_made_while_a_cell_runs_is_not_announced(page):
    page.writer.changes.watch_new_widgets(page.writer.is_lost)
    page.writer.note_cell(runs=True)
    text = in_a_thread(lambda: HTML("made in a thread"))
    page.writer.note_cell(runs=False)
    page.pull(0)
    assert text.model_id not in page.messages


def test_a_widget_is_announced_again_if_the_answer_was_lost(page):
    page.writer.changes.watch_new_widgets(page.writer.is_lost)
    text = in_a_thread(lambda: HTML("made in a thread"))
    page.pull(0)
    count = page.pull(0)["count"]
    assert text.model_id in page.messages
    page.pull(count)
    assert page.messages == []


def test_a_widget_that_can_not_be_sent_keeps_nothing_else_from_the_page(page, monkeypatch, caplog):
    broken, fine = IntSlider(), HTML()
    page.writer.put(broken, value=5)
    page.writer.put(fine, value="here")
    assert page.writer.flush()
    monkeypatch.setattr(IntSlider, "send_state", lambda *_: 1 / 0)
    page.pull(0)
    assert page.value(fine) == "here"
    assert "could not be sent a widget" in caplog.text


def test_a_control_that_a_person_moves_is_not_sent_again(page):
    slider = IntSlider()
    page.writer.put(slider, value=5)
    assert page.writer.flush()
    page.writer.touched(slider)
    page.pull(0)
    assert slider.model_id not in page.messages


def test_a_cell_that_runs_another_keeps_running(page):
    for runs in (True, True, False):
        page.writer.note_cell(runs=runs)
    assert page.writer.runs_cell
    page.writer.note_cell(runs=False)
    page.writer.note_cell(runs=False)
    assert not page.writer.runs_cell


def test_an_update_that_no_page_could_see_is_none_that_it_lacks(page):
    page.say(type="hello", bundles=True)
    text = HTML(value="the same")
    page.link.is_probed = True
    page.writer.put(text, value="other")
    assert page.writer.flush()
    pushed = page.say(type="ask", count=0)["pushed"]
    page.writer.put(text, value="other")  # nothing is sent
    assert page.writer.flush()
    assert page.say(type="ask", count=0)["pushed"] == pushed


def test_a_question_without_changes_moves_no_page_on(page):
    page.writer.put(HTML(), value="lost")
    assert page.writer.flush()
    assert page.say(type="ask", count=0)["count"] == 0


def test_a_page_learns_at_its_hello_that_others_pull(page):
    assert page.say(type="hello", bundles=True) == {"type": "welcome", "pulls": False}
    page.pull(0)
    assert page.say(type="hello", bundles=True) == {"type": "welcome", "pulls": True}


def test_a_drawing_that_asks_for_itself_does_not_hold_a_handler_up(page):
    page.pull(0)

    def draw():
        page.writer.soon(draw)

    page.writer.soon(draw)
    assert not page.writer.flush(timeout=0.1)


def test_a_widget_that_was_closed_meanwhile_is_not_announced(page):
    page.writer.changes.watch_new_widgets(page.writer.is_lost)
    text = in_a_thread(lambda: HTML("made in a thread"))
    closed = text.model_id
    text.close()
    page.pull(0)
    assert closed not in page.messages


def test_another_construction_callback_is_called_as_well(page):
    made = []
    Widget.on_widget_constructed(made.append)
    page.writer.changes.watch_new_widgets(page.writer.is_lost)
    text = HTML()
    assert text in made


def test_a_change_made_for_the_page_is_not_a_persons(page):
    slider, by_writer = IntSlider(), []
    slider.observe(lambda _: by_writer.append(page.writer.is_writing), "value")
    page.pull(0)
    page.writer.put(slider, value=2)
    page.pull(0)
    slider.value = 3
    assert by_writer == [True, False]


def test_the_answer_says_whether_more_comes_soon(page):
    assert not page.pull(0)["busy"]
    page.writer.put(HTML(), value="a run has begun")
    assert page.pull(0)["busy"]


def test_what_only_a_handler_may_send_waits_for_the_question(page):
    sent = []
    page.writer.deliver(lambda: sent.append("at once"))
    page.pull(0)
    page.writer.deliver(lambda: sent.append("asked"))
    assert sent == ["at once"]
    page.pull(0)
    assert sent == ["at once", "asked"]


def test_the_page_of_another_cell_is_no_reloaded_one(page):
    states = []
    page.say(type="hello", bundles=True)
    page.pull(0)
    page.link.send_again = lambda: states.append(1)
    page.say(type="hello", bundles=True)
    page.pull(0)
    assert states == []
