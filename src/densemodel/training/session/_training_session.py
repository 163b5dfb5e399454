"""What trains a model for a run, whichever way: in chunks of steps, or by Keras's own `fit`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal

from densemodel.errors import TrainingError
from densemodel.training.checkpoint._checkpoint import Checkpoint, optimizer_variables
from densemodel.training.diagnosis import Monitor
from densemodel.training.engine._patience import Best
from densemodel.training.engine._position import Position, TrainingPlan
from densemodel.training.engine._rate import Rate
from densemodel.training.events._mark import Mark

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from densemodel.data import Bound, Finding
    from densemodel.language import Settings, Spec
    from densemodel.training.checkpoint._checkpoint import ResumePoint
    from densemodel.training.checkpoint._checkpoint_requests import CheckpointRequests
    from densemodel.training.diagnosis import Probe
    from densemodel.training.engine._baseline_loss import Guess
    from densemodel.training.events._events import Event, Reason

MORE_EPOCHS = 10
"""What a resume trains if all that was planned is done; of a plan in steps, as many steps again."""


class TrainingSession(ABC):
    """What a run keeps between its start, its stops and its resumes.

    Last is where training goes on: weights, optimizer state, place within the epoch, patience,
    place in the schedule.
    Best is what the model holds while nobody trains it.
    """

    model: Any
    "A compiled model."
    spec: Spec
    given_settings: Settings
    "Those that the model was compiled with."
    callbacks: list[Any]
    "Keras callbacks of the person's own."
    initial_epoch: int
    "Epochs that count as done."
    bound: Bound | None
    "The rows; None where batches come, which are not bound to a spec."
    leaked_rows: int
    "Rows that validate now and were trained on before the split was changed."
    has_row_weights: bool
    "Whether rows or classes were given weights of their own."
    can_compile_anew: bool
    "Whether the model was built here, so that it can get another optimizer or loss."
    plan: TrainingPlan
    position: Position
    best: Best
    kept: Checkpoint
    rate: Rate
    monitor: Monitor
    passing: CheckpointRequests
    "Who waits for a place at which it can be taken as it stands."

    @property
    def settings(self) -> Settings:
        """How it is trained."""
        return self.spec.settings

    @property
    @abstractmethod
    def steps_per_epoch(self) -> int:
        """Steps that pass over all rows once; 0 as long as nobody knows."""

    @property
    @abstractmethod
    def validates(self) -> bool:
        """Whether there are rows to validate on."""

    @property
    @abstractmethod
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed in the data."""

    @property
    @abstractmethod
    def uses_xla(self) -> bool:
        """Whether XLA runs the steps of training, after the first ones."""

    @abstractmethod
    def require(self) -> None:
        """Refuse data, or a plan, that cannot be trained on."""

    @abstractmethod
    def hold(self) -> None:
        """Copy the rows before training begins."""

    @abstractmethod
    def go(self, stop: threading.Event, emit: Callable[[Event], None]) -> Reason:
        """Train from the last state on; says what ended it."""

    @abstractmethod
    def begin_anew(self, spec: Spec) -> None:
        """Give the same model its weights of the start and a new optimizer state, by a spec."""

    @abstractmethod
    def change(self, spec: Spec) -> None:
        """Go on with other settings."""

    @abstractmethod
    def adjust(self, spec: Spec) -> None:
        """Change how far the run goes, and how fast it learns, while it may be training."""

    @abstractmethod
    def rebind(self, x: Any, y: Any) -> None:
        """Go on with other rows."""

    @abstractmethod
    def test_metrics(self, stop: threading.Event) -> dict[str, float] | None:
        """Loss and metrics on the test data; None if there is none, or a stop came meanwhile."""

    @abstractmethod
    def test_baseline(self) -> dict[str, float]:
        """What guessing without x scores on the test data; empty if nobody knows."""

    @abstractmethod
    def recalls(self, seconds: float) -> dict[str, float] | None:
        """The share of each class that the model finds among the rows that validate."""

    @abstractmethod
    def guess(self) -> Guess | None:
        """The best answers that are the same for every row; None where nobody knows them."""

    @abstractmethod
    def probe(self) -> Probe:
        """The rows that its layers are measured on."""


def reset(session: TrainingSession) -> None:
    """Let a session be as before the first step."""
    session.plan = TrainingPlan.of(session.settings)
    session.position = Position(epoch=session.initial_epoch)
    session.best = Best()
    session.kept = Checkpoint()
    session.monitor = Monitor()
    # the steps of the epochs that count as done are done for the schedule, too
    done = session.initial_epoch * session.steps_per_epoch
    session.rate = Rate(session.settings, first_step=-done)


def follow_settings(session: TrainingSession, spec: Spec) -> None:
    """Go as far as a spec says, and at its rate; the run may be training."""
    old, session.spec = session.settings, spec
    session.plan.adjust(spec.settings)
    session.rate.adjust(old, spec.settings, session.position)


def bring_back(session: TrainingSession) -> None:
    """Put the last state into the model.

    Raises:
        TrainingError: The model was compiled with another optimizer since.
    """
    if not session.kept.fits(session.model):
        raise TrainingError(
            "the model was compiled with another optimizer since it was trained here, so its "
            "training can't continue: restart"
        )
    session.kept.bring_back(session.model)


def bring_back_given(session: TrainingSession, given: ResumePoint) -> None:
    """Put the weights and the optimizer state that a model came with back into it.

    Raises:
        TrainingError: The model was compiled with another optimizer since.
    """
    variables = optimizer_variables(session.model)
    if not given.optimizer.fits(variables):
        raise TrainingError(
            "the model was compiled with another optimizer since, so it can't restart: train "
            "it as a new run, dm.train(model, x, y)"
        )
    given.weights.restore(session.model.variables)
    given.optimizer.restore(variables)


def put_best_back(session: TrainingSession) -> None:
    """Let the model hold the best weights; without validation it keeps the last ones.

    An optimizer that averages the weights as it goes (`use_ema`) puts the average in place of
    the last ones, as at the end of Keras's own `fit`. Training goes on from the last ones.
    """
    model, best = session.model, session.kept.best_weights
    if not session.validates:
        if session.position.total_steps:
            model.optimizer.finalize_variable_values(model.trainable_variables)
    elif best is not None:
        best.restore(model.variables)


def put_sound_back(session: TrainingSession) -> None:
    """After numbers that are not finite: put the best weights, else the last sound ones, back."""
    model, best = session.model, session.kept.best_weights
    session.kept.bring_back(model)
    if best is not None and session.validates:
        best.restore(model.variables)
    session.rate.put_back(model.optimizer)


def extend(session: TrainingSession, epochs: int | None, *, after_patience: bool) -> None:
    """Plan a resume: the epochs asked for, else what remains, else more of what is counted."""
    plan, position = session.plan, session.position
    if epochs is None and plan.is_done(position) and not position.rows:
        if plan.steps is not None:
            # how long a pass is may be unknown, or far more than a person wants to wait for
            planned = position.total_steps + plan.steps
            session.adjust(session.spec.with_settings(f"steps {planned}"))
        else:
            epochs = MORE_EPOCHS
    if epochs is not None:
        session.adjust(session.spec.with_settings(f"epochs {position.epoch + epochs}"))
    if after_patience:
        # the wait that ended the run would end it again after one epoch
        session.best.waited = 0


def mark_here(
    session: TrainingSession, kind: Literal["changed", "resumed", "ended"], words: str
) -> Mark:
    """A mark at the place where training stands."""
    position = session.position
    return Mark(kind, words, position.total_steps, position.place(session.steps_per_epoch))
