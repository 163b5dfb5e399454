"""The table of a race, on a page and in a file."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from densemodel.charts import TableCell, TextTable
from densemodel.errors import DenseModelError
from densemodel.store import run_differences
from densemodel.widgets.charts._line_styles import line_styles_of, swatch
from densemodel.widgets.experiments._compared_curves import LOSS, monitored_name, names_of
from densemodel.wording import capitalised, duration, element, metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.experiments import Race
    from densemodel.training import Run, RunGroup


_LONGEST = 160
_NONE = "-"


def compared_table(groups: Sequence[RunGroup]) -> TextTable:
    """A row for each network, in their order; the lowest mean validation loss is marked."""
    metric = next((name for name in names_of(groups) if name != LOSS), None)
    measures = [LOSS, *([metric] if metric else [])]
    runs = [run for group in groups for run in group.runs]
    side = "val_" if any(run.validates for run in runs) else ""
    has_test = any(
        run.test_metrics or (run.bound is not None and run.bound.test is not None) for run in runs
    )
    tested = (metric or LOSS) if has_test else ""
    heads = (
        *("Network", "What differs", "Parameters", "Epochs", "Best epoch"),
        *(capitalised(metric_words(f"{side}{name}")) for name in measures),
        *([capitalised(f"test {metric_words(tested)}")] if tested else []),
        *("Time", "State"),
    )
    means = {n: fmean(group.scores.values()) for n, group in enumerate(groups) if group.scores}
    # one network alone, or several that are equal, have no lowest
    lowest = [min(means, key=means.__getitem__)] if len(set(means.values())) > 1 else []
    rows = [
        _row(group, words, measures, tested)
        for group, words in zip(groups, _differences(groups), strict=True)
    ]
    return TextTable(heads, rows, best=lowest, has_names=True)


def _differences(groups: Sequence[RunGroup]) -> tuple[str, ...]:
    try:
        differences = run_differences([group.runs[0] for group in groups])
    except DenseModelError:  # a network that waits for data has no layers yet
        differences = ("",) * len(groups)
    return tuple(
        t if len(t) <= _LONGEST else f"{t[: _LONGEST - 4].rstrip()} ..." for t in differences
    )


def _row(group: RunGroup, differs: str, measures: Sequence[str], tested: str) -> tuple[str, ...]:
    runs = group.runs
    epochs = [run.history.epochs for run in runs if run.history.evaluations]
    best = [run.best_epoch for run in runs if run.best_epoch is not None]
    on_test_rows = [(run.test_metrics or {}).get(tested, math.nan) for run in runs]
    return (
        *(group.name, differs or _NONE, f"{runs[0].spec.parameter_count:,}"),
        *(_from_to(epochs), _from_to(best)),
        *(_mean([value_at_best(run, name) for run in runs]) for name in measures),
        *([_mean(on_test_rows)] if tested else []),
        *(duration(sum(run.seconds for run in runs)) if epochs else _NONE, state_words(group)),
    )


def value_at_best(run: Run, name: str) -> float:
    """A metric at the best evaluation of a run, else at the newest; nan before any."""
    history, row = run.history, run.best_row
    evaluations = history.evaluations
    monitored = monitored_name(run, name)
    if not evaluations or monitored not in history:
        return math.nan
    return history[monitored][evaluations - 1 if row is None or row >= evaluations else row]


def _mean(values: Sequence[float]) -> str:
    """`0.312`, or for several seeds `0.312 ± 0.004`: mean and standard deviation."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return _NONE
    mean = rounded(fmean(known))
    if len(known) == 1:
        return mean
    spread = stdev(known)
    return f"{mean} ± {rounded(spread) if spread >= 0.01 else f'{spread:.1g}'}"


def _from_to(counts: Sequence[int]) -> str:
    if not counts:
        return _NONE
    low, high = min(counts), max(counts)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def state_words(group: RunGroup) -> str:
    """The state of its runs: `training, seed 2 of 5`, `waiting`, `finished`."""
    states = Counter(run.state for run in group.runs)
    busy = next((n for n, run in enumerate(group.runs, 1) if run.state == "running"), 0)
    if busy:
        of = f", {busy:,} of {len(group.runs):,}" if len(group.runs) > 1 else ""
        return f"training{of}"
    if len(states) == 1:
        return next(iter(states))
    if states["waiting"]:
        return "waiting"
    return ", ".join(f"{count:,} {state}" for state, count in states.most_common())


_LEFT = 'style="text-align:left;vertical-align:top"'
"Said in each cell: a page that does not trust the notebook keeps it, and takes a stylesheet out."
_TEXTS = frozenset({"Network", "What differs", "State"})


def table_html(groups: Sequence[RunGroup]) -> str:
    """The table of the panel: names with line samples, and the lowest mean marked."""
    table = compared_table(groups)
    has_seeds = any(len(group.runs) > 1 for group in groups)
    lowest = "the lowest mean validation loss" if has_seeds else "the lowest validation loss"
    star = f'<span class="dm-star" title="{lowest}">★</span> '
    styles = line_styles_of([group.name for group in groups])
    css = [f'class="{"dm-words" if head in _TEXTS else "dm-number"}"' for head in table.heads]
    rows = [
        [
            TableCell(
                name, html=swatch(style) + star * (place in table.best) + element("bdi", name)
            ),
            TableCell(differs, 'class="dm-differs"'),
            *map(TableCell, others, css[2:]),
        ]
        for place, (style, (name, differs, *others)) in enumerate(
            zip(styles, table.texts, strict=True)
        )
    ]
    html = TextTable(
        list(map(TableCell, map(str, table.heads), css)), rows, best=table.best, has_names=True
    ).html('class="dm-compared-table"')
    note = element("p", f"★ {lowest}", "dm-note") if table.best else ""
    return (
        '<div class="dm-table-scroll" tabindex="0" role="group" aria-label="The networks">'
        f"{html}</div>{note}"
    )


def comparison_html_and_text(race: Race) -> tuple[str, str]:
    # a notebook may be read long after: nothing trains then
    moment = "They were still training when this was saved. " if race.is_busy else ""
    sentence = f"{moment}{race.sentence}"
    table = compared_table(race.groups)
    html = replace(table, column_attributes=[_LEFT] * len(table.heads), best=()).html()
    return element("p", sentence, "dm-line") + html, f"{sentence}\n\n{table.text()}"


def table_text(groups: Sequence[RunGroup]) -> str:
    """The table as plain text, a line for each network."""
    return compared_table(groups).text()
