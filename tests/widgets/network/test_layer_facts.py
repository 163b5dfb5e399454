import pytest

from densemodel.language import parse
from densemodel.widgets.network._layer_facts import (
    layer_role,
    layer_sentence,
    layer_words,
    window_of,
)


def only(text, kind):
    """The one layer of a class in a network."""
    (layer,) = (layer for layer in parse(text).layers if layer.kind == kind)
    return layer


IMAGE = "28x28x8"
NORM = "LayerNormalization"


@pytest.mark.parametrize(
    ("text", "kind", "head", "under"),
    [
        ("784 -> 1000 relu", "Dense", "1,000", ("relu",)),
        ("784 -> 1", "Dense", "1", ()),
        ("8 -> 4 bn relu", "BatchNormalization", "bn", ()),
        (
            "8 -> 4 bn(scale=off, offset=0.1)",
            "BatchNormalization",
            "bn",
            ("scale=off", "offset=0.1"),
        ),
        ("8 -> 4 bn relu", "Activation", "relu", ()),
        ("8 -> 4 drop 0.25", "Dropout", "drop", ("0.25",)),
        (f"{IMAGE} -> conv 8 5x5/2 relu", "Conv2D", "conv 8", ("5 × 5, stride 2", "relu")),
        (f"{IMAGE} -> conv 8", "Conv2D", "conv 8", ("3 × 3",)),
        (f"{IMAGE} -> conv 8 5x3 valid", "Conv2D", "conv 8", ("5 × 3 valid",)),
        (f"{IMAGE} -> sepconv 9 relu", "SeparableConv2D", "sepconv 9", ("3 × 3", "relu")),
        (f"{IMAGE} -> max 2", "MaxPooling2D", "max", ("2 × 2",)),
        (f"{IMAGE} -> avg 3/2 same", "AveragePooling2D", "avg", ("3 × 3 same, stride 2",)),
        (f"{IMAGE} -> gavg", "GlobalAveragePooling2D", "gavg", ()),
        (f"{IMAGE} -> 3", "Flatten", "flatten", ("put in",)),
        ("28x28 -> conv 8", "Reshape", "reshape", ("put in",)),
        ("784 -> reshape 28x28x1 -> conv 8", "Reshape", "reshape", ("28 × 28 × 1",)),
    ],
)
def test_a_layer_has_a_head_and_lines_below_it(text, kind, head, under):
    assert layer_words(only(text, kind)) == (head, under)


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("784 -> 50 relu", "Dense", "Dense 50 relu: output 50, 39,250 parameters"),
        ("8 -> 4 drop 0.2", "Dropout", "Dropout (drop 0.2): output 4, no parameters"),
        (
            "8 -> 4 bn",
            "BatchNormalization",
            "BatchNormalization (bn): output 4, 16 parameters (8 trainable)",
        ),
        (
            "28x28x1 -> conv 8 5x5/2 relu",
            "Conv2D",
            (
                "Conv2D (conv 8 5x5/2 relu): 8 filters of 5 × 5, stride 2, padding same; "
                "output 14 × 14 × 8, 208 parameters"
            ),
        ),
        (
            "28x28x1 -> conv 1 5x5 valid",
            "Conv2D",
            (
                "Conv2D (conv 1 5x5 valid): 1 filter of 5 × 5, padding valid; "
                "output 24 × 24 × 1, 26 parameters"
            ),
        ),
        (
            f"{IMAGE} -> max 3/2 same",
            "MaxPooling2D",
            (
                "MaxPooling2D (max 3/2 same): the largest of each 3 × 3, stride 2, padding same; "
                "output 14 × 14 × 8, no parameters"
            ),
        ),
        (
            f"{IMAGE} -> gavg",
            "GlobalAveragePooling2D",
            "GlobalAveragePooling2D (gavg): the mean of each channel; output 8, no parameters",
        ),
        (f"{IMAGE} -> 3", "Flatten", "Flatten (put in): output 6,272, no parameters"),
    ],
)
def test_a_layer_is_one_sentence(text, kind, sentence):
    assert layer_sentence(only(text, kind)) == sentence


def test_roles_follow_what_happens_to_the_shape():
    spec = parse(
        "784 -> norm -> reshape 28x28x1 -> scale /255 -> conv 1 bn relu sdrop 0.1 -> max 1 -> "
        "noise 0.1 -> flatten -> ln -> 10 softmax"
    )
    assert [layer_role(layer) for layer in spec.layers] == [
        *("pass", "maps", "pass", "maps", "pass", "pass", "pass"),
        *("maps", "pass", "vector", "pass", "units"),
    ]


def test_a_window_has_height_and_width():
    assert window_of(only(f"{IMAGE} -> conv 8 5x3", "Conv2D")) == (5, 3)
    assert window_of(only(f"{IMAGE} -> max 2", "MaxPooling2D")) == (2, 2)
    assert window_of(only("8 -> 4", "Dense")) is None
