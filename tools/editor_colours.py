"""Writes js/editor/colour_states.json: how JupyterLab splits a cell into what it colours.

It needs only the standard library, like the language itself.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pages
import project

sys.path.insert(0, str(project.ROOT / "src"))

from densemodel.language.colours import COLOUR_STATES

if TYPE_CHECKING:
    from densemodel.language.colours import ColourState

FILE = project.ROOT / "js" / "editor" / "colour_states.json"


def text() -> str:
    """The whole file."""
    states = {name: _state(state) for name, state in COLOUR_STATES.items()}
    return json.dumps(states, indent=1, ensure_ascii=False) + "\n"


def _state(state: ColourState) -> dict[str, Any]:
    rules = [{**rule._asdict(), "pattern": _javascript(rule.pattern)} for rule in state.rules]
    return {"rules": rules, "then": state.then, "end": _javascript(state.end)}


def _javascript(pattern: str) -> str:
    """A regular expression with letters of all languages, where JavaScript's own has only ASCII."""
    return pattern.replace(r"\w", r"[\p{L}\p{N}_]")


def write() -> None:
    """Write the file if it has changed."""
    pages.write(FILE, text())


if __name__ == "__main__":
    write()
