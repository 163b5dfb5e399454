"""The wall: which rows it takes, what it says of them, and what it sends."""

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from densemodel.charts._static import WIDTH, stacked
from densemodel.scoring import Predictions
from densemodel.training import prepare
from densemodel.widgets.charts._static_picture import static_picture
from densemodel.widgets.images._images_view import rows_state
from densemodel.widgets.images._static_wall import pair_words, static_wall
from densemodel.widgets.score._row_pictures import (
    MOST_BYTES,
    batch_rows,
    form_of_run,
    names_of,
    smaller,
    wall_rows,
)
from densemodel.widgets.score._score_examples import large_picture
from support.widgets.images_parts import colours, digits, digits_run, facts_of, photographs
from support.widgets.typescript_names import typescript_fields

pytestmark = pytest.mark.tensorflow


def answered(facts, y_pred):
    """The same wall with other answers."""
    predictions = facts.predictions
    other = Predictions(
        predictions.terms,
        predictions.y,
        predictions.answers,
        predictions.y_true,
        y_pred,
        predictions.probabilities,
    )
    return replace(facts, predictions=other)


def test_python_and_typescript_name_the_same_facts_of_a_detail():
    detail = facts_of(digits_run()).detail(0)
    of_tables = {"columns", "why"}  # which Score adds for a row of a table
    assert typescript_fields("shared/detail_view.tsx", "Detail") - of_tables == set(detail)
    assert typescript_fields("shared/bars.tsx", "NamedBar") == set(detail["bars"][0])


def test_mistakes_come_first_and_both_keep_the_order_of_the_rows():
    facts = facts_of(digits_run())
    right = np.asarray(facts.predictions.y_true)
    y_pred = right.copy()
    y_pred[[5, 3, 40]] = (right[[5, 3, 40]] + 1) % 10
    wall = answered(facts, y_pred)
    assert wall.wrong == 3
    assert wall.order[:4].tolist() == [3, 5, 40, 0]
    assert sorted(wall.order.tolist()) == list(range(len(right)))
    others = answered(facts, np.where(np.arange(len(right)) == 3, right, y_pred))
    assert others.order[:4].tolist() == [5, 40, 0, 1]


def test_the_share_is_that_of_the_rows_on_the_wall():
    facts = facts_of(digits_run())
    y_true = np.asarray(facts.predictions.y_true)
    is_right = np.asarray(facts.predictions.is_right)
    assert facts.wrong == int((~is_right).sum())
    assert facts.share_right == pytest.approx(is_right.mean(), abs=1e-12)
    assert f"{is_right.sum()} of {len(y_true)} right" == facts.label


def test_the_sentence_says_which_rows_and_whose_answers():
    run = digits_run()
    before = facts_of(run).sentence
    assert before.endswith("by untrained weights. These are all 180 validation rows.")
    run.start().wait()
    assert f"by the best weights, of epoch {run.best_epoch}. " in facts_of(run).sentence


def test_of_more_rows_than_a_wall_holds_it_says_how_many_there_are():
    x, y = digits(1700)
    rows = wall_rows(prepare("64 -> 10 softmax ; split off", x, y, test_data=(x, y)))
    assert rows is not None
    assert len(rows.pixels) == 1000
    assert rows.of == 1700
    assert rows.rows.note.startswith("These are the test rows")


def test_a_row_of_given_validation_data_is_named_as_such():
    x, y = digits(700)
    run = prepare("64 -> 10 softmax", x[:400], y[:400], validation_data=(x[400:], y[400:]))
    assert facts_of(run).detail(7)["title"] == "Row 7 of the validation rows"


def test_a_row_that_is_held_back_is_named_by_its_place_in_x():
    facts = facts_of(digits_run())
    place = facts.rows.rows.places[7]
    assert facts.detail(7)["title"] == f"Row {place} of x, held out for validation"


def test_the_bars_are_the_probabilities_of_the_answers_on_the_wall():
    facts = facts_of(digits_run().start().wait())
    detail = facts.detail(4)
    assert [bar["name"] for bar in detail["bars"]] == [str(digit) for digit in range(10)]
    assert sum(bar["share"] for bar in detail["bars"]) == pytest.approx(1, abs=1e-3)
    most = max(detail["bars"], key=lambda bar: bar["share"])
    assert most["name"] == detail["said"]
    assert [bar["name"] for bar in detail["bars"] if bar["is_marked"]] == [detail["truth"]]


