"""Kernels that have TensorFlow loaded from the start: forks of one process that imported it.

A kernel takes four seconds of processor time to import what every notebook here needs. These
begin where that has ended, and are otherwise what the kernel spec ``python3`` gives: a process of
their own, with the variables, folder and streams that the server gave them. The server starts and
ends a helper (this file, run as a script), which asks for a fork and lives as long as that does.
"""

import contextlib
import fcntl
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

_IMPORTED = (
    *("ipykernel.kernelapp", "pandas", "sklearn.datasets", "matplotlib.backends.backend_agg"),
    *("tensorflow", "keras", "densemodel.network", "densemodel.training", "densemodel.scoring"),
    *("densemodel.store", "densemodel.experiments"),
)
"""What registers itself with the kernel when it is imported, as ipywidgets, is not among them."""
_SOCKET = "ready-kernels.socket"
_F_SETSIG = 10
"Of Linux: the signal that a file sends; the module `fcntl` does not name it."


@contextlib.contextmanager
def ready_kernels(folder, variables, *, name="ready", first=None):
    """Start the process that is forked, and give the name of a kernel spec for its forks.

    Where a fork may not use what was imported, as on macOS, the spec is for ordinary kernels.

    Args:
        folder: A folder for its socket and its log.
        variables: The environment variables of the Jupyter server.
        name: Of the kernel spec.
        first: A folder that comes first on the kernels' path, with other versions of packages.
    """
    path = [str(first)] if first else []
    path += filter(None, [variables.get("PYTHONPATH")])
    own = {"PYTHONPATH": os.pathsep.join(path)} if first else {}
    address = folder / _SOCKET
    can_fork = sys.platform == "linux"
    command = ["-IS", __file__, str(address)] if can_fork else ["-m", "ipykernel_launcher", "-f"]
    spec = {
        "argv": [sys.executable, *command, "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": own,
    }
    place = Path(variables["JUPYTER_DATA_DIR"]) / "kernels" / name
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    if not can_fork:
        yield name
        return
    with socket.socket(socket.AF_UNIX) as server, (folder / "ready-kernels.log").open("wb") as log:
        server.bind(str(address))
        server.listen()
        process = subprocess.Popen(
            [sys.executable, __file__, str(server.fileno())],
            pass_fds=[server.fileno()],
            stdin=subprocess.PIPE,  # which tells it when this process has ended
            env={**variables, **own},
            stdout=log,
            stderr=log,
        )
    try:
        yield name
    finally:
        process.communicate()


def _fork_on_demand(server):
    """Import everything, then fork for each helper that connects."""
    for name in _IMPORTED:
        importlib.import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while sys.stdin not in select.select([server, sys.stdin], [], [])[0]:
        helper, _ = server.accept()
        asked, streams, *_ = socket.recv_fds(helper, 1 << 16, 3)
        while not asked.endswith(b"\n"):
            asked += helper.recv(1 << 16)
        if os.fork() == 0:
            server.close()
            _become_kernel(helper, streams, **json.loads(asked))
            return
        helper.close()
        for stream in streams:
            os.close(stream)


def _become_kernel(helper, streams, connection_file, folder, variables):
    from ipykernel.kernelapp import launch_new_instance

    os.setsid()
    os.nice(10)  # the page and the server come first, where a network trains as long as it can
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    helper.sendall(b"%d\n" % os.getpid())
    # open until this process has ended: what it writes at its end belongs to the kernel
    _end_with(helper.detach())
    sys.argv = ["ipykernel_launcher", "-f", connection_file]
    sys.path[0] = ""
    launch_new_instance()


def _end_with(helper):
    """Die when the helper does, which the server kills where it means the kernel.

    The system sends the signal: no thread of a Python that hangs at its end would.
    """
    fcntl.fcntl(helper, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(helper, _F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(helper, fcntl.F_SETFL, fcntl.fcntl(helper, fcntl.F_GETFL) | fcntl.FASYNC)


def _send(pid, number):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _help(address, connection_file):
    """Be the process that the server knows: pass on its signals, and end as either of them does.

    It does not end before the kernel, as a server starts the next one then.
    """
    parent = os.getppid()
    # a kernel that knows it ends when that is not its parent: this process sees to it instead
    variables = {name: value for name, value in os.environ.items() if name != "JPY_PARENT_PID"}
    asked = {
        "connection_file": connection_file,
        "folder": str(Path.cwd()),
        "variables": variables,
    }
    with socket.socket(socket.AF_UNIX) as kernel:
        kernel.connect(address)
        socket.send_fds(kernel, [json.dumps(asked).encode() + b"\n"], [0, 1, 2])
        pid = int(kernel.makefile().readline())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: _send(pid, number))
        while os.getppid() == parent and not select.select([kernel], [], [], 1)[0]:
            pass


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _help(*sys.argv[1:])
    else:
        _fork_on_demand(socket.socket(fileno=int(sys.argv[1])))
