import numpy as np
import pandas as pd

from densemodel.data.columns._read_rows import read_table_columns
from densemodel.data.findings._finding import Findings
from densemodel.widgets.score._score_cases import alike, cell_cases, row_texts, worst_cases
from densemodel.widgets.score._score_examples import MOST_EXAMPLES, example_detail, examples
from densemodel.wording import capitalised
from support.widgets.score_parts import (
    class_predictions,
    flag_predictions,
    number_predictions,
    scored,
)
from support.widgets.typescript_names import typescript_fields

SEVENS = class_predictions([1, 1, 1, 1, 0], [1, 0, 0, 1, 1], [0.9, 0.6, 0.8, 0.55, 0.7], ["1", "7"])


def test_the_front_end_knows_each_field_of_the_examples():
    shown = examples(scored(SEVENS), worst_cases(SEVENS))
    assert typescript_fields("examples", "Shown") == set(shown)
    assert typescript_fields("examples", "Row") == set(shown["rows"][0])
    predictions = class_predictions([0], [1], [0.9], ["1", "7"], 784)
    digits = np.random.default_rng(0).random((1, 784)).astype("float32")
    pictures = examples(scored(predictions, digits), worst_cases(predictions))["picture"]
    form = typescript_fields("shared/pixels.ts", "Picture")
    assert form | typescript_fields("shared/pixels.ts", "Pictures") == set(pictures)


def test_the_worst_mistakes_come_first():
    assert worst_cases(SEVENS).at.tolist() == [2, 4, 1]


def test_the_mistakes_of_a_cell_have_their_share():
    cases = cell_cases(SEVENS, (1, 0))
    assert cases.title == "true 7, predicted 1: 2 of 4 (50 %)"
    assert cases.at.tolist() == [2, 1]
    right = cell_cases(SEVENS, (1, 1))
    assert right.title == "true 7, predicted 7: 2 of 4 (50 %)"
    assert right.at.tolist() == [3, 0]  # the least confident first


def test_a_row_of_a_table_stands_with_its_place_and_its_values():
    shown = examples(
        scored(SEVENS, column_names=("age", "height", "weight")), cell_cases(SEVENS, (1, 0))
    )
    assert shown["columns"][:4] == ["Row", "True", "Predicted", "Probability"]
    assert shown["columns"][4:] == ["age", "height", "weight"]
    assert shown["rows"][0]["cells"] == ["20", "7", "1", "80 %", "6", "7", "8"]
    assert shown["can_close"]
    assert shown["note"] == "The most confident first."


def test_whole_numbers_of_a_table_stand_as_they_do_in_it():
    x = np.array([[2014, 98_004, 180.123456], [1955, 98_178, 1.0]], "float32")
    predictions = number_predictions(np.array([1.0, 2.0]), np.array([9.0, 2.0]))
    shown = examples(
        scored(predictions, x, column_names=("year", "zip", "size")), worst_cases(predictions)
    )
    assert shown["rows"][0]["cells"][4:] == ["2014", "98004", "180.1"]
    # float32 no longer holds every whole number up there
    assert (
        examples(
            scored(predictions, x * 1e6, column_names=("year", "zip", "size")),
            worst_cases(predictions),
        )["rows"][0]["cells"][4]
        == "2.014 billion"
    )


def test_pictures_come_as_bytes_of_those_that_are_shown():
    y_true, y_pred = [0] * 100, [1] * 100
    predictions = class_predictions(y_true, y_pred, [0.9] * 100, ["1", "7"], 784)
    digits = np.random.default_rng(0).random((100, 784)).astype("float32")
    shown = examples(scored(predictions, digits), worst_cases(predictions))
    assert len(shown["picture"]["pixels"]) == MOST_EXAMPLES * 28 * 28
    assert shown["rows"][0]["caption"] == ["1 as 7", "90 %"]
    assert shown["note"] == "40 of 100, the most confident first."


def test_numbers_are_sorted_by_their_error():
    true = np.array([1.0, 2.0, 3.0, 10.0])
    y_pred = np.array([1.1, 2.0, 5.0, 10.0])
    predictions = number_predictions(true, y_pred)
    shown = examples(scored(predictions), worst_cases(predictions))
    assert shown["columns"][:4] == ["Row", "True", "Predicted", "Error"]
    assert shown["rows"][0]["cells"][:4] == ["20", "3", "5", "2"]
    assert shown["rows"][1]["cells"][1:4] == ["1.000", "1.100", "0.100"]


def test_true_and_predicted_have_one_precision():
    assert alike(1_224_863.0, 1_004_211.0, off=-220_652.0) == ["1,225,000", "1,004,000", "-221,000"]
    assert alike(900_013.0, 12_345_678.0, off=11_445_665.0)[1] == "12,350,000"
    assert alike(1000.2, 1000.4, off=0.2) == ["1,000.20", "1,000.40", "0.20"]
    assert alike(3.0, 5.0, off=2.0) == ["3", "5", "2"]
    assert alike(0.0, 0.0, off=0.0) == ["0", "0", "0"]
    assert alike(1.0, float("inf"), off=float("inf"))[1] == "infinity"


