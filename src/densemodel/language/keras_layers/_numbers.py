"""Numbers as a layer computes with them, in 32 bits."""

from __future__ import annotations

import math
import struct


def is_number(value: object) -> bool:
    """Whether it is an int or float within the range of floats; a truth value is none."""
    if type(value) not in (int, float):
        return False
    try:
        return math.isfinite(value)  # type: ignore[arg-type]  # just seen
    except OverflowError:
        return False


def in_32_bits(value: float) -> float:
    """A number as a layer computes with it."""
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def shortest_in_32_bits(value: float) -> float:
    """The shortest number that is the same in 32 bits, 0.01 for 0.0099999998.

    A number that 32 bits do not hold exactly is left as it is.
    """
    if in_32_bits(value) != value or not math.isfinite(value):
        return float(value)
    texts = (f"{value:.{digits}g}" for digits in range(1, 10))
    return next(short for text in texts if in_32_bits(short := float(text)) == value)


def divisor_of(factor: float) -> float | None:
    """The shortest N in 32 bits for which `scale / N` is the Rescaling; None without."""
    if factor <= 0:
        return None
    inverse = 1 / factor
    shorter = (float(f"{inverse:.{digits}g}") for digits in range(6, 10))
    for divisor in (float(round(inverse)), *shorter, inverse):
        if divisor and in_32_bits(1 / divisor) == in_32_bits(factor):
            return divisor
    return None
