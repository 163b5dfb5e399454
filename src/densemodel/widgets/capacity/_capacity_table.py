"""The table of sizes, as HTML and as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from densemodel.charts import TableCell, TextTable
from densemodel.experiments import findings_of, knee_name, network_name
from densemodel.wording import duration, element, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.experiments import Capacity, CapacityPoint, Gap

_HEAD = (
    *("Hidden layers", "Parameters", "Validation loss", "Above the best"),
    *("Training loss", "Best epoch", "Time"),
)
_RIGHT = 'style="text-align:right"'
"Said in each cell: a page that does not trust the notebook keeps it, and takes a stylesheet out."
_LEFT = 'style="text-align:left"'
_LONGEST_FAILURE = 120
_LEAST_NOISE = 1e-6
"Below it, decimals are too many for a column."


def capacity_table(points: Sequence[CapacityPoint]) -> TextTable:
    """A row for each size, smallest first; the knee is marked, and bold."""
    found = findings_of(points)
    places = sorted(range(len(points)), key=lambda place: points[place].parameters)
    rows: list[Sequence[str | TableCell]] = []
    knee = None
    for row, place in enumerate(places):
        above = ""
        if found is not None and not points[place].failure:
            above = "best" if place == found.best else _with_noise(found.gaps[place])
        if found is not None and place == found.knee:
            knee = row
            cells = _cells(points[place], above, knee_name(points))
            rows.append([TableCell(words, html=words and element("b", words)) for words in cells])
        else:
            rows.append(_cells(points[place], above, ""))
    return TextTable(
        _HEAD,
        rows,
        looks=(_LEFT, *[_RIGHT] * (len(_HEAD) - 1)),
        numbers=range(1, len(_HEAD)),
        best=() if knee is None else (knee,),
    )


def _with_noise(gap: Gap) -> str:
    """A loss and its noise with the decimals of the noise's two figures: `0.2010 ± 0.0066`."""
    mean, noise = gap.mean, gap.noise
    if math.isfinite(noise) and noise > _LEAST_NOISE:
        decimals = max(0, 1 - math.floor(math.log10(noise)))
        return f"{mean:,.{decimals}f} ± {noise:,.{decimals}f}"
    return f"{rounded(mean, 2)} ± {rounded(noise, 2)}"


def _cells(point: CapacityPoint, above: str, knee: str) -> tuple[str, ...]:
    notes = [*([knee] if knee else []), *(["written"] if point.is_written else [])]
    if point.trainings > 1:
        notes.append(f"mean of {point.trainings}")
    words = f"{point.words} ({', '.join(notes)})" if notes else point.words
    if point.failure:
        failure = point.failure
        failure = failure if len(failure) <= _LONGEST_FAILURE else f"{failure[:_LONGEST_FAILURE]}…"
        return (words, f"{point.parameters:,}", f"failed: {failure}", "", "", "", "")
    return (
        words,
        f"{point.parameters:,}",
        rounded(point.validation_loss),
        above,
        rounded(point.training_loss) if math.isfinite(point.training_loss) else "",
        "" if point.best_epoch is None else f"{point.best_epoch:,} of {point.epochs:,}",
        duration(point.seconds),
    )


def capacity_html(points: Sequence[CapacityPoint]) -> str:
    """The table as HTML, with escaped texts; empty before the first size is done."""
    return capacity_table(points).html() if points else ""


def capacity_text(points: Sequence[CapacityPoint]) -> str:
    """The table as text."""
    return capacity_table(points).text()


def capacity_html_and_text(capacity: Capacity) -> tuple[str, str]:
    """The sentence, the knee's spec and the table, as static HTML and as text."""
    # a notebook may be read long after: nothing trains then
    moment = "It was still growing when this was saved. " if capacity.is_busy else ""
    said = f"Capacity of {capacity.run.name}: {moment}{capacity.sentence}"
    knee = capacity.knee
    if knee is None:
        return element("p", said, "dm-line"), said
    spec = f"{network_name(capacity.points)}: {knee.spec}"
    html = element("p", said, "dm-line") + element("p", spec) + capacity_html(capacity.points)
    return html, "\n".join([said, spec, "", capacity_text(capacity.points)])
