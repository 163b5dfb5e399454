"""The error tree.

::

    Exception
    └── DenseModelError      everything that densemodel raises on purpose
        ├── SpecError        the text of a spec: where, what is wrong, what to write
        ├── DataError        x, y or a frame does not fit the spec
        ├── TrainingError    a run: what it can't do now, or what ended it
        ├── StoreError       saved models
        └── SweepError       sweeps

    UserWarning
    └── DenseModelWarning    what a check offers, where no panel shows it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors._problem import draw, split_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.errors._problem import Problem


class DenseModelError(Exception):
    """An error whose message is written for the person at the keyboard.

    Args:
        message: What happened and where, and what was expected.
        hint: How to fix it.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message}\n  {hint}" if hint else message)

    def _render_traceback_(self) -> list[str]:
        """The lines that IPython shows instead of a traceback.

        A traceback through the parser says nothing about the mistake in the cell.
        """
        return str(self).split("\n")


class SpecError(DenseModelError):
    """The text is not a spec that can be built.

    Args:
        problems: What is wrong, in the order of the text; or one plain sentence without a place in
            a text.
        text: The whole text; the message shows lines of it.
        more: How many problems were found beyond those given.
        hint: What to write instead of the whole text; each problem has its own hint.
    """

    def __init__(
        self, problems: Sequence[Problem] | str, text: str = "", *, more: int = 0, hint: str = ""
    ) -> None:
        self.problems: tuple[Problem, ...] = () if isinstance(problems, str) else tuple(problems)
        self.text = text
        self.more = more
        if isinstance(problems, str):
            super().__init__(problems, hint=hint)
            return
        lines = split_lines(text) if text else []
        drawn = [draw(problem, lines) for problem in self.problems]
        super().__init__("\n\n".join([*drawn, f"and {more:,} more"] if more else drawn))
        self.hint = hint


class DataError(DenseModelError):
    """The data does not fit the spec.

    Args:
        message: What does not fit, and how to fix it.
        findings: What was found in the data.
        hint: How to fix it.
    """

    def __init__(self, message: str, *, findings: Sequence[object] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)


class TrainingError(DenseModelError):
    """A run can't do this in its state, or training ended with an error.

    Args:
        message: What happened, and how to fix it.
        findings: What was found in training and in its data.
        hint: How to fix it.
    """

    def __init__(self, message: str, *, findings: Sequence[object] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)


class StoreError(DenseModelError):
    """A saved model can't be written, read or trusted."""


class SweepError(DenseModelError):
    """A sweep can't be started or continued."""


class DenseModelWarning(UserWarning):
    """A finding with a suggestion, in a script: training continues, but may learn little.

    Example:
        >>> warnings.filterwarnings("ignore", category=dm.DenseModelWarning)
    """
