"""Who shows what this kernel displays: a page, or nobody before the notebook is in its file."""

from __future__ import annotations

import os
import sys
from typing import Any


def has_kernel() -> bool:
    """Whether this process is a kernel, which shows widgets."""
    from IPython import get_ipython

    return hasattr(get_ipython(), "kernel")


def is_voila() -> bool:
    """Whether this kernel belongs to a page of Voila, whose cells have all run."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


def is_served() -> bool:
    """Whether a server of Jupyter, VS Code or Voila started this kernel, for a page.

    nbclient, which papermill and nbconvert run notebooks with, starts one without the name of a
    session.
    """
    return "JPY_SESSION_NAME" in os.environ or "VSCODE_PID" in os.environ or is_voila()


def may_be_displayed() -> bool:
    """Whether a front end may be showing this kernel; no page of nbclient ever answers."""
    from densemodel.widgets.runtime._writer import kernel_writer

    taken = kernel_writer().taken
    return is_served() or (taken is not None and taken.answers)


def is_unattended() -> bool:
    """Whether a program such as nbclient runs the cells: what they display only goes into a file.

    It refuses questions to a person. What is unknown counts as a page, which shows panels at once.
    """
    from IPython import get_ipython

    if is_served() or "google.colab" in sys.modules:
        return False
    request: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    return request.get("content", {}).get("allow_stdin") is False
