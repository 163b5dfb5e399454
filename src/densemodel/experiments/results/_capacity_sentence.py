"""The sentence at the end of a capacity search: the size that is enough, and the written one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.experiments.results._capacity_result import findings_of
from densemodel.wording import capitalised, number, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel.experiments.results._capacity_result import CapacityPoint, SizeComparison


def capacity_sentence(points: Sequence[CapacityPoint], *, is_whole: bool) -> str:
    """A sentence on the knee, on overfitting, and on the written network.

    `is_whole` says whether the growth came to its own end; else larger ones were not tried.
    """
    found = findings_of(points)
    if found is None:
        why = next((f": {point.failure}" for point in points if point.failure), ".")
        return f"No size could be trained{why}"
    return " ".join(_sentences(found, is_whole=is_whole))


def _sentences(found: SizeComparison, *, is_whole: bool) -> Iterator[str]:
    points, knee, largest = found.points, found.knee_point, found.largest
    best = points[found.best]
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
            f"{number(gap.mean)}, which is less than the noise ({number(gap.noise)})."
        )
    if found.overfits is not None:
        yield f"From {points[found.overfits].words} on it overfits."
    yield from _of_written(found)


def _of_written(found: SizeComparison) -> Iterator[str]:
    """Compares the written network with the knee, if it is another one."""
    knee = found.knee_point
    place = next((n for n, point in enumerate(found.points) if point.is_written), found.knee)
    written, gap = found.points[place], found.gaps[place]
    if place == found.knee or written.failure:
        return
    ratio = written.parameters / knee.parameters
    if ratio > 1.05 and not gap.is_real:
        yield f"What you wrote has {_times(ratio)} and is no better."
    elif gap.is_real:
        more = "smaller" if ratio < 1 else "larger"
        yield (
            f"What you wrote is {more}, and its validation loss is {number(gap.mean)} above "
            f"the best (noise {number(gap.noise)})."
        )


def _subject(point: CapacityPoint) -> str:
    is_one = not point.units or point.units == (1,)
    return f"{capitalised(point.words)} {'is' if is_one else 'are'}"


def _enough(point: CapacityPoint) -> str:
    if not point.units:
        return "No hidden layer is needed"
    return f"{_subject(point)} enough"


def _times(ratio: float) -> str:
    times = rounded(ratio, 2).removesuffix(".0")
    return "a few more parameters" if times == "1" else f"{times} times as many parameters"
