"""The columns of a network's drawing, and their sizes.

The diagram in a notebook and the picture in its file place the same columns: the diagram anew for
each width of the page (`js/widgets/network`), the picture once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, log, log2, prod
from typing import TYPE_CHECKING

from densemodel.widgets.network._layer_facts import (
    encoding_words,
    layer_role,
    layer_sentence,
    layer_words,
    shape_words,
    table_words,
    window_of,
)
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language import Layer, Spec

MOST_AT_ONCE = 24
"A longer network shows only its ends at first."
FIRST_SHOWN = 8
LAST_SHOWN = 4
STEP = 3
"From one plane to the next, to the right and upwards."
TALLEST = 76
SHORTEST = 46
HEAD_SIZE = 19
SMALL_HEAD_SIZE = 12
UNDER_SIZE = 12
FIGURE_SIZE = 11
LINE = 17

_FORMS = {"units": "box", "maps": "planes", "vector": "bar", "pass": "mark"}
_WIDEST_TEXT = {"box": 108, "planes": 112, "bar": 100, "mark": 150}
_PADDING = {"box": 10, "planes": 0, "bar": 0, "mark": 6}
_NARROWEST = {"box": 46, "planes": 0, "bar": 0, "mark": 26}
_LETTER = 0.6  # a wide letter's width, as a share of the font size: no browser to ask here


@dataclass(frozen=True, slots=True)
class Stack:
    """Feature maps as stacked planes, with the front one at the lower left."""

    count: int
    width: int
    height: int

    @property
    def depth(self) -> int:
        """The offset of the rear planes, to the right and upwards."""
        return (self.count - 1) * STEP

    @property
    def inset(self) -> float:
        """The distance from the frame to the outline at half height."""
        return max(0.0, (self.depth - self.height) / 2)


@dataclass(frozen=True, slots=True)
class PictureColumn:
    """The input, a layer, or a gap for hidden layers."""

    role: str
    form: str
    words: tuple[tuple[str, int], ...]
    "Lines, each with its font size."
    sizes: tuple[int, ...]
    "The output shape; empty for a gap."
    kernel: tuple[int, ...] | None
    "Height and width of the window that moves over the planes before it."
    shape: str
    parameters: str
    sentence: str
    width: int = 0
    "The width of the whole column."
    drawn: tuple[int, int] = (0, 0)
    "Width and height of what is drawn."
    stack: Stack | None = None
    window: tuple[int, int] | None = None
    "Width and height of the kernel, drawn on the last image before it."

    @property
    def holds_words(self) -> bool:
        """Whether the text is inside the drawing, not below it."""
        return self.form in ("box", "mark")


def picture_columns(
    spec: Spec, most: int = MOST_AT_ONCE, first: int = FIRST_SHOWN, last: int = LAST_SHOWN
) -> list[PictureColumn]:
    """The input and the layers of a network; of a long one the ends and a gap.

    Up to `most` layers are all shown; of more the `first` before the gap, and the `last` behind it.
    """
    layers = [_layer(layer, encoding_words(spec)) for layer in spec.layers]
    columns = [_input(spec), *layers[: most if len(layers) <= most else first]]
    if len(layers) > most:
        columns += [gap_column(spec, first, last), *layers[-last:]]
    return _sized(columns)


def gap_column(spec: Spec, first: int, last: int) -> PictureColumn:
    """What stands for the layers between the first and the last ones."""
    hidden = len(spec.layers) - first - last
    inside = sum(layer.parameter_count for layer in spec.layers[first:-last])
    words = _words("mark", f"… {hidden:,} more", ["layer" if hidden == 1 else "layers"])
    sentence = f"{counted(hidden, 'more layer')}, {counted(inside, 'parameter')}"
    column = PictureColumn("gap", "mark", words, (), None, "", f"{inside:,}", sentence)
    return _one_sized(column, 1, 2)


def text_width(text: str, size: float) -> int:
    """The approximate width of a text, in pixels."""
    return ceil(len(text) * size * _LETTER)


def _input(spec: Spec) -> PictureColumn:
    sizes, columns = spec.input_shape, table_words(spec)
    if columns:
        shape = shape_words(sizes)
        words = _words("box", "table", [columns])
        sentence = f"Input: table of {columns}, encoded as {counted(sizes[0], 'number')}"
        return PictureColumn("input", "box", words, sizes, None, shape, "", sentence)
    is_image = len(sizes) > 1
    shape = shape_words(sizes)
    head, under = ("input", []) if is_image else (shape, ["input"])
    form = "planes" if is_image else "box"
    words = _words(form, head, under)
    return PictureColumn("input", form, words, sizes, None, shape, "", f"Input: {shape}")


def _layer(layer: Layer, encodings: tuple[str, ...]) -> PictureColumn:
    role = layer_role(layer)
    form = _FORMS[role]
    return PictureColumn(
        role,
        form,
        _words(form, *layer_words(layer, encodings)),
        layer.output_shape,
        window_of(layer),
        shape_words(layer.output_shape),
        f"{layer.parameter_count:,}",
        layer_sentence(layer, encodings),
    )


def _words(form: str, head: str, under: Iterable[str]) -> tuple[tuple[str, int], ...]:
    most = _WIDEST_TEXT[form]
    size = SMALL_HEAD_SIZE
    if form == "box":  # a long number is written smaller before it is cut
        size = max(size, min(HEAD_SIZE, int(HEAD_SIZE * most / text_width(head, HEAD_SIZE))))
    lines = []
    for text, pixels in [(head, size), *((line, UNDER_SIZE) for line in under)]:
        cut = f"{text[: max(0, int(most / (pixels * _LETTER)) - 1)]}…"
        lines.append((text if text_width(text, pixels) <= most else cut, pixels))
    return tuple(lines)


def _sized(columns: list[PictureColumn]) -> list[PictureColumn]:
    images = [_image(column.sizes)[:2] for column in columns if column.form == "planes"]
    side = max((max(image) for image in images), default=1)
    vectors = [column.sizes[0] for column in columns if column.form in ("box", "bar")]
    sized: list[PictureColumn] = []
    image: PictureColumn | None = None
    for column in columns:
        own = _one_sized(column, side, max([2, *vectors]))
        sized.append(replace(own, window=_window_on(image, column.kernel)))
        image = own if own.stack else image
    return sized


def _window_on(
    image: PictureColumn | None, kernel: tuple[int, ...] | None
) -> tuple[int, int] | None:
    """Width and height of a kernel on the front plane of an image."""
    if image is None or image.stack is None or kernel is None:
        return None
    rows, columns, _ = _image(image.sizes)
    high, wide = kernel

    def side(share: float, whole: int) -> int:
        return max(4, round(min(1, share) * whole))

    return side(wide / columns, image.stack.width), side(high / rows, image.stack.height)


def _one_sized(column: PictureColumn, side: int, longest: int) -> PictureColumn:
    stack = _stack(column.sizes, side) if column.form == "planes" else None
    text = max(text_width(*line) for line in column.words)
    drawn = _drawn(column, stack, text, longest)
    figures = [text_width(line, FIGURE_SIZE) for line in (column.shape, column.parameters)]
    return replace(column, width=max(drawn[0], text, *figures), drawn=drawn, stack=stack)


def _stack(sizes: tuple[int, ...], largest: int) -> Stack:
    height, width, channels = _image(sizes)
    count = min(10, round(1 + log2(channels)))
    return Stack(count, _plane_side(width, largest), _plane_side(height, largest))


def _plane_side(length: int, largest: int) -> int:
    return max(7, round(68 * length / largest))


def _drawn(column: PictureColumn, stack: Stack | None, text: int, longest: int) -> tuple[int, int]:
    if stack is not None:
        return stack.width + stack.depth, stack.height + stack.depth
    width = max(_NARROWEST[column.form], text + 2 * _PADDING[column.form])
    if column.form == "mark":
        return width, max(2, len(column.words)) * LINE + 4
    share = log(max(1, column.sizes[0])) / log(longest)  # 10 beside 784 are seen to be several
    height = round(SHORTEST + (TALLEST - SHORTEST) * share)
    return 14 if column.form == "bar" else width, height


def _image(sizes: tuple[int, ...]) -> tuple[int, int, int]:
    """Height, width and channels; `28x28` counts as `28x28x1`."""
    return sizes[0], sizes[1], prod(sizes[2:])
