"""The base class of the views of an experiment, and its state at one moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache, partial
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.charts import short
from densemodel.charts._static import DRAWING, WIDTH, empty_figure, paint, plain, png_of, write
from densemodel.experiments import ENDED, Capacity, Race
from densemodel.widgets.experiments._opened_trials import OpenedTrials
from densemodel.widgets.panel._view import BaseView
from densemodel.widgets.runtime._buttons import ActionLines
from densemodel.widgets.runtime._style import SCORE_COLORS
from densemodel.wording import element, in_order, rounded, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from densemodel.charts import Chart
    from densemodel.experiments import CapacityPoint, Result, Sweep, Trial
    from densemodel.language import Variable
    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer


SEED = "seed"
"""The variable of a spec that repeats."""
_NOT_FIRST = ("loss", "val_loss", "learning_rate")


@dataclass(frozen=True, slots=True)
class ExperimentState:
    """An experiment at one moment: all views of a panel show the same."""

    name: str
    state: str
    sentence: str
    trials: Sequence[Trial]
    trial_count: int
    "With those that a search has not drawn yet."
    results: Mapping[int, Result]
    "The results of ended trials, by number."
    live_curves: Mapping[int, tuple[Sequence[float], Sequence[float]]]
    "Places and losses so far, by trial number."
    ranked: tuple[int, ...]
    "The numbers of trials with a finite score, the best first."
    variables: tuple[Variable, ...] = ()
    test_metrics: Mapping[str, float] = field(default_factory=dict)
    share_done: float = 0.0
    "From 0 to 1."
    points: tuple[CapacityPoint, ...] = ()
    "The sizes of a capacity."
    next_words: str = ""
    "What a capacity does next."

    @property
    def training(self) -> frozenset[int]:
        return frozenset(self.live_curves)

    @property
    def is_busy(self) -> bool:
        return self.state in {"running", "stopping"}

    @property
    def best_number(self) -> int | None:
        return self.ranked[0] if self.ranked else None

    @property
    def best(self) -> Result | None:
        return self.results[self.ranked[0]] if self.ranked else None

    def trial(self, number: int) -> Trial:
        return self.trials[number - 1]

    @property
    def progress(self) -> str:
        """The sentence without the best trial, which the footer shows."""
        # once a sweep has ended, its own sentence names the best
        return self.sentence.partition(" Best is trial ")[0]

    @property
    def loss_name(self) -> str:
        """The name of the score: `validation loss`, or `loss` without validation."""
        validates = any("val_loss" in result.metrics for result in self.results.values())
        return "validation loss" if validates or not self.results else "loss"

    @property
    def metric(self) -> str | None:
        """Keras's name of the first metric besides the loss, on validation rows if any."""
        if not self.ranked:
            return None
        names = [name for name in self.results[self.ranked[0]].metrics if name not in _NOT_FIRST]
        validated = [name for name in names if name.startswith("val_")]
        return next(iter(validated or names), None)

    @property
    def choices(self) -> list[tuple[int, Variable]]:
        """The variables without the seed, each with its place in `Trial.values`."""
        named = enumerate(self.variables)
        return [(place, variable) for place, variable in named if variable.name != SEED]


_OWN = "variables", "test_metrics", "share_done", "points", "next_words"
"""What some experiments have."""


def moment_of(experiment: Sweep | Capacity | Race) -> ExperimentState:
    results, curves = experiment.results, experiment.live_curves
    scored = [number for number, result in results.items() if isfinite(result.score)]
    own: dict[str, Any] = {
        name: getattr(experiment, name) for name in _OWN if hasattr(experiment, name)
    }
    return ExperimentState(
        name=experiment.name,
        state=experiment.state,
        sentence=experiment.sentence,
        results=results,
        live_curves=curves,
        trials=experiment.trials,  # after these: a search may add some meanwhile
        trial_count=experiment.trial_count,
        ranked=tuple(sorted(scored, key=lambda number: (results[number].score, number))),
        **own,
    )


class ExperimentContext:
    """The experiment of a panel, and what a person does with it, with a line on what came of that.

    `moment` is captured once for all views, when the panel draws. `experiment` is a `Sweep`, a
    `Capacity` or a `Race`: each view knows for which it is available.
    """

    def __init__(
        self,
        experiment: Any,
        writer: Writer,
        on_load: Callable[[Run], str | None] | None,
        lines: str,
        goal: float | None = None,
    ) -> None:
        self.experiment, self.writer = experiment, writer
        self.moment = moment_of(experiment)
        self.lines = ActionLines(writer, lines)
        self.opened = OpenedTrials(writer, goal, on_load)

    def open(self, number: int, load: Callable[[int], Run], words: str, **options: Any) -> None:
        """Open the panel of a run, which may train first."""
        do = partial(self.opened.open, number, load, words, **options)
        trains = ", which trains again" if options.get("starts") else ""
        self.lines.do(f"open {number}", f"Opening {words}{trains}…", do, "Not opened")


