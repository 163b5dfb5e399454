"""Save as… in the panel's foot, with a real store of real runs."""

import re

import pytest

import densemodel as dm
from densemodel.store import default_store, use_folder
from densemodel.widgets.saved_models._save_as import NOTHING_TRAINED, AskName, note_on
from support.widgets.panel_parts import by_class, control, every, press, wait_for

pytestmark = pytest.mark.tensorflow


@pytest.fixture(autouse=True)
def folder(tmp_path):
    use_folder(tmp_path / "models")
    yield tmp_path / "models"
    use_folder(None)


def line(panel):
    (found,) = (widget for widget in every(panel) if isinstance(widget, AskName))
    return found


def say(panel, kind, name=""):
    """As the page does."""
    line(panel)._handle_message(None, {"type": kind, "name": name}, [])
    assert panel._writer.flush()


def saved(panel):
    wait_for(lambda: not control(panel, "Save as…").disabled)
    assert panel._writer.flush()
    return str(by_class(panel, "dm-save-said").value)


def test_it_is_off_and_says_why_until_something_is_trained(make_run, make_panel, writer):
    panel = make_panel(make_run())
    assert control(panel, "Save as…").disabled
    assert control(panel, "Save as…").tooltip == NOTHING_TRAINED
    panel.run.start().wait()
    assert writer.flush()
    assert not control(panel, "Save as…").disabled


def test_a_run_is_saved_under_the_name_that_was_written(make_run, make_panel, folder):
    panel = make_panel(make_run().start().wait())
    press(panel, "Save as…")
    assert panel._writer.flush()
    assert (line(panel).is_asked, line(panel).suggestion) == (True, "digits")
    assert line(panel).note == "in models/"
    say(panel, "save", "digits, two layers")
    assert not line(panel).is_asked
    assert "Saved as digits, two layers in models/ (" in saved(panel)
    (model,) = dm.ModelStore(folder).list()
    assert model.name == "digits, two layers"


def test_what_a_name_would_replace_is_shown_before(make_run, make_panel):
    run = make_run().start().wait()
    default_store().save(run, "wide")
    panel = make_panel(run)
    press(panel, "Save as…")
    say(panel, "typed", "wide")
    assert re.fullmatch(
        r"replaces the one saved .* \d{4}, \d\d:\d\d \(it moves to the trash\)", line(panel).note
    )
    say(panel, "typed", "wider")
    assert line(panel).note == "in models/"
    say(panel, "typed", " ")
    assert line(panel).is_refused
    assert "is empty: write at least one character" in line(panel).note


def test_saving_under_a_used_name_asks_before_it_replaces(make_run, make_panel):
    run = make_run().start().wait()
    default_store().save(run, "wide")
    panel = make_panel(run)
    press(panel, "Save as…")
    say(panel, "save", "wide")
    assert (line(panel).is_asked, line(panel).replaces) == (True, True)
    assert line(panel).note.startswith("Replace the one saved ")
    assert line(panel).note.endswith("? It moves to the trash.")
    say(panel, "typed", "wid")
    assert not line(panel).replaces
    say(panel, "replace", "wide")  # nobody has asked since
    assert default_store().trash() == []
    say(panel, "save", "wide")
    say(panel, "replace", "wide")
    assert "Saved as wide" in saved(panel)
    assert len(default_store().list()) == len(default_store().trash()) == 1


def test_cancel_saves_nothing(make_run, make_panel):
    panel = make_panel(make_run().start().wait())
    press(panel, "Save as…")
    say(panel, "cancel")
    assert not line(panel).is_asked
    assert default_store().list() == []


def test_a_failure_is_shown_in_words_and_escaped(make_run, make_panel, folder):
    panel = make_panel(make_run().start().wait())
    folder.write_text("a file where the folder should be")
    press(panel, "Save as…")
    say(panel, "save", "<b>digits</b>")
    text = saved(panel)
    assert "Not saved: " in text
    assert "move away the file that has its name" in text
    assert "<b>" not in text
    assert not control(panel, "Save as…").disabled


def test_two_panels_of_one_run_both_save_it(make_run, make_panel):
    run = make_run().start().wait()
    one, other = make_panel(run), make_panel(run)
    for panel, name in ((one, "first"), (other, "second")):
        press(panel, "Save as…")
        say(panel, "save", name)
        assert f"Saved as {name}" in saved(panel)
    assert {model.name for model in default_store().list()} == {"first", "second"}


def test_an_invalid_message_of_a_page_is_ignored(make_run, make_panel):
    panel = make_panel(make_run().start().wait())
    for content in (
        "save",
        None,
        {"type": "save"},
        {"type": "save", "name": 7},
        {"type": "on_msg"},
    ):
        line(panel)._handle_message(None, content, [])
    assert default_store().list() == []


def test_it_goes_with_its_panel(make_run, make_panel):
    panel = make_panel(make_run().start().wait())
    shown = line(panel)
    panel.close()
    assert shown.comm is None


def test_a_name_that_can_not_be_is_refused_before_it_is_saved():
    note, is_refused = note_on("x" * 101)
    assert is_refused
    assert "101 characters: 100 are the most" in note
