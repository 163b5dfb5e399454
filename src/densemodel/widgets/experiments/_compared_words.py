"""A comparison in words: its result in a sentence or two, and its table."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from densemodel.charts import TableCell, TextTable
from densemodel.errors import DenseModelError
from densemodel.scoring import SeedScores, which_is_better
from densemodel.store import loss_of_run, run_differences
from densemodel.widgets.charts._line_styles import line_styles_of, swatch
from densemodel.widgets.experiments._compared_curves import LOSS, monitored_name, names_of
from densemodel.widgets.experiments._experiment_view import ENDED
from densemodel.wording import (
    capitalised,
    counted,
    duration,
    element,
    enumerated,
    metric_words,
    rounded,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.training import Run, RunGroup


_TOO_FEW = "Fewer than two networks have a validation loss yet."
_TRAINING_STATES = frozenset({"running", "stopping"})


def compared_sentence(groups: Sequence[RunGroup]) -> str:
    """The progress of the runs or, when all have ended, which network is better."""
    runs = [run for group in groups for run in group.runs]
    busy = [(group, run) for group in groups for run in group.runs if run.state in _TRAINING_STATES]
    if busy:
        return _training(busy, runs)
    waiting = next((run for run in runs if run.state == "waiting"), None)
    if waiting is not None:
        return waiting.sentence
    if all(run.state == "ready" for run in runs):
        return _ready(groups, runs)
    failed = [f"{run.name}: {run.sentence}" for run in runs if run.state == "failed"]
    cut_off = any(run.state in {"stopped", "ready"} for run in runs)
    stopped = ["Not all were trained to their end."] if cut_off else []
    # the seed with the lowest validation loss: its model gets the name
    seeds = [
        f"{group.name} {group.best.spec.settings.seed}"
        for group in groups
        if len(group.runs) > 1 and group.scores
    ]
    best = [f"Best seeds: {', '.join(seeds)}."] if seeds else []
    return " ".join([*stopped, verdict(groups), *best, *failed[:2]])


def verdict(groups: Sequence[RunGroup]) -> str:
    """Which network is better, and whether the difference exceeds the noise between seeds."""
    runs = [run for group in groups for run in group.runs]
    try:
        has_one_loss = len({loss_of_run(group.runs[0]) for group in groups}) == 1
    except DenseModelError:
        has_one_loss = False
    if not has_one_loss:
        return (
            "Their losses measure different things, so their values are not comparable: "
            "compare a metric that both have."
        )
    if not any(run.validates for run in runs):
        return (
            "No rows were held out for validation, and training losses do not say which is "
            "better: leave split off out."
        )
    return which_is_better([SeedScores(g.name, g.scores) for g in groups]) or _TOO_FEW


def seed_words(group: RunGroup, run: Run) -> str:
    return f"{group.name}, seed {run.spec.settings.seed}" if len(group.runs) > 1 else group.name


def _training(busy: Sequence[tuple[RunGroup, Run]], runs: Sequence[Run]) -> str:
    names = enumerated([seed_words(group, run) for group, run in busy])
    first = busy[0][1]
    if len(busy) > 1:
        how = "in turns" if first.race else "at once"
        epoch = max(run.history.epochs for _, run in busy) + 1
        return f"{names} train {how}, now in epoch {epoch:,}."
    ended = sum(run.state in ENDED for run in runs)
    place = f"Run {min(ended + 1, len(runs)):,} of {len(runs):,}"
    return f"{place}, {names}. {first.sentence}"


def _ready(groups: Sequence[RunGroup], runs: Sequence[Run]) -> str:
    for run in runs:
        if not run.has_data or (run.bound is not None and run.bound.refusals):
            return f"{run.name}: {run.sentence}"
    rows = "" if runs[0].bound is None else f" on {runs[0].bound.training_count:,} rows"
    networks = counted(len(groups), "network")
    several = f" in {len(runs):,} runs" if len(runs) > len(groups) else ""
    return f"Ready to train {networks}{several}{rows}, in turns of an epoch."


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


def comparison_html_and_text(groups: Sequence[RunGroup]) -> tuple[str, str]:
    is_busy = any(group.is_busy for group in groups)
    # a notebook may be read long after: nothing trains then
    moment = "They were still training when this was saved. " if is_busy else ""
    sentence = f"{moment}{compared_sentence(groups)}"
    table = compared_table(groups)
    html = replace(table, column_attributes=[_LEFT] * len(table.heads), best=()).html()
    return element("p", sentence, "dm-line") + html, f"{sentence}\n\n{table.text()}"


def table_text(groups: Sequence[RunGroup]) -> str:
    """The table as plain text, a line for each network."""
    return compared_table(groups).text()
