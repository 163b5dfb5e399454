"""`make demo`: opens the first notebook in JupyterLab or, with HEADLESS=1, runs it to the end."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
import webbrowser

import project
from steps import call, say

NOTEBOOK = project.NOTEBOOKS / "01_first_model.ipynb"
_USUAL_PORT = 8888


def main() -> int:
    """Run or open the notebook."""
    if os.environ.get("HEADLESS", "") not in {"", "0"}:
        # it needs nbclient, which JupyterLab installs
        return call([project.VENV_PYTHON, project.TOOLS / "run_notebook.py", NOTEBOOK])
    return _open_lab()


def _open_lab() -> int:
    port, token = _free_port(), secrets.token_hex(16)
    page = f"/lab/tree/{NOTEBOOK.name}"
    command = [
        *(str(project.VENV_PYTHON), "-m", "jupyterlab", "-y", "--log-level=WARN"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--ServerApp.root_dir={project.NOTEBOOKS}", f"--LabApp.default_url={page}"),
    ]
    if project.is_root():
        command.append("--allow-root")
    if not can_show_a_browser(os.environ, sys.platform):
        command.append("--no-browser")
    say(f"JupyterLab: http://127.0.0.1:{port}{page}?token={token}")
    say("press Ctrl-C to end it")
    # Ctrl-C is the normal way to end it
    with contextlib.suppress(KeyboardInterrupt):
        return call(command, environment=project.variables(JUPYTER_TOKEN=token))
    return 0


def can_show_a_browser(variables: os._Environ[str] | dict[str, str], platform: str) -> bool:
    """Whether a person would see a browser that is started here.

    Args:
        variables: The environment variables.
        platform: The value of ``sys.platform``.
    """
    if platform in {"darwin", "win32"}:
        display = "SSH_CONNECTION" not in variables
    else:
        display = bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))
    if not display:
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _free_port() -> int:
    for port in (_USUAL_PORT, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")
