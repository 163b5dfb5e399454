"""Reads names of columns: `without id "max"`, `category zip`, `split 0.3 by patient`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.grammar._choice_grammar import read_choice
from densemodel.language.grammar._option_grammar import ADVICE
from densemodel.language.hints import explain
from densemodel.language.reading._problems import Due
from densemodel.language.reading._token_reader import at_end, clause_begins, leave_clause
from densemodel.language.reading._words import is_plain, write_column
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.vocabulary._clause_words import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._tree import Span, Value

_SPLIT = CLAUSES["split"]
_WAYS = ("last", "by")
_BY = "split 0.3 by patient"


def read_columns(reader: Reader, word: str) -> tuple[str, ...] | None:
    """Read the columns of `without`, `category`, `number`, `date` or `text`."""
    columns: dict[str, Span] = {}
    parts: list[str] = []
    place, refused = reader.place, False
    while not at_end(reader) and not reader.at("arrow"):
        token = reader.token
        if token.kind == ",":
            reader.blame(reader.advance().span, "columns are separated by spaces", "leave ',' out")
            continue
        if columns and clause_begins(reader):
            break  # the ';' is missing
        if reader.at("{"):
            choice = read_choice(
                reader, "name", lambda one: _column(one, before=columns, word=word)
            )
            refused |= choice is None
            names = [] if choice is None else list(map(str, choice.alternatives))
            twice = next((name for name in names if name in columns), None)
            if choice is not None and twice is not None:
                message = f"{write_column(twice)} is given twice"
                reader.blame(choice.span, message, also=(columns[twice],))
            elif choice is not None:
                columns.update(dict.fromkeys(names, choice.span))
                parts.append(choice)
            continue
        column = _column(reader, place, columns, word)
        refused |= column is None
        if column is not None and column in columns:
            message = f"{write_column(column)} is given twice"
            reader.blame(token.span, message, also=(columns[column],))
        elif column is not None:
            columns[column] = token.span
            parts.append(column)
    if not columns and not refused:
        hint = f"write '{CLAUSES[word].example}'"
        reader.blame(reader.before.span, f"'{word}' names at least one column", hint)
    return tuple(parts) or None


def read_order(reader: Reader, word: str) -> tuple[tuple[str, ...], ...] | None:
    """Read a column and its values from low to high, as the only item of a tuple."""
    advice = reader.hint(explain, "order")
    if advice is not None:  # order size < small < large
        reader.blame(*advice, covers=True)
        reader.skip_over(advice[0])
        return None
    names: list[str] = []
    while not at_end(reader) and not (len(names) > 1 and clause_begins(reader)):
        token = reader.token
        name = _column(reader, word=word) if not names else _value(reader)
        if name is None:
            return None
        if name in names[1:]:
            reader.blame(token.span, f"{write_column(name)} is given twice")
            return None
        names.append(name)
    if len(names) < 3:
        message = f"'{word}' names a column and its values from low to high"
        reader.blame(reader.before.span, message, f"write '{CLAUSES[word].example}'")
        return None
    return (tuple(names),)


def _value(reader: Reader) -> str | None:
    """Read a value of an ordered column, or refuse the token."""
    token = reader.advance()
    if token.kind == "string":
        return token.text[1:-1]
    if token.kind == "word":
        return token.text
    if token.kind != "bad":
        hint = f"write {write_column(token.text)}" if token.kind == "number" else ""
        reader.blame(token.span, "a value that is not one word is written in quotes", hint)
    leave_clause(reader)
    return None


def read_split(reader: Reader, _word: str) -> Value | None:
    """Read `off`, a share, (share, `last`) or (share, `by`, column); None if it was refused."""
    if reader.at_word("off"):
        word = reader.advance()
        if reader.at_word(*_WAYS):
            reader.blame(word.span, "'split off' holds out no rows", "write a share: 'split 0.3'")
            leave_clause(reader)
        return word.lower
    if not reader.holds_number() and reader.skips(explain, "value", word="split"):
        return None
    share = _share(reader)
    if reader.at_word("last") and share is not None:
        reader.advance()
        if reader.at_word(*_WAYS):
            message = "rows are held out in one way only"
            reader.blame(reader.token.span, message, "write 'last', or 'by' and a column")
            leave_clause(reader)
        return share, "last"
    if reader.at_word("by") and share is not None:
        reader.advance()
        column = _by_column(reader)
        return None if column is None else (share, "by", column)
    if reader.at_word(*_WAYS):
        leave_clause(reader)
    elif reader.expects("words", "split", _WAYS):
        pass
    else:
        given = shortened(reader.before.text) if reader.before.kind == "number" else "0.3"
        if reader.refuses(explain, "way to split", share=given):
            leave_clause(reader)
    return share


def _share(reader: Reader) -> int | float | None:
    token = reader.token
    if reader.at_word(*_WAYS):
        column = reader.ahead()
        example = "split 0.3 last" if token.lower == "last" else _BY
        if token.lower == "by" and column.kind in {"word", "string"}:
            example = f"split 0.3 by {shortened(column.text)}"
        reader.blame(token.span, f"a share goes before '{token.lower}'", f"write '{example}'")
        return None
    if reader.refuses(explain, "share"):
        leave_clause(reader)
        return None
    assert _SPLIT.quantity is not None  # noqa: S101 - the table says so
    return reader.number(Due("'split'", _SPLIT.quantity, _SPLIT.example, ADVICE.get("split")))


def _by_column(reader: Reader) -> str | None:
    if at_end(reader):
        reader.blame(reader.before.span, "the column after 'by' is missing", f"write '{_BY}'")
        return None
    column: str | None
    is_choice = reader.at("{")
    column = read_choice(reader, "name", _column) if is_choice else _column(reader)
    is_plain_next = reader.at("word") and is_plain(reader.token.text)
    if is_plain_next or (column is not None and reader.at("string", ",")):
        reader.blame(reader.token.span, "groups are in one column", f"write '{_BY}'")
        leave_clause(reader)
    return column


def _column(
    reader: Reader, start: int | None = None, before: Iterable[str] = (), word: str = ""
) -> str | None:
    """Read one name, or refuse the token; one token is read in any case.

    A name with spaces may begin at `start`; the columns `before` are written already, in the clause
    `word` if it is one of columns alone.
    """
    start = reader.place if start is None else start
    if reader.expects("columns", word, given=before):
        return None
    token = reader.advance()
    if token.kind == "string":
        if token.text[1:-1]:
            return token.text[1:-1]
        reader.blame(token.span, "the name of a column is missing in the quotes")
        return None
    if token.kind == "word" and is_plain(token.text):
        return token.text
    if token.kind == "word":
        message = f"'{token.text}' is a word of the language; as a column it is written in quotes"
        reader.blame(token.span, message, f"write {write_column(token.text)}")
    elif token.kind != "bad":
        leave_clause(reader)
        first, last = reader.tokens[start], reader.before
        whole = write_column(shortened(reader.problems.text[first.start : last.end]))
        message = "a name that is not one plain word is written in quotes"
        reader.blame(token.span.to(last.span), message, f"write {whole}, if it is one name")
    else:
        leave_clause(reader)  # its problem is already noted
    return None
