"""What can be known of a run that learns nothing, asked only when it looks so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.training._guessing import Guess
from densemodel.training._probe import (
    answers_of,
    classes_of,
    even_by_class,
    evenly,
    silent_layer,
    x_of,
)

if TYPE_CHECKING:
    from densemodel.data import Bound, Finding
    from densemodel.spec import Settings
    from densemodel.training._feed import Feed
    from densemodel.training._session import Session

Array = np.ndarray[Any, Any]

_MOST_ROWS, _FEWEST_ROWS = 1_000, 64
_SAME = 1e-5
"""Answers that differ by less than this share of the spread of y are the same."""


@dataclass(frozen=True)
class OneClass:
    """A class that a model names for every row."""

    number: int
    share: float
    "Its share of the rows that train."


@dataclass(frozen=True)
class Evidence:
    """A model, the rows it learns from, and what it makes of them at this moment."""

    session: Session
    "It may get other settings while it trains."
    feed: Feed
    "x and y."
    weights: Array | None
    "A weight for each row; None for the same."

    @property
    def model(self) -> Any:
        """What is trained."""
        return self.session.model

    @property
    def bound(self) -> Bound:
        """The data and the spec."""
        return self.session.bound

    @property
    def settings(self) -> Settings:
        """How it is trained."""
        return self.session.settings

    @property
    def offers(self) -> tuple[Finding, ...]:
        """Offers to scale x that were not taken."""
        found = self.bound.findings
        return tuple(f for f in found if f.where == "x" and f.accept.startswith(("norm", "scale")))

    @cached_property
    def guess(self) -> Guess:
        """What guessing gets."""
        return Guess(self.bound, self.weights)

    def loss_and_guess(self) -> tuple[float, float, Array]:
        """The loss on a few of the rows that train, what guessing gets there, and the answers.

        Without dropout, and without what regularizers add.
        """
        rows = evenly(self.bound.training_rows, self._most)
        answers = answers_of(self.model, self.feed, rows, self.settings.batch)
        guess = self.guess
        return guess.loss_of(answers, rows), guess.loss_on(rows), answers

    @property
    def _most(self) -> int:
        """As many rows as take about a hundredth of the time of an epoch."""
        share = len(self.bound.training_rows) // 32
        return min(max(share, _FEWEST_ROWS), _MOST_ROWS)

    def one_answer(self, answers: Array) -> float | None:
        """The single number that is given for every row; None if answers differ."""
        if self.bound.task.kind != "regression" or answers[0].size != 1:
            return None
        spread = float(np.ptp(answers))
        scale = float(np.std(self.bound.y[self.bound.training_rows])) or 1.0
        return float(answers.flat[0]) if spread <= _SAME * scale else None

    def one_class(self) -> OneClass | None:
        """The class that is named for every row of a sample with all classes; None if several.

        The rows are those that were held back, else those that train.
        """
        bound = self.bound
        if bound.coding is None:
            return None
        held = bound.validation_rows
        places = held if len(held) else bound.training_rows
        classes = bound.coding.class_numbers(bound.y[places])
        if classes is None or len(np.unique(classes)) < 2:  # noqa: PLR2004
            return None
        rows = even_by_class(places, classes, self._most)
        named = classes_of(answers_of(self.model, self.feed, rows, self.settings.batch), bound)
        if (named != named[0]).any():
            return None
        trained = bound.coding.class_numbers(bound.y[bound.training_rows])
        return OneClass(int(named[0]), float(np.mean(trained == named[0])))

    def silent_layer(self) -> str:
        """The first hidden layer that gives 0 alone, in words; empty if none does."""
        rows = evenly(self.bound.training_rows, self._most)
        return silent_layer(self.model, x_of(self.feed, rows))

    @property
    def is_target_far(self) -> bool:
        """Whether y lies so far from 0 that a network needs long to come near it."""
        if self.bound.task.kind != "regression" or self.settings.target_norm:
            return False
        y = self.bound.y[self.bound.training_rows]
        return float(np.abs(y).mean()) >= 10  # noqa: PLR2004

    def will_reach(self, guess: float, early: float, late: float, steps: int) -> bool:
        """Whether a loss that falls as it does comes below guessing before the plan ends.

        Args:
            guess: What guessing gets.
            early: The mean loss of the third quarter of the newest steps.
            late: That of the last quarter.
            steps: How many these steps are.
        """
        per_step = (early - late) / max(steps / 4, 1)
        if per_step <= 0:
            return False
        position = self.session.position
        planned = self.session.plan.planned_steps(position, self.session.steps_per_epoch)
        left = planned - position.total_steps
        return (late - guess) / per_step <= left
