"""Writes numbers, sizes and networks in the canonical form."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from densemodel.language.syntax_tree._schedule import Schedule
from densemodel.language.syntax_tree._tree import AUTO, Choice, Item, Named, Repeat, Stage, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from densemodel.language.syntax_tree._tree import Network, Spread


_EXACT = 1e15
"Whole floats below this are written as whole numbers without a loss."


def write_number(value: float) -> str:
    """The shortest text that reads back as the same number: 0.001, 1e-5, 32."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    mantissa, e, exponent = repr(value).partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def write_count(count: int) -> str:
    """A whole number in a message: 12,345, or over 10^20."""
    return f"{count:,}" if count < _EXACT else f"over 10^{int(log10(count))}"


def write_sizes(sizes: Iterable[int]) -> str:
    """Sizes as the language writes them: 28x28x1."""
    return "x".join(str(size) for size in sizes)


def write_choice(choice: Choice, write: Callable[[Any], str]) -> str:
    """A choice in braces, each alternative by what writes its kind."""
    spread = choice.spread
    if spread is None:
        return "{" + "|".join(write(alternative) for alternative in choice.alternatives) + "}"
    return spread.word or write_spread(spread)


def write_spread(spread: Spread) -> str:
    """Numbers between two ends, in braces."""
    log = " log" if spread.is_log else ""
    return f"{{{write_number(spread.low)}..{write_number(spread.high)}{log}/{spread.count}}}"


def write_number_or_choice(number: float | str) -> str:
    """A number, a choice among numbers, or `auto`."""
    if isinstance(number, Choice):
        return write_choice(number, write_number_or_choice)
    return number if isinstance(number, str) else write_number(number)


def write_value(value: Value) -> str:
    """The text of a value: a number, a name, `tn:0.1`."""
    if isinstance(value, Choice):
        return write_choice(value, write_value)
    if isinstance(value, Named):
        number = "" if value.number is None else f":{write_number_or_choice(value.number)}"
        return f"{value.name}{write_options(value.options)}{number}"
    if isinstance(value, Schedule):
        return write_schedule(value)
    if isinstance(value, tuple):
        return " ".join(write_value(part) for part in value)
    return value if isinstance(value, str) else write_number(value)


def write_schedule(schedule: Schedule) -> str:
    """A rate that changes, as it stands after `lr`; what was not said stays unsaid."""
    numbers = "".join(
        f"{part.symbol}{write_number_or_choice(number)}"
        for part in schedule.parts()
        if (number := getattr(schedule, part.name)) is not None
    )
    power = schedule.power_of
    return f"{numbers}^{power}" if power else f"{schedule.word} {numbers}"


def write_options(options: Sequence[tuple[str, Value]]) -> str:
    """Options in brackets, or nothing."""
    inside = ", ".join(f"{key}={write_value(value)}" for key, value in options)
    return f"({inside})" if inside else ""


def write_item(item: Item) -> str:
    """One word with its number and options."""
    if item.base is not None:
        return f"{item.base.name} {item.base.word}"
    number = "" if item.number is None else write_number_or_choice(item.number)
    number = f"/ {number}" if item.word == "scale" else number
    words = [number] if item.word == "dense" else [item.word, number]
    stride = "" if item.stride is None else f"/{write_number_or_choice(item.stride)}"
    if stride and not item.sizes and number:
        words[-1] += stride
    else:
        words.append("x".join(map(write_number_or_choice, item.sizes)) + stride)
    words.append("" if item.padding is None else write_value(item.padding))
    words.append(item.mode or "")
    return " ".join(filter(None, words)) + write_options(item.options)


def _write_items(items: Iterable[Item]) -> str:
    return " ".join(
        write_choice(item, _write_items) if isinstance(item, Choice) else write_item(item)
        for item in items
    )


def _write_stages(stages: Iterable[Stage | Repeat]) -> str:
    return " -> ".join(map(write_stage, stages))


def write_stage(stage: Stage | Repeat) -> str:
    """What stands between two arrows."""
    if isinstance(stage, Stage):
        return _write_items(stage.items)
    if isinstance(stage, Choice):
        return write_choice(stage, _write_stages)
    inside, count = _write_stages(stage.stages), write_number_or_choice(stage.count)
    is_single = not any(symbol in inside for symbol in " *")
    return f"{count}*{inside}" if is_single else f"{count}*({inside})"


def write_network(network: Network) -> str:
    """The network alone."""
    shape, (first, *_) = network.input_shape, network.stages
    source = shape if isinstance(shape, str) else write_sizes(shape)
    item = first.items[0] if isinstance(first, Stage) else None
    base = item.base if isinstance(item, Item) else None
    # the base says it
    is_known = base is not None and shape in (AUTO, base.sized)
    return " -> ".join([*([] if is_known else [source]), *map(write_stage, network.stages)])
