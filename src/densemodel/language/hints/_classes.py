"""Classes of tokens that a pattern of rows.txt names: `NUMBER`, `ACTIVATION`, `BRACKETS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.hints import _aliases
from densemodel.language.hints._clause_hints import number_first
from densemodel.language.reading._named_numbers import lookup
from densemodel.language.reading._token_reader import leave_clause, tokens_inside
from densemodel.language.reading._words import ITEM_WORDS, WORDS, write_column
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import TypeAlias

    from densemodel.language.reading._reader import Reader

    Match: TypeAlias = tuple[int, str]
    "The number of tokens, 0 for none, and our word for them."

KINDS = {
    "ANY": {"number", "word", "string", "bad"},
    "ARROW": {"arrow"},
    "END": {"newline", "end"},
    "CLAUSE_END": {";", "newline", "end"},
    "JOINT": {",", "|"},
    "NUMBER": {"number"},
    "STAGE_START": {"arrow", "newline", "(", "*"},
    "STRING": {"string"},
    "TIMES": {"times"},
    "WORD": {"word"},
}
"Classes of one token, by its kind; ours is its text in lower case, without quotes."


WORDS_OF: dict[str, Mapping[str, str] | Collection[str]] = {
    "ACTIVATION": frozenset(ACTIVATIONS),
    "ANY_CROSSENTROPY": _aliases.ANY_CROSSENTROPY,
    "COLUMNS_WORD": _aliases.COLUMN_CLAUSE,
    "DENSE": _aliases.DENSE,
    "EVERY_COLUMN": _aliases.EVERY_COLUMN,
    "FILLER": _aliases.FILLERS,
    "FOCAL_LOSS": {"focal", "focalloss"},
    "INITIALIZER": _aliases.INITIALIZER_NAMES,
    "INPUT": _aliases.INPUT,
    "INPUT_WORD": {"auto", "table"},
    "ITEM_WORD": ITEM_WORDS,
    "KIND_BEHIND": _aliases.KIND_BEHIND,
    "LAYER_OPTION": {"l1", "l2"},
    "LOSS": _aliases.OUR_LOSS,
    "METRIC": _aliases.METRIC_NAMES,
    "NOT_OURS": _aliases.NOT_OURS,
    "OFF": _aliases.OFF,
    "OPTIMIZER_WORD": _aliases.OPTIMIZER_WORDS,
    "OURS": _aliases.OUR_WORD,
    "PART": PARTS,
    "PLAIN_INITIALIZER": _aliases.PLAIN_INITIALIZERS,
    "UNIT": _aliases.UNITS,
    "WHOLE_NETWORK": _aliases.WHOLE_NETWORK,
}
"Classes of one word, with ours for it or without. `QUOTED_LOSS` is a string that holds one."

FUNCTIONS: dict[str, Callable[[Reader, int], Match]] = {
    "CLAUSE_WORD": lambda reader, ahead: (int(reader.ahead(ahead).begins_clause), ""),
    "DIGITS": lambda reader, ahead: (
        int(reader.ahead(ahead).lower.replace("_", "").isdecimal()),
        "",
    ),
    "NETWORK_NAME": lambda reader, ahead: (
        int(reader.ahead(ahead).lower not in _aliases.INPUT),
        "",
    ),
    "VALUE": lambda reader, ahead: (2 * (reader.ahead(ahead).kind == "="), ""),
}
"Other classes: functions of the reader and the tokens ahead, by their names in capitals."


def _token_class(function: Callable[[Reader, int], Match]) -> Callable[[Reader, int], Match]:
    FUNCTIONS[function.__name__.upper().strip("_")] = function
    return function


def matched(kind: str, reader: Reader, ahead: int) -> Match:
    """The number of tokens of a class so many tokens ahead, and our word for them."""
    token = reader.ahead(ahead)
    if kind in FUNCTIONS:
        return FUNCTIONS[kind](reader, ahead)
    if kind in KINDS:
        return int(token.kind in KINDS[kind]), shortened(token.lower.strip("\"'"))
    if not kind[0].isalpha():
        return int(token.kind == kind), ""
    name = kind.removeprefix("QUOTED_")
    if token.kind != ("word" if name == kind else "string"):
        return 0, ""
    words = WORDS_OF.get(name, {name, name.replace("_", "")})
    word = token.lower.strip("\"'")
    known = word if word in words else word.replace("_", "")
    if known not in words:
        return 0, ""
    return 1, words[known] if isinstance(words, dict) else known


@_token_class
def _times_as_word(reader: Reader, ahead: int) -> Match:
    """`x3`."""
    word = reader.ahead(ahead).lower
    return int(word.startswith("x") and word[1:].isdecimal()), word[1:]


@_token_class
def _table(reader: Reader, ahead: int) -> Match:
    """`df`, unless it is a variable: what that is says more."""
    token = reader.ahead(ahead)
    is_table = token.kind == "word" and token.lower in _aliases.TABLE
    return int(is_table and lookup(reader.names, token.text) is None), ""


@_token_class
def _column(reader: Reader, ahead: int) -> Match:
    token = reader.ahead(ahead)
    is_name = token.kind == "word" and token.lower not in WORDS
    return int(is_name), write_column(shortened(token.text))


@_token_class
def _bar_in_braces(reader: Reader, ahead: int) -> Match:
    """The `|` of `{32|64}`, of which the first brace is missing."""
    is_closed = any(reader.ahead(ahead + place).kind == "}" for place in range(17))
    return int(is_closed and reader.ahead(ahead).kind == "|"), ""


@_token_class
def _argument(reader: Reader, ahead: int) -> Match:
    """`0.1`, `=0.1`, `:0.1` or brackets."""
    if reader.ahead(ahead).kind == "(":
        return _brackets(reader, ahead)
    length = int(reader.ahead(ahead).kind in {":", "="})
    return length + (reader.ahead(ahead + length).kind == "number"), ""


@_token_class
def _number_first(reader: Reader, ahead: int) -> Match:
    """`20 epochs`."""
    reader.place += ahead
    clause = number_first(reader)
    reader.place -= ahead
    return (0, "") if clause is None else (2, clause)


@_token_class
def _decimal_comma(reader: Reader, ahead: int) -> Match:
    number = reader.decimal_comma() if ahead == 0 else None
    return (0, "") if number is None else (3, number)


@_token_class
def _product(reader: Reader, ahead: int) -> Match:
    """`28*28`, of at most 8 numbers: no input has more axes."""
    length = 0
    while length < 16 and reader.ahead(ahead + length).kind == "number":
        length += 2
        if reader.ahead(ahead + length - 1).kind != "*":
            break
    return (length - 1, "") if length > 2 else (0, "")


@_token_class
def _names(reader: Reader, ahead: int) -> Match:
    """`my net`, `small-net`."""
    words: list[str] = []
    length = 0
    while length < 8 and reader.ahead(ahead + length).kind in {"number", "word", "bad"}:
        token = reader.ahead(ahead + length)
        words += [token.text] if token.kind != "bad" else []
        length += 1
    return (length, shortened("_".join(words))) if reader.ahead(ahead).kind == "word" else (0, "")


@_token_class
def _clause_name(reader: Reader, ahead: int) -> Match:
    """A word, or two that are one: `learning rate` is `learning_rate`."""
    word, after = reader.ahead(ahead), reader.ahead(ahead + 1)
    joined = f"{word.lower}_{after.lower}"
    if word.kind == after.kind == "word" and _aliases.is_clause_elsewhere(joined):
        return 2, joined
    return int(word.kind == "word"), word.lower


@_token_class
def _any_activation(reader: Reader, ahead: int) -> Match:
    """`activation='relu'` or `relu`."""
    is_named = reader.ahead(ahead).lower == "activation" and reader.ahead(ahead + 1).kind in "=:"
    name = reader.ahead(ahead + 2 * is_named).text.strip("\"'").lower()
    return (1 + 2 * is_named, name) if name in ACTIVATIONS else (0, "")


@_token_class
def _rest_of_item(reader: Reader, ahead: int) -> Match:
    return len(list(tokens_inside(reader, ahead))), ""


@_token_class
def _brackets(reader: Reader, ahead: int) -> Match:
    return _rest_of_item(reader, ahead) if reader.ahead(ahead).kind == "(" else (0, "")


@_token_class
def _kernel(reader: Reader, ahead: int) -> Match:
    """`(3, 3)`."""
    inside = list(tokens_inside(reader, ahead))
    sizes = [shortened(token.text) for token in inside if token.kind == "number"]
    is_kernel = reader.ahead(ahead).kind == "(" and reader.ahead(ahead + 1).kind == "number"
    return (len(inside), "x".join(sizes)) if is_kernel else (0, "")


@_token_class
def _rest_of_clause(reader: Reader, ahead: int) -> Match:
    """What belongs to no other clause."""
    here = reader.place
    reader.place += ahead
    leave_clause(reader)
    length, reader.place = reader.place - here - ahead, here
    return length, ""


@_token_class
def _columns(reader: Reader, ahead: int) -> Match:
    """All names up to the end of the clause, as they are written; none if there is more."""
    names: list[str] = []
    for length in range(15):  # a hint names no more
        token = reader.ahead(ahead + length)
        if token.kind in KINDS["CLAUSE_END"]:
            written = " ".join(write_column(shortened(name)) for name in names)
            return (length, written) if names else (0, "")
        if token.kind == "string" and token.text[1:-1]:
            names.append(token.text[1:-1])
        elif token.kind == "word" and token.lower not in WORDS:
            names.append(token.text)
        elif token.kind == "bad" and token.text.startswith("["):  # ['zip', 'region']
            names += [name for part in token.text[1:-1].split(",") if (name := part.strip("'\" "))]
        elif token.kind not in {",", "=", ":", "(", ")"}:
            break
    return 0, ""


@_token_class
def _values_with_signs(reader: Reader, ahead: int) -> Match:
    """`size < small < large`, `size: small, large`: a column and its values, up to the end."""
    names: list[str] = []
    for length in range(32):
        token = reader.ahead(ahead + length)
        if token.kind in KINDS["CLAUSE_END"]:
            if any(reader.ahead(ahead + place).text == ">" for place in range(length)):
                names[1:] = names[:0:-1]  # from high to low
            written = " ".join(write_column(shortened(name)) for name in names)
            return (length, written) if 2 < len(names) < length else (0, "")
        if token.kind in {"number", "word", "string"}:
            names.append(token.text.strip("\"'"))
        elif token.text not in {"<", ">", "->", ",", "=", ":", "|", "(", ")"}:
            break
    return 0, ""
