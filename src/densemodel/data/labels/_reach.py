"""Between which values an activation's outputs lie."""

from __future__ import annotations

import math

_INFINITE = math.inf
_REACH: dict[str, tuple[float, float]] = {
    "exponential": (0, _INFINITE),
    "hard_sigmoid": (0, 1),
    "hard_tanh": (-1, 1),
    "log_sigmoid": (-_INFINITE, 0),
    "log_softmax": (-_INFINITE, 0),
    "relu": (0, _INFINITE),
    "relu6": (0, 6),
    "sigmoid": (0, 1),
    "softmax": (0, 1),
    "softplus": (0, _INFINITE),
    "softsign": (-1, 1),
    "sparse_plus": (0, _INFINITE),
    "sparse_sigmoid": (0, 1),
    "tanh": (-1, 1),
}
"Those without bounds, or with odd ones, are left out."


def reach_of(activation: str | None) -> tuple[float, float]:
    """The least and the greatest value that an activation can give, or come near."""
    return _REACH.get(activation or "", (-_INFINITE, _INFINITE))