def test_of_many_classes_the_likeliest_ten_are_shown_with_the_true_one():
    x, _ = digits(120)
    facts = facts_of(prepare("64 -> 30 softmax", x, np.arange(120) % 30))
    for number in range(len(facts.y_true)):
        bars = facts.detail(number)["bars"]
        assert len(bars) == 10
        assert sum(bar["is_marked"] for bar in bars) == 1


def test_outputs_that_are_no_probabilities_have_no_bars():
    x, y = digits(200)
    facts = facts_of(prepare("64 -> 1 tanh ; loss hinge", x, y > 4))
    assert facts.predictions.probabilities is None
    assert facts.detail(0)["bars"] == []


def test_two_classes_of_one_output_are_shown():
    x, y = digits(300)
    facts = facts_of(prepare("64 -> 1 sigmoid", x, y > 4))
    detail = facts.detail(0)
    assert {bar["name"] for bar in detail["bars"]} == {"False", "True"}
    assert detail["truth"] in ("False", "True")


def test_captions_go_to_the_page_for_each_number_of_letters():
    x, y = digits(200)
    run = prepare("64 -> 10 softmax", x, np.char.add("no 1", y.astype(str)))
    state = rows_state(facts_of(run).rows)
    assert state["captions"][0] == list("ABCDEFGHIJ")
    assert state["captions"][1] == [f"1{digit}" for digit in range(10)]
    assert state["legends"][0].startswith("A no 10 · B no 11 · ")


def test_hostile_names_are_text_in_one_line_without_turning_marks():
    x, y = digits(200)
    names = np.array([f"<img onerror>\u202e$x$\n{digit}" for digit in range(10)])
    rows = wall_rows(prepare("64 -> 10 softmax", x, names[y]))
    assert rows is not None
    assert names_of(rows.rows.terms)[3] == "<img onerror>$x$ 3"


def test_a_regression_has_no_wall():
    x, y = digits(200)
    assert form_of_run(prepare("64 -> 1 linear", x, y * 1.5)) is None


def test_a_run_without_data_has_no_wall():
    assert form_of_run(prepare("784 -> 10 softmax", None, None)) is None


def test_colour_pictures_are_made_smaller_until_they_fit():
    run = prepare("32x32x3 -> flatten -> 3 softmax ; split off", *colours(1000))
    rows = wall_rows(run)
    assert rows is not None
    assert rows.pixels.shape == (1000, 16, 16, 3)
    assert rows.pixels.nbytes <= MOST_BYTES
    large = large_picture(rows.form, np.asarray(rows.rows.x)[5:6])
    assert large["large_form"] == {"height": 32, "width": 32, "channels": 3, "is_drawing": False}


def test_digits_are_a_drawing():
    rows = wall_rows(digits_run())
    assert rows is not None
    assert rows.form.is_drawing


def test_a_smaller_picture_has_the_means_of_its_pixels():
    pixels = np.arange(25, dtype=np.uint8).reshape(1, 5, 5)
    small = smaller(pixels, 2)
    assert small.shape == (1, 3, 3)
    assert small[0, 0, 0] == np.rint(np.mean([0, 1, 5, 6]))
    assert small[0, 2, 2] == 24
    assert smaller(pixels, 1) is pixels


def test_a_batch_is_the_rows_of_the_newest_step():
    run = digits_run()
    form = form_of_run(run)
    assert form is not None
    assert batch_rows(run, form) is None
    run.start().wait()
    rows = batch_rows(run, form)
    assert rows is not None
    assert rows.rows.places.tolist() == run.current_batch.tolist()
    assert run.bound is not None
    assert set(rows.rows.places) <= set(run.bound.training_rows)


def test_of_a_large_batch_200_rows_are_shown():
    run = digits_run("64 -> 10 softmax ; epochs 1 ; batch 500")
    form = form_of_run(run)
    assert form is not None
    run.start().wait()
    rows = batch_rows(run, form)
    assert rows is not None
    assert (len(rows.pixels), rows.of) == (200, 420)


def test_the_picture_that_stays_is_small_and_has_red_for_the_mistakes():
    x, y = digits(1700)
    run = prepare("64 -> 10 softmax ; split off ; epochs 1", x, y, test_data=(x, y)).start().wait()
    facts = facts_of(run)
    png = static_wall(facts)
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    is_red = (pixels[..., 0] - pixels[..., 1] > 50).mean()
    assert 0.3 * facts.wrong / 1000 < is_red < facts.wrong / 1000
    assert pixels[-1, 0].tolist() == [255, 255, 255]


