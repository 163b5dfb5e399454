"""What the parts of a sweep's panel share, and its state at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, ClassVar, Protocol

from densemodel.widgets.panel._view import close_widgets
from densemodel.wording import metric_words, rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ipywidgets import Widget

    from densemodel.experiments import Result, SweepEvent, Trial
    from densemodel.language import Spec, Variable
    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer


SEED = "seed"
"""The variable of a spec that repeats."""
ENDED = ("stopped", "finished", "failed")
_OF_THE_BEST = " Best is trial "
"""From here on a sweep's own sentence, once it has ended, names the best."""
_NOT_FIRST = ("loss", "val_loss", "learning_rate")


@dataclass(frozen=True, slots=True)
class SweepMoment:
    """One moment of a sweep."""

    name: str
    state: str
    sentence: str
    variables: tuple[Variable, ...]
    trials: Sequence[Trial]
    results: Mapping[int, Result]
    "By number, of trials that ended."
    looks: Mapping[int, tuple[Sequence[float], Sequence[float]]]
    "By number: places and losses so far."
    training: frozenset[int]
    best_number: int | None
    test_metrics: Mapping[str, float]
    ranked: tuple[int, ...]
    "The numbers of trials with a finite score, the best first."
    share_done: float
    "From 0 to 1."

    @property
    def best(self) -> Result | None:
        """What the best trial came to."""
        return None if self.best_number is None else self.results.get(self.best_number)

    @property
    def has_only_failures(self) -> bool:
        """Whether trials have ended, and nothing came of any."""
        return bool(self.results) and not self.ranked

    def trial(self, number: int) -> Trial:
        """The trial of a number."""
        return self.trials[number - 1]

    @property
    def progress(self) -> str:
        """The sentence without what it says of the best, which the foot says at all times."""
        return self.sentence.partition(_OF_THE_BEST)[0]

    @property
    def loss_name(self) -> str:
        """What the score is called: `validation loss`, or `loss` without validation."""
        validates = any("val_loss" in result.metrics for result in self.results.values())
        return "validation loss" if validates or not self.results else "loss"

    @property
    def metric(self) -> str | None:
        """Keras's name of the first metric beside the loss, of validation where there is one."""
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


def moment_of(sweep: SweepSource) -> SweepMoment:
    """What is so now."""
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


class SweepSource(Protocol):
    """As much of a sweep as the panel uses."""

    @property
    def name(self) -> str:
        """The cell's."""

    @property
    def spec(self) -> Spec:
        """With its choices."""

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The choices, and `seed` at the end if the spec repeats."""

    @property
    def trials(self) -> Sequence[Trial]:
        """All, in the order of the plan."""

    @property
    def state(self) -> str:
        """`ready`, `running`, `stopping`, `stopped`, `finished` or `failed`."""

    @property
    def sentence(self) -> str:
        """How it goes, in one line."""

    @property
    def share_done(self) -> float:
        """How much of it is done, from 0 to 1; it never falls while it trains."""

    @property
    def results(self) -> Mapping[int, Result]:
        """A copy of those that ended, by the trial's number."""

    @property
    def live_curves(self) -> Mapping[int, tuple[Sequence[float], Sequence[float]]]:
        """Places and losses so far of the trials that train now."""

    @property
    def training(self) -> frozenset[int]:
        """The numbers of those that train now."""

    @property
    def best_number(self) -> int | None:
        """The trial with the lowest score so far."""

    @property
    def test_metrics(self) -> Mapping[str, float]:
        """The winner's, told once at the end; empty without test data."""

    def on_event(self, callback: Callable[[SweepEvent], None], /) -> Callable[[], None]:
        """Call this with each event, on other threads, until what is given back is called."""

    def start(self) -> Any:
        """Begin, or go on."""

    def stop(self) -> Any:
        """Give out no more trials and end those that train."""

    def stop_trial(self, number: int, /) -> Any:
        """End one trial."""

    def load(self, number: int, /) -> Run:
        """The run of a trial; this may take seconds."""

    def save(self, store: ModelStore, name: str, /) -> SavedModel:
        """Save the best."""


@dataclass(frozen=True, slots=True)
class SweepViewContext:
    """What a view shows and how it changes widgets."""

    sweep: SweepSource
    writer: Writer
    act: Callable[[str, int], None]
    "Does `stop` or `load` with the trial of a number; it does not wait."


class SweepView:
    """One part of the panel. A subclass makes `widget`, and shows what `draw` is given."""

    title: ClassVar[str] = ""
    widget: Widget

    def __init__(self, scene: SweepViewContext) -> None:
        self.scene = scene

    @classmethod
    def available(cls, sweep: SweepSource) -> bool:  # noqa: ARG003 - for those that need something
        """Whether there is anything to show of this sweep."""
        return True

    def draw(self, moment: SweepMoment) -> None:
        """Show what is so now; called in the writer's thread, while the view is seen."""

    def put(self, widget: Widget, **values: Any) -> None:
        """Have the writer set these traits."""
        self.scene.writer.put(widget, **values)

    def close(self) -> None:
        """Close the widgets."""
        close_widgets(self.widget, self.scene.writer)
