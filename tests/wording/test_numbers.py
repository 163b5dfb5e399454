import pytest

from densemodel.wording import capitalised, counted, duration, memory, metric_words, rounded


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0981, "0.098"),
        (0.112, "0.112"),
        (12.345, "12.3"),
        (1234.5, "1,230"),
        (0.00123, "0.00123"),
        (0.0, "0"),
        (-0.5, "-0.500"),
        (1e-5, "1e-05"),
        (1.234e-5, "1.23e-05"),
        (1_224_863.0, "1,220,000"),
        (123_456_789.0, "123,000,000"),
        (4.2e9, "4.20 billion"),
        (-9.99e11, "-999 billion"),
        (-2.346e12, "-2.35e+12"),
        (float("nan"), "not a number"),
        (float("inf"), "infinity"),
    ],
)
def test_a_measure_has_three_figures(value, expected):
    assert rounded(value) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.29, "0.29 s"),
        (4.14, "4.1 s"),
        (25, "25 s"),
        (185, "3 min 5 s"),
        (120, "2 min"),
        (7800, "2 h 10 min"),
    ],
)
def test_a_time_has_readable_units(seconds, expected):
    assert duration(seconds) == expected


def test_counts_have_their_noun():
    assert counted(1, "epoch") == "1 epoch"
    assert counted(42310, "parameter") == "42,310 parameters"
    assert counted(2, "class", "classes") == "2 classes"


def test_parameters_take_four_bytes_each():
    assert memory(42310) == "169 kB"
    assert memory(3) == "12 bytes"
    assert memory(300_000) == "1.2 MB"


def test_a_metric_is_named_in_words():
    assert capitalised(metric_words("mean_absolute_error")) == "Mean absolute error"
