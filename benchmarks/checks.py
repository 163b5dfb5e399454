"""How long it takes to check 60,000 images of 784 numbers, and again with another split."""

import sys

import numpy as np
from _figure import Figure, main
from _measure import median_seconds, peak_megabytes

from densemodel.data import bind
from densemodel.language import parse

_SPEC = parse("784 -> scale / 255 -> 50 relu -> 10 softmax")


def _rows(count, kind="float32"):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (count, 784), dtype=np.uint8)
    return pixels.astype(kind), rng.integers(0, 10, count)


def first(sizes):
    """All checks, of each type of numbers."""
    values = {}
    for kind in ("float32", "float64", "uint8"):
        x, y = _rows(sizes[0], kind)
        values[kind] = median_seconds(lambda x=x, y=y: bind(_SPEC, x, y).require(), sizes[1])
    return Figure(values, dict.fromkeys(values, 0.5))


def again(sizes):
    """The checks with another split."""
    bound, other = bind(_SPEC, *_rows(sizes[0])), parse(f"{_SPEC} ; split 10%")
    taken = median_seconds(lambda: bound.with_spec(other), sizes[1])
    return Figure({"seconds": taken}, {"seconds": 0.5})


def memory(sizes):
    """What is taken beside x, of which no copy is kept."""
    x, y = _rows(sizes[0])
    values = {"copies of x": int(bind(_SPEC, x, y).x is not x)}
    values["MB"] = peak_megabytes(lambda: bind(_SPEC, x, y))
    return Figure(values, {"copies of x": 0, "MB": 10})


FIGURES = {"check images, seconds": first, "another split": again, "memory of checks": memory}

if __name__ == "__main__":
    sys.exit(main(FIGURES, (60_000, 5), (2_000, 1)))
