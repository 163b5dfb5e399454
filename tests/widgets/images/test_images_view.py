"""The tab Images: when it is there, what it follows, and what it keeps."""

import threading

import numpy as np
import pytest
from ipywidgets import ToggleButtons

from densemodel.training import EvaluationDone, prepare
from densemodel.widgets.images._images_view import ImagesView
from densemodel.widgets.panel._view import ViewContext
from densemodel.widgets.training_panel._panel import VIEWS
from support.training.driving import last_state, same, stop_when
from support.widgets.images_parts import LONG, digits, digits_run, photographs
from support.widgets.panel_parts import by_class, every, press_and_wait, texts, titles_of, wait_for

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def open_view(writer):
    views = []

    def make(run):
        views.append(ImagesView(ViewContext(run, writer)))
        assert views[-1].wait()
        assert writer.flush()
        return views[-1]

    yield make
    for view in views:
        view.run.stop()
        view.close()


def line(view):
    return view.state()["line"]["value"]


def choose(view, writer, choice):
    (toggle,) = (w for w in every(view.widget) if isinstance(w, ToggleButtons))
    toggle.value = choice
    settle(view, writer)


def settle(view, writer):
    assert view.wait()
    assert writer.flush()


def numbers(view):
    return np.frombuffer(view, "<u2").tolist()


def test_it_is_there_for_pictures_of_classes_alone(make_run):
    assert ImagesView.available(digits_run())
    assert not ImagesView.available(make_run())
    x, y = digits(200)
    assert not ImagesView.available(prepare("64 -> 1 linear", x, y * 1.5))
    assert not ImagesView.available(prepare("64 -> 10 softmax", None, None))


def test_it_stands_behind_the_network():
    titles = [view.title for view in VIEWS]
    assert titles.index("Images") < titles.index("Epochs")


def test_an_untrained_network_is_evaluated_as_well(open_view):
    view = open_view(digits_run())
    wall = view.parts["wall"]
    assert wall.form["count"] == 180
    assert len(wall.pixels) == 180 * 64
    assert sorted(numbers(wall.order)) == list(range(180))
    assert "untrained weights" in line(view)
    assert view.static_png() is None


def test_the_wall_sorts_while_it_trains(open_view, writer):
    view = open_view(digits_run(LONG))
    wall = view.parts["wall"]
    first, wrong = wall.order, wall.wrong
    view.run.start()
    wait_for(lambda: wall.wrong < wrong / 2)
    assert wall.order != first
    assert "the newest weights, in epoch" in line(view)
    view.run.stop()
    view.run.wait()
    settle(view, writer)
    assert "the best weights, of epoch" in line(view)


def test_a_wall_that_opens_while_the_run_trains_shows_no_answers_of_untrained_weights(open_view):
    run, seen = digits_run(), []

    def open_at_first_epoch(event):
        # its weights are copied for others only after this event
        if isinstance(event, EvaluationDone) and not seen:
            view = open_view(run)
            seen.append(line(view))
            seen.append(str(view.parts["wall"].form))

    run.on_event(open_at_first_epoch)
    run.start().wait()
    assert "The first predictions are being computed." in seen[0]
    assert seen[1] == "{}"


def test_answers_of_the_first_weights_are_never_labelled_as_the_newest(open_view, writer):
    run, seen = digits_run(), []
    view = open_view(run)

    def read_at_first_epoch(event):
        if isinstance(event, EvaluationDone) and not seen:
            view.refresh(now=True)
            settle(view, writer)
            seen.append(line(view))

    run.on_event(read_at_first_epoch)
    run.start().wait()
    assert "by untrained weights" in seen[0]


def test_an_evaluation_sends_no_pixels_and_at_most_8_kb(open_view, writer):
    view = open_view(digits_run())
    wall = view.parts["wall"]
    assert wall.model_id  # a page knows it
    sent = []
    wall._send = lambda message, buffers=None: sent.append(message | {"buffers": buffers or []})
    view.run.start().wait()
    settle(view, writer)
    states = [message for message in sent if message["method"] == "update"]
    assert states
    for message in states:
        assert ["pixels"] not in message["buffer_paths"]
        assert sum(map(len, message["buffers"])) + len(str(message["state"])) < 8_000


def test_an_opened_picture_has_the_answers_of_the_wall(open_view, writer):
    view = open_view(digits_run().start().wait())
    wall = view.parts["wall"]
    wall._handle_message(wall, {"type": "open", "number": 17}, [])
    assert writer.flush()
    assert wall.detail["number"] == 17
    assert wall.detail["said"] == str(numbers(wall.y_pred)[17])
    assert len(wall.large) == 64
    wall._handle_message(wall, {"type": "close"}, [])
    assert writer.flush()
    assert wall.detail == {}


@pytest.mark.parametrize("number", [-1, 180, True, None])
def test_only_a_picture_on_the_wall_is_opened(open_view, number):
    view = open_view(digits_run())
    view.parts["wall"]._handle_message(None, {"type": "open", "number": number}, [])
    assert view.state()["wall"]["detail"] == {}


def test_the_picture_that_is_open_follows_the_training(open_view, writer):
    view = open_view(digits_run())
    wall = view.parts["wall"]
    wall._handle_message(wall, {"type": "open", "number": 3}, [])
    assert writer.flush()
    before = wall.detail
    view.run.start().wait()
    settle(view, writer)
    assert wall.detail["number"] == 3
    assert wall.detail["bars"] != before["bars"]


