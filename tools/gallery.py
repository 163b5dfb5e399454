"""What the gallery shows: one line for each picture; and its page, docs/gallery.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

import pages

IMAGES = pages.DOCS / "images" / "gallery"
_DIGITS = "%%densemodel digits -x x_train -y y_train"


@dataclass(frozen=True)
class Entry:
    """A line, what it gives, and how its picture is taken."""

    name: str
    "of the picture's file"
    title: str
    "the heading"
    line: str
    "what a person writes"
    sentence: str
    "what they get, in Markdown"
    alt: str
    "what the picture shows"
    cell: str = f"{_DIGITS} --wait\n{{}}"
    "the cell that is run, with the line as {}"
    before: tuple[str, ...] = ()
    "cells that are run before it"
    part: str = ".dm-panel"
    "the part of the output that is pictured, as a CSS selector"
    tab: str = ""
    "the tab that is opened before"
    button: str = ""
    "the button that is pressed before"
    stroke: tuple[tuple[float, float], ...] = ()
    "what is drawn on the pad before, in hundredths of its side"
    height: int = 560
    "of the picture, in pixels at most; the rest is cut off"
    screen: tuple[int, int] = (970, 1600)
    "the width and the height of the browser's window, in pixels"


def _read() -> tuple[Entry, ...]:
    tables = tomllib.loads((pages.DOCS / "_gallery.toml").read_text(encoding="utf-8"))["entry"]
    lists = ("before", "stroke")
    return tuple(
        Entry(**table | {name: tuple(table.get(name, ())) for name in lists}) for table in tables
    )


ENTRIES = _read()


def write() -> None:
    """Write docs/gallery.md."""
    pages.write(pages.DOCS / "gallery.md", page())


def page() -> str:
    """Return the text of the page."""
    return pages.filled(pages.DOCS / "_gallery.md", {"entries": _entries})


def _entries() -> str:
    return "\n\n".join(map(_entry, ENTRIES))


def _entry(entry: Entry) -> str:
    language = "densemodel" if "->" in entry.line else ""
    return (
        f"## {entry.title}\n\n```{language}\n{entry.line}\n```\n\n{entry.sentence}\n\n"
        f"![{entry.alt}](images/gallery/{entry.name}.webp)"
    )
