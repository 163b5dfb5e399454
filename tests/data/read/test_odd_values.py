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


def odd(value, row=7, column="c5"):
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
def test_one_mark_in_a_column_of_numbers_is_told(mark, kind):
    x = odd(mark).astype({"c5": kind})
    said = only(SPEC, x, Y)
    assert said == (
        f"column 'c5' of x holds '{mark}' (row 7), not a number: write x['c5'] = "
        "pd.to_numeric(x['c5'], errors='coerce'), and missing fill in the spec"
    )
    line = said.partition("write ")[2].removesuffix(", and missing fill in the spec")
    mended = written(line, x=x.copy())
    assert bind(f"{SPEC} ; missing fill", mended, Y).refusals == ()


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
def test_a_number_written_in_another_way_is_told(value, fix):
    x = odd(value)
    said = only(SPEC, x, Y)
    assert said.startswith(f"column 'c5' of x holds {value!r} (row 7), not a number: ")
    assert said.endswith(f"write x['c5'] = {fix}")
    mended = written(said.partition("write ")[2], x=x.copy())
    assert bind(SPEC, mended, Y).refusals == ()
    assert mended["c5"].drop(7).equals(FRAME["c5"].drop(7))


def test_a_table_of_objects_gives_one_message():
    x = odd("?").astype(object)
    assert "holds '?' (row 7)" in only(SPEC, x, Y)
    (said, *_) = check(SPEC, FRAME.astype(object), Y)
    assert said.message == (
        "columns 'c0', 'c1', 'c2', 'c3', 'c4' and 7 more of x hold numbers as Python objects: "
        "read as an array of numbers"
    )


def test_a_column_of_numbers_as_text_is_told_as_such():
    x = FRAME.astype({"c5": str})
    said = only(SPEC, x, Y)
    assert said == ("column 'c5' of x holds numbers as text: write x['c5'] = x['c5'].astype(float)")
    assert bind(SPEC, written(said.partition("write ")[2], x=x.copy()), Y).refusals == ()


def test_an_array_with_one_mark_is_told():
    x = FRAME.to_numpy().astype(object)
    x[3, 4] = "?"
    assert only("12 -> 1", x, Y).startswith("x holds '?' (row 3, column 4), not a number: ")


def test_what_is_told_is_short_whatever_the_value_and_the_name():
    for name in ("a" * 14, "b" * 60):
        x = FRAME.astype({"c5": object})
        x.loc[[7, 8, 9], "c5"] = ["x" * 60, "$1,234 %", "?"]
        assert "row 7, and 1 more" in only(SPEC, x.rename(columns={"c5": name}), Y)


def test_text_is_still_text():
    x = FRAME.assign(sex=["f", "m"] * (ROWS // 2), street=["5 Oak", "7 Elm"] * (ROWS // 2))
    assert "columns 'sex' and 'street' of x hold text" in only(SPEC, x, Y)


@pytest.mark.parametrize("spec", [SPEC, "auto -> 8 relu -> 1"])
def test_prices_with_a_sign_are_numbers_to_guess(spec):
    y = pd.Series([f"${price:,}" for price in RNG.integers(90_000, 900_000, ROWS)])
    said = check(spec, FRAME, y)[-1].message
    assert said == (
        f"y holds '{y[0]}' (row 0), not a number: write y = "
        "pd.Series(y).replace('[$,]', '', regex=True).astype(float)"
    )
    mended = written(said.partition("write ")[2], y=y)
    assert bind("auto -> 8 relu -> 1", FRAME, mended).refusals == ()


def test_prices_with_a_sign_are_told_where_classes_would_be_too_many():
    y = [f"${price:,}" for price in RNG.integers(90_000, 900_000, ROWS)]
    (offer,) = [one for one in check("auto -> auto", FRAME, y) if one.severity == "offer"]
    assert (
        "if these are numbers, write 1 and give pd.Series(y).replace('[$,]', '', regex=True)"
        in (offer.message)
    )


def test_one_mark_among_numbers_to_guess_is_told():
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
def test_a_name_that_differs_in_a_blank_or_capitals_is_told(spec, value, usual, fix):
    y = CLASSES.astype(object)
    y[17] = value
    said = only(spec, FRAME, y)
    assert said == (
        f"y holds {value!r} (row 17) beside {usual!r}: if they are one class, write y = {fix}"
    )
    assert bind(spec, FRAME, written(said.partition("write ")[2], y=y)).refusals == ()
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


def test_one_hot_labels_times_255_are_told():
    y = 255 * np.eye(3)[np.arange(ROWS) % 3]
    assert only("12 -> 8 relu -> 3 softmax", FRAME, y) == (
        "y holds 0 and 255 instead of 0 and 1, one 255 in each row: write y = y / 255"
    )
    assert bind("12 -> 8 relu -> 3 softmax", FRAME, y / 255).refusals == ()
