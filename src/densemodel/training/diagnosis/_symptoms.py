"""All that rules know about a run: measurements, losses, settings, and scores of simple models."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, replace
from functools import cached_property
from math import nan, prod, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Baseline, StoredRows, simple_model
from densemodel.language import ScheduleStep
from densemodel.training.diagnosis._core_count import no_core_count
from densemodel.training.engine._probe import evenly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from densemodel._array import Array
    from densemodel.data import Bound, Finding, SimpleKind
    from densemodel.language import Settings, Spec
    from densemodel.training.diagnosis._measurement import LayerMeasurement, Measurement
    from densemodel.training.diagnosis._meter import Probe
    from densemodel.training.engine._probe import BaselineLoss


_MOST_ROWS = 1_000
"""The most training rows for a simple model, and the most rows to score it on."""

_FEWEST_ROWS = 20
"""With fewer scored rows an accuracy means nothing: one row counts for 5 %."""

_KINDS: tuple[SimpleKind, ...] = ("linear", "tree", "neighbours")


@dataclass(frozen=True, slots=True)
class Reference:
    """Skill (0: the baseline, 1: no mistake) of simple models on held-out rows."""

    linear: float
    tree: float
    neighbours: float
    sure: float
    "A lower bound of the best skill, which allows for few scored rows."
    curved: float
    "A lower bound of what a tree or neighbors have more than the linear model."
    rows: int
    "The number of scored rows."

    @property
    def best(self) -> float:
        return max(self.linear, self.tree, self.neighbours)


_known: weakref.WeakKeyDictionary[Bound, Reference | None] = weakref.WeakKeyDictionary()
"""Cached by the data, because each evaluation needs it for the same rows."""


def reference_of(bound: Bound) -> Reference | None:
    """The skill of simple models; None for an unsuitable y or too few rows.

    Without validation rows, a third of the training rows is held out.
    """
    if bound not in _known:
        _known[bound] = _measured(bound)
    return _known[bound]


def _measured(bound: Bound) -> Reference | None:
    coding = bound.coding
    if coding is None or coding.form == "flags" or bound.refusals:
        return None
    (x, y), (new_x, new_y) = _sides(bound)
    classes = coding.form != "numbers"
    if not (np.isfinite(x).all() and np.isfinite(new_x).all()):
        return None  # the arrays have changed since
    distinct = len(np.unique(y))
    if len(x) < _FEWEST_ROWS or len(new_x) < _FEWEST_ROWS or distinct < 2:
        return None
    if classes and distinct > len(y) / 2:
        return None  # nothing can be learned of single rows, and scikit-learn warns
    middle, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread == 0] = 1.0
    x, new_x = (x - middle) / spread, (new_x - middle) / spread
    models = [simple_model(kind, classes=classes) for kind in _KINDS]
    with no_core_count():
        answers = [model.fit(x, y).predict(new_x) for model in models]
    known = Baseline(replace(coding, form="index") if classes else coding, y)
    losses, of_baseline = _compared(known.prediction, new_y, answers, classes=classes)
    linear, tree, neighbours = skills = (of_baseline - losses).mean(axis=1)
    best, curve = int(skills.argmax()), 1 + int(skills[1:].argmax())
    # of a share of losses: the rows of a perfect model have no spread
    spread_of_skill = losses[best] - losses[best].mean() * of_baseline
    more = losses[0] - losses[curve]
    return Reference(
        float(linear),
        float(tree),
        float(neighbours),
        sure=float(skills[best]) - _noise(spread_of_skill),
        curved=float(more.mean()) - _noise(more),
        rows=len(new_y),
    )


def _compared(
    usual: Array, new_y: Array, answers: list[Array], *, classes: bool
) -> tuple[Array, Array]:
    """The losses of each model, of shape (models, rows), and of the baseline, whose mean is 1.

    `usual` is what the baseline predicts.
    """
    if classes:
        wrong = np.stack([answer != new_y for answer in answers]).astype(np.float64)
        of_baseline = (new_y != usual).astype(np.float64)
        most = max(float(of_baseline.mean()), 1 / len(new_y))
        return wrong / most, of_baseline / most
    # relative to the mean of the training rows, column by column
    off = np.square(new_y - usual)
    size = off.mean(axis=0).clip(np.finfo(float).tiny)
    wrong = np.stack([np.square(new_y - answer.reshape(new_y.shape)) for answer in answers])
    return (wrong / size).mean(axis=2), (off / size).mean(axis=1)


def _noise(differences: Array) -> float:
    """What the mean of differences, one a row, may be by chance."""
    # two standard errors, also for the best of three models: they mostly err on the same rows
    return 2.0 * float(differences.std()) / sqrt(len(differences))


def _sides(bound: Bound) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """X and y of the rows to train on, and of the rows to score."""
    training, others = evenly(np.asarray(bound.training_rows), 2 * _MOST_ROWS), (bound.x, bound.y)
    held = np.asarray(bound.validation_rows)
    if bound.validation is not None:
        training, others = training[:_MOST_ROWS], bound.validation
        held = np.arange(len(others[1]))
    elif len(held) >= _FEWEST_ROWS:
        training = evenly(training, _MOST_ROWS)
    else:
        cut = min(len(training) * 2 // 3, _MOST_ROWS)
        training, held = training[:cut], training[cut:]
    return (
        _encoded(bound, bound.x, bound.y, training),
        _encoded(bound, *others, evenly(held, _MOST_ROWS)),
    )


def _encoded(bound: Bound, x: Any, y: Array, places: Array) -> tuple[Array, Array]:
    rows, y = (x.gather(places) if isinstance(x, StoredRows) else x[places]), y[places]
    flat = np.asarray(rows, np.float32).reshape(len(places), prod(rows.shape[1:]))
    classes = None if bound.coding is None else bound.coding.class_numbers(y)
    return (
        flat[:, evenly(np.arange(flat.shape[1]), 196)],  # keeps the whole under 0.1 s
        y.reshape(len(y), prod(y.shape[1:])).astype(np.float64) if classes is None else classes,
    )


_FEWEST_LOSSES = 50
"""With fewer steps it is not clear whether the loss falls."""

_FALLS = 0.98
"""The loss falls if the mean of the last quarter of the newest steps is below this share of the
third quarter's."""


