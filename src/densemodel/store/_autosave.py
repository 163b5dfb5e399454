"""Keeps one run in a file as it trains: each look, as soon as the one before is written."""

from __future__ import annotations

import time
import weakref
from functools import partial
from typing import TYPE_CHECKING, Any

from densemodel.data import Finding
from densemodel.errors import StoreError, TrainingError
from densemodel.store._background import BACKGROUND
from densemodel.store._hdf5_template import Hdf5Writer
from densemodel.store._keras_members import KerasMembers
from densemodel.store._names import display_name, new_id
from densemodel.store._pack import file_of, require_loads
from densemodel.store._running_names import CUT_OFF
from densemodel.training import LookDone, RunEnded, lock_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np

    from densemodel.spec import Spec
    from densemodel.store._saved_model import SavedModel
    from densemodel.training import Ended, Event, Run, Standing

    Put = Callable[["Autosave", str, bytes], Path]

_DEAREST = 0.01
"The share of its time that the training thread may spend on being taken."
_PAUSES = 50
"So many times as long as a file takes to write nothing more is written of the same run."
_AGAIN_SECONDS = 30.0
"After a file could not be written."


class Autosave:
    """One run and its file.

    Args:
        run: It is held weakly: what waits to be written holds it.
        put: Writes the bytes of a file under the run's name.
        saved: The file that the run was loaded from, if it is kept there from now on.
    """

    def __init__(self, run: Run, put: Put, saved: SavedModel | None = None) -> None:
        self.id = new_id() if saved is None else saved.id
        self.path: Path | None = None if saved is None else saved.path
        "Its file, once there is one."
        self._run = weakref.ref(run)
        self._put = put
        self._off: Callable[[], None] | None = None
        self._is_asked = False
        self._take_at = 0.0
        self._members: tuple[Any, KerasMembers] | None = None
        self._hdf5 = Hdf5Writer()
        self._said: Finding | None = None

    @property
    def is_training(self) -> bool:
        """Whether its run trains now."""
        run = self._run()
        return run is not None and run.is_busy

    def begin(self) -> None:
        """Hear of the looks from now on."""
        run = self._run()
        if self._off is None and run is not None:
            self._off = run.on_event(self._hear)

    def cancel(self) -> None:
        """Hear of no more; the file stays."""
        if self._off is not None:
            self._off()
            self._off = None

    def stop(self) -> None:
        """Ask the run to stop, as the process is about to end."""
        run = self._run()
        if run is not None and self._off is not None:
            run.stop()

    def _hear(self, event: Event) -> None:
        """Ask for the run as it stands after a look, and take it when it has ended."""
        run = self._run()
        if run is None:
            return
        if isinstance(event, RunEnded):
            self._is_asked = False
            if run.history.looks:
                BACKGROUND.put(self, partial(self._write_ended, run))
        elif isinstance(event, LookDone) and not self._is_asked:
            if time.monotonic() < self._take_at:
                return
            try:
                run.ask_to_stand(self._take)
                self._is_asked = True
            except TrainingError:
                self.cancel()  # Keras's own loop trains it on batches, which no file can keep

    def _take(self, standing: Standing) -> None:
        run = self._run()
        self._is_asked = False
        self._take_at = time.monotonic() + standing.took / _DEAREST
        if run is not None and self._off is not None:
            BACKGROUND.put(self, partial(self._write_standing, run, standing))

    # On the thread that writes

    def _write_standing(self, run: Run, standing: Standing) -> float:
        return self._safely(
            run,
            lambda: (standing.spec, standing.ended(), standing.weights, standing.optimizer),
            (CUT_OFF,),
        )

    def _write_ended(self, run: Run) -> float:
        return self._safely(run, lambda: _at_rest(run))

    def _safely(
        self, run: Run, taken: Callable[[], _Taken | None], tags: tuple[str, ...] = ()
    ) -> float:
        """Write what is taken; gives the seconds before the next."""
        try:
            facts = taken()
            if facts is None:
                return 0.0
            members = self._members_of(run.model)
            began = time.monotonic()
            self._write(run, members, facts, tags)
        except TrainingError:
            return 0.0  # it goes on already, or is none that a file can keep
        except Exception as error:  # noqa: BLE001 - training must go on
            self._say(run, error)
            return _AGAIN_SECONDS
        if self._said is not None:
            run.settle(self._said)
            self._said = None
        return _PAUSES * (time.monotonic() - began)

    def _write(self, run: Run, members: KerasMembers, taken: _Taken, tags: tuple[str, ...]) -> None:
        spec, kept, weights, optimizer = taken
        of_keras = members.members(weights, optimizer)
        named = {"name": _name_of(run), "id": self.id, "notes": "", "tags": tags}
        data, card = file_of(run, spec, kept, of_keras, named=named, hdf5=self._hdf5.write)
        if self.path is None:  # the next ones are read as the first one is
            require_loads(run, data)
        self.path = self._put(self, card.name, data)

    def _members_of(self, model: Any) -> KerasMembers:
        """What depends on the configuration alone, made once; a start anew compiles anew."""
        if self._members is None or self._members[0] is not model.optimizer:
            self._members = model.optimizer, KerasMembers(model)
        return self._members[1]

    def _say(self, run: Run, error: Exception) -> None:
        """Tell once that it fails, until it works again."""
        if self._said is None:
            said = error.message if isinstance(error, StoreError) else f"{error}"
            self._said = Finding(
                "offer",
                "autosave",
                f"the run trains on, and is not kept as it trains: {said}. It is tried again",
            )
            run.say(self._said)


_Taken = tuple["Spec", "Ended", "Sequence[np.ndarray]", "Sequence[np.ndarray]"]


def _at_rest(run: Run) -> _Taken | None:
    """A run that has ended, and the numbers of its model; None if it trains again."""
    kept = run.ended()
    lock = lock_of(run.model)
    if not lock.acquire(blocking=False):
        return None
    try:
        if run.is_busy:
            return None
        model = run.model
        weights = [variable.numpy() for variable in model.variables]
        return run.spec, kept, weights, [v.numpy() for v in model.optimizer.variables]
    finally:
        lock.release()


def _name_of(run: Run) -> str:
    try:
        return display_name(run.name)
    except StoreError:
        return "model"
