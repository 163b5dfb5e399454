"""`repeat 5`: the same network and settings, once for each of five seeds in a row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.language.spec._spec import Spec

_REPEAT = "repeat"


def repeats_of(spec: Spec) -> tuple[Spec, ...]:
    """One spec for each training that `repeat` asks for, without that word.

    Args:
        spec: Without choices.

    Returns:
        Specs with the seeds s, s + 1, and so on; without `repeat` the spec itself.

    Raises:
        SpecError: The spec holds choices.

    Example:
        >>> [str(one) for one in repeats_of(parse("4 -> 2 ; seed 7 ; repeat 2"))]
        ['4 -> 2 ; seed 7', '4 -> 2 ; seed 8']
    """
    count, first = spec.settings.repeat, spec.settings.seed
    if _REPEAT not in spec.said:
        return (spec,)
    clauses = tuple(clause for clause in spec.clauses if clause.word != _REPEAT)
    once = replace(spec, clauses=clauses)
    if count == 1:
        return (once,)
    return tuple(once.with_settings(f"seed {seed}") for seed in range(first, first + count))
