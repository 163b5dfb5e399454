"""Workers that are processes of this machine, each with a pipe of its own.

They start when first needed, then stay for the next sweep. On Linux, a process that loads
TensorFlow once is forked for each worker, because the import takes most of a worker's start. The
fork happens before TensorFlow has run anything, while it has no threads.
"""

from __future__ import annotations

import atexit
import mmap
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import replace
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from densemodel.errors import SweepError
from densemodel.experiments.run._events import TrialEvaluated
from densemodel.experiments.run._kernel_settings import KernelSettings
from densemodel.experiments.run._scheduler import ClusterLostError, WorkerLostError, Workers
from densemodel.experiments.run._work import Emit, TrialTask, train_trial

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from densemodel.experiments.run._scheduler import Report
    from densemodel.experiments.run._trial_data import SweepData


class LocalWorkers(Workers):
    """Processes of this machine, which hold the data of a sweep."""

    def __init__(self, count: int, data: SweepData, emit: Emit) -> None:
        self._processes = {f"process {n}": p for n, p in enumerate(local_processes(count), 1)}
        self._data = MappedData(data)
        self._emit = emit
        self._settings = KernelSettings.of_this_process()

    def names(self) -> tuple[str, ...]:
        return tuple(self._processes)  # one that has died is replaced at its next trial

    def begin(self, worker: str, task: TrialTask, report: Report) -> None:
        given = (task, self._data, self._emit, report, self._settings)
        threading.Thread(target=self._processes[worker].train, args=given, daemon=True).start()

    def close(self) -> None:
        self._data.delete()


class WorkerProcess:
    """A process that trains one trial at a time; if it dies, another one takes its place."""

    def __init__(self) -> None:
        self._is_closed = False
        self._lock = threading.Lock()  # two sweeps may train at the same time
        self._start(KernelSettings.of_this_process())

    def _start(self, settings: KernelSettings) -> None:
        self._settings = settings
        self._data: MappedData | None = None
        context: Any = multiprocessing.get_context("forkserver" if can_fork() else "spawn")
        self._pipe, pipe = context.Pipe()
        self.process = context.Process(
            target=work, args=(pipe, _folder().name, settings), daemon=True
        )
        try:
            begin_server()
            self.process.start()
        except Exception as error:
            raise SweepError(
                f"the processes of a sweep can't be started: {error}; workers=1 trains in this one"
            ) from error
        pipe.close()  # so that it ends with the process

    def train(
        self,
        task: TrialTask,
        data: MappedData,
        emit: Emit,
        report: Report,
        settings: KernelSettings,
    ) -> None:
        """Have it train a trial with these settings, and wait for the end."""
        with self._lock:
            try:
                if settings != self._settings:
                    self._end()
                if not self._is_closed and not self.process.is_alive():
                    self._start(settings)
                self._pipe.send((task, None if data is self._data else data))
                self._data = data
                while isinstance(answer := self._pipe.recv(), TrialEvaluated):
                    emit(answer)
            except (EOFError, OSError):
                self._end()  # its pipe ends a moment before the process
                lost = ClusterLostError if self._is_closed else WorkerLostError
                answer = lost("its process has ended")
            except Exception as error:  # noqa: BLE001 - the scheduler raises it
                answer = error
        report(answer)

    def _end(self) -> None:
        self.process.kill()
        self.process.join()

    def close(self) -> None:
        self._is_closed = True
        self.process.kill()


_lock = threading.Lock()
_processes: list[WorkerProcess] = []


def local_processes(count: int) -> list[WorkerProcess]:
    """So many processes of this machine, reused from earlier sweeps."""
    with _lock:
        while len(_processes) < count:
            _require_guard()
            _processes.append(WorkerProcess())
        return _processes[:count]


@atexit.register
def close_workers() -> None:
    """End the processes of this machine, and what they train."""
    with _lock:
        while _processes:
            _processes.pop().close()


def can_fork() -> bool:
    """Whether processes can be forked: on macOS, system libraries don't support it.

    The fork server has a socket in the folder for temporary files, whose path has at most 107
    characters.
    """
    return sys.platform == "linux" and len(tempfile.gettempdir()) <= 70


def begin_server() -> None:
    """Start the fork server, if it is not running. It ends with this process; does not wait for it.

    A program's own fork server is kept; workers then load TensorFlow themselves.
    """
    main = sys.modules.get("__main__")
    if main is not None and not hasattr(main, "__spec__"):
        main.__spec__ = None  # IPython's `%reset` removes it, and new processes need it
    if not can_fork():
        return
    multiprocessing.set_forkserver_preload(["densemodel.experiments.run._load_ahead"])
    # a library with threads can't be forked
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _require_guard() -> None:
    """Raise an error if the script has no main guard: each process of a sweep imports it."""
    main = sys.modules.get("__main__")
    path = getattr(main, "__file__", None)
    if path is None or getattr(main, "__spec__", None) is not None or hasattr(sys, "ps1"):
        return
    with suppress(OSError, UnicodeDecodeError):
        if "__main__" not in Path(path).read_text(encoding="utf-8"):
            raise SweepError(
                'this script has no line if __name__ == "__main__": put the sweep below one, since '
                "each worker loads the script, or write workers=1"
            )