def test_below_a_picture_no_name_hides_the_other():
    names = ["automobile", "bird"]
    predictions = class_predictions([0], [1], [0.68], names, 784)
    digits = np.random.default_rng(0).random((1, 784)).astype("float32")
    (row,) = examples(scored(predictions, digits), worst_cases(predictions))["rows"]
    assert row["caption"] == ["automobile", "as bird", "68 %"]
    (row,) = examples(scored(predictions, digits), cell_cases(predictions, (0, 1)))["rows"]
    assert row["caption"] == ["68 %"]


def test_below_a_picture_each_number_says_what_it_is():
    predictions = number_predictions(
        np.array([1_224_863.0, 900_000.0]), np.array([1_004_211.0, 900_000.0])
    )
    assert row_texts(predictions, np.array([0])).captions == [
        ["true 1,225,000", "predicted 1,004,000"]
    ]
    two = number_predictions(np.array([[0.0, 0.0], [1.0, 9.0]]), np.array([[0.0, 0.0], [1.0, 5.0]]))
    assert row_texts(two, np.array([1])).captions == [["y 1", "true 9", "predicted 5"]]


def test_below_a_picture_are_the_wrong_answers_with_their_probability():
    predictions = flag_predictions([[0, 1, 0]], [[0.97, 0.02, 0.1]])
    assert row_texts(predictions, np.array([0])).captions == [["y 0, yes 97 %", "y 1, no 2.0 %"]]
    many = flag_predictions([[0, 0, 0]], [[0.97, 0.9, 0.8]])
    assert row_texts(many, np.array([0])).captions == [
        ["y 0, yes 97 %", "y 1, yes 90 %", "and 1 more"]
    ]
    assert (
        row_texts(many, np.array([0]))
        .lines[0][0]
        .startswith("y 0: predicted yes (97 %); y 1: predicted")
    )


def test_columns_of_words_are_marked_beside_those_of_numbers():
    assert examples(scored(SEVENS), worst_cases(SEVENS))["texts"] == [1, 2]
    predictions = number_predictions(np.array([1.0, 2.0]), np.array([1.0, 3.0]))
    assert examples(scored(predictions), worst_cases(predictions))["texts"] == []
    frame = pd.DataFrame({"size": np.arange(11.0), "town": list("abcdefghijk")})
    raw = read_table_columns(frame, "x", Findings())
    rows = scored(predictions, raw=raw)
    shown = examples(rows, worst_cases(predictions))
    assert [shown["columns"][place] for place in shown["texts"]] == ["town"]


def test_without_a_mistake_the_note_is_no_mistakes():
    right = class_predictions([0, 1], [0, 1], [0.9, 0.8], ["1", "7"])
    assert examples(scored(right), worst_cases(right))["note"] == "No mistakes."
    assert examples(scored(right), cell_cases(right, (0, 1)))["note"] == "No row is there."


def test_of_several_columns_the_one_with_the_largest_error_is_shown():
    true = np.array([[0.0, 0.0], [1.0, 1000.0], [2.0, 2000.0]])
    y_pred = np.array([[0.0, 100.0], [3.0, 1000.0], [2.0, 2000.0]])
    predictions = number_predictions(true, y_pred)
    shown = examples(scored(predictions), worst_cases(predictions))
    assert [row["cells"][1] for row in shown["rows"][:2]] == ["y 0", "y 1"]


def pictures():
    predictions = class_predictions([0, 1, 0], [1, 1, 1], [0.9, 0.8, 0.7], ["1", "7"], 784)
    digits = np.zeros((3, 28, 28), "float32")
    digits[:, 10:14, 4:24] = 1
    return predictions, scored(predictions, digits.reshape(3, 784))


def test_an_opened_mistake_has_the_detail_of_a_picture_of_the_wall():
    predictions, rows = pictures()
    opened = examples(rows, worst_cases(predictions))["rows"][0]["key"]
    shown = example_detail(rows, opened)
    assert shown["detail"]["number"] == opened
    assert shown["detail"]["title"] == f"Row {opened} of x, held out for validation"
    assert (shown["detail"]["truth"], shown["detail"]["said"]) == ("1", "7")
    assert [bar["name"] for bar in shown["detail"]["bars"]] == ["1", "7"]
    assert shown["detail"]["moment"] == f"{capitalised(rows.when)}."
    assert len(shown["large"]) == 28 * 28
    assert example_detail(rows, None) == {"detail": {}}
    assert example_detail(rows, 10**6) == {"detail": {}}


def test_a_drawing_is_drawn_in_the_colour_of_text_here_as_on_the_wall():
    predictions, rows = pictures()
    shown = examples(rows, worst_cases(predictions))
    assert shown["picture"]["is_drawing"]
    assert example_detail(rows, shown["rows"][0]["key"])["large_form"]["is_drawing"]
