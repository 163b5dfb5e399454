"""Collects everything that is wrong in a text, and raises it together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from densemodel.errors import Problem, SpecError
from densemodel.spec import _limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from densemodel.spec._tree import Span

    Hint: TypeAlias = str | Callable[[], str]


@dataclass(slots=True)
class Problems:
    """What was found so far."""

    text: str
    found: list[tuple[Span, str, Hint, tuple[Span, ...]]] = field(default_factory=list)

    def add(self, span: Span, message: str, hint: Hint = "", also: tuple[Span, ...] = ()) -> None:
        """Note a problem.

        Args:
            span: What gets the carets.
            message: What is wrong.
            hint: What to write instead. A function is called only if the problem is shown: near
                matches take long, and a text of 200,000 characters can hold 100,000 typing slips.
            also: Further places that get carets.
        """
        self.found.append((span, message, hint, also))

    def raise_any(self) -> None:
        """Raise what was found, in the order of the text.

        Raises:
            SpecError: At least one problem was found.
        """
        if not self.found:
            return
        found = sorted(self.found, key=lambda problem: (problem[0].line, problem[0].column))
        shown = [
            Problem(
                span.line,
                span.column,
                max(1, span.length),
                message,
                hint if isinstance(hint, str) else hint(),
                tuple((place.line, place.column, max(1, place.length)) for place in also),
            )
            for span, message, hint, also in found[: _limits.PROBLEMS_SHOWN]
        ]
        raise SpecError(shown, self.text, more=len(found) - len(shown))
