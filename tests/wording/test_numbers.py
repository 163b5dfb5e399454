import pytest

from densemodel.wording import capitalised, counted, duration, metric_words, number, rounded


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


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("score", {0.0091: "0.009", -0.0002: "0", 0.9655: "0.966", 12.345: "12.3"}),
        ("share", {14 / 1028: "1.4 %", 0: "0 %", 1 / 3: "33 %", 1 / 1428: "0.07 %", 1: "100 %"}),
        ("bar", {0.93: "93.0 %", 0: "0.0 %", 0.99999: "99.9 %", 1: "100.0 %"}),
        ("share", {0.9999: "99.9 %", 0.995: "99.5 %"}),
        # as the page rounds
        ("share", {5 / 40: "13 %", 1 / 80: "1.3 %", 1 / 400: "0.3 %", 39 / 4000: "1 %"}),
        ("value", {2014.0: "2,014", 122_214.0: "122,214", 1234.5: "1,234", 0.5: "0.5"}),
        ("value", {3.14159: "3.142", 1e30: "1e+30", float("nan"): "nan", float("-inf"): "-inf"}),
        (
            "cell",
            {2014.0: "2014", 122_214.0: "122214", 0.16666: "0.1667", float("inf"): "infinity"},
        ),
        ("size", {12: "12 bytes", 42310 * 4: "169 kB", 2_940_000: "2.9 MB", 999_900: "1 MB"}),
        ("size", {4e9: "4 GB", 2.5e12: "2.5 TB"}),
    ],
)
def test_each_kind_of_number_is_written_in_one_way(kind, texts):
    assert {value: number(value, kind) for value in texts} == texts


def test_a_metric_is_named_in_words():
    assert capitalised(metric_words("mean_absolute_error")) == "Mean absolute error"
