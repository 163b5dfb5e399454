"""Pages of the guide that are partly generated: text with {{ names }}, which are replaced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

DOCS = project.ROOT / "docs"


def filled(template: Path, parts: Mapping[str, Callable[[], str]]) -> str:
    """Return a template's text with each {{ name }} replaced.

    Args:
        template: A file in docs/ whose name begins with an underscore.
        parts: The function that returns the text for each name.
    """
    text = template.read_text(encoding="utf-8")
    return re.sub(r"\{\{ (\w+) \}\}", lambda match: parts[match[1]](), text)


def write(page: Path, text: str) -> None:
    """Write a page if it has changed."""
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8")


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    lines = [list(headings)]
    lines.append(["---"] * len(lines[0]))
    lines += [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
