"""The columns of a network's picture, and their sizes.

The picture in a file is drawn here, without a browser, in the manner of the diagram in
`js/widgets/network`; a test holds the sizes that both share equal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, log, log2, prod
from typing import TYPE_CHECKING, Any

from densemodel.widgets.network._layer_facts import layer_facts, shape_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.language import Spec

MOST_AT_ONCE = 24
FIRST_SHOWN = 8
LAST_SHOWN = 4
STEP = 3
LARGEST = 68
SMALLEST = 7
SMALLEST_WINDOW = 4
MOST = 10
TALLEST = 76
SHORTEST = 46
HEAD_SIZE = 19
SMALL_HEAD_SIZE = 12
UNDER_SIZE = 12
FIGURE_SIZE = 11
LINE = 17
MARK_EDGE = 4
BAR_WIDTH = 14

_FORMS = {"units": "box", "maps": "planes", "vector": "bar", "pass": "mark"}
_WIDEST_TEXT = {"box": 108, "planes": 112, "bar": 90, "mark": 150}
_PADDING = {"box": 10, "planes": 0, "bar": 0, "mark": 6}
_NARROWEST = {"box": 46, "planes": 0, "bar": 0, "mark": 26}
_LETTER = 0.6  # an average letter's width, as a share of the font size: no browser to ask here


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
    kernel: tuple[int, ...] | None
    shape: str
    parameters: str
    width: int = 0
    "The width of the whole column."
    drawn: tuple[int, int] = (0, 0)
    "Width and height of what is drawn."
    stack: Stack | None = None

    @property
    def holds_words(self) -> bool:
        """Whether the text is inside the drawing, not below it."""
        return self.form in ("box", "mark")


def picture_columns(spec: Spec) -> list[PictureColumn]:
    """The input and the layers of a network; only the ends of a long one."""
    layers = [layer_facts(layer) for layer in _shown(spec)]
    columns = [_input(spec.input_shape), *map(_layer, layers)]
    hidden = len(spec.layers) - len(layers)
    if hidden:
        inside = spec.parameter_count - sum(facts["parameter_count"] for facts in layers)
        words = _words("mark", f"… {hidden:,} more", ["layer" if hidden == 1 else "layers"])
        gap = PictureColumn("gap", "mark", words, (), None, "", f"{inside:,}")
        columns.insert(1 + FIRST_SHOWN, gap)
    return _sized(columns)


def text_width(text: str, size: float) -> int:
    """The approximate width of a text, in pixels."""
    return ceil(len(text) * size * _LETTER)


def window_size(column: PictureColumn, kernel: tuple[int, ...]) -> tuple[int, int]:
    """Width and height of a kernel on the front plane of an image."""
    stack = column.stack or Stack(1, 0, 0)
    rows, columns, _ = _image(column.sizes)
    high, wide = kernel
    return _side(wide / columns, stack.width), _side(high / rows, stack.height)


def _side(share: float, whole: int) -> int:
    return max(SMALLEST_WINDOW, round(min(1, share) * whole))


def _shown(spec: Spec) -> Sequence[Any]:
    if len(spec.layers) <= MOST_AT_ONCE:
        return spec.layers
    return spec.layers[:FIRST_SHOWN] + spec.layers[-LAST_SHOWN:]


def _input(sizes: tuple[int, ...]) -> PictureColumn:
    is_image = len(sizes) > 1
    shape = shape_words(sizes)
    head, under = ("input", []) if is_image else (shape, ["input"])
    form = "planes" if is_image else "box"
    return PictureColumn("input", form, _words(form, head, under), sizes, None, shape, "")


def _layer(facts: dict[str, Any]) -> PictureColumn:
    form = _FORMS[facts["role"]]
    sizes = tuple(facts["output_shape"])
    return PictureColumn(
        facts["role"],
        form,
        _words(form, facts["head"], facts["under"]),
        sizes,
        facts["kernel"] and tuple(facts["kernel"]),
        shape_words(sizes),
        f"{facts['parameter_count']:,}",
    )


def _words(form: str, head: str, under: Iterable[str]) -> tuple[tuple[str, int], ...]:
    most = _WIDEST_TEXT[form]
    size = SMALL_HEAD_SIZE
    if form == "box":  # a long number is written smaller before it is cut
        size = max(size, min(HEAD_SIZE, int(HEAD_SIZE * most / text_width(head, HEAD_SIZE))))
    lines = [(head, size), *((line, UNDER_SIZE) for line in under)]
    return tuple((_fitted(line, size, most), size) for line, size in lines)


def _fitted(text: str, size: int, most: int) -> str:
    if text_width(text, size) <= most:
        return text
    return f"{text[: max(0, int(most / (size * _LETTER)) - 1)]}…"


def _sized(columns: list[PictureColumn]) -> list[PictureColumn]:
    images = [_image(column.sizes)[:2] for column in columns if column.form == "planes"]
    side = max((max(image) for image in images), default=1)
    vectors = [column.sizes[0] for column in columns if column.form in ("box", "bar")]
    sized = []
    for column in columns:
        stack = _stack(column.sizes, side) if column.form == "planes" else None
        text = max(text_width(*line) for line in column.words)
        drawn = _drawn(column, stack, text, max(2, *vectors))
        figures = [text_width(line, FIGURE_SIZE) for line in (column.shape, column.parameters)]
        width = max(drawn[0], text, *figures)
        sized.append(replace(column, width=width, drawn=drawn, stack=stack))
    return sized


def _stack(sizes: tuple[int, ...], largest: int) -> Stack:
    height, width, channels = _image(sizes)
    count = min(MOST, round(1 + log2(channels)))
    return Stack(count, _plane_side(width, largest), _plane_side(height, largest))


def _plane_side(length: int, largest: int) -> int:
    return max(SMALLEST, round(LARGEST * length / largest))


def _drawn(column: PictureColumn, stack: Stack | None, text: int, longest: int) -> tuple[int, int]:
    if stack is not None:
        return stack.width + stack.depth, stack.height + stack.depth
    width = max(_NARROWEST[column.form], text + 2 * _PADDING[column.form])
    if column.form == "mark":
        return width, max(2, len(column.words)) * LINE + MARK_EDGE
    share = log(max(1, column.sizes[0])) / log(longest)  # 10 beside 784 are seen to be several
    height = round(SHORTEST + (TALLEST - SHORTEST) * share)
    return BAR_WIDTH if column.form == "bar" else width, height


def _image(sizes: tuple[int, ...]) -> tuple[int, int, int]:
    """Height, width and channels; `28x28` counts as `28x28x1`."""
    return sizes[0], sizes[1], prod(sizes[2:])
