"""The base class of a sweep's views, and the sweep's state at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from densemodel.widgets.panel._view import BaseView
from densemodel.widgets.runtime._writer import ChangedOnly
from densemodel.wording import metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from densemodel.experiments import Result, Sweep, Trial
    from densemodel.language import Variable
    from densemodel.widgets.runtime._writer import Writer


SEED = "seed"
"""The variable of a spec that repeats."""
ENDED = ("stopped", "finished", "failed")
_OF_THE_BEST = " Best is trial "
"""From here on a sweep's own sentence, once it has ended, names the best."""
_NOT_FIRST = ("loss", "val_loss", "learning_rate")


@dataclass(frozen=True, slots=True)
class SweepMoment:
    """The state of a sweep at one moment."""

    name: str
    state: str
    sentence: str
    variables: tuple[Variable, ...]
    trials: Sequence[Trial]
    results: Mapping[int, Result]
    "The results of ended trials, by number."
    looks: Mapping[int, tuple[Sequence[float], Sequence[float]]]
    "Places and losses so far, by trial number."
    training: frozenset[int]
    best_number: int | None
    test_metrics: Mapping[str, float]
    ranked: tuple[int, ...]
    "The numbers of trials with a finite score, the best first."
    share_done: float
    "From 0 to 1."

    @property
    def best(self) -> Result | None:
        """The best trial's result."""
        return None if self.best_number is None else self.results.get(self.best_number)

    @property
    def has_only_failures(self) -> bool:
        """Whether all ended trials failed."""
        return bool(self.results) and not self.ranked

    def trial(self, number: int) -> Trial:
        """The trial of a number."""
        return self.trials[number - 1]

    @property
    def progress(self) -> str:
        """The sentence without the best trial, which the footer shows."""
        return self.sentence.partition(_OF_THE_BEST)[0]

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

    def numbers_of(self, result: Result) -> str:
        """`validation loss 0.098, accuracy 0.97`."""
        said = [f"{self.loss_name} {rounded(result.score)}"]
        if self.metric is not None and self.metric in result.metrics:
            name = metric_words(self.metric.removeprefix("val_"))
            said.append(f"{name} {rounded(result.metrics[self.metric])}")
        return ", ".join(said)

    @property
    def choices(self) -> list[tuple[int, Variable]]:
        """The variables without the seed, each with its place in `Trial.values`."""
        named = enumerate(self.variables)
        return [(place, variable) for place, variable in named if variable.name != SEED]


def moment_of(sweep: Sweep) -> SweepMoment:
    """The current state."""
    results = sweep.results
    scored = [number for number, result in results.items() if isfinite(result.score)]
    ranked = tuple(sorted(scored, key=lambda number: (results[number].score, number)))
    return SweepMoment(
        name=sweep.name,
        state=sweep.state,
        sentence=sweep.sentence,
        variables=sweep.variables,
        trials=sweep.trials,
        results=results,
        looks=sweep.live_curves,
        training=sweep.training,
        best_number=sweep.best_number,
        test_metrics=sweep.test_metrics,
        ranked=ranked,
        share_done=sweep.share_done,
    )


@dataclass(frozen=True, slots=True)
class SweepViewContext:
    """The sweep of a view, and the writer of its widgets."""

    sweep: Sweep
    writer: Writer
    act: Callable[[str, int], None]
    "Does `stop` or `load` with the trial of a number; it does not wait."


class SweepView(BaseView):
    """A view of the panel. A subclass makes `widget`, and `draw` shows a moment."""

    def __init__(self, scene: SweepViewContext) -> None:
        super().__init__(scene.writer)
        self.scene = scene
        self._put_new = ChangedOnly(scene.writer.put)

    @classmethod
    def available(cls, sweep: Sweep) -> bool:  # noqa: ARG003 - for those that need something
        """Whether there is anything to show of this sweep."""
        return True

    def draw(self, moment: SweepMoment) -> None:
        """Show the current state; called in the writer's thread while the view is visible."""

    def set_shown(self, *, is_shown: bool) -> None:
        """Draw it when it becomes visible."""
        super().set_shown(is_shown=is_shown)
        if is_shown:
            self.soon(self._draw_now)

    def _draw_now(self) -> None:
        self.draw(moment_of(self.scene.sweep))
