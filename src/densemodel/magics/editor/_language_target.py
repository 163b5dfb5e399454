"""The target `densemodel.language`, to which a page opens a comm to ask about a cell.

A comm runs no code, and changes neither the history nor a counter.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from densemodel.magics.editor._cell_check import check_cell

_TARGET = "densemodel.language"


class LanguageTarget:
    """Answers pages; in a shell without a kernel there are none."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._manager = getattr(getattr(shell, "kernel", None), "comm_manager", None)
        self._comms: list[Any] = []
        if self._manager is not None:
            self._manager.register_target(_TARGET, self._open)

    def close(self) -> None:
        """Ask no more: pages see their comms closed."""
        if self._manager is not None:
            self._manager.unregister_target(_TARGET, self._open)
        for comm in self._comms:
            comm.close()
        self._comms.clear()

    def _open(self, comm: Any, _: Any) -> None:
        self._comms.append(comm)
        comm.on_msg(lambda message: self._answer(comm, message["content"]["data"]))

    def _answer(self, comm: Any, asked: Any) -> None:
        # a variable of the notebook may raise whatever it likes
        with suppress(Exception):
            # a copy: a cell may set a variable while they are looked through
            answer = check_cell(asked["text"], dict(self._shell.user_ns))
            comm.send({"number": asked["number"], **answer})