class MappedData:
    """The data of a sweep, whose arrays are in a file that the processes of this machine map.

    The rest, such as callbacks, is pickled; it goes through the pipes.
    """

    def __init__(self, data: SweepData) -> None:
        pickled("callbacks", data.callbacks)
        # a memmap would be pickled with its content, and a plain array of the same file is not
        parts = (data.x, data.y, *(data.validation or ()))
        x, y, *pair = (np.asarray(p) if isinstance(p, np.memmap) else p for p in parts)
        data = replace(data, x=x, y=y, validation=tuple(pair) or None)
        arrays: list[pickle.PickleBuffer] = []
        self._pickled = pickled("data", data, buffer_callback=arrays.append)
        self._places: list[tuple[int, int]] = []
        self._path = Path(_folder().name, uuid4().hex)
        with self._path.open("xb") as file:
            for array in arrays:
                self._places.append((file.tell(), array.raw().nbytes))
                file.write(array.raw())
                file.write(bytes(-file.tell() % 64))  # TensorFlow aligns arrays so

    def read(self) -> SweepData:
        """The data in another process; changes to the arrays stay there."""
        content = memoryview(b"")
        if self._path.stat().st_size:
            with self._path.open("rb") as file:
                content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
        arrays = [content[start : start + size] for start, size in self._places]
        data: SweepData = pickle.loads(self._pickled, buffers=arrays)  # noqa: S301 - from our pipe
        return data

    def delete(self) -> None:
        with suppress(OSError):  # Windows keeps it while it is mapped
            self._path.unlink()


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """The folder for data of sweeps; it is deleted when this process ends."""
    return tempfile.TemporaryDirectory(prefix="densemodel-", ignore_cleanup_errors=True)


def pickled(what: str, values: Any, **options: Any) -> bytes:
    """The values for another process, as cloudpickle writes them; a SweepError if it can't."""
    import cloudpickle

    try:
        written: bytes = cloudpickle.dumps(values, **options)
    except Exception as error:  # noqa: BLE001 - for any reason
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise SweepError(
            f"the {what} can't be sent to another process: {first}; workers=1 trains in this one"
        ) from None
    return written


# In a worker's process


def work(pipe: Connection, folder: str, settings: KernelSettings) -> None:
    """Train the trials that come through a pipe, until the process at its other end ends.

    TensorFlow has as many threads as there: with fewer, wide layers give other last digits.
    """
    settings.set_variables()
    # a notebook's interrupt reaches all of its processes, but is meant for the kernel only
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    if cache := cache_folder():
        flags = os.environ.get("TF_XLA_FLAGS", "")
        option = f"--tf_xla_persistent_cache_directory={cache / 'xla'}"
        os.environ["TF_XLA_FLAGS"] = f"{flags} {option}".strip()
    quieten()
    tempfile.tempdir = folder  # so that a save which the end interrupts leaves nothing
    with suppress(OSError):  # if memory runs out, Linux is to end this process, not the kernel
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    settings.set_libraries()
    data: Any = None
    while True:
        task, sent = pipe.recv()
        try:
            data = data if sent is None else sent.read()
            answer: object = train_trial(
                task, data, lambda event: pipe.send(replace(event, logs=dict(event.logs)))
            )
        except Exception as error:  # noqa: BLE001 - the scheduler raises it
            answer = error
        pipe.send(answer)


def _end_with_parent(folder: str) -> None:
    """End this process when its parent has, even in the middle of a trial."""
    if parent := multiprocessing.parent_process():
        parent.join()
    for _ in range(100):  # if the parent was killed; a trial may write to it meanwhile
        shutil.rmtree(folder, ignore_errors=True)
        if not Path(folder).exists():
            break
    os._exit(0)


def quieten() -> None:
    """Write TensorFlow's messages to a log in the cache folder, or nowhere."""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # before TensorFlow is loaded
    folder = cache_folder()
    path = folder / "workers.log" if folder else os.devnull
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(file, stream)
    os.close(file)


def cache_folder() -> Path | None:
    """The folder for compiled code and the workers' log; None if it can't be used.

    The folder must belong to the user, because the code in it is run.
    """
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "densemodel"
    try:
        (folder / "xla").mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            return None
    except OSError:
        return None
    return folder
