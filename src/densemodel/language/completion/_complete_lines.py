"""Lines of a half-written text: which of them begin a network, and where one goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.reading._named_numbers import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.language.reading._tokens import Token

_INPUT_WORDS = frozenset({"auto", "table"})


def begins_network(tokens: Sequence[Token], index: int, names: Mapping[str, object]) -> bool:
    """Whether the line that begins with this token holds a network."""
    token = tokens[index]
    if token.begins_clause:
        return False
    follows = tokens[index + 1].kind if index + 1 < len(tokens) else ""
    if token.kind in {"number", "times"} or follows == ":" or token.lower in _INPUT_WORDS:
        return True
    is_variable = token.kind == "word" and number_of(names, token.text) is not None
    return is_variable or _has_arrow(tokens, index)


def _has_arrow(tokens: Sequence[Token], index: int) -> bool:
    for place in range(index, len(tokens)):
        token = tokens[place]
        if token.kind == "arrow":
            return True
        if token.kind in {";", "newline"}:
            return False
    return False


def kinds_after(tokens: Sequence[Token]) -> list[str]:
    """For each token the kind of the next one that is no line end."""
    kinds: list[str] = []
    kind = ""
    for token in reversed(tokens):
        kinds.append(kind)
        kind = kind if token.kind == "newline" else token.kind
    return kinds[::-1]


def own_tokens(network: Sequence[Token]) -> list[Token]:
    """The tokens of a network up to its first clause."""
    end = next((i for i, token in enumerate(network) if token.kind == ";"), len(network))
    return list(network[:end])
