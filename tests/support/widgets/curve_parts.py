"""Curves of runs that were never trained: what they show is told to them."""

from types import SimpleNamespace

import numpy as np

from densemodel.training import EpochDone, StepsDone
from densemodel.widgets.charts._curve_drawing import AGO
from support.widgets.panel_parts import every


def parts_of(live):
    """The scales, axes and marks of a live chart as attributes."""
    marks = {name.replace(" ", "_"): mark for name, mark in live.marks.items()}
    marks["earlier"] = [live.marks.get(name) for name in AGO]
    marks["earlier_names"] = [live.marks.get(f"{name} name") for name in AGO]
    return SimpleNamespace(**vars(live), **marks)


def emit(run, event):
    """Let a run say something, as its training thread would."""
    run._record.handle(event)
    run._listeners.emit(event)


def emit_steps(run, epoch, losses, *, rate=0.01):
    """A whole epoch of steps."""
    count = len(losses)
    emit(run, StepsDone(epoch, count, count, (epoch - 1) * count + 1, losses, rate, rate))


def emit_epoch(run, epoch, logs, *, steps=20):
    """The end of an epoch."""
    emit(run, EpochDone(epoch, logs, is_best=False, seconds=0.1, step=epoch * steps, place=epoch))


def emit_epochs(run, epochs, *, steps=20):
    """Epochs of a loss that falls, with noise on each step."""
    noise = np.random.default_rng(0)
    for epoch in range(1, epochs + 1):
        loss = 1 / (1 + epoch / 100)
        emit_steps(run, epoch, loss * noise.uniform(0.5, 2, steps), rate=0.01 / epoch)
        metrics = {"accuracy": 1 - loss / 2, "val_accuracy": 0.9 - loss / 2}
        emit_epoch(run, epoch, {"loss": loss, "val_loss": 1.1 * loss, **metrics}, steps=steps)


def drawn_points(curves):
    """The points of all marks on the screen."""
    figures = [w for w in every(curves.widget) if hasattr(w, "marks")]
    return sum(len(np.atleast_1d(mark.x)) for figure in figures for mark in figure.marks)


class Messages:
    """Counts what widgets send to the browser, and how many bytes of it are numbers."""

    def __init__(self, monkeypatch):
        self.count = self.bytes = 0
        self.traits = []
        from ipywidgets import Widget

        send = Widget._send

        def counted(widget, message, buffers=None):
            self.count += 1
            self.bytes += len(repr(message)) + sum(memoryview(b).nbytes for b in buffers or ())
            self.traits += message.get("state", {})
            send(widget, message, buffers)

        monkeypatch.setattr(Widget, "_send", counted)
