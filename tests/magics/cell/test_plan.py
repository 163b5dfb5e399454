"""The names of a cell's networks."""

import pytest

import densemodel as dm
from densemodel.magics.cell._plan import named, unused_name

TWO = "4 -> 3\n4 -> 2 -> 3"
MIXED = "a: 4 -> 3\n4 -> 2"
NAMED = "a: 4 -> 3\nb: 4 -> 2"


@pytest.mark.parametrize(
    ("first_line", "text", "names", "unused"),
    [
        (None, "4 -> 3", ["model"], ""),
        ("digits", "4 -> 3", ["digits"], ""),
        (None, "small: 4 -> 3", ["small"], ""),
        ("small", "small: 4 -> 3", ["small"], ""),
        (
            "digits",
            "a: 4 -> 3",
            ["digits"],
            "a is not used: the first line names the model digits.",
        ),
        (None, TWO, ["model_1", "model_2"], ""),
        ("digits", TWO, ["digits_1", "digits_2"], ""),
        ("digits", MIXED, ["a", "digits_1"], ""),
        (None, NAMED, ["a", "b"], ""),
        (
            "digits",
            NAMED,
            ["a", "b"],
            "digits is not used: the networks have their own names, a, b.",
        ),
    ],
)
def test_a_network_has_its_own_name_or_that_of_the_first_line(first_line, text, names, unused):
    specs = dm.parse_cell(text, names={})
    networks = named(specs, first_line, "model")
    assert [*networks] == names
    assert unused_name(first_line, specs, networks) == unused
