"""A real JupyterLab server for the browser tests; it serves the other front ends too."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import nbformat

from support import TESTS

TOKEN = "densemodel-browser-tests"  # noqa: S105 - of a server on 127.0.0.1 that lives for the tests
START_SECONDS = 90
# Lab's defaults ask about news and draw only the cells in view; a test looks at all of them
_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}
_OPTIONS = (
    *("--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0"),
    *("--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"),
    "--JupyterNotebookApp.expose_app_in_browser=True",
    # a kernel that writes its last state has 2.5 seconds else, few where two browsers draw
    "--KernelManager.shutdown_wait_time=15",
)
# what our own page is made of, and what it loads: see tools/page_parts.py
_STATIC = (
    Path(__file__).with_name("page"),
    TESTS.parent / "build",
    Path(sys.prefix, "share", "jupyter"),
)
# a port that is chosen for a kernel may be taken by another process before the kernel opens it
_SOCKETS = ("--KernelManager.transport=ipc",) if sys.platform == "linux" else ()


@dataclass(frozen=True)
class JupyterLab:
    """A running server on 127.0.0.1."""

    address: str
    "without a slash at its end"
    root: Path
    "the folder of its notebooks"
    variables: dict[str, str]
    "its environment variables, which its kernels inherit"

    @classmethod
    @contextlib.contextmanager
    def start(cls, folder, **more):
        """Start a server and stop it, its kernels with it, in the end.

        Args:
            folder: An empty folder for its home, its settings and its notebooks.
            **more: Environment variables that it gets besides ours.
        """
        root = folder / "notebooks"
        root.mkdir()
        port = _free_port()
        command = [sys.executable, "-m", "jupyterlab", *_OPTIONS, *_SOCKETS]
        command += [f"--ServerApp.port={port}", f"--ServerApp.root_dir={root}"]
        command += [f"--ServerApp.extra_static_paths={place}" for place in _STATIC]
        log = folder / "server.log"
        # the path of a socket may be a hundred characters long: not below `folder`
        with tempfile.TemporaryDirectory(prefix="jupyter") as runtime, log.open("wb") as output:
            variables = _variables(folder) | {"JUPYTER_RUNTIME_DIR": runtime} | more
            process = subprocess.Popen(
                command, cwd=root, env=variables, stdout=output, stderr=output
            )
            try:
                server = cls(f"http://127.0.0.1:{port}", root, variables)
                server._wait_until_it_answers(process, log)
                yield server
            finally:
                # SIGTERM makes it shut its kernels down
                process.terminate()
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def request(self, path, method="GET"):
        """Ask the server's REST interface, as in ``request("/api/kernels")``."""
        request = urllib.request.Request(  # noqa: S310 - always http to 127.0.0.1
            self.address + path, method=method, headers={"Authorization": f"token {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            content = answer.read()
        return json.loads(content) if content else None

    def write(self, name, cells, kernel):
        """Write a notebook of these code cells, for this kernel, into the server's folder."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in cells],
            metadata={"kernelspec": {"name": kernel, "display_name": "Python 3"}},
        )
        nbformat.write(notebook, self.root / name)

    def _wait_until_it_answers(self, process, log):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            try:
                self.request("/api/status")
            except urllib.error.HTTPError:
                raise
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


def _variables(folder):
    settings = folder / "settings"
    for name, values in _SETTINGS.items():
        path = settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    # the kernels inherit the scratch home, so no cache or configuration of the person's is read
    folders = {
        "HOME": "home",
        "IPYTHONDIR": "home/ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    for name in folders.values():
        (folder / name).mkdir(parents=True, exist_ok=True)
    scratch = {variable: str(folder / name) for variable, name in folders.items()}
    # our extension as it was built last, and not as it was when this environment was made
    scratch["JUPYTER_PATH"] = str(TESTS.parent / "js" / "dist")
    return {**os.environ, **scratch, "JUPYTER_TOKEN": TOKEN, "JUPYTER_PREFER_ENV_PATH": "1"}


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
