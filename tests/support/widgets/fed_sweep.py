"""A sweep that trains nothing: a thread feeds it results, as far as it is let."""

import threading
from dataclasses import replace
from itertools import product
from math import exp, inf, nan

import numpy as np

from densemodel.errors import SweepError
from densemodel.experiments import (
    ExperimentEnded,
    ExperimentStarted,
    Result,
    Trial,
    TrialEnded,
    TrialEvaluated,
    TrialStarted,
)
from densemodel.language import Variable, parse, variables_of
from densemodel.training import prepare

TWO = "4 -> {8|16|32} relu -> 2 softmax ; adam lr {0.1|0.01|0.001} ; epochs 12 ; batch 8"
THREE = "4 -> {8|16|32} {relu|tanh} -> 2 softmax ; adam lr {0.1|0.01|0.001} ; epochs 12 ; batch 8"
EPOCHS = 12
TRAIN_AT_ONCE = 2


class FedSweep:
    """As much of a sweep as the panel uses.

    Args:
        text: A spec with choices.
        seeds: How often each is trained.
        name: The cell's.
        epoch_seconds: How long an epoch takes.
        failing: The trial that fails, with what it says.
    """

    def __init__(self, text=TWO, *, seeds=1, name="digits", epoch_seconds=0.0, failing=(0, "")):
        self.name = name
        self.spec = parse(text)
        self._failing = failing
        self.epoch_seconds = epoch_seconds
        self.variables = variables_of(self.spec)
        if seeds > 1:
            texts = tuple(str(seed) for seed in range(seeds))
            seed = Variable("seed", texts, tuple(map(float, texts)), is_log=False)
            self.variables = (*self.variables, seed)
        self.trials = tuple(self._planned(seeds))
        self.trial_count = len(self.trials)
        self.state = "ready"
        self.results = {}
        self.live_curves = {}
        self.seconds_left = None
        self.totals = {}
        self.extended = []
        self.saved = []
        self._listeners = []
        self._stop, self._stopped = threading.Event(), set[int]()
        self._thread = None

    def _planned(self, seeds):
        specs = list(self.spec.expand())
        texts = list(product(*(variable.values for variable in variables_of(self.spec))))
        ends = [()] if seeds == 1 else [(str(seed),) for seed in range(seeds)]
        planned = [(s, (*t, *e)) for s, t in zip(specs, texts, strict=True) for e in ends]
        return [Trial(n, s, values, f"{n}") for n, (s, values) in enumerate(planned, start=1)]

    @property
    def sentence(self):
        done, train = len(self.results), len(self.training)
        if self.state == "ready":
            return f"{len(self.trials)} trials are planned."
        done_text = f"{done} of {len(self.trials)} trials done"
        if self.is_busy:
            return f"{done_text}, {train} training. About 2 min left."
        return f"{done_text}, {self.state}."

    @property
    def is_busy(self):
        return self.state in ("running", "stopping")

    @property
    def share_done(self):
        return len(self.results) / len(self.trials)

    @property
    def training(self):
        return frozenset(self.live_curves)

    @property
    def best_number(self):
        scored = [n for n, result in self.results.items() if result.score < inf]
        return min(scored, key=lambda number: self.results[number].score, default=None)

    @property
    def test_metrics(self):
        return {"loss": 0.123, "accuracy": 0.957} if self.state == "finished" else {}

    def on_event(self, callback):
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def start(self):
        self._stop.clear()
        self.state = "running"
        self._thread = threading.Thread(target=self._feed, daemon=True)
        self._thread.start()
        return self

    def extend(self, **raised):
        self.trials = (*self.trials, *self.trials[:1])
        self.trial_count = len(self.trials)
        *choices, seed = self.variables
        more = {"values": (*seed.values, "9"), "numbers": (*seed.numbers, 9.0)}
        self.variables = (*choices, replace(seed, **more))
        self.extended.append(raised)

    def wait(self):
        if self._thread is not None:
            self._thread.join(60)
        return self

    def stop(self):
        self.state = "stopping"
        self._stop.set()
        self._emit(TrialEvaluated(1, 0.0, {}))

    def stop_trial(self, number):
        self._stopped.add(number)

    def load(self, number):
        if number not in self.results:
            raise SweepError(f"trial {number} has not ended")
        x = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
        return prepare(self.trials[number - 1].spec, x, (x[:, 0] > 0).astype(int))

    def save(self, store, name, /):
        return store.save(self.load(self.best_number or 1).start().wait(), name)

    def _emit(self, event):
        for listener in list(self._listeners):
            listener(event)

    def _feed(self):
        self._emit(ExperimentStarted())
        waiting = [trial for trial in self.trials if trial.number not in self.results]
        while waiting and not self._stop.is_set():
            together, waiting = waiting[:TRAIN_AT_ONCE], waiting[TRAIN_AT_ONCE:]
            self._train(together)
        self.live_curves = {}
        self.state = "stopped" if self._stop.is_set() else "finished"
        self._emit(ExperimentEnded(self.state))

    def _train(self, together):
        for trial in together:
            self.live_curves = {**self.live_curves, trial.number: ([], [])}
            self._emit(TrialStarted(trial.number))
        for epoch in range(1, EPOCHS + 1):
            if self._stop.wait(self.epoch_seconds):
                return
            for trial in together:
                if trial.number in self.live_curves and trial.number in self._stopped:
                    self._end(trial, "stopped")
                elif trial.number in self.live_curves:
                    places, losses = self.live_curves[trial.number]
                    places.append(float(epoch))
                    losses.append(loss_of(trial, epoch))
                    self._emit(TrialEvaluated(trial.number, epoch, {"val_loss": losses[-1]}))
        for trial in together:
            if trial.number in self.live_curves:
                is_failing = trial.number == self._failing[0]
                self._end(trial, "failed" if is_failing else "finished")

    def _end(self, trial, outcome):
        places, losses = self.live_curves.get(trial.number, ([], []))
        self.live_curves = {n: curve for n, curve in self.live_curves.items() if n != trial.number}
        result = ended_run(trial, outcome, places, losses)
        if outcome == "failed":
            result = ended_run(trial, outcome, [], [], self._failing[1])
        self.results = {**self.results, trial.number: result}
        self._emit(TrialEnded(trial.number, result))


def loss_of(trial, epoch):
    """What falls at first and then grows, each trial as its values have it."""
    number = trial.number
    numbers = [float(text) if text[0].isdigit() else len(text) for text in trial.values]
    pace = 0.25 + 0.1 * (number % 3)
    level = 0.08 + 0.02 * ((number * 7) % 5) + (0.9 if 0.1 in numbers else 2.0 / max(numbers))
    return level + 0.6 * exp(-pace * epoch) + 0.002 * max(0, epoch - 8)


def ended_run(trial, outcome, places, losses, sentence=""):
    """The result of a trial with these looks."""
    best = min(losses, default=nan)
    accuracies = [1 - loss / 3 for loss in losses]
    metrics = {"loss": best, "val_loss": best, "val_accuracy": 1 - best / 3} if losses else {}
    return Result(
        id=trial.id,
        outcome=outcome,
        sentence=sentence or f"{outcome} after {len(losses)} epochs.",
        parameters=100,
        epochs=len(losses),
        best_epoch=losses.index(best) + 1 if losses else None,
        metrics=metrics,
        history={"val_loss": list(losses), "val_accuracy": accuracies},
        places=list(places),
        seconds=0.4 + trial.number / 10,
    )
