"""Looks ahead in a stage: the tokens of a call that another tool would have there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token

_FAR = 32
"Tokens looked at in the brackets of a call."


def tokens_inside(reader: Reader, ahead: int) -> Iterator[Token]:
    """The next few tokens of the item that goes on here: in its brackets, or up to its end."""
    depth = 0
    for place in range(ahead, ahead + _FAR):
        token = reader.ahead(place)
        depth += (token.kind == "(") - (token.kind == ")")
        if token.kind in {"newline", "end", ";", "arrow"} or depth < 0:
            return
        yield token
        if token.kind == ")" and depth == 0:
            return
