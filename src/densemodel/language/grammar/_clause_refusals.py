"""Refuse what is not a clause, with the clause that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.hints import explain
from densemodel.language.reading._token_reader import skip_clause

if TYPE_CHECKING:
    from densemodel.language.reading._reader import Reader


def refuse_sign(reader: Reader) -> None:
    """Refuse a sign instead of a clause."""
    token = reader.token
    if reader.expects("clause"):
        return
    if reader.skips(explain, "line"):  # 20 epochs
        return
    if token.kind != "bad":
        message = f"a clause begins with a word, not {token.quoted}"
        reader.blame(token.span, message, "clauses are such as 'adam lr 0.001' or 'batch 32'")
    skip_clause(reader)


def refuse_word(reader: Reader) -> None:
    """Refuse a word that is not a clause."""
    token = reader.token
    advice = reader.hint(explain, "line")
    if advice is not None:
        skip_clause(reader)
        reader.blame(token.span.to(reader.before.span), *advice[1:], covers=True)
        return
    advice = reader.hint(explain, "clause")
    span, message, hint = advice or (token.span, token.unexpected, "")
    reader.skip_over(span)
    if isinstance(hint, str) and hint.startswith("write '"):  # instead of its number as well
        if reader.at("=", ":") and reader.ahead().kind in {"number", "string"}:
            reader.advance()
            reader.advance()
        else:
            reader.skip("number")
        reader.skip("%")
        span = span.to(reader.before.span)
    reader.blame(span, message, hint)
    skip_clause(reader)
