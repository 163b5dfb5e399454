"""COLOUR_STATES: how a cell is split into what pages and editors colour.

The rules are regular expressions that Python and VS Code (Oniguruma) read alike, so that
one table makes the lexer of Pygments and the grammar of VS Code. They need no valid cell: a
word that is half typed is a name, and so is one that the language does not know.
"""

from __future__ import annotations

from typing import NamedTuple

from densemodel.language.reading._word_kinds import VALUES_OF, WORD_KINDS


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


_NAME = r"[^\W\d]\w*"
_BLANK = r"[^\S\n]*"


def _any_of(*kinds: str) -> str:
    return rf"\b(?:{'|'.join(word for kind in kinds for word in WORD_KINDS[kind])})\b"


_CLAUSE = _any_of("clauses", "optimizers")
_VALUE_ENDS = rf"(?=[;,)]|->|→|{_CLAUSE}|$)"

COLOUR_STATES: dict[str, ColourState] = {
    "cell": ColourState(
        (
            ColourRule(
                rf"^({_BLANK})(%%)(densemodel)\b(?:([^\S\n]+)({_NAME}))?",
                ("blank", "operator", "magic", "blank", "label"),
                "options",
            ),
            ColourRule(
                rf"^({_BLANK})(?!{_CLAUSE})({_NAME})({_BLANK})(:)",
                ("blank", "label", "blank", "punctuation"),
            ),
            ColourRule(  # `date sold` begins a clause, `date -> 10` does not
                rf"(^|;)({_BLANK})({_any_of('column_clauses')})"
                r"""(?=[^\S\n]+(?:["']|[^\W\d]))""",
                ("punctuation", "blank", "clause"),
            ),
        ),
        then="spec",
    ),
    "options": ColourState(
        (ColourRule(r"(?<=\s)--?[a-z][\w-]*", ("option",)),), then="any", end="$"
    ),
    "spec": ColourState(
        (
            ColourRule(rf"(init)({_BLANK})(=)", ("option", "blank", "operator"), "init"),
            ColourRule(rf"({_NAME})({_BLANK})(=)(?![=>])", ("option", "blank", "operator")),
            *(ColourRule(rf"\b{word}\b", ("clause",), word) for word in VALUES_OF),
            ColourRule(_CLAUSE, ("clause",)),
            ColourRule(_any_of("layers"), ("layer",)),
            ColourRule(_any_of("activations"), ("activation",)),
            ColourRule(_any_of("values"), ("value",)),
        ),
        then="any",
    ),
    **{
        word: ColourState(
            (ColourRule(rf"\b(?:{'|'.join(values)})\b", ("value",)),), then="spec", end=_VALUE_ENDS
        )
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
