"""The sizes that `reshape` may take: those whose product is what comes in."""

from __future__ import annotations

from math import isqrt, prod
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_offer import Offer, example, variables
from densemodel.language.reading._named_numbers import number_of
from densemodel.language.tree._number_text import write_sizes
from densemodel.language.tree._option import COUNT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.completion._complete_draft import Draft
    from densemodel.language.completion._complete_offer import Names
    from densemodel.language.vocabulary._making import Shape

_COLOURS = 3
_IMAGE, _MATRIX = 3, 2
_EXAMPLE = "28x28x1"


def image_of(count: int) -> Shape | None:
    """The image that so many numbers probably are: 784 is 28x28x1, 3,072 is 32x32x3."""
    for channels in (1, _COLOURS):
        side = isqrt(count // channels)
        if side > 1 and side * side * channels == count:
            return side, side, channels
    height, width = nearly_square(count)
    return (height, width, 1) if height > 1 else None


def nearly_square(count: int) -> tuple[int, int]:
    """Two sizes with this product, as near to each other as can be."""
    height = next(size for size in range(isqrt(count), 0, -1) if count % size == 0)
    return height, count // height


def some_shape(draft: Draft) -> str:
    """Sizes that fit what comes in at the cursor; empty if that is not known."""
    shape = draft.shape_before()
    if shape is None:
        return ""
    return write_sizes(image_of(prod(shape)) or (prod(shape), 1))


def reshape_offers(draft: Draft, names: Names) -> list[Offer]:
    """The sizes, or those that are left, after `reshape`."""
    shape, said = draft.shape_before("reshape"), _said(draft, names)
    if shape is None or said is None:
        return [*variables(names, COUNT), *example("1" if said else _EXAMPLE, COUNT)]
    count, rest = prod(shape), prod(shape) // prod(said)
    if rest * prod(said) != count:
        return []
    ways = _ways_on(said, rest) if said else _ways(shape)
    sizes = [Offer(write_sizes(way), _help((*said, *way)), write_sizes(way)) for way in ways]
    return [*_of_variables(names, rest), *sizes]


def _ways(shape: Shape) -> Iterable[Shape]:
    """Likely sizes for as many numbers as a shape holds, the likeliest first."""
    count = prod(shape)
    ways: list[Shape] = []
    image = image_of(count)
    if image is not None:
        ways.append(image)
    side = isqrt(count // _COLOURS)
    if side > 1 and side * side * _COLOURS == count:
        ways.append((side, side, _COLOURS))
    if len(shape) == _IMAGE:
        ways.append((shape[0] * shape[1], shape[2]))  # a row of places, each with its channels
    height, width = nearly_square(count)
    ways += [(height, width)] if height > 1 else [(count, 1)]
    ways.append((count,))
    return [way for way in dict.fromkeys(ways) if way != shape]


def _ways_on(said: Shape, rest: int) -> Iterable[Shape]:
    """What may follow sizes that are written: 8x goes on with 8x1."""
    ways: list[Shape] = []
    if len(said) == 1 and rest % said[0] == 0:
        ways.append((said[0], rest // said[0]))
    if len(said) == 1:
        ways += [nearly_square(rest), (rest, 1)]
    return dict.fromkeys([*ways, (rest,)])


def _of_variables(names: Names, rest: int) -> list[Offer]:
    """The variables that the sizes may go on with; those after which more is due are hidden."""
    found: list[Offer] = []
    for variable in variables(names, COUNT):
        value = int(variable.trial)
        if rest % value == 0:
            more = rest // value
            trial = variable.trial if more == 1 else f"{value}x{more}"
            help_ = variable.help if more == 1 else f"{variable.help}; sizes of {more:,} follow"
            found.append(Offer(variable.text, help_, trial, more != 1, is_of_data=True))
    return found


def _said(draft: Draft, names: Names) -> Shape | None:
    """The sizes that stand before the cursor already; None if one is not known."""
    sizes: list[int] = []
    for token in reversed(draft.before):
        if token.lower == "reshape":
            return tuple(reversed(sizes))
        if token.kind == "times" or token.lower == "x":
            continue
        value = token.value if token.kind == "number" else number_of(names, token.text)
        if not isinstance(value, int) or value < 1:
            return None
        sizes.append(value)
    return None


def _help(shape: Shape) -> str:
    if len(shape) == _IMAGE:
        height, width, channels = shape
        return f"an image of {height} x {width}, {channels} channel{'s' * (channels > 1)}"
    if len(shape) == _MATRIX:
        return f"{shape[0]} rows of {shape[1]}"
    return f"one row of {shape[0]:,}" if len(shape) == 1 else f"{len(shape)} axes"
