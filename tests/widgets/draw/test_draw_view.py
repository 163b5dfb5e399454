"""The tab Draw: what the network gets of a drawing, what it answers, and what stays in the file."""

import base64

import numpy as np
import pytest

import densemodel as dm
from densemodel.training import prepare
from densemodel.widgets.draw._draw_facts import pixels_of
from densemodel.widgets.draw._draw_view import DrawView
from densemodel.widgets.panel._view import ViewContext
from support.widgets.images_parts import LONG, colours, digits, digits_run, photographs
from support.widgets.panel_parts import by_class, titles_of, wait_for

pytestmark = pytest.mark.tensorflow

INK = np.zeros((140, 140), np.uint8)
INK[20:120, 60:80] = 255  # a one


@pytest.fixture(scope="module")
def trained():
    return digits_run("64 -> 30 relu -> 10 softmax ; epochs 8 ; lr 0.01").start().wait()


@pytest.fixture
def open_view(writer):
    views = []

    def make(run):
        views.append(DrawView(ViewContext(run, writer)))
        settle(views[-1])
        return views[-1]

    yield make
    for view in views:
        view.run.stop()
        view.close()


def settle(view):
    assert view.wait()
    assert view.writer.flush()


def send(view, **message):
    view.parts["pad"]._handle_message(None, message, [])
    settle(view)
    return view.parts["pad"]


def text_of(pixels):
    return base64.b64encode(pixels.tobytes()).decode()


def draw(view, pixels=INK, number=1, *, is_done=True):
    return send(view, type="draw", number=number, pixels=text_of(pixels), is_done=is_done)


def shares(pad):
    return [bar["share"] for bar in pad.answer["bars"]]


def test_it_is_there_for_pictures_of_at_most_64_x_64(make_run):
    assert DrawView.available(digits_run())
    assert not DrawView.available(make_run())
    assert not DrawView.available(prepare("64 -> 10 softmax", None, None))
    x, y = digits(200)
    assert DrawView.available(prepare("64 -> 1 linear", x, y * 1.5))
    for side, is_there in ((64, True), (65, False)):
        spec = f"{side}x{side}x3 -> flatten -> 3 softmax"
        assert DrawView.available(prepare(spec, *colours(30, side))) == is_there


def test_the_bars_are_what_predict_gives_for_the_picture_in_the_middle(open_view, trained):
    view = open_view(trained)
    pad = draw(view)
    x = view.facts.x
    assert (x.shape, pad.answered) == ((8, 8), 1)
    np.testing.assert_array_equal(
        np.frombuffer(pad.picture, np.uint8), view.form.pixels(x[None])[0].ravel()
    )
    due = dm.predict(trained, x.reshape(1, 64))
    np.testing.assert_allclose(shares(pad), due.drop(columns="class").to_numpy()[0], atol=1e-6)
    (most,) = (bar for bar in pad.answer["bars"] if bar["is_marked"])
    assert most["name"] == str(due["class"][0])
    assert pad.answer["words"].startswith(f"{most['name']}, ")
    texts = [bar["text"] for bar in pad.answer["bars"]]
    assert all(text != "100.0 %" for text in texts)
    assert f"{100 * min(shares(pad)):.1f} %" in texts
    assert f"By the best weights, of epoch {trained.best_epoch}." in pad.answer["note"]
    assert len(pad.answer["similar"]) == 5
    assert len(pad.similar_pictures) == 5 * 64


def test_an_empty_pad_has_no_answer(open_view, trained):
    view = open_view(trained)
    pad = view.parts["pad"]
    assert (pad.answer["words"], pad.answer["bars"], pad.picture) == ("", [], b"")
    draw(view)
    assert send(view, type="draw", number=2, pixels="", is_done=True).answer["bars"] == []
    assert view.static_png() is None


def test_fit_to_the_frame_shows_the_difference(open_view, trained):
    view = open_view(trained)
    fitted = draw(view).picture
    assert view.facts.caption == "8 x 8, centred by its mass"
    pad = send(view, type="fit", is_fitted=False)
    assert pad.picture != fitted
    assert pad.answer["caption"] == "8 x 8, the whole pad"


def test_a_row_is_answered_as_it_is_until_something_is_drawn_on_it(open_view, trained):
    view = open_view(trained)
    row = trained.bound.x[7]
    view.show_row(row, "Row 7 of x, which trains")
    settle(view)
    pad = view.parts["pad"]
    assert (pad.base_number, pad.base_size, len(pad.base)) == (1, [8, 8], 64)
    np.testing.assert_array_equal(view.facts.x.ravel(), row.ravel())
    assert pad.answer["caption"] == "8 x 8, row 7 of x, which trains"
    draw(view)
    assert view.facts.x.ravel().tolist() != row.ravel().tolist()
    send(view, type="show_base", number=2)
    np.testing.assert_array_equal(view.facts.x.ravel(), row.ravel())


def test_a_page_that_opens_later_shows_the_drawing(open_view, trained):
    view = open_view(trained)
    pad = send(view, type="restore")
    assert pad.base_number == 0
    draw(view)
    pad = send(view, type="restore")
    assert (pad.base_number, pad.base) == (1, INK.tobytes())


