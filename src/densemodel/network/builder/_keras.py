"""Import Keras when it is needed, without TensorFlow's start-up messages."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import re
import select
import sys
import threading
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from densemodel._import_turns import importing, importing_alone
from densemodel._tensorflow import MISSING, has_tensorflow
from densemodel.errors import DenseModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# TensorFlow's C++ side writes to file descriptor 2 before any setting of its own can forbid it
# (`TF_CPP_MIN_LOG_LEVEL=3` still lets four lines through, and would hide later warnings that are
# the person's own). So while TensorFlow starts, the descriptor leads through a pipe, and a thread
# passes on every line that does not look like such a log line.


_LOG_LINE = re.compile(
    rb"[IWE]\d{4} \d\d:\d\d:\d+\.\d+ +\d+ [\w./-]+:\d+\] "  # I0000 00:00:1.2 34 port.cc:5]
    rb"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWE] (external/local_)?(tensorflow|xla|tsl)/"
    rb"|WARNING: All log messages before absl::InitializeLog\(\)"
    rb"|To enable the following instructions: .* rebuild TensorFlow"
)
_STDERR = 2


def is_log_line(line: bytes) -> bool:
    """Whether this is a line of TensorFlow's C++ log."""
    return _LOG_LINE.match(line) is not None


_stderr_lock = threading.Lock()
_hiding: list[Callable[[], None]] = []
_users = 0


@contextmanager
def log_lines_hidden() -> Iterator[None]:
    """Filter TensorFlow's log lines out of file descriptor 2.

    Several threads may use it at once: the first redirects the descriptor, the last restores it.
    """
    global _users  # noqa: PLW0603 - there is one descriptor in a process
    with _stderr_lock:
        _users += 1
        if _users == 1:
            _hiding.append(_lead_away())
    try:
        yield
    finally:
        with _stderr_lock:
            _users -= 1
            if _users == 0:
                _hiding.pop()()


def _lead_away() -> Callable[[], None]:
    """Redirect the descriptor through a pipe; returns the function that restores it."""
    try:
        real = os.dup(_STDERR)
    except OSError:  # a process without stderr has nothing to filter
        return lambda: None
    source, sink = os.pipe()
    os.dup2(sink, _STDERR)
    os.close(sink)
    pipe = os.fstat(_STDERR)
    hides = threading.Event()
    hides.set()
    # a daemon that reads to the end: a child process started meanwhile keeps the pipe open
    thread = threading.Thread(target=_pass_on, args=(source, real, hides), daemon=True)
    back = os.dup(real)
    thread.start()

    def lead_back() -> None:
        # user code may have redirected it meanwhile, and then restores it to the pipe
        if os.path.samestat(pipe, os.fstat(_STDERR)):
            os.dup2(back, _STDERR)
        os.close(back)
        thread.join(timeout=1)
        hides.clear()

    return lead_back


def _pass_on(source: int, real: int, hides: threading.Event) -> None:
    line = b""
    with os.fdopen(real, "wb", buffering=0) as out:
        while True:
            if line and not _comes_soon(source):
                out.write(line)
                line = b""
            read = os.read(source, 65536)
            *lines, line = (line + read).split(b"\n")
            for one in lines:
                if not (hides.is_set() and is_log_line(one)):
                    out.write(one + b"\n")
            if not read:
                break
        out.write(line)
    os.close(source)


def _comes_soon(source: int) -> bool:
    try:
        return bool(select.select([source], [], [], 0.05)[0])
    except OSError:  # Windows can't say it of a pipe
        return True


_lock = threading.RLock()
"Reentrant: an import may reach a script that has the name of a library, and calls this again."
_loaded: list[Any] = []
_ahead: list[threading.Thread] = []
"The thread that preloads it, at most one."


def load_keras() -> Any:
    """The module `keras`, with TensorFlow behind it.

    The first call takes seconds, without TensorFlow's start-up messages.

    Raises:
        DenseModelError: Keras is set to another backend.
    """
    if not _loaded:
        with importing("keras"), _lock, log_lines_hidden():
            if not _loaded:
                # an import makes millions of permanent objects: without collections it takes a
                # tenth less time
                was_enabled = gc.isenabled()
                gc.disable()
                try:
                    _import()
                finally:
                    if was_enabled:
                        gc.enable()
                _loaded.append(_started())
    return _loaded[0]


def import_keras() -> None:
    """Only import Keras and TensorFlow in a background thread.

    TensorFlow does not look for devices yet, so they can still be configured.
    """
    with importing_alone(), _lock, log_lines_hidden():
        _open_libraries()
        _import()


def _open_libraries() -> None:
    """Load TensorFlow's large libraries without the GIL.

    An import would load them with the GIL held for half a second or more.
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
    """Whether Keras, not imported yet, will use TensorFlow as its backend."""
    return _backend_to_be() == "tensorflow"


def _backend_to_be() -> str:
    folder = os.environ.get("KERAS_HOME") or "~/.keras"
    try:
        config = json.loads((Path(folder).expanduser() / "keras.json").read_text(encoding="utf-8"))
        configured = config.get("backend", "tensorflow")
    except (OSError, ValueError, AttributeError):  # Keras says what is wrong with it
        configured = "tensorflow"
    return str(os.environ.get("KERAS_BACKEND") or configured)


def warm_up() -> None:
    """Start to import Keras on a background thread."""
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
    if "keras" not in sys.modules:  # it would fail in words of its own without that backend
        _require_tensorflow(_backend_to_be())
    # keras first: it imports tensorflow; the other order imports keras within tensorflow
    import keras  # noqa: F401
    import tensorflow  # noqa: F401, ICN001


def _require_tensorflow(backend: str) -> None:
    if not has_tensorflow():
        raise DenseModelError(MISSING)
    if backend != "tensorflow":
        raise DenseModelError(
            f"Keras uses the backend {backend} here, and densemodel trains with tensorflow: set "
            "KERAS_BACKEND=tensorflow and restart the kernel"
        )


def _started() -> Any:
    import keras
    import tensorflow as tf

    _require_tensorflow(keras.backend.backend())
    # the first operation looks for devices, and logs what it does not find
    tf.zeros(())
    return keras
