"""A comparison's table as HTML, for the panel and for the file, and as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.widgets.charts._compared_look import looks_of, swatch
from densemodel.widgets.comparison._compared_rows import compared_table
from densemodel.widgets.comparison._compared_sentence import compared_sentence
from densemodel.wording import element, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.training import RunGroup
    from densemodel.widgets.charts._compared_look import Look

_LEFT = 'style="text-align:left;vertical-align:top"'
"Said in each cell: a page that does not trust the notebook keeps it, and takes a stylesheet out."
_TEXTS = frozenset({"Network", "What differs", "State"})


def table_html(groups: Sequence[RunGroup]) -> str:
    """The table of the panel: each name with a piece of its line, the lowest mean marked."""
    table = compared_table(groups)
    lowest = _lowest_words(groups)
    looks = looks_of([group.name for group in groups])
    heads = "".join(
        f'<th scope="col" class="{_css(head)}">{escaped(head)}</th>' for head in table.heads
    )
    rows = "".join(
        _row_html(look, table.heads, row, lowest if place == table.lowest else "")
        for place, (look, row) in enumerate(zip(looks, table.rows, strict=True))
    )
    note = element("p", f"★ {lowest}", "dm-note")
    return (
        '<div class="dm-table-scroll" tabindex="0" role="group" aria-label="The networks">'
        f'<table class="dm-compared-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{note if table.lowest is not None else ''}"
    )


def _row_html(look: Look, heads: Sequence[str], row: Sequence[str], lowest: str) -> str:
    """A row; `lowest` says what it is the best of, and is empty for the others."""
    name, differs, *others = row
    star = f'<span class="dm-star" title="{escaped(lowest)}">★</span> ' if lowest else ""
    cells = "".join(
        element("td", text, _css(head)) for head, text in zip(heads[2:], others, strict=True)
    )
    return (
        f"<tr{' class=dm-best' if lowest else ''}>"
        f'<th scope="row">{swatch(look)}{star}'
        f"<bdi>{escaped(name)}</bdi></th>{element('td', differs, 'dm-differs')}{cells}</tr>"
    )


def _lowest_words(groups: Sequence[RunGroup]) -> str:
    has_seeds = any(len(group.runs) > 1 for group in groups)
    return "the lowest mean validation loss" if has_seeds else "the lowest validation loss"


def _css(head: str) -> str:
    return "dm-words" if head in _TEXTS else "dm-number"


def in_file(groups: Sequence[RunGroup]) -> tuple[str, str]:
    """What stays of a comparison in the file: sentence and table, as HTML and as text."""
    is_busy = any(group.is_busy for group in groups)
    # a notebook may be read long after: nothing trains then
    moment = "They were training when this was kept. " if is_busy else ""
    said = f"{moment}{compared_sentence(groups)}"
    table = compared_table(groups)
    heads = "".join(f'<th scope="col" {_LEFT}>{escaped(head)}</th>' for head in table.heads)
    rows = "".join(
        f'<tr><th scope="row" {_LEFT}>{escaped(row[0])}</th>'
        + "".join(f"<td {_LEFT}>{escaped(text)}</td>" for text in row[1:])
        + "</tr>"
        for row in table.rows
    )
    html = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return element("p", said, "dm-line") + html, f"{said}\n\n{table_text(groups)}"


def table_text(groups: Sequence[RunGroup]) -> str:
    """The table in plain text, a line for each network."""
    table = compared_table(groups)
    lines = [table.heads, *table.rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
