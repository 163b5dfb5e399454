"""Writes js/editor/words.json, the words that editors colour, from the tables of `language`.

It needs only the standard library, like the language itself.
"""

from __future__ import annotations

import json
import sys

import pages
import project

sys.path.insert(0, str(project.ROOT / "src"))

from densemodel.language import VALUES_OF, WORD_KINDS

FILE = project.ROOT / "js" / "editor" / "words.json"


def text() -> str:
    """The whole file."""
    return json.dumps({**WORD_KINDS, "values_of": VALUES_OF}, indent=2) + "\n"


def write() -> None:
    """Write the file if it has changed."""
    FILE.parent.mkdir(exist_ok=True)
    pages.write(FILE, text())


if __name__ == "__main__":
    write()
