"""All that a rule can know of a run: what was measured, its losses, its settings and its data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training.diagnosis._reference import reference_of
from densemodel.training.diagnosis._rule_tools import usual_rate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel.data import Bound, Finding
    from densemodel.language import Settings, Spec
    from densemodel.training.diagnosis._measurement import LayerMeasurement, Measurement
    from densemodel.training.diagnosis._meter import Probe
    from densemodel.training.diagnosis._reference import Reference
    from densemodel.training.engine._baseline_loss import Guess

Array = np.ndarray[Any, Any]

_FEWEST_LOSSES = 50
"""With fewer steps nobody can tell whether the loss falls."""

_FEWEST_ROWS = 20
"""Of fewer validation rows a single one counts for 5 %: those that train are scored instead."""

_ENOUGH_STEPS, _ENOUGH_EVALUATIONS = 200, 5
"""A run is judged after so many steps; one of few steps an epoch after so many evaluations."""

_FALLS = 0.98
"""The loss falls if the last quarter of the newest steps has less than this share of the third."""

_GOOD = 0.8
"""A network that has won this much is good enough, so that no simple models are asked."""

_LEAST_TO_WIN = 0.1
"""Data of which simple models find out less than this tell nearly nothing of y."""


@dataclass(frozen=True, eq=False)
class Symptoms:
    """A run at one moment: while it trains, after an evaluation; or when it has ended."""

    model: Any
    "The Keras model; rules read its weights and change nothing."
    spec: Spec
    "With the settings that hold now."
    bound: Bound | None
    "The data; None if they come in batches."
    probe: Probe
    first: Measurement | None
    "Taken early in the run."
    now: Measurement
    "Of the weights as they are now."
    history: Mapping[str, Sequence[float]]
    "Of every evaluation so far, by Keras's names: loss, val_loss, accuracy, ..."
    losses: Array
    "Of the newest steps, float32: all since the measurement before, and some 4,000 at least."
    steps: int
    "Steps done since the run's start."
    steps_per_epoch: int
    planned_steps: int
    "Steps to be done in all."
    guess: Guess | None
    "The baseline: the best answers that are the same for every row; None if it can't be known."
    has_ended: bool
    "Whether the run is over: `now` is then of the best weights."

    @property
    def settings(self) -> Settings:
        """How it is trained."""
        return self.spec.settings

    @property
    def hidden(self) -> tuple[LayerMeasurement, ...]:
        """The layers with units before the last one."""
        return self.now.layers[:-1]

    def column(self, name: str) -> Array:
        """A column of the history, float64; empty if it is not there."""
        return np.asarray(self.history.get(name, ()), np.float64)

    @property
    def validates(self) -> bool:
        """Whether rows are held back, or given, to validate on."""
        return bool(np.isfinite(self.column("val_loss")).any())

    @cached_property
    def row(self) -> int:
        """The evaluation, by its place in the history, whose weights `now` is about."""
        losses = self.column("val_loss")
        if self.has_ended and np.isfinite(losses).any():
            return int(np.nanargmin(losses))
        return len(self.column("loss")) - 1

    @cached_property
    def can_score(self) -> bool:
        """Whether enough rows validate that a measure of them tells anything."""
        return self.bound is None or self.bound.validation_count >= _FEWEST_ROWS

    def value(self, name: str) -> float:
        """A measure of that evaluation, on validation rows if there are any; nan if unknown."""
        for known in (f"val_{name}", name)[not self.can_score :]:
            column = self.column(known)
            if len(column) > self.row >= 0 and np.isfinite(column[self.row]):
                return float(column[self.row])
        return float("nan")

    @cached_property
    def skill(self) -> float:
        """How far it came from the baseline, 0, to no mistake, 1; below 0 if it is worse.

        By accuracy, else by R2, else by the loss; nan if none is known.
        """
        baseline = {} if self.bound is None else self.bound.baseline
        accuracy, guess = self.value("accuracy"), baseline.get("accuracy")
        if guess is not None and guess < 1 and np.isfinite(accuracy):
            return (accuracy - guess) / (1 - guess)
        explained = self.value("r2_score")
        if np.isfinite(explained):
            return explained
        return self.skill_of_loss

    @cached_property
    def skill_of_loss(self) -> float:
        """The same by the loss without its penalties; nan if that of the baseline is not known."""
        guess = None if self.guess is None else self.guess.loss
        if guess is None or guess <= 0:
            return float("nan")
        return 1 - (self.value("loss") - self.now.penalty) / guess

    @cached_property
    def skill_in_training(self) -> float:
        """That of the probe rows, which train, by the loss; nan if it can't be known."""
        guess = None if self.guess is None or self.bound is None else self.guess
        if guess is None or not len(self.probe.rows):
            return float("nan")
        baseline = guess.loss_on(self.probe.rows)
        return 1 - self.now.loss / baseline if baseline > 0 else float("nan")

    @property
    def reference(self) -> Reference | None:
        """What simple models get on the same rows; None if they do not take y."""
        return None if self.bound is None else reference_of(self.bound)

    @cached_property
    def possible(self) -> float:
        """The skill that simple models reach, at the least; nan if they are not known."""
        reference = self.reference
        return float("nan") if reference is None else reference.sure

    @cached_property
    def share_won(self) -> float:
        """What it has of the skill that simple models reach.

        1, so that nothing is said, where the data tell nothing of y; where these models are not
        known, or need not be asked, the skill itself.
        """
        if not np.isfinite(self.skill):
            return 1.0
        if self.skill >= _GOOD:
            return self.skill
        if not np.isfinite(self.possible):
            return self.skill
        if self.possible < _LEAST_TO_WIN:
            return 1.0
        return self.skill / self.possible

    @property
    def usual_rate(self) -> float:
        """The learning rate with which the optimizer trains a usual network."""
        return usual_rate(self.settings)

    @cached_property
    def rate(self) -> float:
        """The learning rate of the newest step."""
        said = self.column("learning_rate")
        return float(said[-1]) if len(said) and np.isfinite(said[-1]) else self.rate_at(self.steps)

    def rate_at(self, step: int) -> float:
        """The learning rate of a step, counted from 0, by the spec; at the end, of the last one."""
        settings, per_epoch = self.settings, max(self.steps_per_epoch, 1)
        if settings.schedule is None:
            return settings.learning_rate
        epochs = settings.epochs or max(self.planned_steps // per_epoch, 1)
        step = max(min(step, self.steps - 1), 0)
        return settings.schedule.rate(
            step, step // per_epoch, steps_per_epoch=per_epoch, epochs=epochs
        )

    @cached_property
    def falls(self) -> bool:
        """Whether the loss of the newest steps falls."""
        losses = self.losses[np.isfinite(self.losses)]
        if len(losses) < _FEWEST_LOSSES:
            return True
        early, late = (float(part.mean()) for part in np.array_split(losses, 4)[2:])
        return late < early - (1 - _FALLS) * abs(early)

    @property
    def is_too_early(self) -> bool:
        """Whether it trains, and nobody can tell yet; a loss that falls fast is waited for."""
        if self.has_ended:
            return False
        if self.steps < _ENOUGH_STEPS and len(self.column("loss")) < _ENOUGH_EVALUATIONS:
            return True
        return self.steps < _FEWEST_LOSSES or self.falls

    @property
    def is_too_short(self) -> bool:
        """Whether it has had so few steps that its results say nothing of the network."""
        return self.steps < _FEWEST_LOSSES

    def offers(self, *starts: str) -> tuple[Finding, ...]:
        """What was noticed in the data and not taken, of which the words begin so."""
        found = () if self.bound is None else self.bound.findings
        return tuple(one for one in found if one.accept.startswith(starts))
