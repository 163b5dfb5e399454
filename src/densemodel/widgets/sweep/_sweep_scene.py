"""What every part of a sweep's panel has in common: the sweep, the writer, and what is so now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from densemodel.widgets.panel._view import close_widgets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ipywidgets import Widget

    from densemodel.experiments import Result, SweepEvent, Trial
    from densemodel.language import Spec, Variable
    from densemodel.store import ModelStore, SavedModel
    from densemodel.training import Run
    from densemodel.widgets.runtime._writer import Writer
    from densemodel.widgets.sweep._sweep_moment import SweepMoment


class WatchedSweep(Protocol):
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
    def looks(self) -> Mapping[int, tuple[Sequence[float], Sequence[float]]]:
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
class SweepScene:
    """What a view shows and how it changes widgets."""

    sweep: WatchedSweep
    writer: Writer
    act: Callable[[str, int], None]
    "Does `stop` or `load` with the trial of a number; it does not wait."


class SweepView:
    """One part of the panel. A subclass makes `widget`, and shows what `draw` is given."""

    title: ClassVar[str] = ""
    widget: Widget

    def __init__(self, scene: SweepScene) -> None:
        self.scene = scene

    @classmethod
    def available(cls, sweep: WatchedSweep) -> bool:  # noqa: ARG003 - for those that need something
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
