"""Names of columns as the language writes them: bare where they can be, else in quotes."""

from __future__ import annotations

import re

from densemodel.language.reading._words import WORDS

_PLAIN = re.compile(r"[^\W\d]\w*")


def is_plain(name: str) -> bool:
    """Whether a name stands without quotes: one word, and none of the language."""
    return _PLAIN.fullmatch(name) is not None and name.lower() not in WORDS


def write_column(name: str) -> str:
    """The text that reads back as this name; no text says a name with both kinds of quotes."""
    if is_plain(name):
        return name
    return f"'{name}'" if '"' in name else f'"{name}"'
