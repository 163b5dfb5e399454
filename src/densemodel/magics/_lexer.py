"""CellLexer: a `%%densemodel` cell as Pygments colours it, in Sphinx, nbconvert and a terminal.

Pygments finds it as `densemodel`, by an entry point. It loads neither IPython nor a slow library.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pygments.lexer import RegexLexer, bygroups, include
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text

from densemodel.language.colours import COLOUR_STATES

if TYPE_CHECKING:
    from densemodel.language.colours import ColourState

# kinds of tokens that most styles colour differently
_TOKENS = {
    "activation": Name.Function,
    "blank": Text.Whitespace,
    "clause": Operator.Word,
    "comment": Comment.Single,
    "label": Name.Label,
    "layer": Keyword,
    "magic": Keyword.Namespace,
    "name": Name.Variable,
    "number": Number,
    "operator": Operator,
    "option": Name.Attribute,
    "punctuation": Punctuation,
    "string": String,
    "value": Keyword.Constant,
}


def _rules(state: ColourState) -> list[Any]:
    """The rules of a state as Pygments takes them: the end of a line ends any state."""
    rules: list[Any] = [(state.end, bygroups(), "#pop")] if state.end else []
    for pattern, kinds, begins in state.rules:
        tokens = [_TOKENS[kind] for kind in kinds]
        action = tokens[0] if len(tokens) == 1 else bygroups(*tokens)
        rules.append((pattern, action, begins) if begins else (pattern, action))
    # any other character is text, never an error
    return [*rules, include(state.then) if state.then else (".", Text)]


class CellLexer(RegexLexer):  # type: ignore[misc]  # Pygments is untyped
    """The lexer of a cell, also of one without its first line."""

    name = "densemodel"
    aliases = ("densemodel",)
    flags = re.IGNORECASE | re.MULTILINE
    tokens = {  # noqa: RUF012 - as Pygments reads it
        "root": [include("cell")],
        **{name: _rules(state) for name, state in COLOUR_STATES.items()},
    }
