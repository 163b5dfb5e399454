"""How tests stop a run at an exact moment, and compare what two runs came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.training import Event, Run

WAIT_SECONDS = 60


def weights(run: Run) -> list[np.ndarray]:
    return [np.array(w) for w in run.model.get_weights()]


def same(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    return all(np.array_equal(p, q) for p, q in zip(a, b, strict=True))


def stop_when(run: Run, wanted: Callable[[Event], bool]) -> None:
    """Stop the run from its own thread, at an exact moment."""

    def listen(event: Event) -> None:
        if wanted(event):
            run.stop()

    run.on_event(listen)


def Stopper(at_step: int) -> Any:  # noqa: N802 - a class that needs Keras to be loaded
    """A Keras callback that stops its `run` after so many steps."""
    from densemodel.network import load_keras

    class StopAtStep(load_keras().callbacks.Callback):  # type: ignore[misc]
        run: Run | None = None
        steps = 0

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
            self.steps += 1
            if self.steps == at_step and self.run is not None:
                self.run.stop()

    return StopAtStep()


def StepRates() -> Any:  # noqa: N802 - a class that needs Keras to be loaded
    """A Keras callback that notes the learning rate of each step."""
    from densemodel.network import load_keras

    class NoteRates(load_keras().callbacks.Callback):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.rates: list[float] = []

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
            self.rates.append(float(self.model.optimizer.learning_rate.numpy()))

    return NoteRates()


def last_state(run: Run) -> list[np.ndarray]:
    """Weights and optimizer state to go on from, which the model itself need not hold."""
    last = run._session.kept.last
    return [value for snapshot in last for value in snapshot.values]