class ExperimentView(BaseView):
    """A view of an experiment, drawn by its panel while it is visible."""

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context.writer)
        self.context = context

    @classmethod
    def available(cls, experiment: Sweep | Capacity | Race) -> bool:
        """Whether it is offered: most show what a sweep compares."""
        return not isinstance(experiment, Capacity | Race)

    @property
    def moment(self) -> ExperimentState:
        return self.context.moment


LIGHT, _ = SCORE_COLORS
"""The colours of the light theme, the best first; pictures that stay in the file have these."""
_MIDDLE = 3
"""Words on a colour before it are light in the light theme, and after it in the dark one."""


def steps_of(scores: Sequence[float]) -> np.ndarray:
    """The place of each finite score in the row of colours, from 0 for the lowest, the best."""
    values = np.asarray(scores, dtype=float)
    if not len(values):
        return np.empty(0, dtype=int)
    if values.min() > 0:
        values = np.log(values)
    # one trial that diverged must not make all others look alike
    low, high = values.min(), np.quantile(values, 0.9, method="higher")
    shares = (values - low) / (high - low) if high > low else (values > low).astype(float)
    steps: np.ndarray = (shares * len(LIGHT)).clip(0, len(LIGHT) - 1).astype(int)
    return steps


def colour_of(step: int) -> str:
    return f"var(--dm-score-{step + 1}, {LIGHT[step]})"


def colour_on(step: int) -> str:
    if step < _MIDDLE:
        return "var(--dm-on-best-scores, #ffffff)"
    return f"var(--dm-on-{'middle-score' if step == _MIDDLE else 'worst-scores'}, #212121)"


def legend_html(name: str, scores: Sequence[float]) -> str:
    """`validation loss  0.098 ■■■■■■■ 0.61`, the best left."""
    if not len(scores):
        return ""
    chips = "".join(
        f'<i style="background:{colour_of(step)}" aria-hidden="true"></i>'
        for step in range(len(LIGHT))
    )
    best, worst = rounded(min(scores)), rounded(max(scores))
    ends = element("span", f"{name}: {best}, best"), element("span", f"{worst}, worst")
    return f'<span class="dm-score-legend">{ends[0]}<span>{chips}</span>{ends[1]}</span>'


_CLAUSE_END = re.compile(r"[,;.]\s|\.$| any more\b| at step \d")


def shown(variable: Variable, text: str) -> str:
    """An alternative as text: a long number with four digits, all else as written.

    What goes back into a spec is the text as it was written, never what is shown.
    """
    return _shown(variable).get(text, text)


def in_numbers(variable: Variable) -> list[str]:
    """The alternatives in ascending order; as written if they are not numbers."""
    if variable.numbers is None:
        return list(variable.values)
    pairs = sorted(zip(variable.numbers, variable.values, strict=True))
    return list(dict.fromkeys(text for _, text in pairs))


def short_value(text: str, longest: int) -> str:
    return shortened(" ".join(in_order(text).split()), longest)


def reason_of(sentence: str) -> str:
    """The first clause of a failure, which is the same for all trials that failed so."""
    text = in_order(sentence)
    end = _CLAUSE_END.search(text)
    return shortened(text[: end.start()] if end is not None and end.start() else text, 120)


def empty_words(moment: ExperimentState, not_yet: str) -> str:
    """The text shown without scores: `not_yet` while one may come; empty once a trial has one."""
    if moment.ranked:
        return ""
    return "No trial has a loss to show." if moment.results and moment.state in ENDED else not_yet


@lru_cache(maxsize=64)
def _shown(variable: Variable) -> Mapping[str, str]:
    if variable.numbers is None or variable.name == SEED:
        return {}
    pairs = zip(variable.values, variable.numbers, strict=True)
    texts = {
        # up to 6 characters are read at a glance as they were written
        text: text if len(text) <= 6 else short(number, 4)
        for text, number in pairs
    }
    # two that would look alike are told apart by all their digits
    return texts if len(set(texts.values())) == len(texts) else {}


COLOURS = 96


def titled_picture(title: str, chart: Chart, height: int, margin: Mapping[str, int]) -> bytes:
    left, top = margin["left"], margin["top"] + 26
    size = WIDTH - left - margin["right"], height - top - margin["bottom"]
    with DRAWING:
        figure = empty_figure(height)
        paint(figure, chart, (left, top, *size), in_pixels=True)
        write(figure, 14, 8, plain(title, 132), 12.5, fontweight="bold")
        return png_of(figure, (COLOURS,))
