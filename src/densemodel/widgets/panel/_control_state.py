"""The state of a run for the controls: current values, and what can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.data import Bound
    from densemodel.language import Settings, Spec
    from densemodel.training import Run
    from densemodel.widgets.panel._pending_settings import PendingSettings


@dataclass(frozen=True, slots=True)
class ControlState:
    """The state of a run, with the pending settings for its next Start or Resume."""

    run: Run
    spec: Spec
    "The spec with all pending settings."
    bound: Bound | None
    "The data as the next Start or Resume has them; None if there are none in memory."
    is_refused: bool
    "The data cannot be trained on."
    optimizer_waits: bool = False
    "Another optimizer waits for Restart, and its rate with it."
    rate_waits: bool = False
    "Another rate waits for Restart."

    @classmethod
    def of(cls, run: Run, wishes: PendingSettings) -> ControlState:
        """The current state of a run."""
        now, resumed = run.bound, wishes.resumed_spec
        has_wish = now is not None and resumed is not run.spec
        spec, is_ready = wishes.next_spec, run.state == "ready"
        bound = now
        if now is not None and has_wish:
            # what nobody said is then as long as the data say under the settings of then
            out = () if is_ready else ("patience",)
            bound = now.with_spec(resumed.without_lengths(*out))
        if bound is not None and is_ready and spec is not run.spec:
            steps = ceil(bound.training_count / spec.settings.batch)
            validates = bound.validation_count > 0
            spec = spec.without_lengths().with_lengths(steps or None, validates=validates)
        is_refused = bound is not None and bool(bound.refusals)
        return cls(run, spec, bound, is_refused, "optimizer" in wishes, "lr" in wishes)

    @property
    def settings(self) -> Settings:
        """All settings of the next Start or Restart."""
        return self.spec.settings

    def data_note(self, word: str, count: int | None, steps: int | None) -> str:
        """A note on a length chosen from the data, with its steps: `from the data: 506 steps`.

        Args:
            word: `epochs` or `patience`.
            count: The length.
            steps: Steps of one of them; None where nobody knows.
        """
        if not self.has_data and word in self.spec.default_lengths:
            return "fits the data, once they are given"
        least = getattr(self.spec.without_lengths(word).settings, word)
        if word not in self.spec.from_data or count is None or count == least:
            return ""
        return f"from the data: {count * steps:,} steps" if steps else "from the data"

    @property
    def steps_per_epoch(self) -> int | None:
        """The steps of one epoch; None if unknown."""
        if self.bound is not None and self.run.state == "ready":
            return ceil(self.bound.training_count / self.settings.batch) or None
        progress = self.run.progress
        return None if progress is None else progress.steps_per_epoch or None

    @property
    def has_data(self) -> bool:
        """Whether there is data to train on."""
        return self.run.has_data

    @property
    def reads_rows(self) -> bool:
        """Whether the rows can be split and batched in another way."""
        return self.bound is not None

    @property
    def has_begun(self) -> bool:
        """Whether training has started."""
        return self.run.state != "ready"

    @property
    def is_given_validation(self) -> bool:
        """Whether validation data was given, so that nothing is split off."""
        return self.run.validates if self.bound is None else self.bound.validation is not None

    @property
    def validates(self) -> bool:
        """Whether there are validation rows for patience, now if it is training."""
        if self.is_refused:
            return True
        bound = self.run.bound if self.run.is_busy else self.bound
        return self.run.validates if bound is None else bound.validation_count > 0

    @property
    def is_done(self) -> bool:
        """Whether all planned epochs are done, so that Resume plans more."""
        progress = self.run.progress
        if progress is None or not self.has_begun or self.run.is_busy:
            return False
        if progress.epochs is None:
            return progress.total_steps >= progress.planned_steps
        return progress.epoch >= progress.epochs
