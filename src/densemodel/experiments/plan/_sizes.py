"""The network sizes of a capacity search, and whether a network can be grown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from math import isfinite
from typing import TYPE_CHECKING

from densemodel.errors import SpecError, SweepError
from densemodel.language import hidden_sizes, scaled_sizes, with_hidden_layer, with_more_layers
from densemodel.training import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Spec


def require_growth(run: Run, minutes: float) -> None:
    """Raise a SweepError or a DataError for a run whose network can't train in other sizes."""
    if not isinstance(run, Run):
        raise SweepError(
            f"capacity takes a run, and not {type(run).__name__}: write "
            "dm.capacity(dm.train(spec, x, y))"
        )
    name = run.name
    if not (isfinite(minutes) and minutes > 0):
        raise SweepError(f"minutes is {minutes:g}: it has to be above 0")
    if run.is_busy:
        raise SweepError(f"{name} is training: stop it, or wait until it has ended")
    _require_data(run)
    if run.bound is not None:
        run.bound.require()
        loss = run.bound.task.loss.name
        if loss in ("Dice", "Tversky"):
            raise SweepError(
                f"the loss {loss} is one of all rows together, and sizes are compared row by row: "
                "choose another loss"
            )
    if not run.validates:
        raise SweepError(
            f"{name} has no rows to validate on, which tell one size from another: add split 20%"
        )
    try:
        hidden_sizes(run.spec)
    except SpecError as error:
        raise SweepError(f"{name} cannot be grown: {error}") from None


def _require_data(run: Run) -> None:
    name = run.name
    if not run.has_data and (run.terms is not None or run.came_trained):
        raise SweepError(f"{name} was loaded from a file: write its spec in a cell with its data")
    if not run.has_data:
        raise SweepError(f"{name} has no data: write its cell with -x and -y")
    if run.bound is None:
        raise SweepError(
            f"{name} is trained on batches, which are gone once they were read: give x and y as "
            "arrays"
        )
    if not run.can_rebuild:
        raise SweepError(
            f"{name} keeps its network, which was not made of a spec here: write its spec in a "
            "cell with its data"
        )


MOST_SIZES = 12
"Networks that are trained at the most."
_FIRST_UNITS = 32
"Units of the layer that a network without one gets, before it is made narrower."


@dataclass(frozen=True, slots=True)
class Size:
    """The width and depth of a network, relative to the written one."""

    factor: float = 1.0
    "Its hidden layers have so many times the units; 0: it has none, as it was written."
    more: int = 0
    "Its last hidden layer stands so many times more."

    def of(self, written: Spec) -> Spec:
        """The network of this size; a SpecError if its layers do not fit, or it is too large."""
        spec = replace(written, name=None)
        if not self.factor:
            return spec
        if not hidden_sizes(spec):
            spec = with_hidden_layer(spec, _FIRST_UNITS)
        spec = scaled_sizes(spec, self.factor)
        return with_more_layers(spec, self.more) if self.more else spec


def size_after(units: Sequence[int], are_better: Sequence[bool]) -> Size | None:
    """The next size to train; None once none is left.

    The units of all hidden layers are doubled until two widths in a row are no better than the
    best one before them, but never before the written size was tried (32 units, where no hidden
    layer was written). Then the last hidden layer of the best width is repeated, until that is no
    better.

    Args:
        units: Those of the written hidden layers.
        are_better: For each size so far, whether it is better than the best before it; what failed
            is not.
    """
    size = best = Size(_first_factor(units) if units else 0.0)
    misses = 0
    for count, is_better in enumerate(are_better, 1):
        best = size if is_better else best
        misses = 0 if is_better else misses + 1
        # one width that is no better may be bad luck, two end the widening
        may_widen = count < MOST_SIZES - 2 and (misses < 2 or size.factor < 1)  # two for layers
        if count == MOST_SIZES or (size.more and not is_better):
            return None
        if size.more:
            size = replace(size, more=size.more + 1)
        elif not size.factor:
            size = Size(_first_factor([_FIRST_UNITS]))
        elif may_widen:
            size = Size(size.factor * 2)
        elif best.factor:
            size = replace(best, more=1)
        else:
            return None
    return size


def _first_factor(units: Sequence[int]) -> float:
    """The smallest factor at which every layer keeps two units, if it had two."""
    halvings = 4  # at most to a sixteenth
    while halvings and min(units) / 2**halvings < 2:
        halvings -= 1
    return float(1 / 2**halvings)


def size_words(hidden: tuple[tuple[str, int], ...]) -> str:
    """Hidden layers in few words: `32 units`, `2 layers of 32 units`, `8 filters, 32 units`."""
    if not hidden:
        return "no hidden layer"
    groups = groupby(hidden, lambda layer: "unit" if layer[0] == "dense" else "filter")
    return ", ".join(_group_words(noun, [number for _, number in group]) for noun, group in groups)


def _group_words(noun: str, numbers: list[int]) -> str:
    first = f"{numbers[0]:,} {noun if numbers[0] == 1 else f'{noun}s'}"
    if len(numbers) == 1:
        return first
    if len(set(numbers)) == 1:
        return f"{len(numbers)} layers of {first}"
    listed = [f"{number:,}" for number in numbers]
    return f"layers of {', '.join(listed[:-1])} and {listed[-1]} {noun}s"
