"""Whether XLA runs the steps of one run, which a file keeps as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from densemodel.errors import TrainingError

JitCompile = Literal["auto"] | bool
"""Keras's word for XLA: whether it is used, or "auto" to find out whether it is a gain."""


@dataclass(slots=True)
class XlaUse:
    """What was asked for, and what the run chose.

    A run chooses once and stays with it, whatever is found out later or in another process: its
    numbers depend on it.
    """

    jit_compile: JitCompile = "auto"
    is_used: bool | None = None
    "What was chosen; None before."
    first_step: int = 0
    "The steps that were done when it was chosen; those are trained without XLA."

    def choose(self, *, is_used: bool, done: int) -> None:
        """Stay with it from here on."""
        self.is_used, self.first_step = is_used, done

    def forget(self) -> None:
        """Choose again: the weights or the batches are others."""
        self.is_used, self.first_step = None, 0

    def take(self, earlier: XlaUse) -> None:
        """Go on with what a run chose that was asked for the same."""
        if self.jit_compile == earlier.jit_compile:
            self.is_used, self.first_step = earlier.is_used, earlier.first_step

    def holds_at(self, done: int) -> bool:
        """Whether XLA runs the step that follows so many."""
        return bool(self.is_used) and done >= self.first_step


def check_jit_compile(jit_compile: object) -> None:
    """Refuse what is no word of Keras's for XLA.

    Raises:
        TrainingError: It is none.
    """
    if not (isinstance(jit_compile, bool) or jit_compile == "auto"):
        raise TrainingError(f"jit_compile is {jit_compile!r}: it is True, False or 'auto'")
