import pytest

from densemodel.widgets.runtime._page_link import PageLink
from densemodel.widgets.runtime._style import front_end


def say(taken, content):
    """Let a page say this."""
    taken._handle_custom_msg(content, [])


def test_it_carries_the_built_front_end():
    assert PageLink().get_state()["_esm"] == front_end("page_link.js")


def test_a_question_is_answered_with_its_count_and_the_last_update_that_was_sent_unasked(
    monkeypatch,
):
    taken = PageLink()
    taken.pushed, taken.is_probed = 4, True
    sent = []
    monkeypatch.setattr(taken, "send", sent.append)
    say(taken, {"type": "ask", "count": 3})
    assert sent == [{"type": "answer", "since": 3, "pushed": 4, "count": 3, "busy": False}]
    assert not taken.pulls


def test_a_page_that_was_sent_nothing_unasked_yet_lacks_nothing(monkeypatch):
    taken = PageLink()
    taken.pushed, taken.is_probed = 4, True
    sent = []
    monkeypatch.setattr(taken, "send", sent.append)
    say(taken, {"type": "hello"})
    say(taken, {"type": "ask", "count": 0})
    assert sent[1]["pushed"] == 0


def test_a_question_of_a_hostile_page_is_answered_from_the_start(monkeypatch):
    taken = PageLink()
    sent = []
    monkeypatch.setattr(taken, "send", sent.append)
    say(taken, {"type": "pull", "count": ["7"]})
    assert sent[0]["since"] == 0


def test_an_answer_comes_even_if_the_changes_can_not_be_sent(monkeypatch, caplog):
    taken = PageLink()
    sent = []
    monkeypatch.setattr(taken, "send", sent.append)
    taken.answer = lambda since: {"count": 1 // (since or 0)}
    say(taken, {"type": "pull", "count": 0})
    assert sent == [{"type": "answer", "since": 0, "pushed": 0, "count": 0, "busy": False}]
    assert "could not be answered" in caplog.text


def test_each_hello_is_counted_and_passed_on_until_it_is_cancelled():
    taken = PageLink()
    first = []
    second = []
    cancel = taken.on_hello(first.append)
    taken.on_hello(second.append)
    say(taken, {"type": "hello"})
    cancel()
    cancel()
    say(taken, {"type": "hello"})
    assert (first, second) == ([1], [1, 2])
    assert taken.hello_count == 2


def test_the_same_function_can_follow_twice_and_be_cancelled_once():
    taken = PageLink()
    received = []
    cancel = taken.on_hello(received.append)
    taken.on_hello(received.append)
    cancel()
    say(taken, {"type": "hello"})
    assert received == [1]


def test_a_handler_that_fails_does_not_block_others(caplog):
    taken = PageLink()
    received = []

    def fail(_):
        raise ValueError("no")

    taken.on_hello(fail)
    taken.on_hello(received.append)
    say(taken, {"type": "hello"})
    assert received == [1]
    assert "what follows an opened page has failed" in caplog.text


@pytest.mark.parametrize("content", ["ping", {"type": "other"}, {}, None])
def test_other_messages_are_not_for_it(content, monkeypatch):
    taken = PageLink()
    sent = []
    monkeypatch.setattr(taken, "send", sent.append)
    say(taken, content)
    assert not sent
    assert taken.hello_count == 0
