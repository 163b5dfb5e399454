import base64

import numpy as np
import pytest

from densemodel.widgets import TrainingPanel
from densemodel.widgets.panel import _base_panel
from densemodel.widgets.runtime import _static_output
from densemodel.widgets.runtime._compat import new_comm
from densemodel.widgets.runtime._page_link import PageLink
from densemodel.widgets.runtime._writer import Writer
from densemodel.widgets.training_panel import _panel
from support.widgets.outputs import wait_until_drawn
from support.widgets.panel_parts import LONG, by_class, is_hidden, wait_for

pytestmark = pytest.mark.tensorflow

MOST_BYTES = 100_000


def test_the_file_keeps_how_the_run_went(make_run, make_panel, outputs):
    panel = make_panel(make_run())
    for _ in range(2):  # a cell that is run again shows the same panel
        panel._ipython_display_()
    assert outputs.first_lines == ["digits: Ready to train on 28 rows."] * 2
    assert outputs.pictures == [b"", b""]
    panel.run.start().wait()
    panel.update_static_output()
    assert outputs.first_lines == [f"digits: {panel.run.sentence}"] * 2
    assert all(picture.startswith(b"\x89PNG") for picture in outputs.pictures)
    panel.run.resume(epochs=1).wait()
    wait_for(lambda: outputs.first_lines == [f"digits: {panel.run.sentence}"] * 2)


def test_where_no_page_can_show_a_panel_it_is_not_announced(
    make_run, make_panel, outputs, monkeypatch
):
    monkeypatch.setattr(_static_output, "is_unattended", lambda: True)
    panel = make_panel(make_run())
    panel._ipython_display_()
    panel.run.start().wait()
    panel.update_static_output()
    assert outputs.first_lines == [f"digits: {panel.run.sentence}"]
    assert outputs.pictures[0].startswith(b"\x89PNG")
    assert panel.is_pending or new_comm() is None  # ipywidgets 7 announces each
    monkeypatch.undo()
    panel._repr_mimebundle_()
    assert not panel.is_pending


def test_what_is_kept_already_is_not_stored_again(make_run, make_panel, outputs):
    panel = make_panel(make_run())
    panel._ipython_display_()
    panel.run.start().wait()
    wait_until_drawn()
    panel.update_static_output()
    changes = outputs.changes
    assert changes <= 6  # words and picture: shown, at the start, at the end
    panel.update_static_output()
    assert outputs.changes == changes
    panel.update_static_output(again=True)
    assert outputs.changes == changes + 2


def test_while_the_panel_shows_more_than_the_file_it_stays_when_its_kernel_dies(
    make_run, make_panel, outputs
):
    def hides_a_dead_panel():
        (html,) = (bundle["text/html"] for key, bundle in outputs.items() if "-" not in key)
        return ".jupyter-widgets-disconnected{display:none" in html

    panel = make_panel(make_run(LONG))
    panel._ipython_display_()
    assert not hides_a_dead_panel()
    panel.run.start()
    panel.run.stop().wait()
    panel.update_static_output()
    assert hides_a_dead_panel()
    panel.run.resume()
    wait_for(lambda: not hides_a_dead_panel())
    panel.run.stop().wait()
    wait_for(hides_a_dead_panel)
    wait_until_drawn()


def test_a_panel_shown_after_its_run_has_its_picture_at_once(make_run, make_panel, outputs):
    run = make_run()
    run.start().wait()
    make_panel(run)._ipython_display_()
    assert outputs.first_lines == [f"digits: {run.sentence}"]
    assert outputs.pictures[0].startswith(b"\x89PNG")


def test_while_it_trains_the_file_is_changed_rarely(make_run, make_panel, outputs, monkeypatch):
    panel = make_panel(make_run(LONG))
    panel._ipython_display_()
    panel.run.start()
    wait_for(lambda: panel.run.history.epochs >= 3)
    wait_until_drawn()
    changes = outputs.changes
    epochs = panel.run.history.epochs
    wait_for(lambda: panel.run.history.epochs >= epochs + 20)
    assert outputs.changes == changes
    monkeypatch.setattr(_base_panel, "REFRESH_SECONDS", 0.0)
    wait_for(lambda: outputs.changes > changes)
    assert panel.run.state == "running"
    panel.run.stop().wait()
    wait_until_drawn()


