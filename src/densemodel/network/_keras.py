"""Loads Keras when it is first needed, quietly, and ahead of need in the background."""

from __future__ import annotations

import threading
from typing import Any

from densemodel.errors import DenseModelError
from densemodel.network._quiet_stderr import log_lines_hidden

_lock = threading.Lock()
_loaded: list[Any] = []


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

    Who calls this goes on to `load_keras` in the same cell: a background import that outlives the
    cell could meet the person's own `import tensorflow` half way.
    """
    if not _loaded:
        threading.Thread(target=_load_ahead, name="densemodel-warm-up", daemon=True).start()


def _load_ahead() -> None:
    try:
        load_keras()
    except Exception:  # noqa: BLE001 - the same error comes again where it can be shown
        return


def _load() -> Any:
    # keras first: it imports tensorflow itself, and the other order begins keras within tensorflow
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
