"""The choices of a spec by name, and `repeat 5` as five seeds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from densemodel.language.spec._settings import write_clauses
from densemodel.language.syntax_tree._canonical import write_item, write_stage, write_value
from densemodel.language.syntax_tree._tree import (
    CHOICE,
    Choice,
    Clause,
    Item,
    Named,
    Network,
    Repeat,
    Stage,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from densemodel.language.spec._spec import Spec
    from densemodel.language.syntax_tree._tree import Alternative


_NUMBER_OF = {"dense": "units", "conv": "filters"}
"The name of the number after a word, if the word itself is not enough."


@dataclass(frozen=True, slots=True)
class Variable:
    """One choice of a spec, as a column of a table."""

    name: str
    "`units`, `lr`, `activation`; numbered if there are several: `units 1`, `units 2`."
    values: tuple[str, ...]
    "The text of each alternative, in their order."
    numbers: tuple[float, ...] | None
    "The alternatives if all are numbers."
    is_log: bool
    "Whether neighbours have about the same ratio: a rate belongs on a logarithmic axis."


def variables_of(spec: Spec) -> tuple[Variable, ...]:
    """The choices of a spec by name, in the order of `spec.choices`.

    Example:
        >>> variables_of(parse("784 -> {32|64} relu -> 10 ; adam lr {0.01|0.001}"))[1].name
        'lr'
    """
    found = list(_named((spec.network, *spec.clauses), ""))
    counts, seen = Counter(name for _, name in found), Counter[str]()
    variables = []
    for choice, name in found:
        seen[name] += 1
        counted = f"{name} {seen[name]}" if counts[name] > 1 else name
        variables.append(_variable(choice, counted))
    return tuple(variables)


def _variable(choice: Choice, name: str) -> Variable:
    texts = tuple(map(_text, choice.alternatives))
    numbers = [_number(alternative) for alternative in choice.alternatives]
    plain = tuple(number for number in numbers if number is not None)
    if len(plain) < len(numbers):
        return Variable(name, texts, None, is_log=False)
    # a ratio of 100 or more: on a linear axis all but one would overlap
    is_log = min(plain) > 0 and max(plain) / min(plain) >= 100
    return Variable(name, texts, plain, choice.spread.is_log if choice.spread else is_log)


def _number(alternative: Alternative) -> float | None:
    if isinstance(alternative, tuple) and len(alternative) == 1:
        only: Any = alternative[0]
        is_size = isinstance(only, Item) and only.word == "dense" and not only.options
        return _number(only.number) if is_size and only.number is not None else None
    if isinstance(alternative, int | float) and not isinstance(alternative, bool):
        return float(alternative)
    return None


def _text(alternative: Any) -> str:
    if not isinstance(alternative, tuple):
        return write_value(alternative)
    if any(isinstance(part, Clause) for part in alternative):
        return " ; ".join(write_clauses(alternative))
    if any(isinstance(part, Stage | Repeat) for part in alternative):
        return " -> ".join(write_stage(part) for part in alternative)
    return " ".join(
        write_item(part) if isinstance(part, Item) else write_value(part) for part in alternative
    )


def _named(node: Any, name: str) -> Iterator[tuple[Choice, str]]:
    """Every choice with its name, from its context."""
    if isinstance(node, Choice):
        plain = "layers" if node.kind == "stage" else "settings"
        if node.kind == "name":
            plain = "activation"
        elif node.kind == "number" or _number(node.alternatives[0]) is not None:
            plain = "units"
        yield node, name or plain
    elif isinstance(node, tuple):
        for part in node:
            is_option = isinstance(part, tuple) and len(part) == 2 and isinstance(part[0], str)
            yield from _named(part[1], part[0]) if is_option else _named(part, name)
    elif is_dataclass(node):
        for field in fields(node):
            yield from _named(getattr(node, field.name), _name_within(node, field.name, name))


def _name_within(node: Any, field: str, name: str) -> str:
    if isinstance(node, Clause):
        return "" if node.word == CHOICE else node.word
    if isinstance(node, Repeat) and field == "count":
        return "layers"
    if isinstance(node, Item):
        word = str(node.word)
        by_field = {"number": _NUMBER_OF.get(word, word), "sizes": "kernel"}
        return by_field.get(field, field)
    if isinstance(node, Network | Stage | Repeat | Named):
        return name
    return name if field == "start" else (f"{name} {field}".strip())


def repeats_of(spec: Spec) -> tuple[Spec, ...]:
    """One spec for each seed of `repeat`, without that clause.

    Returns:
        Specs with the seeds s, s + 1, and so on; without `repeat` the spec itself.

    Raises:
        SpecError: The spec holds choices.

    Example:
        >>> [str(one) for one in repeats_of(parse("4 -> 2 ; seed 7 ; repeat 2"))]
        ['4 -> 2 ; seed 7', '4 -> 2 ; seed 8']
    """
    count, first = spec.settings.repeat, spec.settings.seed
    if "repeat" not in spec.explicit_clauses:
        return (spec,)
    clauses = tuple(clause for clause in spec.clauses if clause.word != "repeat")
    once = replace(spec, clauses=clauses)
    if count == 1:
        return (once,)
    return tuple(once.with_settings(f"seed {seed}") for seed in range(first, first + count))