def test_a_picture_that_cannot_be_drawn_leaves_the_words(
    make_run, make_panel, outputs, monkeypatch, caplog
):
    def fail(*_, **__):
        raise ValueError("no font")

    panel = make_panel(make_run())
    panel._ipython_display_()
    monkeypatch.setattr(_panel, "static_picture", fail)
    panel.run.start().wait()
    panel.update_static_output()
    assert outputs.first_lines == [f"digits: {panel.run.sentence}"]
    assert "could not be drawn" in caplog.text


def test_hostile_names_and_many_epochs_stay_below_100_kb(make_run, make_panel, outputs):
    name = "<img src=x onerror=alert(1)>$x^2$🎉" * 3
    panel = make_panel(make_run("4 -> 2 softmax ; epochs 1", name=name))
    panel._ipython_display_()
    panel.run.start().wait()
    names, noise = list(panel.run.history), np.random.default_rng(0).uniform(size=10_000)
    for epoch, value in enumerate(noise, 2):
        panel.run.history.add(dict.fromkeys(names, value), step=4 * epoch, place=epoch)
    panel.update_static_output()
    stored = "".join(text for bundle in outputs.values() for text in bundle.values())
    assert len(stored.encode()) < MOST_BYTES
    html = "".join(bundle.get("text/html", "") for bundle in outputs.values())
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;$x^2$🎉" in html


def test_a_reloaded_page_that_can_is_given_what_the_file_keeps(make_run, outputs, monkeypatch):
    taken = PageLink()
    brought = {}
    monkeypatch.setattr(taken, "keep", lambda key, content: brought.update({key: content}))
    writer = Writer(refresh_seconds=0.005, taken=taken)
    panel = TrainingPanel(make_run(), writer=writer)
    panel._ipython_display_()
    (key,) = [key for key in outputs if not key.endswith("-picture")]
    for _ in range(2):
        taken._handle_custom_msg({"type": "hello", "keeps": True}, [])
    wait_for(lambda: key in brought)
    assert "Ready to train on 28 rows." in brought[key][0]["data"]["text/plain"]
    panel.run.start().wait()
    panel.update_static_output()
    words, picture = brought[key]
    assert panel.run.sentence in words["data"]["text/plain"]
    assert base64.b64decode(picture["data"]["image/png"]).startswith(b"\x89PNG")
    assert words["data"] == outputs[key]
    assert writer.flush()
    assert is_hidden(by_class(panel, "dm-loaded-anew"))
    panel.close()


def test_a_run_that_waits_is_kept_as_one_that_waits(make_run, make_panel, outputs):
    first, second = make_run(LONG, name="first"), make_run(name="second")
    panel = make_panel(second)
    panel._ipython_display_()
    first.start()
    wait_for(lambda: first.state == "running")
    second.start()
    waiting = "second: It was still waiting when this was saved. Waiting for first to end."
    try:
        wait_for(lambda: outputs.first_lines == [waiting])
    finally:
        first.stop().wait()
    second.wait()
    panel.update_static_output()
    assert outputs.first_lines == [f"second: {second.sentence}"]


def test_a_reloaded_page_shows_that_the_file_keeps_an_older_picture(make_run, outputs):
    taken = PageLink()
    writer = Writer(refresh_seconds=0.005, taken=taken)
    panel = TrainingPanel(make_run(), writer=writer)
    note = by_class(panel, "dm-loaded-anew")

    def is_noted():
        assert writer.flush()
        return not is_hidden(note)

    panel._ipython_display_()
    taken._handle_message(taken, {"type": "hello"}, [])  # the page on which it was displayed
    panel.run.start().wait()
    panel.update_static_output()
    assert not is_noted()
    taken._handle_message(taken, {"type": "hello"}, [])
    panel.update_static_output()
    assert not is_noted()  # the file has the newest
    panel.run.resume(epochs=1).wait()
    panel.update_static_output()
    assert is_noted()
    panel._ipython_display_()
    assert not is_noted()
    assert len(outputs.first_lines) == 2
    panel.close()
    assert len(list(taken._on_hello)) == 1  # the writer's own