def pixels_of(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def below_first_mistake(facts):
    """The pixels for the classes of the first picture, in the picture that stays."""
    pixels = pixels_of(static_wall(facts))
    scale = pixels.shape[1] / WIDTH
    top, left = int((34 + 19 + 1) * scale), int((14 + 1) * scale)
    return pixels[top : top + int(6 * scale), left : left + int(17 * scale)]


def test_the_static_picture_names_the_classes_where_a_letter_distinguishes_them():
    x, y = digits(300)
    birds = np.array(
        ["wren", "robin", "crow", "gull", "tit", "kite", "owl", "hawk", "jay", "eagle"]
    )
    for names in (np.arange(10), birds):
        strip = below_first_mistake(facts_of(prepare("64 -> 10 softmax", x, names[y])))
        assert (strip.max(axis=2) < 150).any()
    alike = np.array([f"{'ab'[each % 2]} bird {each}" for each in range(10)])
    strip = below_first_mistake(facts_of(prepare("64 -> 10 softmax", x, alike[y])))
    assert (strip.max(axis=2) < 150).any()  # a letter for each, which the legend names
    many = np.array([f"bird {each:02}" for each in range(30)])
    strip = below_first_mistake(facts_of(prepare("64 -> 30 softmax", x, many[np.arange(300) % 30])))
    assert (strip[..., 0] > 200).all()


def test_the_picture_that_stays_has_the_margin_of_the_others():
    pixels = pixels_of(static_wall(facts_of(digits_run())))
    margin = 14 * pixels.shape[1] // WIDTH
    assert (pixels[:, : margin - 1] == 255).all()
    assert (pixels[:, margin : margin + 20] < 255).any()
    assert (pixels[:, -2:] == 255).all()


def test_the_picture_that_stays_has_the_warning_above_it():
    facts = facts_of(digits_run())
    leaked = replace(facts, leaked=7)
    assert leaked.warnings[0].startswith("7 of the validation rows were trained on before")
    without, with_it = pixels_of(static_wall(facts)), pixels_of(static_wall(leaked))
    assert len(with_it) - len(without) == 18 * without.shape[1] // WIDTH


@pytest.fixture(scope="module")
def curves():
    """The curves that stand above a wall in a file."""
    picture = static_picture(digits_run().start().wait())
    assert picture is not None
    return picture


@pytest.mark.parametrize("kind", ["digits", "grey 28", "colour 64", "noise"])
def test_the_wall_takes_at_most_200_kb_of_a_file(kind, curves):
    x = {
        "digits": lambda: np.kron(digits(1_400)[0].reshape(-1, 8, 8), np.ones((1, 3, 3))),
        "grey 28": lambda: photographs(1_000, 28).mean(axis=-1),
        "colour 64": lambda: photographs(1_000, 64),
        "noise": lambda: np.random.default_rng(0).random((1_000, 19, 19, 3)),
    }[kind]()
    x, y = x / x.max(), np.arange(len(x)) % 10
    shape = "x".join(map(str, x.shape[1:]))
    run = prepare(f"{shape} -> flatten -> 10 softmax ; split off", x, y, test_data=(x, y))
    wall = static_wall(facts_of(run))
    alone, both = (len(base64.b64encode(stacked(each))) for each in ([curves], [curves, wall]))
    assert both - alone <= 200_000


def test_what_stands_above_the_picture_that_stays_is_not_cut():
    facts = facts_of(digits_run())
    long = replace(facts, moment="the best weights, of an epoch that has so many words " * 2)
    one, two = (pixels_of(static_wall(each)) for each in (facts, long))
    assert len(two) - len(one) == 18 * one.shape[1] // WIDTH
    assert (two[:80, -8:] == 255).all()


def test_the_picture_that_stays_says_what_the_pairs_below_the_mistakes_mean():
    facts = facts_of(digits_run())
    names = names_of(facts.rows.rows.terms)
    first = facts.order[0]
    true, y_pred = facts.y_true[first], facts.y_pred[first]
    words = pair_words(facts, names, names)
    assert words == f"Below a mistake, {true} {y_pred} means: true {true}, predicted {y_pred}."
    nothing_wrong = answered(facts, facts.y_true.astype(int))
    height = len(pixels_of(static_wall(nothing_wrong)))
    assert len(pixels_of(static_wall(facts))) - height == 18 * 2
