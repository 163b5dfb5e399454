from __future__ import annotations

from html.parser import HTMLParser

import pytest

from densemodel.spec import parse
from densemodel.widgets._network_table import (
    network_table,
    network_table_html,
    network_totals,
)


class Cells(HTMLParser):
    """The texts of a table's cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_table_shows_each_layer_and_the_totals() -> None:
    assert network_table(parse("digits: 784 -> 50 relu drop 0.25 -> 10 softmax")).split("\n") == [
        "digits",
        "Layer                Output  Parameters",
        "---------------------------------------",
        "Input                   784            ",
        "Dense    50 relu         50      39,250",
        "Dropout  drop 0.25       50           0",
        "Dense    10 softmax      10         510",
        "---------------------------------------",
        "39,760 parameters, 159 kB",
    ]


def test_the_totals_tell_trainable_parameters_apart_where_they_differ() -> None:
    assert network_totals(parse("8 -> 4 bn -> 1")) == "53 parameters, 212 bytes; 45 trainable"
    assert network_totals(parse("784 -> 50 relu -> 50 relu -> 10")) == "42,310 parameters, 169 kB"


@pytest.mark.parametrize(
    ("text", "size"),
    [("1 -> 1", "8 bytes"), ("1000 -> 1000", "4 MB"), ("20000 -> 20000", "1.6 GB")],
)
def test_a_size_is_said_in_the_unit_that_fits(text: str, size: str) -> None:
    assert network_totals(parse(text)).endswith(f", {size}")


def test_a_long_network_is_shown_by_its_ends() -> None:
    table = network_table(parse("8 -> 200*(8 relu) -> 1")).split("\n")
    assert len(table) == 1 + 1 + 1 + 101 + 1 + 1
    (gap,) = [line for line in table if "more layers" in line]
    assert gap.startswith("... 101 more layers")
    assert gap.endswith("7,272")


def test_the_html_table_holds_the_same_texts() -> None:
    cells = Cells(network_table_html(parse("784 -> 1000 relu -> 10 softmax")))
    assert {
        "784",
        "Dense",
        "1000 relu",
        "785,000",
        "10 softmax",
        "795,010 parameters, 3.18 MB",
    } <= (set(cells.texts))


def test_markup_in_a_name_stays_text() -> None:
    from dataclasses import replace

    hostile = "<script>alert(1)</script>"
    cells = Cells(network_table_html(replace(parse("2 -> 1"), name=hostile)))
    assert "script" not in cells.tags
    assert hostile in "".join(cells.texts)
