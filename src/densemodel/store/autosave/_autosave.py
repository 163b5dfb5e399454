"""Writes one run to a file while it trains: after each evaluation, unless files come too often.

One thread writes the files of all runs of this process, without blocking them.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from densemodel.data import Finding
from densemodel.errors import StoreError, TrainingError
from densemodel.network import whole_weights
from densemodel.store.card._names import CUT_OFF, name_or_model, new_id
from densemodel.store.contents._keras_members import Hdf5Writer, KerasMembers
from densemodel.store.contents._pack import file_of, require_loads
from densemodel.store.folder._files import remove
from densemodel.training import EvaluationDone, RunEnded, Snapshot, StepsDone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np

    from densemodel.language import Spec
    from densemodel.training import Event, LiveCheckpoint, Run, RunRecord

    Work = Callable[[], object]
    Put = Callable[["Autosave", str, bytes], Path]
    Arrays = Sequence[np.ndarray]
    _Taken = tuple[Spec, RunRecord, Arrays, Arrays]

logger = logging.getLogger("densemodel")

MOST_SECONDS = 5.0
"The longest pause after a file, unless four times the work on it is longer still."


class Background:
    """Does the newest job of each key, one after the other, in a daemon thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._work: dict[object, Work] = {}
        self._doing: object = None
        self._thread: threading.Thread | None = None

    def put(self, key: object, work: Work) -> None:
        """Queue a job, in place of a waiting one of the same key."""
        with self._changed:
            self._work[key] = work
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="densemodel-autosave",
                                                daemon=True)  # fmt: skip
                self._thread.start()
            self._changed.notify_all()

    def drop(self, key: object) -> None:
        with self._changed:
            self._work.pop(key, None)
        self.finish(key)

    def finish(self, key: object, seconds: float = 10.0) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: key not in self._work and self._doing is not key, seconds
            )

    def flush(self, seconds: float) -> bool:
        """Wait until all jobs are done; returns whether they are."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._work and self._doing is None, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._work)
                self._doing = next(iter(self._work))
                work = self._work.pop(self._doing)
            try:
                work()
            except Exception:
                logger.exception("a run could not be autosaved")
            del work  # it holds a run, and its data
            with self._changed:
                self._doing = None
                self._changed.notify_all()


BACKGROUND = Background()


class Autosave:
    """The autosave of one run to its file.

    The run is held weakly: what waits to be written holds it. `path` is the file that it was loaded
    from, if its first own file is to replace that.
    """

    def __init__(self, run: Run, put: Put, path: Path | None = None) -> None:
        self.id = new_id()
        self.path = path
        "Its file, once there is one."
        self._run = weakref.ref(run)
        self._put = put
        self._off: Callable[[], None] | None = None
        self._is_cut_off = False
        "Its process ended while it trained."
        self._is_behind = False
        "There was an evaluation after the last written state."
        self._is_taken = False
        "Its state was asked for, or is being written."
        self._due = 0.0
        "The moment from which the next state may be taken, by the monotonic clock."
        self._members: tuple[Any, KerasMembers] | None = None
        self._hdf5 = Hdf5Writer()
        self._warning: Finding | None = None

    def begin(self) -> None:
        run = self._run()
        if self._off is None and run is not None:
            self._is_taken = False
            self._off = run.on_event(self._handle_event)

    def end(self) -> None:
        """Stop listening, write the run's last state, and release the run; the file stays."""
        if self._off is not None:
            self._off()
            self._off = None
        BACKGROUND.finish(self)

    def cut_off(self) -> None:
        """Stop the run, since its process ends, and write how far it came."""
        run = self._run()
        if run is not None and self._off is not None and run.is_busy:
            self._is_cut_off = True
            run.stop()

    def written(self, seconds: float) -> Path | None:
        """Its file, after waiting for one that is being written; None without one."""
        BACKGROUND.finish(self, seconds)
        return self.path

    def forget(self) -> None:
        BACKGROUND.drop(self)
        if self.path is not None:
            remove(self.path)
            self.path = None

    def _handle_event(self, event: Event) -> None:
        """Request the run's state after an evaluation, and write it when it has ended.

        An evaluation that comes while a file is written, or too soon after one, is written during
        the next epoch: a slow disk delays files, but loses no more than it must.
        """
        run = self._run()
        if run is None:
            return
        if isinstance(event, RunEnded):
            self._is_behind = self._is_taken = False
            if run.history.evaluations:
                # the model is the person's own from here on, who may train it in another way
                weights = Snapshot.of(run.network.variables).values
                optimizer = Snapshot.of(run.network.optimizer.variables).values
                BACKGROUND.put(self, partial(self._write_ended, run, weights, optimizer))
        elif isinstance(event, EvaluationDone | StepsDone):
            self._is_behind |= isinstance(event, EvaluationDone)
            if self._is_behind and not self._is_taken and time.monotonic() >= self._due:
                self._is_taken = True
                with suppress(TrainingError):  # Keras's own loop trains it on batches
                    run.request_checkpoint(self._handle_checkpoint)

    def _handle_checkpoint(self, checkpoint: LiveCheckpoint) -> None:
        run = self._run()
        if run is not None and self._off is not None:
            self._is_behind = False
            BACKGROUND.put(self, partial(self._write_live, run, checkpoint))

    # On the thread that writes

    def _write_live(self, run: Run, checkpoint: LiveCheckpoint) -> None:
        began, worked = time.monotonic(), time.thread_time()
        is_written = self._write(
            run,
            lambda: (
                checkpoint.spec,
                checkpoint.record(),
                checkpoint.weights,
                checkpoint.optimizer,
            ),
            (CUT_OFF,),
        )
        now, work = time.monotonic(), time.thread_time() - worked
        work = max(work, 2 * checkpoint.took)  # the training thread's time counts twice
        self._due = now + (pause_after(work, now - began) if is_written else 30.0)
        self._is_taken = False

    def _write_ended(self, run: Run, weights: Arrays, optimizer: Arrays) -> None:
        tags = (CUT_OFF,) if self._is_cut_off else ()
        self._write(run, lambda: (run.spec, run.record(), weights, optimizer), tags)

    def _write(self, run: Run, read: Callable[[], _Taken], tags: tuple[str, ...] = ()) -> bool:
        """Write a state; returns whether that succeeded."""
        try:
            model = run.model
            # made once, since they depend only on the configuration; a restart compiles again
            if self._members is None or self._members[0] is not model.optimizer:
                self._members = model.optimizer, KerasMembers(model)
            spec, record, weights, optimizer = read()
            of_keras = self._members[1].members(whole_weights(spec, weights), optimizer)
            named = {"name": name_or_model(run.name), "id": self.id, "notes": "", "tags": tags}
            data, card = file_of(run, spec, record, of_keras, named=named, hdf5=self._hdf5.write)
            if self.path is None:  # the next ones are read as the first one is
                require_loads(run, data)
            self.path = self._put(self, card.name, data)
        except TrainingError:
            return True  # it has already resumed, or can't be stored in a file
        except Exception as error:  # noqa: BLE001 - training must continue
            self._say(run, error)
            return False
        if self._warning is not None:
            run.settle(self._warning)
            self._warning = None
        return True

    def _say(self, run: Run, error: Exception) -> None:
        """Report a failure once, until writing works again."""
        if self._warning is None:
            reason = error.message if isinstance(error, StoreError) else f"{error}"
            self._warning = Finding(
                "offer",
                "autosave",
                f"training continues, but the run is not autosaved: {reason}. It is tried again",
            )
            run.say(self._warning)


def pause_after(work: float, seconds: float) -> float:
    """How long to wait after a file that took `work` seconds of a processor, and `seconds` in all.

    A computer that does many things at a time, or a slow disk, makes a file late: it must not put
    off the next one for long as well.
    """
    return max(min(max(50 * work, seconds), MOST_SECONDS), 4 * work)
