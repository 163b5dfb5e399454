"""How long parsing and completing a spec takes; the time of parsing is proportional to length."""

import sys
from contextlib import suppress

from _figure import Figure, main
from _measure import median_seconds

from densemodel.errors import SpecError
from densemodel.language import completions_at, parse

USUAL = (
    "784 -> 50 relu -> 50 relu -> 10 softmax ; adam lr 0.001 ; batch 32 ; epochs 30 ; "
    "patience 2 ; split 0.3"
)


def _layers(count):
    return "784 -> " + "50 relu -> " * count + "10"


def _seconds(text, sizes, times=1):
    def work():
        for _ in range(times):
            with suppress(SpecError):
                parse(text)

    return median_seconds(work, sizes[0]) / times


def usual(sizes):
    """A spec as people write it."""
    return Figure({"ms": 1e3 * _seconds(USUAL, sizes, times=100)}, {"ms": 1})


def completed(sizes):
    """The words that fit at the end of a cell, in a notebook with many variables."""
    text = f"28x28x1 -> {'conv 32 relu -> max 2 -> ' * 2}100 relu drop 0.5 -> "
    names = {f"n_{number}": number for number in range(1, 300)}
    seconds = median_seconds(lambda: completions_at(text, len(text), names), sizes[0])
    return Figure({"ms": 1e3 * seconds}, {"ms": 50})


def long(sizes):
    """As many layers as the language allows."""
    return Figure({"seconds": _seconds(_layers(9_999), sizes)}, {"seconds": 1})


def growth(sizes):
    """The time per character, with four times as many layers, and four times as much nonsense."""
    texts = {"layers": _layers, "nonsense": lambda count: "784 -> 50 rellu {x|" * count}
    values = {}
    for name, text in texts.items():
        short, longer = (text(count) for count in (sizes[1], 4 * sizes[1]))
        values[name] = (_seconds(longer, sizes) / len(longer)) / (
            _seconds(short, sizes) / len(short)
        )
    return Figure(values, dict.fromkeys(values, 1.5))


FIGURES = {
    "parse": usual,
    "complete": completed,
    "parse 10,000 layers": long,
    "time per character, four times as long": growth,
}

if __name__ == "__main__":
    sys.exit(main(FIGURES, (7, 2_000), (1, 200)))
