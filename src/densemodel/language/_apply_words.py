"""Apply the change of a finding to a spec: a clause, a layer, or `old => new`."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from densemodel.errors import SpecError
from densemodel.language._parse import parse, parse_clauses
from densemodel.language.spec._spec import checked
from densemodel.language.syntax_tree._canonical import write_value
from densemodel.language.vocabulary._clause_words import LISTED_KINDS
from densemodel.language.vocabulary._layer_words import LAYERS
from densemodel.language.vocabulary._optimizers import DEFAULT_OPTIMIZER

if TYPE_CHECKING:
    from densemodel.language.spec._spec import Spec
    from densemodel.language.syntax_tree._tree import Clause

_ARROW = " -> "
_BETWEEN = " ; "
_BEFORE_NETWORK = " ->"
_BEFORE_NUMBER = frozenset(
    {"/", *(word for word, one in LAYERS.items() if one.argument or one.sizes)}
)
"Words with a number after them: the 2 of `max 2` is not a layer."


def with_words(spec: Spec, words: str) -> Spec | None:
    """The spec with the change of a finding.

    Args:
        spec: Without choices.
        words: Clauses, as in `weights balanced`; `table`, `auto` or `784 ->`, for the input;
            `norm` or `scale / 255`, for after it; a last layer, as in `1 sigmoid`; or `old => new`,
            for every occurrence in the network. Several are separated by semicolons.

    Returns:
        The new spec; None if the change does not fit. Default `epochs` and `patience` stay
        defaults.

    Example:
        >>> str(with_words(parse("784 -> 10 softmax"), "scale / 255"))
        '784 -> scale / 255 -> 10 softmax'
    """
    with suppress(SpecError):
        return _with_clauses(spec, parse_clauses(words))
    if _BETWEEN in words:
        changed: Spec | None = spec
        for part in words.split(_BETWEEN):
            changed = None if changed is None else with_words(changed, part)
        return changed
    text = _network_with(spec.network_text, words)
    with suppress(SpecError):
        return checked(replace(spec, network=parse(text).network)) if text else None
    return None


def _with_clauses(spec: Spec, clauses: tuple[Clause, ...]) -> Spec:
    """The spec with these clauses; columns are added to those that it names already."""
    of_columns = [clause for clause in clauses if clause.word in ("without", *LISTED_KINDS)]
    spec = spec.with_clauses(tuple(clause for clause in clauses if clause not in of_columns))
    for clause in of_columns:
        names = clause.value if isinstance(clause.value, tuple) else ()
        if spec.takes_table:
            for name in names:
                spec = spec.with_kind(str(name), cast("Any", clause.word))
        else:
            joined = dict.fromkeys([*spec.settings.without, *names])
            spec = spec.with_clauses((replace(clause, value=tuple(joined)),))
    return spec


def _network_with(text: str, words: str) -> str:
    """The network's text with the words in their place; empty if there is none."""
    first, arrow, rest = text.partition(_ARROW)
    old, in_place, new = words.partition(" => ")
    if not arrow:
        return ""
    if in_place:
        changed = _replaced(rest, old, new)
        return f"{first}{arrow}{changed}" if changed != rest else ""
    if words in {"table", "auto"} or words.endswith(_BEFORE_NETWORK):
        return f"{words.removesuffix(_BEFORE_NETWORK)}{arrow}{rest}"
    if words.split(" ", 1)[0] in {"norm", "scale"}:
        stands_there = f"{rest} ".startswith(f"{words} ")
        return text if stands_there else f"{first}{arrow}{words}{arrow}{rest}"
    return f"{text.rpartition(_ARROW)[0]}{_ARROW}{words}"


def _replaced(text: str, old: str, new: str) -> str:
    """The text with the old words replaced wherever they are whole words.

    `2 relu` is not part of `12 relu`, `max 2 relu` or `conv 8 3x3/2 relu`, nor `bn` of
    `bn(scale=off)`.
    """

    def put(found: re.Match[str]) -> str:
        before = text[: found.start()]
        if old[:1].isdigit() and before.endswith(" "):
            word = before.rsplit(maxsplit=1)[-1].lstrip("0123456789*(")
            if word in _BEFORE_NUMBER:
                return found[0]
        return f"({new})" if before.endswith("*") and " " in new else new  # 3*32 -> 3*(32 relu)

    return re.sub(rf"(?<![\w./]){re.escape(old)}(?![\w.(:/])", put, text)


def optimizer_words(spec: Spec) -> str:
    """The optimizer of the spec without its rate: `adam`, `sgd(momentum=0.9)`."""
    optimizers = (clause.value for clause in spec.clauses if clause.word == "optimizer")
    return write_value(next(optimizers, DEFAULT_OPTIMIZER))


def rate_clause(spec: Spec, rate: float) -> str:
    """The clause for a first learning rate; a schedule is scaled.

    Args:
        spec: Without choices.
        rate: Above 0.

    Example:
        >>> rate_clause(parse("784 -> 10 ; lr exp 0.03->0.0001/1000"), 0.06)
        'lr exp 0.0598->0.0001993/1000'
    """
    schedule = spec.settings.schedule
    return f"lr {write_value(rate if schedule is None else schedule.beginning_at(rate))}"
