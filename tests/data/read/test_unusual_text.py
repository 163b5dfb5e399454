"""One odd value among numbers, or among names, is told with its row, itself and what to write."""

import numpy as np
import pandas as pd
import pytest

from densemodel.data import bind, check

RNG = np.random.default_rng(3)
ROWS = 506
NAMES = [f"c{number}" for number in range(12)]
FRAME = pd.DataFrame(RNG.normal(size=(ROWS, 12)), columns=NAMES)
Y = FRAME["c0"] + RNG.normal(size=ROWS)
SPEC = "auto -> norm -> 8 relu -> 1 ; target norm"
CLASSES = np.where(Y > 0, "yes", "no")


def written(code, **names):
    """x or y after the line of Python that a message gives."""
    scope = {"pd": pd, **names}
    exec(code, scope)  # noqa: S102 - our own message
    return scope[code.partition(" =")[0].partition("[")[0]]


def frame_with(value, row=7, column="c5"):
    """The table with one value put in, as a file gives it: the column holds objects."""
    table = FRAME.astype({column: object})
    table.loc[row, column] = value
    return table


def only(spec, x, y):
    """The one thing that is said, a refusal."""
    (found,) = check(spec, x, y)
    assert found.severity == "refuse"
    assert len(found.message) <= 240
    return found.message


@pytest.mark.parametrize("mark", ["?", "n/a", "-", "unknown"])
@pytest.mark.parametrize("kind", [object, str])
def test_one_mark_in_a_column_of_numbers_is_reported(mark, kind):
    x = frame_with(mark).astype({"c5": kind})
    message = only(SPEC, x, Y)
    assert message == (
        f"column 'c5' of x holds '{mark}' (row 7), not a number: write x['c5'] = "
        "pd.to_numeric(x['c5'], errors='coerce'), and missing fill in the spec"
    )
    line = message.partition("write ")[2].removesuffix(", and missing fill in the spec")
    fixed = written(line, x=x.copy())
    assert bind(f"{SPEC} ; missing fill", fixed, Y).refusals == ()


@pytest.mark.parametrize(
    ("value", "fix"),
    [
        ("1,234", "x['c5'].replace('[,]', '', regex=True).astype(float)"),
        ("$1,234.50", "x['c5'].replace('[$,]', '', regex=True).astype(float)"),
        ("45 %", "x['c5'].replace('[ %]', '', regex=True).astype(float)"),
        ("1'234", """x['c5'].replace("[']", '', regex=True).astype(float)"""),
        ("3,25", "x['c5'].replace(',', '.', regex=True).astype(float)"),
    ],
)
def test_a_number_in_another_format_is_reported(value, fix):
    x = frame_with(value)
    message = only(SPEC, x, Y)
    assert message.startswith(f"column 'c5' of x holds {value!r} (row 7), not a number: ")
    assert message.endswith(f"write x['c5'] = {fix}")
    fixed = written(message.partition("write ")[2], x=x.copy())
    assert bind(SPEC, fixed, Y).refusals == ()
    assert fixed["c5"].drop(7).equals(FRAME["c5"].drop(7))


def test_a_table_of_objects_gives_one_message():
    x = frame_with("?").astype(object)
    assert "holds '?' (row 7)" in only(SPEC, x, Y)
    (finding, *_) = check(SPEC, FRAME.astype(object), Y)
    assert finding.message == (
        "columns 'c0', 'c1', 'c2', 'c3', 'c4' and 7 more of x hold numbers as Python objects: "
        "read as an array of numbers"
    )


def test_a_column_of_numbers_as_text_is_reported():
    x = FRAME.astype({"c5": str})
    message = only(SPEC, x, Y)
    assert message == (
        "column 'c5' of x holds numbers as text: write x['c5'] = x['c5'].astype(float)"
    )
    assert bind(SPEC, written(message.partition("write ")[2], x=x.copy()), Y).refusals == ()


def test_one_mark_in_an_array_is_reported():
    x = FRAME.to_numpy().astype(object)
    x[3, 4] = "?"
    assert only("12 -> 1", x, Y).startswith("x holds '?' (row 3, column 4), not a number: ")


