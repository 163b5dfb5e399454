import pytest

from densemodel.errors import DataError
from densemodel.widgets.runtime._give_button import CellButton, GiveButton
from densemodel.widgets.runtime._style import front_end
from support.widgets.typescript_names import own_traits, typescript_names


def ask(button, content, monkeypatch):
    """What the kernel sends when a page says this."""
    sent = []
    monkeypatch.setattr(
        button, "send", lambda content, buffers=(): sent.append((content, list(buffers)))
    )
    button._handle_custom_msg(content, [])
    return sent


def test_the_front_end_listens_to_traits_that_there_are():
    assert typescript_names("export_button", "TRAITS") < own_traits(GiveButton)
    assert typescript_names("cell_button", "TRAITS") < own_traits(CellButton)


def test_a_page_says_which_text_a_cell_holds(monkeypatch):
    written = []
    button = CellButton(written.append, label="Use 784", text="784 -> 10")
    for content in ({"type": "written", "text": 3}, {"type": "other", "text": ""}, None):
        ask(button, content, monkeypatch)
    assert written == []
    assert ask(button, {"type": "written", "text": "784 -> 10"}, monkeypatch) == []
    assert written == ["784 -> 10"]


def test_a_copy_button_holds_its_text_before_anyone_clicks():
    button = GiveButton.copy("Copy", "784 -> 10", tooltip="Copy the network's text")
    state = button.get_state()
    assert (state["kind"], state["text"], state["done_label"]) == ("copy", "784 -> 10", "Copied")
    assert (state["label"], state["tooltip"]) == ("Copy", "Copy the network's text")
    assert state["_esm"] == front_end("export_button.js")


def test_a_file_is_made_at_the_click_and_sent_to_the_page_that_asked(monkeypatch):
    made = []

    def make():
        made.append(1)
        return "epochs.csv", "text/csv", b"epoch,loss\n"

    button = GiveButton.file("Save", make)
    assert not made
    assert (button.kind, button.done_label) == ("file", "Saved")
    sent = ask(button, {"type": "give", "key": "a-1"}, monkeypatch)
    assert sent == [
        (
            {"type": "file", "key": "a-1", "name": "epochs.csv", "mime": "text/csv"},
            [b"epoch,loss\n"],
        )
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DataError("the table is empty"), "the table is empty"),
        (OSError("disk full"), "OSError: disk full"),
    ],
)
def test_an_error_is_sent_in_words(error, words, monkeypatch):
    def make():
        raise error

    sent = ask(GiveButton.file("Save", make), {"type": "give", "key": "a-1"}, monkeypatch)
    assert sent == [({"type": "failed", "key": "a-1", "words": words}, [])]


@pytest.mark.parametrize("content", ["give", {"type": "other"}, {}, None])
def test_other_messages_are_not_for_it(content, monkeypatch):
    button = GiveButton.file("Save", lambda: ("a", "b", b""))
    assert ask(button, content, monkeypatch) == []
    assert ask(GiveButton.copy("Copy", "text"), {"type": "give"}, monkeypatch) == []
