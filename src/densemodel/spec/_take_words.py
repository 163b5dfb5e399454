"""Takes words that were offered into a spec: a clause, a layer, or words in place of others."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from densemodel.errors import SpecError
from densemodel.spec._canonical import write_value
from densemodel.spec._clause_text import write_clauses
from densemodel.spec._optimizers import DEFAULT_OPTIMIZER
from densemodel.spec._parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.spec._spec import Spec

_AFTER_INPUT = frozenset({"norm", "scale"})
_ARROW = " -> "
_IN_PLACE = " => "


def with_words(spec: Spec, words: str) -> Spec | None:
    """The spec with the words that a finding offers.

    Args:
        spec: What was written, without choices.
        words: Clauses, as in `weights balanced`; `norm` or `scale / 255`, which stand after the
            input; a last layer, as in `1 sigmoid`; or `old => new`, which puts words in the place
            of those that stand first in the network.

    Returns:
        The new spec; None if the words fit nowhere in it.

    Example:
        >>> str(with_words(parse("784 -> 10 softmax"), "scale / 255"))
        '784 -> scale / 255 -> 10 softmax'
    """
    with suppress(SpecError):
        return spec.with_settings(words)
    for network in _networks(spec, words):
        with suppress(SpecError):
            name = f"{spec.name}: " if spec.name else ""
            return parse(name + " ; ".join([network, *write_clauses(spec.clauses)]))
    return None


def _networks(spec: Spec, words: str) -> Iterator[str]:
    """The network's text with the words in each place where they may belong."""
    first, arrow, rest = spec.network_text.partition(_ARROW)
    old, in_place, new = words.partition(_IN_PLACE)
    if in_place:
        # whole words: `2 relu` does not stand in `12 relu`, nor `bn` in `bn(scale=off)`
        changed = re.sub(rf"(?<![\w.]){re.escape(old)}(?![\w.(:])", lambda _: new, rest, count=1)
        if changed != rest:
            yield f"{first}{_ARROW}{changed}"
    elif arrow and words.split(" ", 1)[0] in _AFTER_INPUT:
        yield f"{first}{_ARROW}{words}{_ARROW}{rest}"
    elif arrow:
        yield f"{spec.network_text.rpartition(_ARROW)[0]}{_ARROW}{words}"


def optimizer_words(spec: Spec) -> str:
    """The optimizer as the spec says it, without its rate: `adam`, `sgd(momentum=0.9)`."""
    said = (clause.value for clause in spec.clauses if clause.word == "optimizer")
    return write_value(next(said, DEFAULT_OPTIMIZER))


def rate_clause(spec: Spec, rate: float) -> str:
    """The clause with which training begins at a rate: a schedule is scaled, and stays one.

    Args:
        spec: What was written, without choices.
        rate: Above 0.

    Example:
        >>> rate_clause(parse("784 -> 10 ; lr exp 0.03->0.0001/1000"), 0.06)
        'lr exp 0.0598->0.0001993/1000'
    """
    schedule = spec.settings.schedule
    return f"lr {write_value(rate if schedule is None else schedule.beginning_at(rate))}"
