"""Numbers and sizes as the language writes them."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
