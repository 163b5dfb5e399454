"""The sentence at the end of a capacity search: the size that is enough, and the written one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.experiments.results._capacity_result import findings_of
from densemodel.wording import capitalised, rounded

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
    if ratio > 1.05 and not gap.is_real:
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
    return rounded(loss, 2 if loss < 0.01 else 3)


def _times(ratio: float) -> str:
    times = rounded(ratio, 2).removesuffix(".0")
    return "a few more parameters" if times == "1" else f"{times} times as many parameters"
