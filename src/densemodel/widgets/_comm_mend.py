"""A mend for ipykernel 7.4: clicks must not wait for the cell that made the widget.

JupyterLab and Notebook 7 send a widget's messages to a subshell, so that they arrive while a cell
runs. ipykernel 7.4.0 sends them back to the shell that last wrote on the widget's comm, which is
the busy one. The method replaced here is private to ipykernel; where it is missing (7.3 and
before, or once upstream changed it) nothing is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipywidgets import Widget


def answer_in_subshells(*widgets: Widget) -> None:
    """Let these widgets' messages be handled where the front end sent them."""
    for widget in widgets:
        comm: Any = getattr(widget, "comm", None)
        if hasattr(comm, "_reply_subshell_for"):
            comm._reply_subshell_for = _where_it_was_sent  # noqa: SLF001 - see above


def _where_it_was_sent(data: Any, default: Any) -> Any:  # noqa: ARG001 - ipykernel's signature
    return default
