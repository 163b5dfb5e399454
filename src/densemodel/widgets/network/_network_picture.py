"""The static picture of a network: SVG, drawn without a browser."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from densemodel.widgets.network._picture_columns import (
    FIGURE_SIZE,
    LINE,
    STEP,
    picture_columns,
    text_width,
)
from densemodel.wording import escaped, read_aloud

if TYPE_CHECKING:
    from densemodel.language import Spec
    from densemodel.widgets.network._picture_columns import PictureColumn


SHORTEST_ARROW, LONGEST_ARROW = 20, 40
TURN = 16
"The arrow that leads out of a row and into the next."


@dataclass(frozen=True, slots=True)
class Row:
    """One line of columns."""

    columns: list[PictureColumn]
    number: int
    is_last: bool
    arrow: float = SHORTEST_ARROW
    "How long the arrow between two columns is."

    @property
    def shortest(self) -> int:
        """Its length with the shortest arrows, including those into it and out of it."""
        turns = TURN * (bool(self.number) + (not self.is_last))
        return turns + sum(column.width for column in self.columns) + self._joints * SHORTEST_ARROW

    @property
    def longest(self) -> int:
        """Its length with the longest arrows."""
        return self.shortest + self._joints * (LONGEST_ARROW - SHORTEST_ARROW)

    @property
    def _joints(self) -> int:
        return len(self.columns) - 1

    def stretched(self, length: float) -> Row:
        """The row stretched to a length."""
        more = max(0.0, length - self.shortest) / max(1, self._joints)
        return replace(self, arrow=SHORTEST_ARROW + more)


def picture_rows(columns: list[PictureColumn], room: int) -> list[Row]:
    """As few rows as fit, about equally long, with aligned ends.

    The last one, and one row alone, spread only a little.
    """
    low, high = 0, room
    fewest = len(_broken(columns, room))
    while fewest > 1 and high - low > 1:  # the shortest line in which they need no more rows
        middle = (low + high) // 2
        if len(_broken(columns, middle)) > fewest:
            low = middle
        else:
            high = middle
    lines = _broken(columns, high)
    rows = [Row(line, number, number == len(lines) - 1) for number, line in enumerate(lines)]
    edge = min(room, max(row.longest for row in rows))
    *full, last = [row.stretched(edge) for row in rows]
    usual = max([LONGEST_ARROW, *(row.arrow for row in full)])
    return [*full, replace(last, arrow=min(last.arrow, usual))]


def _broken(columns: list[PictureColumn], room: int) -> list[list[PictureColumn]]:
    lines: list[list[PictureColumn]] = [[]]
    for column in columns:
        longer = Row([*lines[-1], column], len(lines) - 1, is_last=False)
        if lines[-1] and longer.shortest > room:
            lines.append([])
        lines[-1].append(column)
    return lines


WIDTH = 860
"In pixels: what fits into a notebook's page; a narrower page shrinks it."

_HEAD, _AIR = 5, 4
_WORDS_GAP, _FIGURES_HEIGHT, _ROW_GAP, _EDGE = 5, 44, 18, 12
_LEFT = _EDGE + text_width("parameters", FIGURE_SIZE) + 8
# Its own colours, on white: a picture in a file knows neither the page's theme nor its variables
_STYLE = (
    "text{font-family:system-ui,'Helvetica Neue',Arial,sans-serif;fill:#212121}"
    ".m{text-anchor:middle}.h{font-weight:600}.f{fill:#616161}"
    ".b{fill:#e8f1fa;stroke:#1976d2}.input .b{fill:#fff;stroke:#9e9e9e}"
    ".pass .b{fill:#eee;stroke:none}.gap .b{fill:none;stroke:none}"
    ".pass .h,.gap .h{font-weight:400}"
    ".a{fill:none;stroke:#1976d2;stroke-linecap:round}"
    ".w{fill:#1976d2;fill-opacity:.25;stroke:#1976d2}.l{stroke:#1976d2;stroke-opacity:.5}"
)


class _Placed(NamedTuple):
    column: PictureColumn
    x: float
    axis: float


def network_picture(spec: Spec) -> str:
    """A network as SVG text, every string in it escaped; a long one without its middle.

    Example:
        >>> Path("network.svg").write_text(network_picture(parse("784 -> 10 softmax")))
    """
    parts: list[str] = []
    placed: list[_Placed] = []
    top: float = _EDGE
    for row in picture_rows(picture_columns(spec), WIDTH - _LEFT - _EDGE):
        band = max(column.drawn[1] for column in row.columns)
        below = max((len(each.words) for each in row.columns if not each.holds_words), default=0)
        words = top + band + (_WORDS_GAP if below else 0)
        figures = words + below * LINE + 18
        drawn, at = _columns(row, top + band / 2, words, figures)
        placed += at
        parts += [*drawn, _text("output", _EDGE, figures, "f")]
        parts.append(_text("parameters", _EDGE, figures + 16, "f"))
        top = words + below * LINE + _FIGURES_HEIGHT + _ROW_GAP
    height = round(top - _ROW_GAP + _EDGE)
    drawing = "".join([*parts, *_windows(placed)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}"><style>{_STYLE}</style>'
        f'<rect width="{WIDTH}" height="{height}" rx="4" fill="#fff"/>{drawing}</svg>'
    )


def network_picture_html(spec: Spec) -> str:
    """The picture as an HTML image with the network as its alternative text.

    As an image it runs no script, whatever its text, and JupyterLab shows it in a notebook that
    is not trusted, where it takes inline SVG out.
    """
    data = b64encode(network_picture(spec).encode()).decode()
    alternative = escaped(read_aloud(spec.network_text))
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{alternative}" width="{WIDTH}"'
        ' style="max-width:100%;height:auto">'
    )


def _columns(
    row: Row, axis: float, words: float, figures: float
) -> tuple[list[str], list[_Placed]]:
    parts, placed = [], []
    x: float = _LEFT + (TURN if row.number else 0)
    end: float | None = _LEFT if row.number else None
    for column in row.columns:
        at = _Placed(column, x + (column.width - column.drawn[0]) / 2, axis)
        inset = column.stack.inset if column.stack else 0
        if end is not None:
            parts.append(_arrow(end, at.x + inset, axis))
        parts.append(_column(at, words, figures))
        placed.append(at)
        end = at.x + column.drawn[0] - inset
        x += column.width + row.arrow
    if not row.is_last and end is not None:
        parts.append(_arrow(end, x - row.arrow + TURN, axis))
    return parts, placed


def _column(at: _Placed, words: float, figures: float) -> str:
    column = at.column
    middle = at.x + column.drawn[0] / 2
    first = at.axis - (len(column.words) - 1) * LINE / 2 if column.holds_words else words + LINE / 2
    push = 2 if column.holds_words and column.words[0][1] > LINE else 0
    lines = [
        _text(
            text,
            middle,
            # from the middle of the letters to their baseline
            first + number * LINE + size * 0.36 + (push if number else 0),
            "m h" if number == 0 else "m",
            size,
        )
        for number, (text, size) in enumerate(column.words)
    ]
    lines.append(_text(column.shape, middle, figures, "m f"))
    lines.append(_text(column.parameters, middle, figures + 16, "m f"))
    return f'<g class="{column.role}">{_shape(at)}{"".join(lines)}</g>'


def _shape(at: _Placed) -> str:
    """A box, a bar, or planes from back to front."""
    width, height = at.column.drawn
    top = at.axis - height / 2
    stack = at.column.stack
    if stack is None:
        return _rectangle((at.x + 0.5, top + 0.5, width - 1, height - 1), "b", 3)
    size = (stack.width - 1, stack.height - 1)
    return "".join(
        _rectangle((at.x + 0.5 + stack.depth - step, top + 0.5 + step, *size), "b", 1)
        for step in range(0, stack.count * STEP, STEP)
    )


def _windows(placed: list[_Placed]) -> list[str]:
    """Draw each kernel on the last image before it, with lines to the next column."""
    parts: list[str] = []
    image: _Placed | None = None
    before: _Placed | None = None
    for at in placed:
        if image is not None and at.column.window is not None:
            is_beside = before is image and at.axis == image.axis
            parts.append(_window(image, at.column.window, at if is_beside else None))
        image = at if at.column.stack else image
        before = at
    return parts


def _window(image: _Placed, size: tuple[int, int], to: _Placed | None) -> str:
    stack = image.column.stack
    if stack is None:
        return ""
    width, height = size
    x = image.x + (stack.width - width) / 2
    y = image.axis + (image.column.drawn[1] - stack.height - height) / 2
    drawn = _rectangle((x, y, width, height), "w")
    if to is None:
        return drawn
    tip = to.x + (to.column.stack.inset if to.column.stack else 0) - _AIR
    return drawn + "".join(
        f'<path class="l" d="M{x + width:g} {start:g}L{tip:g} {to.axis:g}"/>'
        for start in (y, y + height)
    )


def _arrow(start: float, end: float, y: float) -> str:
    tip, back, half = end - _AIR, end - _AIR - _HEAD, _HEAD - 1.5
    head = f"M{back:g} {y - half:g}L{tip:g} {y:g}L{back:g} {y + half:g}"
    return f'<path class="a" d="M{start + _AIR:g} {y:g}H{tip:g}{head}"/>'


def _rectangle(box: tuple[float, float, float, float], css: str, radius: int = 0) -> str:
    x, y, width, height = box
    corner = f' rx="{radius}"' if radius else ""
    size = f'width="{width:g}" height="{height:g}"'
    return f'<rect class="{css}" x="{x:g}" y="{y:g}" {size}{corner}/>'


def _text(text: str, x: float, y: float, css: str, size: int = FIGURE_SIZE) -> str:
    if not text:
        return ""
    return f'<text class="{css}" x="{x:g}" y="{y:.4g}" font-size="{size}">{escape(text)}</text>'
