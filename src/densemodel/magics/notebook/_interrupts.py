"""Ends an interrupted cell in one sentence, at any moment."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Self

from IPython.display import clear_output

from densemodel._import_turns import is_importing
from densemodel.errors import DenseModelError
from densemodel.magics.notebook._entries import stop_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

    from densemodel.experiments import Sweep
    from densemodel.magics.notebook._registry import Registry
    from densemodel.training import Run


class Interrupts:
    """The interrupts of one cell, which are noted, and raised where that is safe.

    Python raises KeyboardInterrupt between any two instructions: in a panel that is half made, or
    in a `__del__`, which loses it.

    Args:
        registry: What its names are now, they are again after an interrupt before the first step.
        events: The shell's.
    """

    def __init__(self, registry: Registry, events: Any) -> None:
        self.started: list[Run | Sweep] = []
        "What the cell has started or waits for, which an interrupt stops."
        self.names: Iterable[str] = ()
        "The names that the cell takes."
        self._registry, self._events = registry, events
        self._content_before: Any = registry.content()
        self._is_noted = self._is_at_once = False
        self._before: Any = None
        "The handler of the kernel, or of the terminal."

    def __enter__(self) -> Self:
        before = signal.getsignal(signal.SIGINT)
        if callable(before) and threading.current_thread() is threading.main_thread():
            self._before = before
            signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        self._is_at_once = False
        try:
            if kind is KeyboardInterrupt:
                self._end()
        except Exception:  # a second interrupt would end what IPython shows of the error
            self._events.register("post_run_cell", self._restore)
            raise
        finally:
            self._let_go()
        self._restore()
        return kind is KeyboardInterrupt

    def _restore(self, _: object = None) -> None:
        with suppress(ValueError):
            self._events.unregister("post_run_cell", self._restore)
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def check(self) -> None:
        """Raise KeyboardInterrupt if there was an interrupt."""
        if self._is_noted:
            raise KeyboardInterrupt

    def wait(self, one: Run | Sweep) -> None:
        """Wait for its end, and raise its error, or an interrupt."""
        while one.is_busy:
            self.check()
            one.wait(0.1)
            if any(map(_has_trained, self.started)):
                self._let_go()
        one.wait()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Raise them at any moment, for work that may take long and changes nothing."""
        self._is_at_once = True
        try:
            self.check()
            yield
        finally:
            self._is_at_once = False

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._is_noted = True
        # a module that is half loaded could not be loaded again
        if self._is_at_once and not is_importing(frame):
            self._before(number, frame)

    def _end(self) -> None:
        """Stop what was started, and say what became of it.

        Raises:
            DenseModelError: Nothing was trained, so that later cells lack what they need.
        """
        stop_all(self.started, 1.5)  # a person waits for the sentence
        if any(map(_has_trained, self.started)):
            is_one = len(self.started) == 1
            lines = [f"{'' if is_one else f'{one.name}: '}{one.sentence}" for one in self.started]
            print("Interrupted:", "\n".join(lines))
            return
        if self.names:
            self._registry.restore(self.names, self._content_before)
            clear_output()
        when = " before training began" if self.names else ""
        raise DenseModelError(f"Interrupted{when}: run the cell again.") from None

    def _let_go(self) -> None:
        """Free what a name held before: its new run has trained a step, or the cell has ended."""
        self._content_before = None
        self._registry.replaced.collect()


def _has_trained(one: Run | Sweep) -> bool:
    """Whether a run has trained a step, or a sweep a trial."""
    from densemodel.training import Run

    if isinstance(one, Run):
        return one.progress is not None and one.progress.total_steps > 0
    return bool(one.results)
