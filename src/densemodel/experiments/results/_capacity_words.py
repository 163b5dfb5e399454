"""The result of a capacity search in a sentence or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.experiments.results._capacity_point import findings_of
from densemodel.wording import capitalised, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.experiments.results._capacity_point import CapacityPoint, SizeComparison

_AS_MANY = 1.05
"Parameters of which one says that they are as many."
_TWO_FIGURES = 0.01


def knee_name(points: Sequence[CapacityPoint]) -> str:
    """The name of the smallest network that is good enough: a knee only if larger sizes were tried.

    Args:
        points: What was trained so far.
    """
    found = findings_of(points)
    if found is None:
        return "best so far"
    largest = max(points, key=lambda point: point.parameters)
    return "best so far" if points[found.knee] is largest else "knee"


def network_name(points: Sequence[CapacityPoint]) -> str:
    """The name for its spec, which can be copied."""
    is_knee = knee_name(points) == "knee"
    return "The network at the knee" if is_knee else "The best network so far"


def capacity_sentence(points: Sequence[CapacityPoint], *, is_whole: bool) -> str:
    """A sentence on the knee, on overfitting, and on the written network.

    Args:
        points: What was trained, one at least with a loss.
        is_whole: Whether the growth came to its own end; else larger ones were not tried.
    """
    found = findings_of(points)
    if found is None:
        why = next((f": {point.failure}" for point in points if point.failure), ".")
        return f"No size could be trained{why}"
    return " ".join(_sentences(points, found, is_whole=is_whole))


def _sentences(
    points: Sequence[CapacityPoint], found: SizeComparison, *, is_whole: bool
) -> Iterator[str]:
    knee, best = points[found.knee], points[found.best]
    largest = max(points, key=lambda point: point.parameters)
    if len(points) == 1 or (knee is largest and not is_whole):
        yield f"{_subject(knee)} the largest tried so far: more may be better."
        return
    if knee is largest:
        yield f"{_subject(knee)} the largest tried, and still better than those before."
    elif best is knee:
        yield f"{_enough(knee)}: no larger network has a lower validation loss."
    else:
        gap = found.gaps[found.knee]
        times = _times(best.parameters / knee.parameters)
        yield (
            f"{_enough(knee)}: {times} lower the validation loss by "
            f"{_loss_text(gap.mean)}, which is less than the noise ({_loss_text(gap.noise)})."
        )
    if found.overfits is not None:
        yield f"From {points[found.overfits].words} on it overfits."
    yield from _of_written(points, found)


def _of_written(points: Sequence[CapacityPoint], found: SizeComparison) -> Iterator[str]:
    """Compares the written network with the knee, if it is another one."""
    knee = points[found.knee]
    place = next((n for n, point in enumerate(points) if point.is_written), found.knee)
    written, gap = points[place], found.gaps[place]
    if place == found.knee or written.failure:
        return
    ratio = written.parameters / knee.parameters
    if ratio > _AS_MANY and not gap.is_real:
        yield f"What you wrote has {_times(ratio)} and is no better."
    elif gap.is_real:
        more = "smaller" if ratio < 1 else "larger"
        yield (
            f"What you wrote is {more}, and its validation loss is {_loss_text(gap.mean)} above "
            f"the best (noise {_loss_text(gap.noise)})."
        )


def _subject(point: CapacityPoint) -> str:
    is_one = not point.units or point.units == (1,)
    return f"{capitalised(point.words)} {'is' if is_one else 'are'}"


def _enough(point: CapacityPoint) -> str:
    if not point.units:
        return "No hidden layer is needed"
    return f"{_subject(point)} enough"


def _loss_text(loss: float) -> str:
    """A loss with at least two figures, so that close ones look different."""
    return rounded(loss, 2 if loss < _TWO_FIGURES else 3)


def _times(ratio: float) -> str:
    return f"{rounded(ratio, 2).removesuffix('.0')} times as many parameters"
