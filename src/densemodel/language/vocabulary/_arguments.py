"""Options of the language as keyword arguments of Keras; those equal to its defaults left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.tree._tree import Choice
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._keras_call import Argument, KerasCall

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.tree._option import Option
    from densemodel.language.tree._tree import Named, Value

Arguments = list[tuple[str, Argument | KerasCall]]


def constant(value: float) -> KerasCall:
    """The initialiser that starts every weight at one value."""
    return KerasCall("initializers", "Constant", (("value", float(value)),))


def initializer(value: Named) -> KerasCall | str:
    """What Keras takes for `he_normal` or `tn:0.1`."""
    assert not isinstance(value.number, Choice)  # noqa: S101 - choices are expanded before this
    return INITIALIZERS[value.name].call(value.number)


def arguments_of(table: Iterable[Option], said: Iterable[tuple[str, Value]]) -> Arguments:
    """Keyword arguments for the plain options: numbers and switches.

    Args:
        table: The options that the word takes.
        said: Key and value of each option that was written.
    """
    values = dict(said)
    arguments: Arguments = []
    for option in table:
        if option.key not in values:
            continue
        value = _keras_value(option, values[option.key])
        if value is not None and value != option.default:
            arguments.append((option.argument, value))
    return arguments


def _keras_value(option: Option, value: Value) -> Argument:
    if option.kind == "switch":
        return value == "on"
    # an offset or an initialiser is more than one argument: `_layers_of` writes it
    if isinstance(value, int | float) and option.kind in {"whole", "real", "rate"}:
        return int(value) if option.kind == "whole" else float(value)
    return None
