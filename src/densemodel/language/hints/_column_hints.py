"""Hints for what is typed about the columns of a table: `categorical zip`, `drop name`, `df`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.reading._named_numbers import lookup
from densemodel.language.reading._token_reader import at_end, tokens_inside
from densemodel.language.reading._words import WORDS, write_column
from densemodel.language.syntax_tree._closest_words import by_name, shortened
from densemodel.language.vocabulary._clause_words import COLUMN_CLAUSES

if TYPE_CHECKING:
    from densemodel.language.reading._problems import Advice, PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._tree import Span

_CLAUSE_OF = by_name(
    {
        "category": (
            "categorical categoricals categories cat cats catcols catcolumns catfeatures "
            "categoricalcolumns categoricalfeatures nominal ordinal factor factors enum onehot "
            "onehotencode onehotencoder ohe dummies getdummies embed embedding embeddings "
            "labelencode labelencoder ordinalencoder bool boolean"
        ),
        "number": (
            "numeric numerical numerics numericals numbers num nums numcols numcolumns "
            "numfeatures numericcolumns numericalcolumns numericfeatures numericalfeatures float "
            "floats int ints integer integers continuous real"
        ),
        "date": (
            "dates datetime datetimes datecols datecolumns datefeatures timestamp timestamps time "
            "times day days todatetime parsedates"
        ),
        "without": (
            "drop drops dropcolumn dropcolumns dropcols ignore ignores exclude excludes excluding "
            "omit remove skip discard except leaveout id ids index"
        ),
    }
)
"Words before the names of columns, without underscores, and our clause."

_TEXT = frozenset({"text", "texts", "string", "strings", "str", "object", "words", "freetext"})
"Words for columns of sentences, which no clause has."

_EVERY = frozenset({"columns", "cols", "features", "usecols", "only", "keep", "select", "use"})
"Words for the columns that are taken."

_TABLE = frozenset(
    {"dataframe", "df", "frame", "columns", "column", "cols", "csv", "tables", "tabular"}
    | {"pandas", "polars", "data", "features", "rows", "excel", "sheet"}
)
"Words for a table as the input of a network."


def column_hint(reader: Reader) -> Advice | None:
    """`categorical zip`, `drop name`, `zip category`: the clause for these columns."""
    token = reader.token
    if token.kind != "word":
        return None
    bare = token.lower.replace("_", "")
    word = _CLAUSE_OF.get(bare)
    written = " ".join(write_column(shortened(name)) for name in _columns_ahead(reader))
    if written and word is not None:
        return f"'{token.text}' is written '{word}' here", f"write '{word} {written}'"
    if written and bare in _TEXT:
        message = "text is taken as categories, or left out"
        return message, f"write 'category {written}', or 'without {written}'"
    if written and bare in _EVERY:
        message = "'table' takes every column of the frame"
        return message, "name those to leave out, such as 'without id'"
    return _word_behind(reader)


def _word_behind(reader: Reader) -> Advice | None:
    """`zip category`: the word after its only column."""
    token, after = reader.token, reader.ahead()
    kind = _CLAUSE_OF.get(after.lower)
    word = after.lower if after.lower in COLUMN_CLAUSES else kind if kind != "without" else None
    if word is None or token.lower in WORDS or not at_end(reader, 2):
        return None
    clause = f"{word} {write_column(shortened(token.text))}"
    return "the word of a clause goes before its columns", f"write '{clause}'"


def _columns_ahead(reader: Reader) -> list[str]:
    """The names after the word here, up to the end of the clause; none if there is more."""
    names: list[str] = []
    for ahead in range(1, 16):  # a hint names no more
        token = reader.ahead(ahead)
        if token.kind in {";", "newline", "end"}:
            return names
        if token.kind == "string" and token.text[1:-1]:
            names.append(token.text[1:-1])
        elif token.kind == "word" and token.lower not in WORDS:
            names.append(token.text)
        elif token.kind == "bad" and token.text.startswith("["):  # ['zip', 'region']
            names += [name for part in token.text[1:-1].split(",") if (name := part.strip("'\" "))]
        elif token.kind not in {",", "=", ":", "(", ")"}:
            return []
    return []


def column_brackets_hint(reader: Reader, word: str) -> PlacedAdvice | None:
    """`category(zip)`: the columns in brackets."""
    inside = list(tokens_inside(reader, 0)) if reader.at("(") else []
    names = [token.text.strip("'\"") for token in inside if token.kind in {"word", "string"}]
    if not names:
        return None
    written = " ".join(write_column(shortened(name)) for name in names)
    span = reader.before.span.to(inside[-1].span)
    return span, "columns are written without brackets and commas", f"write '{word} {written}'"


def table_hint(reader: Reader) -> PlacedAdvice | None:
    """`dataframe -> ...`, `df -> ...`, `csv(...) -> ...`: the input `table`."""
    token = reader.token
    if token.kind == "string":
        word = token.text[1:-1].lower()
        if word in {"table", "auto"}:
            message = "words of the language are written without quotes"
            return token.span, message, f"write '{word}'"
        message = "a file is read in the notebook, and its frame goes on the first line"
        return token.span, message, "write 'table'"
    if token.kind != "word" or token.lower not in _TABLE:
        return None
    if lookup(reader.names, token.text) is not None:  # what the variable is says more
        return None
    return _whole(reader, token), "the columns of a frame are written 'table' here", "write 'table'"


def _whole(reader: Reader, token: Token) -> Span:
    """The word, with the brackets after it."""
    last = [token, *tokens_inside(reader, 1)][-1] if reader.ahead().kind == "(" else token
    return token.span.to(last.span)


def table_brackets_hint(reader: Reader) -> PlacedAdvice | None:
    """`table(df)`: the word is read already."""
    if not reader.at("("):
        return None
    last = [reader.before, *tokens_inside(reader, 0)][-1]
    message = "'table' takes no brackets: the frame goes on the first line of the cell"
    return reader.before.span.to(last.span), message, "write 'table'"
