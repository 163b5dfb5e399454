"""Loads Keras when it is first needed, quietly, and ahead of need in the background."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import threading
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from densemodel._import_turns import importing, importing_alone
from densemodel.errors import DenseModelError
from densemodel.network.builder._quiet_stderr import log_lines_hidden

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
    if not _loaded:
        with importing("keras"), _lock, log_lines_hidden():
            if not _loaded:
                with _no_collections():
                    _import()
                _loaded.append(_started())
    return _loaded[0]


def import_keras() -> None:
    """Import Keras and TensorFlow in a background thread, and no more.

    TensorFlow looks for no device yet: which of them it may use, and how, can still be said.
    """
    with importing_alone(), _lock, log_lines_hidden():
        _open_libraries()
        _import()


def _open_libraries() -> None:
    """Open TensorFlow's large libraries, which an import would open without a moment for others.

    It takes half a second or more, in which no other thread of Python runs; here they do.
    """
    if sys.platform != "linux":
        return
    package = find_spec("tensorflow")
    folders = (package and package.submodule_search_locations) or []
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = [ctypes.c_char_p, ctypes.c_int], ctypes.c_void_p
    for library in (path for folder in folders for path in Path(folder).glob("libtensorflow*.so*")):
        dlopen(os.fsencode(library), os.RTLD_NOW | os.RTLD_LOCAL)  # an import opens them so


def is_for_tensorflow() -> bool:
    """Whether Keras, which is not loaded yet, will take TensorFlow as its backend."""
    folder = os.environ.get("KERAS_HOME") or "~/.keras"
    try:
        said = json.loads((Path(folder).expanduser() / "keras.json").read_text(encoding="utf-8"))
        in_file = said.get("backend", "tensorflow")
    except (OSError, ValueError, AttributeError):  # Keras says what is wrong with it
        in_file = "tensorflow"
    return (os.environ.get("KERAS_BACKEND") or in_file) == "tensorflow"


def warm_up() -> None:
    """Begin to load Keras on a background thread, so that it is there when a model is built."""
    if not _loaded and not _ahead:
        _ahead.append(threading.Thread(target=_load_ahead, name="densemodel-warm-up", daemon=True))
        _ahead[0].start()


def _load_ahead() -> None:
    try:
        with importing_alone():
            load_keras()
    except Exception:  # noqa: BLE001 - the same error comes again where it can be shown
        return
    finally:
        _ahead.clear()


def _import() -> None:
    # keras first: it imports tensorflow itself, and the other order begins keras within tensorflow
    import keras  # noqa: F401
    import tensorflow  # noqa: F401, ICN001


def _started() -> Any:
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
