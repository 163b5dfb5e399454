import threading
import time

from ipywidgets import HTML, IntSlider

from densemodel.widgets.runtime._page_link import PageLink
from densemodel.widgets.runtime._writer import AHEAD, Writer


def seen_values(widget, name="value"):
    seen = []
    widget.observe(lambda change: seen.append(change["new"]), name)
    return seen


def test_the_last_value_of_a_trait_wins():
    writer, text = Writer(refresh_seconds=0.1), HTML()
    seen = seen_values(text)
    for number in range(200):
        writer.put(text, value=str(number))
    assert writer.flush()
    assert text.value == "199"
    assert len(seen) <= 3


def test_only_the_writers_thread_sets_traits(writer):
    text, threads = HTML(), set()
    text.observe(lambda _: threads.add(threading.current_thread().name), "value")
    workers = [
        threading.Thread(target=lambda: [writer.put(text, value=str(n)) for n in range(50)])
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert writer.flush()
    assert threads == {"densemodel-writer"}


def test_a_handler_can_distinguish_the_writer_from_a_person(writer):
    slider, by_writer = IntSlider(), []
    slider.observe(lambda _: by_writer.append(writer.is_writing), "value")
    slider.value = 1
    writer.put(slider, value=2)
    assert writer.flush()
    assert by_writer == [False, True]


def test_a_control_that_a_person_moves_is_left_alone():
    writer, slider = Writer(refresh_seconds=0.005), IntSlider(value=7)
    writer.touched(slider)
    writer.put(slider, value=3)
    time.sleep(0.2)
    assert slider.value == 7
    assert writer.flush()
    assert slider.value == 3


def test_a_value_that_is_refused_does_not_end_the_writer(writer, caplog):
    slider, text = IntSlider(), HTML()
    writer.put(slider, value="no number")
    writer.put(text, value="after")
    assert writer.flush()
    assert text.value == "after"
    assert "IntSlider could not be updated" in caplog.text


def test_a_closed_widget_is_passed_over(writer, caplog):
    text = HTML()
    text.close()
    writer.put(text, value="late")
    assert writer.flush()
    assert not caplog.records


def test_updates_wait_for_a_front_end_that_is_behind():
    taken, text = PageLink(), HTML()
    writer = Writer(refresh_seconds=0.005, patience_seconds=5.0, taken=taken)
    writer.put(text, value="0")
    assert writer.flush()
    taken.taken = taken.sent  # a front end is there, and has drawn the first
    for number in range(1, 2 * AHEAD):
        writer.put(text, value=str(number))
        assert wait_for(lambda number=number: text.value == str(number))
    assert taken.sent == 1 + AHEAD  # one of so many asks for an answer
    writer.put(text, value="too far ahead")
    time.sleep(0.2)
    assert text.value == str(2 * AHEAD - 1)
    taken.taken = taken.sent
    assert wait_for(lambda: text.value == "too far ahead")


def test_a_page_that_can_is_sent_all_changes_in_one_message(monkeypatch):
    taken, one, other = PageLink(), HTML(), IntSlider()
    assert taken.model_id  # a page knows it
    sent = []
    monkeypatch.setattr(taken, "send", lambda content, _: sent.append(content))
    taken._handle_custom_msg({"type": "hello", "bundles": True}, [])
    writer = Writer(refresh_seconds=0.005, taken=taken)
    with writer._change:  # one refresh for both
        writer.put(one, value="<b>")
        writer.put(other, value=7, max=20)
    assert writer.flush()
    (bundle,) = sent
    assert [part["model"] for part in bundle["parts"]] == [
        one.model_id,
        other.model_id,
        taken.model_id,
    ]
    assert bundle["parts"][0]["state"] == {"value": "<b>"}
    assert bundle["parts"][1]["state"] == {"value": 7, "max": 20}
    assert one.value == "<b>"


def test_a_reloaded_page_gets_again_what_it_may_have_missed(monkeypatch):
    taken, text = PageLink(), HTML()
    monkeypatch.setattr(taken, "send", lambda *_: None)
    hello = {"type": "hello", "bundles": True}
    taken._handle_custom_msg(hello, [])
    writer = Writer(refresh_seconds=0.005, taken=taken)
    writer.put(text, value="sent while the page was loaded")
    assert writer.flush()
    states = []
    monkeypatch.setattr(HTML, "send_state", lambda self: states.append(self.value))
    taken._handle_custom_msg(hello, [])
    assert writer.flush()
    assert states == ["sent while the page was loaded"]
    assert taken.takes_bundles


def test_a_page_that_cannot_take_bundles_gets_what_it_missed(monkeypatch):
    taken, text = PageLink(), HTML()
    monkeypatch.setattr(taken, "send", lambda *_: None)
    taken._handle_custom_msg({"type": "hello", "bundles": True}, [])
    writer = Writer(refresh_seconds=0.005, taken=taken)
    writer.put(text, value="lost")
    assert writer.flush()
    states = []
    monkeypatch.setattr(HTML, "send_state", lambda self: states.append(self.value))
    taken._handle_custom_msg({"type": "unbundled"}, [])
    assert states == ["lost"]
    assert not taken.takes_bundles


def test_a_front_end_that_went_away_does_not_stop_the_updates():
    taken, text = PageLink(), HTML()
    writer = Writer(refresh_seconds=0.005, patience_seconds=0.05, taken=taken)
    taken.taken = 1
    for word in ("one", "two", "three"):
        writer.put(text, value=word)
        assert wait_for(lambda word=word: text.value == word)


def wait_for(condition, seconds=3.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_what_is_asked_for_often_is_computed_once_by_the_writer():
    writer, text, threads = Writer(refresh_seconds=0.1), HTML(), []

    def draw():
        threads.append(threading.current_thread().name)
        writer.put(text, value=str(len(threads)))

    for _ in range(100):
        writer.soon(draw)
    assert writer.flush()
    assert set(threads) == {"densemodel-writer"}
    assert len(threads) <= 3
    assert text.value == str(len(threads))


def test_a_drawing_that_fails_is_reported_and_the_writer_goes_on(writer, caplog):
    text = HTML()
    writer.soon(lambda: 1 / 0)
    writer.put(text, value="still there")
    assert writer.flush()
    assert text.value == "still there"
    assert "could not be drawn" in caplog.text


def test_what_a_person_waits_for_goes_at_once():
    writer = Writer(refresh_seconds=60.0)
    label = HTML()
    writer.put(label, value="first")
    assert writer.flush()
    writer.put(label, value="later")
    writer.hurry()
    assert wait_for(lambda: label.value == "later")
