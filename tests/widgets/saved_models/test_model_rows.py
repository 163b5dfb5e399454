import time
from datetime import UTC, datetime

import pytest

from densemodel.widgets.saved_models._model_rows import LONGEST_SPEC, MOST_POINTS, model_rows
from support.widgets.saved_models import CARD, damaged, saved
from support.widgets.typescript_names import typescript_fields

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def in_auckland(monkeypatch):
    """A place 13 hours ahead of UTC in November, and 12 in June."""
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def row_of(**facts):
    (row,) = model_rows([saved(**facts)], NOW)
    return row


def scored(**validation):
    return {"metrics": {"validation": validation}}


def test_python_and_typescript_name_the_same_fields():
    for row in model_rows([saved(), damaged()], NOW):
        assert typescript_fields("saved_models", "Row") == set(row)
        for cell in ("validation", "test", "saved", "size"):
            assert typescript_fields("saved_models", "Cell") == set(row[cell])


def test_a_row_says_what_the_card_says():
    row = row_of(number=7)
    assert row["key"] == "model-0000000000000007.keras"
    assert (row["id"], row["name"], row["damaged"]) == ("0000000000000007", "digits", None)
    assert row["spec"] == "784 → 50 relu → 10 softmax ; adam lr 0.001 ; epochs 30"
    assert (row["tags"], row["notes"]) == (["baseline", "<b>"], "the first")
    assert row["parameters"] == 39_760
    assert (row["validation"]["words"], row["validation"]["rank"]) == ("acc 0.9690", 0.969)
    assert row["validation"]["title"] == "accuracy 0.969"
    assert row["test"]["words"] == "acc 0.9715"
    assert row["size"] == {"words": "690 kB", "rank": 690_123, "title": "690,123 bytes", "of": ""}


def test_a_damaged_model_has_the_name_of_its_file_and_the_reason():
    (row,) = model_rows([damaged()], NOW)
    assert (row["key"], row["name"]) == ("broken.keras", "broken.keras")
    assert row["damaged"] == "it is no zip file"
    assert (row["validation"]["rank"], row["parameters"], row["curve"]) == (None, None, [])
    assert row["saved"]["rank"] == 1_764_000_000


@pytest.mark.parametrize(
    ("scores", "words", "of"),
    [
        ({"loss": 9.1, "mean_absolute_error": 2.904}, "MAE 2.90", "MAE"),
        ({"loss": 9.1, "mse": 9.1, "r2_score": 0.5}, "MSE 9.10", "MSE"),
        ({"loss": 9.1, "r2_score": 0.5}, "R2 0.500", "R2"),
        ({"loss": 0.31}, "loss 0.310", "loss"),
        ({"loss": 0.31, "auc": 0.9, "accuracy": 1.0}, "acc 1.000", "acc"),
        ({"loss": 0.31, "accuracy": None}, "", ""),
        ({}, "", ""),
    ],
)
def test_the_first_metric_that_is_not_the_loss_is_shown_and_accuracy_before_all(scores, words, of):
    shown = row_of(**scored(**scores))["validation"]
    assert (shown["words"], shown["of"]) == (words, of)
    assert (shown["rank"] is None) == (words == "")


def test_test_data_have_the_metric_of_the_validation_data():
    metrics = {"validation": {"loss": 1.0, "mae": 2.0}, "test": {"mse": 9.0, "mae": 3.0}}
    row = row_of(metrics=metrics)
    assert [row["validation"]["words"], row["test"]["words"]] == ["MAE 2.00", "MAE 3.00"]


@pytest.mark.usefixtures("in_auckland")
@pytest.mark.parametrize(
    ("saved_at", "words", "title"),
    [
        ("2026-11-26T11:15:00+00:00", "00:15", "27 Nov 2026, 00:15"),
        ("2026-11-26T10:59:00+00:00", "26 Nov", "26 Nov 2026, 23:59"),
        ("2026-11-25T10:59:00+00:00", "25 Nov", "25 Nov 2026, 23:59"),
    ],
)
def test_a_model_of_today_has_its_time_and_another_the_day_of_this_place(saved_at, words, title):
    now = datetime(2026, 11, 26, 11, 30, tzinfo=UTC)  # half an hour into the 27th
    (row,) = model_rows([saved(saved_at=saved_at)], now)
    assert (row["saved"]["words"], row["saved"]["title"]) == (words, title)


@pytest.mark.usefixtures("in_auckland")
def test_a_day_of_another_year_has_its_year_and_summer_time_its_hour():
    shown = row_of(saved_at="2025-06-19T00:00:00+00:00")["saved"]
    assert (shown["words"], shown["title"]) == ("19 Jun 2025", "19 Jun 2025, 12:00")
    assert row_of(saved_at="2027-01-02T00:00:00+00:00")["saved"]["words"] == "2 Jan 2027"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (690, "690 bytes"),
        (61_234, "61 kB"),
        (1_040_000, "1 MB"),
        (2_900_000, "2.9 MB"),
        (999_700, "1 MB"),
        (9_960_000, "10 MB"),
        (12_345_678_901, "12 GB"),
    ],
)
def test_sizes_have_few_figures(size, words):
    assert row_of(size=size)["size"]["words"] == words


def test_a_curve_is_thinned_and_scaled_and_has_no_holes():
    assert row_of()["curve"] == [1.0, 0.0, 0.2]
    long = row_of(curve=tuple(1 / (1 + at) for at in range(60)))["curve"]
    assert len(long) == MOST_POINTS
    assert (long[0], long[-1]) == (1.0, 0.0)
    assert long == sorted(long, reverse=True)
    assert row_of(curve=(None, 0.5, 0.5))["curve"] == [0.5, 0.5]
    assert row_of(curve=(-1e308, 1e308))["curve"] == [0.5, 0.5]
    assert row_of(curve=(None,))["curve"] == []


def test_a_spec_too_long_for_a_row_is_cut():
    spec = row_of(spec=" -> ".join(["784", *["50 relu"] * 500]))["spec"]
    assert len(spec) == LONGEST_SPEC
    assert spec.startswith("784 → 50 relu → ")
    assert spec.endswith("…")


def test_signs_that_turn_the_text_behind_them_do_not():
    assert row_of(notes="a\u202eb")["notes"] == "ab"
    assert model_rows([damaged("a\u202e.keras")], NOW)[0]["name"] == r"a\u202e.keras"


def test_the_numbers_of_a_card_stay_as_they_are():
    row_of()
    assert CARD.curve == (0.5, None, 0.25, 0.3)
