from html.parser import HTMLParser

import pytest

from densemodel.language import parse
from densemodel.widgets.network._network_diagram import (
    network_table,
    network_table_html,
    network_totals,
)


class Cells(HTMLParser):
    """The texts of a table's cells."""

    def __init__(self, html):
        super().__init__()
        self.texts = []
        self.tags = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        del attrs
        self.tags.add(tag)

    def handle_data(self, data):
        self.texts.append(data)


def test_a_table_shows_each_layer_and_the_totals():
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


def test_a_table_of_images_shows_shapes_and_what_was_put_in():
    spec = parse("28x28 -> conv 4 5x5 relu -> conv 8 5x5/2 valid bn relu -> max 2 -> 10 softmax")
    assert network_table(spec).split("\n") == [
        "Layer                                        Output  Parameters",
        "---------------------------------------------------------------",
        "Input                                       28 x 28            ",
        "Reshape             (put in)            28 x 28 x 1           0",
        "Conv2D              conv 4 5x5 relu     28 x 28 x 4         104",
        "Conv2D              conv 8 5x5/2 valid  12 x 12 x 8         800",
        "BatchNormalization  bn                  12 x 12 x 8          32",
        "Activation          relu                12 x 12 x 8           0",
        "MaxPooling2D        max 2                 6 x 6 x 8           0",
        "Flatten             (put in)                    288           0",
        "Dense               10 softmax                   10       2,890",
        "---------------------------------------------------------------",
        "3,826 parameters, 15 kB; 3,810 trainable",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "28x28x1 -> conv 24 6x6 bn(scale=off, offset=0.1) relu -> conv 48 5x5/2 relu -> 200 relu",
        "224x224x3 -> 3*(conv 512 relu) -> max 2 -> 3*(sepconv 512 relu) -> gavg -> 1000 softmax",
        "28x28x1 -> conv 6 5x5 same tanh -> avg 2 -> conv 16 5x5 valid tanh -> avg 2 -> 10 softmax",
    ],
)
def test_a_table_fits_into_a_terminal(text):
    assert max(map(len, network_table(parse(text)).split("\n"))) <= 80


def test_the_totals_count_trainable_parameters_where_they_differ():
    assert network_totals(parse("8 -> 4 bn -> 1")) == "53 parameters, 212 bytes; 45 trainable"
    assert network_totals(parse("784 -> 50 relu -> 50 relu -> 10")) == "42,310 parameters, 169 kB"


@pytest.mark.parametrize(
    ("text", "size"),
    [("1 -> 1", "8 bytes"), ("1000 -> 1000", "4 MB"), ("20000 -> 20000", "1.6 GB")],
)
def test_a_size_is_in_the_unit_that_fits(text, size):
    assert network_totals(parse(text)).endswith(f", {size}")


def test_a_long_network_is_shown_by_its_ends():
    table = network_table(parse("8 -> 200*(8 relu) -> 1")).split("\n")
    assert len(table) == 1 + 1 + 1 + 101 + 1 + 1
    (gap,) = [line for line in table if "more layers" in line]
    assert gap.startswith("... 101 more layers")
    assert gap.endswith("7,272")


def test_the_html_table_holds_the_same_texts():
    cells = Cells(network_table_html(parse("784 -> 1000 relu -> 10 softmax")))
    assert {
        "784",
        "Dense",
        "1000 relu",
        "785,000",
        "10 softmax",
        "795,010 parameters, 3.2 MB",
    } <= (set(cells.texts))


def test_markup_in_a_name_stays_text():
    from dataclasses import replace

    hostile = "<script>alert(1)</script>"
    cells = Cells(network_table_html(replace(parse("2 -> 1"), name=hostile)))
    assert "script" not in cells.tags
    assert hostile in "".join(cells.texts)


def test_long_options_go_on_below_in_a_terminal():
    options = "l1=1e-5, l2=0.001, bias=on, init=he_normal"
    table = network_table(parse(f"32x32x3 -> sepconv 16 5x5/2 valid({options}) -> gmax -> 10"))
    lines = table.split("\n")
    assert max(map(len, lines)) <= 80
    assert len({len(line) for line in lines[:-1]}) == 1
    (first,) = [place for place, line in enumerate(lines) if line.startswith("SeparableConv2D")]
    assert lines[first].endswith("14 x 14 x 16         139")
    column = lines[first].index("sepconv")
    assert lines[first + 1][: column + 2].isspace()
    parts = [line[column:54].strip() for line in lines[first : first + 3]]
    assert " ".join(parts) == f"sepconv 16 5x5/2 valid({options})"


def test_a_shape_is_never_broken_in_a_page():
    html = network_table_html(parse("28x28x1 -> gmax -> 10"))
    assert 'white-space:nowrap">28 × 28 × 1</td>' in html
