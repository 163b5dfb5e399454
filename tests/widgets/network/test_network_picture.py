import re
from base64 import b64decode
from xml.etree import ElementTree as ET

import pytest

from densemodel.language import parse
from densemodel.widgets.network import _picture_columns as sizes
from densemodel.widgets.network._network_picture import WIDTH, network_picture, network_picture_html

SVG = "{http://www.w3.org/2000/svg}"
LENET = (
    "28x28x1 -> conv 6 5x5 same tanh -> avg 2 -> conv 16 5x5 valid tanh -> avg 2 -> 120 tanh -> "
    "84 tanh -> 10 softmax"
)
VGG = (
    "224x224x3 -> 2*(conv 64 relu) -> max 2 -> 2*(conv 128 relu) -> max 2 -> 3*(conv 256 relu) -> "
    "max 2 -> 3*(conv 512 relu) -> max 2 -> 512 relu drop 0.5 -> 1000 softmax"
)


def drawn(text):
    return ET.fromstring(network_picture(parse(text)))  # noqa: S314  # our own text


def texts(picture):
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


def groups(picture, role):
    return [group for group in picture.iter(f"{SVG}g") if group.get("class") == role]


def test_a_picture_shows_every_layer_with_shape_and_parameters():
    shown = texts(drawn(LENET))
    for text in ("input", "conv 6", "5 × 5", "tanh", "avg", "flatten", "put in", "120"):
        assert text in shown
    assert {"28 × 28 × 1", "10 × 10 × 16", "2,416", "48,120"} <= set(shown)


def test_an_image_has_a_plane_for_each_of_its_channels():
    picture = drawn(LENET)
    planes = [len(group.findall(f"{SVG}rect")) for group in groups(picture, "maps")]
    assert planes == [4, 4, 5, 5]
    assert len(groups(picture, "input")[0].findall(f"{SVG}rect")) == 1


@pytest.mark.parametrize(
    "text", ["784 -> 10", LENET, VGG, "784 -> 60*(100 relu drop 0.2) -> 10", "9x9 -> conv 2 -> 1"]
)
def test_nothing_stands_outside_the_picture(text):
    picture = drawn(text)
    width, height = float(picture.get("width", 0)), float(picture.get("height", 0))
    assert width == WIDTH
    for rectangle in picture.iter(f"{SVG}rect"):
        x, y = float(rectangle.get("x", 0)), float(rectangle.get("y", 0))
        assert 0 <= x <= x + float(rectangle.get("width", 0)) <= width
        assert 0 <= y <= y + float(rectangle.get("height", 0)) <= height
    for element in picture.iter(f"{SVG}text"):
        size = float(element.get("font-size", 0))
        length = sizes.text_width(element.text or "", size)
        middle = length / 2 if "m" in element.get("class", "").split() else 0
        assert float(element.get("x", 0)) - middle >= 0
        assert float(element.get("x", 0)) - middle + length <= width
        assert size <= float(element.get("y", 0)) <= height


def test_a_long_network_is_drawn_by_its_ends():
    shown = texts(drawn("784 -> 60*(100 relu drop 0.2) -> 10 softmax"))
    assert "… 109 more" in shown
    assert shown.count("100") < 2 * 13


def test_a_picture_stays_small():
    assert len(network_picture_html(parse(VGG))) < 40_000


def test_the_image_holds_the_picture_and_says_the_network():
    spec = parse("784 -> 10 softmax")
    html = network_picture_html(spec)
    assert 'alt="784 -&gt; 10 softmax"' in html
    data = re.search(r"base64,([^\"]+)", html)
    assert data
    assert b64decode(data[1]).decode() == network_picture(spec)


def test_markup_in_a_text_stays_text():
    spec = parse("8 -> 4 drop 0.1 -> 1")
    hostile = '"><script>alert(1)</script>'
    picture = sizes.picture_columns
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(spec.layers[0]), "text", property(lambda _: hostile))
        patch.setattr(type(spec), "network_text", property(lambda _: hostile))
        assert picture(spec)
        svg, html = network_picture(spec), network_picture_html(spec)
    assert ET.fromstring(svg).find(f".//{SVG}script") is None  # noqa: S314  # our own text
    assert "<script" not in svg + html


def test_a_long_network_is_not_read_aloud_whole():
    html = network_picture_html(parse(" -> ".join(str(size) for size in range(1, 1000))))
    alternative = html.partition('alt="')[2].partition('"')[0]
    assert alternative.startswith("1 -&gt; 2 -&gt; 3 -&gt; ")
    assert " ... " in alternative
    assert alternative.endswith(" -&gt; 999")
    assert len(alternative) < 600


@pytest.mark.parametrize("word", ["leaky_relu(negative_slope=0.1)", "bn(momentum=0.999)"])
def test_an_option_is_written_out(word):
    option = word.partition("(")[2].removesuffix(")")
    assert option in texts(drawn(f"784 -> 50 -> {word} -> 10 softmax"))


def sized(text):
    return sizes.picture_columns(parse(text))


def test_more_units_are_taller_and_one_unit_is_readable():
    units, hidden, output = (column.drawn[1] for column in sized("784 -> 50 -> 1"))
    assert units > hidden > output >= 44


def test_a_layer_that_keeps_the_shape_is_slimmer():
    _, units, dropout = sized("8 -> 50 relu -> drop 0.2")
    assert dropout.drawn < units.drawn
    assert dropout.drawn[1] < units.drawn[1]


def test_planes_follow_height_width_and_channels():
    image, conv, pooled = (column.stack for column in sized("28x28x1 -> conv 6 5x5 -> max 2")[:3])
    assert image
    assert conv
    assert pooled
    assert (image.count, conv.count, pooled.count) == (1, 4, 4)
    assert conv.height == image.height == 2 * pooled.height


@pytest.mark.parametrize("channels", [1, 3, 64, 512, 1_000_000])
def test_planes_of_any_number_of_channels_stay_within_a_frame(channels):
    column = sized(f"224x2x3 -> conv {channels}")[1]
    assert column.stack
    assert column.stack.count <= 10
    assert min(column.drawn) >= 7
    assert max(column.drawn) <= 100


def test_the_parameters_behind_a_gap_make_the_row_add_up():
    spec = parse("784 -> 60*(100 relu drop 0.2) -> 10 softmax")
    shown = sizes.picture_columns(spec)
    assert shown[9].sentence == "109 more layers, 555,500 parameters"
    counts = [int(column.parameters.replace(",", "") or 0) for column in shown]
    assert sum(counts) == spec.parameter_count


@pytest.mark.parametrize("word", ["w" * 200, "🙂" * 90])
def test_a_long_text_is_cut_where_its_room_ends(word):
    (head, size), (under, _) = sizes._words("box", "123456789123456789", [word])
    assert head == "123456789123456789"[: len(head) - 1] + "…"
    assert under.endswith("…")
    assert size == sizes.SMALL_HEAD_SIZE
    assert sizes.text_width(under, sizes.UNDER_SIZE) <= 108


def test_a_network_that_ends_in_an_image_has_a_picture():
    assert "28 × 28 × 6" in texts(drawn("28x28x1 -> conv 6"))