def test_the_message_is_short_for_any_value_and_name():
    for name in ("a" * 14, "b" * 60):
        x = FRAME.astype({"c5": object})
        x.loc[[7, 8, 9], "c5"] = ["x" * 60, "$1,234 %", "?"]
        assert "row 7, and 1 more" in only(SPEC, x.rename(columns={"c5": name}), Y)


def test_text_remains_text():
    x = FRAME.assign(sex=["f", "m"] * (ROWS // 2), street=["5 Oak", "7 Elm"] * (ROWS // 2))
    assert "columns 'sex' and 'street' of x hold text" in only(SPEC, x, Y)


@pytest.mark.parametrize("spec", [SPEC, "auto -> 8 relu -> 1"])
def test_prices_with_a_symbol_are_a_regression(spec):
    y = pd.Series([f"${price:,}" for price in RNG.integers(90_000, 900_000, ROWS)])
    message = check(spec, FRAME, y)[-1].message
    assert message == (
        f"y holds '{y[0]}' (row 0), not a number: write y = "
        "pd.Series(y).replace('[$,]', '', regex=True).astype(float)"
    )
    fixed = written(message.partition("write ")[2], y=y)
    assert bind("auto -> 8 relu -> 1", FRAME, fixed).refusals == ()


def test_prices_with_a_symbol_are_reported_instead_of_many_classes():
    y = [f"${price:,}" for price in RNG.integers(90_000, 900_000, ROWS)]
    (offer,) = [one for one in check("auto -> auto", FRAME, y) if one.severity == "offer"]
    assert (
        "if these are numbers, write 1 and give pd.Series(y).replace('[$,]', '', regex=True)"
        in (offer.message)
    )


def test_one_mark_among_regression_targets_is_reported():
    y = Y.astype(object)
    y[9] = "?"
    assert only("12 -> 8 relu -> 1", FRAME, y) == (
        "y holds '?' (row 9), not a number: write y = pd.to_numeric(pd.Series(y), "
        "errors='coerce'), and missing drop in the spec"
    )


@pytest.mark.parametrize("spec", ["12 -> 8 relu -> 1 sigmoid", "12 -> 8 relu -> 2 softmax"])
@pytest.mark.parametrize(
    ("value", "usual", "fix"),
    [
        ("yes ", "yes", "pd.Series(y).str.strip()"),
        ("Yes", "yes", "pd.Series(y).str.lower()"),
        (" NO", "no", "pd.Series(y).str.strip().str.lower()"),
    ],
)
def test_a_class_name_that_differs_in_a_blank_or_capitals_is_reported(spec, value, usual, fix):
    y = CLASSES.astype(object)
    y[17] = value
    message = only(spec, FRAME, y)
    assert message == (
        f"y holds {value!r} (row 17) beside {usual!r}: if they are one class, write y = {fix}"
    )
    assert bind(spec, FRAME, written(message.partition("write ")[2], y=y)).refusals == ()
    (offer,) = [
        one for one in check("12 -> auto softmax", FRAME, y) if "two classes" in one.message
    ]
    assert offer.message == (
        f"{value!r} (row 17) and {usual!r} are two classes in y: if they are one class, write "
        f"y = {fix}"
    )


def test_names_that_are_classes_of_their_own_are_no_twins():
    y = np.array(["Polish", "polish", "wax"])[np.arange(ROWS) % 3]
    assert check("12 -> 3 softmax", FRAME, y)[-1].severity == "offer"
    assert "beside" not in only("12 -> 8 relu -> 4 softmax", FRAME, y)


def test_one_hot_labels_times_255_are_reported():
    y = 255 * np.eye(3)[np.arange(ROWS) % 3]
    assert only("12 -> 8 relu -> 3 softmax", FRAME, y) == (
        "y holds 0 and 255 instead of 0 and 1, one 255 in each row: write y = y / 255"
    )
    assert bind("12 -> 8 relu -> 3 softmax", FRAME, y / 255).refusals == ()
