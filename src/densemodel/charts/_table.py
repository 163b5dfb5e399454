"""A table as facts, written as HTML and as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.wording import element, escaped

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with HTML of its own.

    Args:
        text: What it says.
        look: Its attributes, such as `class="dm-number"`; a person's text in them is escaped.
        html: The markup in place of the text; a person's text in it is escaped.
    """

    text: str
    attributes: str = ""
    html: str = ""

    def __str__(self) -> str:
        """Return the text."""
        return self.text


@dataclass(frozen=True, slots=True)
class TextTable:
    """Rows below the names of their columns.

    Args:
        heads: The names of the columns; empty for a table without them.
        rows: The cells of each row.
        looks: HTML attributes of the cells of each column.
        numbers: The columns, counted from 0, whose texts end at the right.
        best: The rows, counted from 0, that are marked.
        has_names: Whether the first cell of a row is its name.
        title: What stands above it.

    Example:
        >>> TextTable(("Epoch", "Loss"), [("1", "0.31"), ("2", "0.25")], best={1}).html()
    """

    heads: Sequence[str | TableCell]
    rows: Sequence[Sequence[str | TableCell]]
    column_attributes: Sequence[str] = ()
    numbers: Collection[int] = ()
    best: Collection[int] = ()
    has_names: bool = False
    title: str = ""

    def html(self, attributes: str = "", *, mark: str = "dm-best") -> str:
        """The table as HTML with escaped texts."""
        head = "".join(
            # the corner above the names of rows has none
            self._cell("th", "col", place, cell) if place or cell else "<td></td>"
            for place, cell in enumerate(self.heads)
        )
        marked = f' class="{mark}"'
        body = "".join(
            f"<tr{marked if place in self.best else ''}>{self._row(row)}</tr>"
            for place, row in enumerate(self.rows)
        )
        if head:
            body = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        above = element("caption", self.title) if self.title else ""
        return f"<table{attributes and f' {attributes}'}>{above}{body}</table>"

    def _row(self, row: Sequence[str | TableCell]) -> str:
        return "".join(
            self._cell("th", "row", place, cell)
            if self.has_names and not place
            else self._cell("td", "", place, cell)
            for place, cell in enumerate(row)
        )

    def _cell(self, tag: str, scope: str, place: int, cell: str | TableCell) -> str:
        own = cell if isinstance(cell, TableCell) else TableCell(cell)
        attributes = (
            scope and f'scope="{scope}"',
            self.column_attributes[place] if self.column_attributes else "",
            own.attributes,
        )
        return (
            f"<{' '.join(filter(None, (tag, *attributes)))}>{own.html or escaped(own.text)}</{tag}>"
        )

    @property
    def texts(self) -> list[list[str]]:
        """The rows as texts alone."""
        return [list(map(str, row)) for row in self.rows]

    def text(self) -> str:
        """The table as lines of aligned text."""
        lines = [list(map(str, self.heads)), *self.texts] if self.heads else self.texts
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        body = "\n".join(
            "  ".join(
                cell.rjust(width) if place in self.numbers else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        )
        return f"{self.title}\n{body}" if self.title else body