@dataclass(frozen=True, eq=False)
class Symptoms:
    """A run at one moment: after an evaluation during training, or after its end."""

    model: Any
    "The Keras model; rules read its weights and change nothing."
    spec: Spec
    "With the current settings."
    bound: Bound | None
    "The data; None if it comes in batches."
    probe: Probe
    first: Measurement | None
    "The measurement from early in the run."
    now: Measurement
    "The measurement of the current weights."
    history: Mapping[str, Sequence[float]]
    "The values of every evaluation so far, by Keras's names: loss, val_loss, accuracy, ..."
    losses: Array
    """The losses of the newest steps, float32: all since the last measurement, and at least about
    4,000."""
    steps: int
    "Steps done since the run's start."
    steps_per_epoch: int
    planned_steps: int
    guess: BaselineLoss | None
    "The baseline: the best constant prediction; None if unknown."
    has_ended: bool
    "Whether the run is over; `now` is then of the best weights."
    dead_rows: str = "every row"
    "The rows for which dead units give 0, in words."

    @property
    def settings(self) -> Settings:
        return self.spec.settings

    @property
    def hidden(self) -> tuple[LayerMeasurement, ...]:
        """The layers with units before the last one."""
        return self.now.layers[:-1]

    def column(self, name: str) -> Array:
        """A column of the history, float64; empty if there is none."""
        return np.asarray(self.history.get(name, ()), np.float64)

    @cached_property
    def row(self) -> int:
        """The row of the history of the evaluation that `now` belongs to."""
        losses = self.column("val_loss")
        if self.has_ended and np.isfinite(losses).any():
            return int(np.nanargmin(losses))
        return len(self.column("loss")) - 1

    @property
    def baseline_loss(self) -> float | None:
        return None if self.guess is None else self.guess.loss

    @cached_property
    def baseline_accuracy(self) -> float | None:
        return None if self.bound is None else self.bound.baseline.get("accuracy")

    def value(self, name: str) -> float:
        """A metric of that evaluation, on enough validation rows if there are any.

        nan if unknown.
        """
        names = [f"val_{name}", name]
        if self.bound is not None and self.bound.validation_count < _FEWEST_ROWS:
            names = [name]
        for column in map(self.column, names):
            if len(column) > self.row >= 0 and np.isfinite(column[self.row]):
                return float(column[self.row])
        return nan

    @cached_property
    def skill(self) -> float:
        """The skill of the network: 0 is the baseline, 1 is no mistake; below 0 is worse.

        By accuracy, else by R2, else by the loss; nan if none is known.
        """
        accuracy, guess = self.value("accuracy"), self.baseline_accuracy
        if guess is not None and guess < 1 and np.isfinite(accuracy):
            return (accuracy - guess) / (1 - guess)
        explained = self.value("r2_score")
        if np.isfinite(explained):
            return explained
        return self.skill_of_loss

    @cached_property
    def skill_of_loss(self) -> float:
        """The same by the loss without penalties; nan if the baseline's loss is unknown."""
        guess = self.baseline_loss
        if guess is None or guess <= 0:
            return nan
        return 1 - (self.value("loss") - self.now.penalty) / guess

    @cached_property
    def skill_in_training(self) -> float:
        """The skill on the probe rows, which are training rows, by the loss; nan if unknown."""
        if self.guess is None or self.bound is None or not len(self.probe.rows):
            return nan
        baseline = self.guess.loss_on(self.probe.rows)
        return 1 - self.now.loss / baseline if baseline > 0 else nan

    @property
    def reference(self) -> Reference | None:
        """The scores of simple models on the same rows; None if they do not support y."""
        return None if self.bound is None else reference_of(self.bound)

    @property
    def possible(self) -> float:
        """A lower bound of the skill of simple models; nan if unknown."""
        return nan if self.reference is None else self.reference.sure

    @cached_property
    def share_won(self) -> float:
        """The network's share of the skill that simple models reach.

        It is 1, so that no rule applies, if x predicts nothing of y. It is the skill itself if
        simple models are unknown or not needed.
        """
        if not np.isfinite(self.skill):
            return 1.0
        if self.skill >= 0.8:  # good enough not to be compared with simple models
            return self.skill
        if not np.isfinite(self.possible):
            return self.skill
        if self.possible < 0.1:  # x predicts almost nothing of y
            return 1.0
        return self.skill / self.possible

    @cached_property
    def rate(self) -> float:
        """The learning rate of the newest step."""
        rates = self.column("learning_rate")
        return (
            float(rates[-1]) if len(rates) and np.isfinite(rates[-1]) else self.rate_at(self.steps)
        )

    def rate_at(self, step: int) -> float:
        """The learning rate of a step, from 0, by the spec; of the last step at the end."""
        settings, per_epoch = self.settings, max(self.steps_per_epoch, 1)
        if settings.schedule is None:
            return settings.learning_rate
        epochs = settings.epochs or max(self.planned_steps // per_epoch, 1)
        step = max(min(step, self.steps - 1), 0)
        planned = epochs * per_epoch
        return settings.schedule.rate(ScheduleStep(step, step // per_epoch, per_epoch, planned))

    @cached_property
    def falls(self) -> bool:
        losses = self.losses[np.isfinite(self.losses)]
        if len(losses) < _FEWEST_LOSSES:
            return True
        early, late = (float(part.mean()) for part in np.array_split(losses, 4)[2:])
        return late < early - (1 - _FALLS) * abs(early)

    @property
    def is_early(self) -> bool:
        """Whether only what needs no more steps to show is certain yet."""
        return self.is_too_early or self.is_too_short

    @property
    def is_too_early(self) -> bool:
        """Whether the run trains and it is too early to tell, or its loss still falls fast."""
        evaluations = len(self.column("loss"))
        is_new = self.steps < 200 and evaluations < 5  # with few steps an epoch
        return not self.has_ended and (is_new or self.is_too_short or self.falls)

    @property
    def is_too_short(self) -> bool:
        """Whether the run had too few steps for its results to say anything about the network."""
        return self.steps < _FEWEST_LOSSES

    def offers(self, *starts: str) -> tuple[Finding, ...]:
        """Findings about the data that were not accepted, by the first words of their change."""
        found = () if self.bound is None else self.bound.findings
        return tuple(one for one in found if one.accept.startswith(starts))
