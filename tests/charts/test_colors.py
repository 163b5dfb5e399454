"""Colours on a page and in a file."""

import pytest

from densemodel.charts import PAGE, on_page, on_white


@pytest.mark.parametrize(
    ("color", "due"),
    [
        ("#123456", "#123456"),
        ("var(--dm-text, #212121)", "#212121"),
        (on_page("#000000", 0.0), "#ffffff"),
        (on_page("#000000", 1.0), "#000000"),
        (on_page("var(--dm-network-blue, #0072b2)", 0.5), "#80b8d8"),
        (PAGE, "#ffffff"),
    ],
)
def test_a_colour_of_the_page_has_its_value_on_white(color, due):
    assert on_white(color) == due