def test_an_image_is_ink_on_its_ground(open_view, trained):
    view = open_view(trained)
    drawn = draw(view).picture
    image = np.repeat(255 - INK[..., None], 3, axis=2)
    send(view, type="paste", pixels=text_of(image), height=140, width=140)
    pad = view.parts["pad"]
    assert (pad.base, pad.base_size, pad.picture) == (INK.tobytes(), [140, 140], drawn)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "draw", "number": 1, "pixels": "no base64!", "is_done": True},
        {"type": "draw", "number": 1, "pixels": text_of(INK[:3, :5]), "is_done": True},
        {"type": "paste", "pixels": text_of(INK), "height": 140, "width": 140},
        {"type": "paste", "pixels": "", "height": 0, "width": 0},
        {"type": "paste", "pixels": text_of(INK), "height": -140, "width": -140},
    ],
)
def test_what_is_no_picture_changes_nothing(open_view, trained, message):
    view = open_view(trained)
    assert send(view, **message).picture == b""


def test_the_pixels_of_a_message_are_a_whole_picture():
    assert pixels_of(text_of(INK), (-1, -1)).shape == (140, 140)
    assert pixels_of(text_of(np.zeros((5, 5, 3), np.uint8)), (-1, -1, 3)).shape == (5, 5, 3)
    assert pixels_of("", (-1, -1)) is None


def test_photographs_are_drawn_on_in_colours(open_view):
    x = photographs(60, 16)
    view = open_view(prepare("16x16x3 -> flatten -> 3 softmax", x, np.arange(60) % 3))
    pad = view.parts["pad"]
    assert not pad.has_ground
    image = np.broadcast_to(np.array([255, 0, 0], np.uint8), (20, 20, 3))
    pad = draw(view, image)
    assert np.frombuffer(pad.picture, np.uint8).reshape(16, 16, 3)[8, 8].tolist() == [255, 0, 0]
    grey = x.mean(axis=3)
    view = open_view(prepare("16x16 -> flatten -> 3 softmax", grey, np.arange(60) % 3))
    view.show_row(view.run.bound.x[3], "Row 3 of x")
    settle(view)
    assert len(view.parts["pad"].base) == 16 * 16 * 3
    assert len(draw(view, image).picture) == 16 * 16


def test_answers_that_are_no_probabilities_of_classes_are_written(open_view):
    x, y = digits(300)
    spec = "64 -> {} ; epochs 1"
    pad = draw(open_view(prepare(spec.format("1"), x, y / 4)))
    assert [(bar["name"], bar["share"]) for bar in pad.answer["bars"]] == [("y", None)]
    assert pad.answer["words"] == pad.answer["bars"][0]["text"]
    pad = draw(open_view(prepare(spec.format("1 tanh ; loss hinge"), x, y > 4)))
    assert pad.answer["words"] in ("True", "False")
    assert [bar["name"] for bar in pad.answer["bars"]] == ["output"]
    flags = np.stack([y > 4, y > 7], axis=1)
    view = open_view(prepare(spec.format("2 sigmoid"), x, flags))
    view.run.model.layers[-1].bias.assign([-50, -50])
    assert draw(view).answer["words"] == "none of the labels"
    view.run.model.layers[-1].bias.assign([50, 50])
    assert draw(view, number=2).answer["words"] == "label 0, label 1"


def test_of_many_classes_the_most_likely_are_shown(open_view):
    x, _ = digits(120)
    pad = draw(open_view(prepare("64 -> 30 softmax", x, np.arange(120) % 30)))
    assert len(shares(pad)) == 12
    assert shares(pad) == sorted(shares(pad), reverse=True)
    assert pad.answer["note"].endswith("The 12 most likely of 30.")


def test_weights_that_are_not_numbers_are_refused_in_a_sentence(open_view):
    run = digits_run()
    view = open_view(run)
    run.model.layers[0].kernel.assign(np.full((64, 16), np.nan, np.float32))
    assert "values that are not numbers" in draw(view).answer["refusal"]
    assert view.static_png() is None


def test_the_bars_move_while_it_trains(open_view):
    view = open_view(digits_run(LONG))
    pad = draw(view)
    before = shares(pad)
    view.run.start()
    wait_for(lambda: "the newest weights" in pad.answer["note"] and shares(pad) != before)
    moving = shares(pad)
    wait_for(lambda: shares(pad) != moving)


def test_the_file_keeps_the_drawing_once_the_pen_is_lifted(open_view, trained):
    view = open_view(trained)
    draw(view, is_done=False)
    assert view.static_png() is None
    draw(view, number=2)
    png = view.static_png()
    assert png.startswith(b"\x89PNG")
    draw(view, INK.T, number=3, is_done=False)
    assert view.static_png() is png


def test_an_example_of_the_tab_images_is_sent_to_the_pad(make_panel, trained):
    panel = make_panel(trained)
    tabs = by_class(panel, "dm-tabs")
    titles = titles_of(tabs)
    assert titles.index("Draw") == titles.index("Images") + 1
    tabs.selected_index = titles.index("Images")
    images = panel._tabs.chosen
    settle(images)
    wall = images.parts["wall"]
    assert wall.can_draw
    for message in ({"type": "open", "number": 4}, {"type": "draw"}):
        wall._handle_message(wall, message, [])
    view = panel._tabs.chosen
    assert isinstance(view, DrawView)
    settle(view)
    place = images.facts["Evaluated rows"].rows.rows.places[4]
    assert view.parts["pad"].answer["caption"] == (
        f"8 x 8, row {place} of x, held out for validation"
    )
