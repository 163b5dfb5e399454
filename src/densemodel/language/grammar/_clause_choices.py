"""Whole clauses in braces: `{batch 32|batch 64}`, `{adam|sgd} lr 0.01`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.grammar._choice_grammar import read_choice
from densemodel.language.tree._tree import CHOICE, Choice, Clause, Named

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language.reading._reader import Reader


def read_clause_choice(
    reader: Reader, read_one: Callable[[Reader], tuple[Clause, ...] | None]
) -> Clause | None:
    """Read a choice among clauses.

    Args:
        reader: At the `{`.
        read_one: Reads one alternative: a clause, which is two where a rate stands with its
            optimizer.

    Returns:
        The clause `optimizer` if all alternatives are optimizers alone, so that a rate for all of
        them may follow; else the clause `choice`. None if it was refused.
    """
    start = reader.token.span
    choice = read_choice(reader, "clause", read_one)
    if choice is None:
        return None
    span = start.to(reader.before.span)
    optimizers = _optimizers(choice)
    if optimizers:
        return Clause("optimizer", Choice("name", optimizers, span=span), span)
    return Clause(CHOICE, choice, span)


def _optimizers(choice: Choice) -> tuple[Named, ...]:
    """The optimizers, if each alternative is one alone."""
    found: list[Named] = []
    for alternative in choice.alternatives:
        only = alternative[0] if isinstance(alternative, tuple) and len(alternative) == 1 else None
        if not isinstance(only, Clause) or only.word != "optimizer":
            return ()
        if isinstance(only.value, Named):
            found.append(only.value)
    return tuple(found)
