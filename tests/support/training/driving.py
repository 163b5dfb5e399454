"""How tests stop a run at an exact moment, and compare what two runs came to."""

from __future__ import annotations

import threading

import numpy as np

WAIT_SECONDS = 60


def weights(run):
    return [np.array(w) for w in run.model.get_weights()]


def same(a, b):
    return all(np.array_equal(p, q) for p, q in zip(a, b, strict=True))


def logged_elsewhere(caplog):
    """What other threads logged: in this one, TensorFlow speaks of what the test itself does."""
    here = threading.get_ident()
    return [record for record in caplog.records if record.thread != here]


def stop_when(run, wanted):
    """Stop the run from its own thread, at an exact moment."""

    def listen(event):
        if wanted(event):
            run.stop()

    run.on_event(listen)


def Stopper(at_step):  # noqa: N802 - a class that needs Keras to be loaded
    """A Keras callback that stops its `run` after so many steps."""
    from densemodel.network import load_keras

    class StopAtStep(load_keras().callbacks.Callback):
        run = None
        steps = 0

        def on_train_batch_end(self, batch, logs=None):  # noqa: ARG002
            self.steps += 1
            if self.steps == at_step and self.run is not None:
                self.run.stop()

    return StopAtStep()


def StepRates():  # noqa: N802 - a class that needs Keras to be loaded
    """A Keras callback that notes the learning rate of each step."""
    from densemodel.network import load_keras

    class NoteRates(load_keras().callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.rates = []

        def on_train_batch_end(self, batch, logs=None):  # noqa: ARG002
            self.rates.append(float(self.model.optimizer.learning_rate.numpy()))

    return NoteRates()


def last_state(run):
    """Weights and optimizer state to go on from, which the model itself need not hold."""
    last = run._session.checkpoint.last
    return [value for snapshot in last for value in snapshot.values]
