"""Findings about data, and the error for refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from densemodel.errors import DataError, SpecError
from densemodel.language import as_spec, with_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from densemodel.language import Spec


Severity = Literal["repair", "offer", "refuse"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact about the data, in at most two sentences."""

    severity: Severity
    "repair: already done. offer: a suggestion. refuse: training can't start."
    where: str
    "Its subject: x, y, validation_data[0], split, loss, metrics, ..."
    message: str
    accept: str = ""
    """The change in words of the language: a clause, a layer, or `old => new` for each occurrence
    in the network; several separated by semicolons. Empty if there is none."""
    others: tuple[str, ...] = ()
    "Further changes that the message names, each an alternative."

    @property
    def ways(self) -> tuple[str, ...]:
        """All alternative changes, in the order of the message."""
        return tuple(words for words in (self.accept, *self.others) if words)

    def apply_to(self, spec: Spec | str) -> Spec:
        """The spec with exactly the change of `accept`.

        Args:
            spec: The spec of the finding, or its text; it may have `auto`.

        Raises:
            SpecError: The finding has no change, or it does not fit this spec, or is there already.

        Example:
            >>> run = dm.train(spec, x, y)
            >>> better = dm.train(run.findings[0].apply_to(run.spec), x, y)
        """
        spec = as_spec(spec)
        if not self.accept:
            raise SpecError(
                f"this finding has only a message, and no change to apply to a spec: {self.message}"
            )
        changed = with_words(spec, self.accept)
        if changed is None or changed == spec:
            what = "changes nothing in" if changed else "does not fit into"
            said = spec.without_lengths()
            raise SpecError(f"'{self.accept}' {what} this spec: {said}")
        return changed


@dataclass(slots=True)
class Findings:
    """Collects findings in order.

    Functions that read data take one, and the name of the data in messages as `where`: `x`, `y`,
    `validation_data[0]`.
    """

    items: list[Finding] = field(default_factory=list)

    def repair(self, where: str, message: str) -> None:
        """Add a repair or a note."""
        self.items.append(Finding("repair", where, message))

    def offer(self, where: str, message: str, accept: str = "") -> None:
        """Add an offer and its change."""
        self.items.append(Finding("offer", where, message, accept))

    def refuse(self, where: str, message: str, accept: str = "", *others: str) -> None:
        """Add a refusal and alternative changes, if there are any."""
        self.items.append(Finding("refuse", where, message, accept, others))

    @property
    def refused(self) -> bool:
        """Whether anything was refused."""
        return any(item.severity == "refuse" for item in self.items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)


_SHOWN = 3
"The most refusals in the message of an error; it holds them all."


def refusal_error(findings: Iterable[Finding]) -> DataError:
    """The error for the refusals among some findings."""
    refusals = tuple(finding for finding in findings if finding.severity == "refuse")
    rest = len(refusals) - _SHOWN
    lines = [finding.message for finding in refusals[:_SHOWN]]
    return DataError(
        "\n".join([*lines, f"and {rest:,} more"] if rest > 0 else lines), findings=refusals
    )
