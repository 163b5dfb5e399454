"""Writes the canonical text: one line, one form for each meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec._tree import Clause, Item, Named, Repeat, Stage, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from densemodel.spec._tree import Network

_EXACT = 1e15
"Whole floats below this are written as whole numbers without a loss."


def write_number(value: float) -> str:
    """The shortest text that reads back as the same number: 0.001, 1e-5, 32."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    mantissa, e, exponent = repr(value).partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def write_sizes(sizes: Iterable[int]) -> str:
    """Sizes as the language writes them: 28x28x1."""
    return "x".join(str(size) for size in sizes)


def write_value(value: Value) -> str:
    """The text of a value: a number, a name, `tn:0.1`."""
    if isinstance(value, Named):
        number = "" if value.number is None else f":{write_number(value.number)}"
        return f"{value.name}{write_options(value.options)}{number}"
    if isinstance(value, tuple):
        return " ".join(write_value(part) for part in value)
    return value if isinstance(value, str) else write_number(value)


def write_options(options: Sequence[tuple[str, Value]]) -> str:
    """Options in brackets, or nothing."""
    inside = ", ".join(f"{key}={write_value(value)}" for key, value in options)
    return f"({inside})" if inside else ""


def write_item(item: Item) -> str:
    """One word with its number and options."""
    number = "" if item.number is None else write_number(item.number)
    words = (number,) if item.word == "dense" else (item.word, number)
    return " ".join(filter(None, words)) + write_options(item.options)


def write_stage(stage: Stage | Repeat) -> str:
    """What stands between two arrows."""
    if isinstance(stage, Stage):
        return " ".join(write_item(item) for item in stage.items)
    inside = " -> ".join(write_stage(inner) for inner in stage.stages)
    only = stage.stages[0]
    if len(stage.stages) == 1 and isinstance(only, Stage) and len(only.items) == 1:
        return f"{stage.count}*{inside}"
    return f"{stage.count}*({inside})"


def write_network(network: Network) -> str:
    """The network alone."""
    return " -> ".join([write_sizes(network.input_shape), *map(write_stage, network.stages)])


def write_clauses(clauses: Iterable[Clause]) -> list[str]:
    """The clauses in their order; the rate stands with its optimizer."""
    texts: list[str] = []
    optimizer_just_written = False
    for clause in clauses:
        if clause.word == "lr" and optimizer_just_written:
            texts[-1] += f" lr {write_value(clause.value)}"
        elif clause.word == "optimizer":
            texts.append(write_value(clause.value))
        else:
            texts.append(f"{clause.word} {write_value(clause.value)}")
        optimizer_just_written = clause.word == "optimizer"
    return texts
