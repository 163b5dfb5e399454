"""Loads Keras when it is first needed, quietly, and ahead of need in the background."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError
from densemodel.network._quiet_stderr import log_lines_hidden

if TYPE_CHECKING:
    from collections.abc import Iterator

_lock = threading.Lock()
_loaded: list[Any] = []
_ahead: list[threading.Thread] = []
"The thread that loads it ahead of need; none or one."


def load_keras() -> Any:
    """The module `keras`, with TensorFlow behind it.

    The first call takes seconds; none of TensorFlow's start-up lines is seen.

    Raises:
        DenseModelError: Keras is set to another backend.
    """
    with _lock:
        if not _loaded:
            with log_lines_hidden():
                _loaded.append(_load())
        return _loaded[0]


def warm_up() -> None:
    """Begin to load Keras on a background thread, so that it is there when a model is built.

    Who calls this in a cell goes on to `load_keras` in it, or has `await_loading` called before
    the next one: the person's own `import tensorflow` must not meet an import that is half done.
    """
    if not _loaded and not _ahead:
        _ahead.append(threading.Thread(target=_load_ahead, name="densemodel-warm-up", daemon=True))
        _ahead[0].start()


def await_loading() -> None:
    """Wait for Keras to be loaded, if that has begun."""
    ahead = _ahead.copy()  # it ends with an empty list
    for thread in ahead:
        thread.join()
    with _lock:  # or without a thread of its own
        pass


def _load_ahead() -> None:
    try:
        load_keras()
    except Exception:  # noqa: BLE001 - the same error comes again where it can be shown
        return
    finally:
        _ahead.clear()


def _load() -> Any:
    # keras first: it imports tensorflow itself, and the other order begins keras within tensorflow
    with _no_collections():
        import keras
        import tensorflow as tf

    backend = keras.backend.backend()
    if backend != "tensorflow":
        raise DenseModelError(
            f"Keras is set to the backend {backend} here, and densemodel trains with tensorflow: "
            "set KERAS_BACKEND=tensorflow and restart the kernel"
        )
    # the first operation looks for devices, and writes what it does not find to the log
    tf.zeros(())
    return keras


@contextmanager
def _no_collections() -> Iterator[None]:
    """Make objects without a look for cycles among them: an import makes millions that stay.

    It takes a tenth off the import.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
