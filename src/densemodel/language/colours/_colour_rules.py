"""COLOUR_STATES: how a cell is split into what pages and editors colour.

One table makes the lexer of Pygments, the grammar of VS Code and the colours of JupyterLab. Its
regular expressions mean the same to all three, but that a letter is ASCII to JavaScript: so
`tools/editor_colours.py` writes letters out, and no rule asks for the boundary of a word.

The rules need no valid cell: a word that is half typed is a name, and so is one that the language
does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from densemodel.language.colours._word_kinds import VALUES_OF, WORD_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable


class ColourRule(NamedTuple):
    """What a regular expression finds, and its kind. Case does not count, and `^` is any line's."""

    pattern: str
    kinds: tuple[str, ...]
    "One for all that is found, or one for each of its groups."
    begins: str = ""
    "The state that begins behind it."


class ColourState(NamedTuple):
    """The rules in one part of a cell: the first that fits where one is counts."""

    rules: tuple[ColourRule, ...]
    then: str = ""
    "The state whose rules follow."
    end: str = ""
    "Where it ends, at the latest at the end of the line; empty: at the end of the cell."


_NAME = r"(?!\d)\w+"
_BLANK = r"[^\S\n]*"


def _any_of(words: Iterable[str]) -> str:
    return rf"(?<!\w)(?:{'|'.join(words)})(?!\w)"


_CLAUSE = _any_of([*WORD_KINDS["clauses"], *WORD_KINDS["optimizers"]])
_VALUE_ENDS = rf"(?=[;,)]|->|→|{_CLAUSE}|$)"

COLOUR_STATES: dict[str, ColourState] = {
    "cell": ColourState(
        (
            ColourRule(
                rf"^({_BLANK})(%%)(densemodel)(?!\w)(?:([^\S\n]+)({_NAME}))?",
                ("blank", "operator", "magic", "blank", "label"),
                "options",
            ),
            ColourRule(
                rf"^({_BLANK})(?!{_CLAUSE})({_NAME})({_BLANK})(:)",
                ("blank", "label", "blank", "punctuation"),
            ),
            ColourRule(  # `date sold` begins a clause, `date -> 10` does not
                rf"(^|;)({_BLANK})({_any_of(WORD_KINDS['column_clauses'])})"
                rf"""(?=[^\S\n]+(?:["']|{_NAME}))""",
                ("punctuation", "blank", "clause"),
            ),
        ),
        then="spec",
    ),
    "options": ColourState(
        (ColourRule(r"(?<=\s)--?[a-z](?:\w|-)*", ("option",)),), then="any", end="$"
    ),
    "spec": ColourState(
        (
            ColourRule(rf"(init)({_BLANK})(=)", ("option", "blank", "operator"), "init"),
            ColourRule(rf"({_NAME})({_BLANK})(=)(?![=>])", ("option", "blank", "operator")),
            *(ColourRule(_any_of([word]), ("clause",), word) for word in VALUES_OF),
            ColourRule(_CLAUSE, ("clause",)),
            ColourRule(_any_of(WORD_KINDS["layers"]), ("layer",)),
            ColourRule(_any_of(WORD_KINDS["activations"]), ("activation",)),
            ColourRule(_any_of(WORD_KINDS["values"]), ("value",)),
        ),
        then="any",
    ),
    **{
        word: ColourState((ColourRule(_any_of(values), ("value",)),), then="spec", end=_VALUE_ENDS)
        for word, values in VALUES_OF.items()
    },
    "any": ColourState(
        (
            ColourRule(r"#.*", ("comment",)),
            # also one whose end is not typed yet
            ColourRule(r"""(["'])(?:(?!\1).)*\1?""", ("string",)),
            ColourRule(r"->|→|\.\.", ("operator",)),
            ColourRule(rf"\d+(?:{_BLANK}[x×]{_BLANK}\d+)+", ("number",)),
            ColourRule(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?%?", ("number",)),
            ColourRule(r"[-=*/%^|:@×]|(?<=[0-9}])x", ("operator",)),
            ColourRule(r"[;,(){}\[\]]", ("punctuation",)),
            ColourRule(_NAME, ("name",)),
            ColourRule(r"[^\S\n]+", ("blank",)),
        )
    ),
}