def test_the_batch_of_the_newest_step_is_shown_on_demand(open_view, writer):
    view = open_view(digits_run())
    choose(view, writer, "Current batch")
    assert "No step is trained yet." in line(view)
    view.run.start().wait()
    settle(view, writer)
    wall = view.parts["wall"]
    assert wall.form["count"] == len(view.run.current_batch)
    assert "This is the batch of the newest step" in line(view)
    assert view.static_png() is not None  # of the evaluated rows
    choose(view, writer, "Evaluated rows")
    assert "the best weights" in line(view)
    assert wall.form["count"] == 180


def test_at_the_end_a_hidden_view_is_evaluated_for_the_file(open_view, writer):
    view = open_view(digits_run())
    view.set_shown(is_shown=False)
    assert view.static_png() is None
    view.run.start().wait()
    settle(view, writer)
    assert view.static_png() is not None
    assert "the best weights" in line(view)


def test_another_split_puts_other_rows_on_the_wall(open_view, writer):
    view = open_view(digits_run().start().wait())
    view.run.resume(settings="split 50%", epochs=1).wait()
    settle(view, writer)
    wall = view.parts["wall"]
    assert wall.form["count"] == 300
    assert len(wall.pixels) == 300 * 64
    assert "all 300 validation rows" in line(view)


def test_a_note_names_monitored_test_rows(open_view):
    x, y = digits(300)
    view = open_view(prepare("64 -> 10 softmax ; split off", x, y, test_data=(x, y)))
    assert "These are the test rows" in line(view)


def test_a_warning_names_rows_that_were_trained_on(open_view, writer):
    view = open_view(digits_run("64 -> 10 softmax ; epochs 1 ; split 10%").start().wait())
    assert "dm-wall-warning" not in line(view)
    view.run.resume(settings="split 50%", epochs=1).wait()
    settle(view, writer)
    leaked = f"{view.run.leaked_rows} of the validation rows were trained on before the split"
    assert view.run.leaked_rows > 0
    assert f'<p class="dm-wall-warning">{leaked}' in line(view)
    choose(view, writer, "Current batch")
    assert "dm-wall-warning" not in line(view)
    view.run.restart().wait()
    choose(view, writer, "Evaluated rows")
    assert "dm-wall-warning" not in line(view)


def test_a_note_names_answers_that_are_not_numbers(open_view, writer):
    run = digits_run()
    view = open_view(run)
    run.model.layers[0].kernel.assign(np.full((64, 16), np.nan, np.float32))
    view.refresh(now=True)
    settle(view, writer)
    assert "weights that are not numbers" in line(view)


def test_the_picture_in_the_file_is_drawn_once_for_the_same_answers(open_view, writer):
    view = open_view(digits_run())
    saved = threading.Event()
    view.keep = saved.set
    view.run.start().wait()
    settle(view, writer)
    assert saved.is_set()
    png = view.static_png()
    assert png is not None
    assert png.startswith(b"\x89PNG")
    assert view.static_png() is png


def test_in_the_panel_it_is_a_tab(make_panel, writer):
    panel = make_panel(digits_run())
    tabs = by_class(panel, "dm-tabs")
    tabs.selected_index = titles_of(tabs).index("Images")
    press_and_wait(panel, "Start")
    wait_for(lambda: "the best weights" in texts(panel))
    assert writer.flush()


PICTURES = "flip -> rotate 20% -> scale / 2 -> contrast 20% -> conv 4 relu -> gavg -> 2 softmax"


def test_only_a_network_that_changes_pictures_shows_them_as_trained(open_view):
    x, y = photographs(60, 12), np.arange(60) % 2
    view = open_view(prepare(f"12x12x3 -> {PICTURES}", x, y))
    assert view.state()["wall"]["can_change"]
    plain = "12x12x3 -> scale / 255 -> conv 4 relu -> flip -> gavg -> 2 softmax"
    assert not open_view(prepare(plain, x, y)).state()["wall"]["can_change"]


def test_an_opened_picture_is_shown_as_trained_without_a_trace_in_the_run(open_view):
    x, y = photographs(60, 12), np.arange(60) % 2
    text = f"12x12x3 -> {PICTURES} ; epochs 4 ; patience off ; batch 16"
    alone, run = (prepare(text, x, y, jit_compile=False) for _ in range(2))
    alone.start().wait()
    stop_when(run, lambda event: isinstance(event, EvaluationDone) and event.epoch == 2)
    run.start().wait()
    view = open_view(run)
    view.on_open(3)
    assert view.state()["wall"]["changed"] == {}
    seen = []
    for is_on in (True, False, True):
        view.on_change(is_on=is_on)
        seen.append(view.state()["wall"]["changed"])
    assert seen[1] == {}
    first, second = (np.frombuffer(one["pixels"], "u1").reshape(8, 12, 12, 3) for one in seen[::2])
    assert len(np.unique(first, axis=0)) == 8
    assert not np.array_equal(first, second)
    # in the unit of the picture: as bright on average
    large = np.frombuffer(view.state()["wall"]["large"], "u1")
    assert first.mean() == pytest.approx(large.mean(), rel=0.2)
    run.resume().wait()
    assert dict(run.history) == dict(alone.history)
    assert same(last_state(run), last_state(alone))
