"""The big view: which parts it has, which of them follow the run, and the words above them."""

import re

import pytest

from densemodel.widgets.training_panel._big_view import BigViewButton
from support.widgets.images_parts import LONG, digits_run
from support.widgets.panel_parts import (
    buttons,
    by_class,
    every,
    is_hidden,
    press,
    titles_of,
    wait_for,
)

pytestmark = pytest.mark.tensorflow

NUMBERS = r"validation loss [\d.]+ accuracy [\d.]+"


@pytest.fixture
def send(writer):
    """Send a message of the page, and wait for what it changes."""

    def message(panel, kind, **values):
        page(panel)._handle_message(None, {"type": kind, **values}, None)
        assert writer.flush()

    return message


def page(panel):
    (found,) = (widget for widget in every(panel) if isinstance(widget, BigViewButton))
    return found


def titles(panel):
    return [part["title"] for part in page(panel).parts]


def following(panel):
    """The titles of the tabs whose views follow the run."""
    opened = panel._tabs.opened.items()
    return [panel._tabs.title_of(tab) for tab, view in sorted(opened) if view.is_shown]


def words(panel):
    return " ".join(re.sub(r"<[^>]+>", " ", by_class(panel, "dm-big-words").value).split())


def open_tab(panel, title):
    tabs = by_class(panel, "dm-tabs")
    tabs.selected_index = titles_of(tabs).index(title)


def test_it_shows_the_curves_and_what_was_opened_last(make_panel, send):
    panel = make_panel(digits_run())
    send(panel, "open", count=4)
    assert titles(panel) == ["Curves", "Score", "Images", "Inside"]
    for title in ("Inside", "Epochs", "Keras code"):
        open_tab(panel, title)
    send(panel, "open", count=4)
    assert titles(panel) == ["Curves", "Inside", "Epochs", "Keras code"]
    send(panel, "open", count=6)
    assert titles(panel) == ["Curves", "Score", "Images", "Inside", "Epochs", "Keras code"]


def test_only_what_is_seen_follows_the_run(make_panel, send):
    panel = make_panel(digits_run())
    open_tab(panel, "Epochs")
    send(panel, "open", count=4)
    assert following(panel) == ["Train", "Score", "Images", "Epochs"]
    score = page(panel).parts[1]["tab"]
    send(panel, "show", tabs=[score, 99])
    assert following(panel) == ["Score"]
    send(panel, "freeze", is_frozen=True)
    assert following(panel) == []
    send(panel, "freeze", is_frozen=False)
    assert following(panel) == ["Score"]
    send(panel, "close")
    assert following(panel) == ["Epochs"]
    assert page(panel).parts == []
    assert is_hidden(by_class(panel, "dm-big-words"))


def test_frozen_parts_stay_as_they_are_while_training_goes_on(make_panel, send, writer):
    panel = make_panel(digits_run(LONG))
    press(panel, "Start")
    wait_for(lambda: panel.run.history.epochs >= 2)
    send(panel, "open", count=4)
    assert re.fullmatch(rf"epoch \d+ of 100,000 {NUMBERS}", words(panel))
    send(panel, "freeze", is_frozen=True)
    epochs, frozen, wall = panel.run.history.epochs, words(panel), by_class(panel, "dm-wall-place")
    assert re.fullmatch(rf"Frozen at epoch \d+ {NUMBERS}", frozen)
    pictures = wall.y_pred, wall.order
    wait_for(lambda: panel.run.history.epochs > epochs + 20)
    assert writer.flush()
    assert (words(panel), wall.y_pred, wall.order) == (frozen, *pictures)


def test_its_buttons_start_and_stop_whatever_part_is_alone(make_panel, send, writer):
    panel = make_panel(digits_run(LONG))
    send(panel, "open", count=4)
    send(panel, "show", tabs=[page(panel).parts[1]["tab"]])
    head = by_class(panel, "dm-big-line")
    assert buttons(head) == ["Start", "One step"]
    next(one for one in every(head) if getattr(one, "description", "") == "Start").click()
    wait_for(lambda: panel.run.history.epochs >= 1)
    assert writer.flush()
    assert buttons(head) == ["Stop"]
    panel.run.stop().wait()
    assert writer.flush()
    assert buttons(head) == ["Resume", "Restart"]


def test_at_the_end_it_says_the_numbers_of_the_best_epoch(make_panel, send, finished_run):
    panel = make_panel(finished_run)
    send(panel, "open", count=2)
    assert titles(panel) == ["Curves", "Score"]
    assert re.fullmatch(rf"best epoch \d {NUMBERS}", words(panel))
