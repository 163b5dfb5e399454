"""Findings about data, and refusals as the error that a person gets."""

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
    """One thing that a person should know about the data, in at most two sentences."""

    severity: Severity
    "repair: done, and said. offer: a guess that awaits a yes. refuse: training cannot start."
    where: str
    "What it is about: x, y, validation_data[0], split, loss, metrics, ..."
    message: str
    accept: str = ""
    """The words of the language that take the offer, or lead out of the refusal: a clause, a layer,
    or `old => new`, words in the place of others wherever they stand in the network; several of
    them with a semicolon between. Empty where there are none."""
    others: tuple[str, ...] = ()
    "Further words that the message names, each of them another way."

    @property
    def ways(self) -> tuple[str, ...]:
        """The words of each way out, in the order in which the message names them."""
        return tuple(words for words in (self.accept, *self.others) if words)

    def apply_to(self, spec: Spec | str) -> Spec:
        """The spec with the change that `accept` says, and no other.

        Args:
            spec: The spec that the finding is about, or its text; also one that was written with
                `auto`.

        Raises:
            SpecError: The finding has no words, or they do not fit into this spec, or it has them
                already.

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
    """Gathers findings in the order in which they are met."""

    items: list[Finding] = field(default_factory=list)

    def repair(self, where: str, message: str) -> None:
        """Note what was put right, or what is good to know."""
        self.items.append(Finding("repair", where, message))

    def offer(self, where: str, message: str, accept: str = "") -> None:
        """Note a guess and the words that take it."""
        self.items.append(Finding("offer", where, message, accept))

    def refuse(self, where: str, message: str, accept: str = "", *others: str) -> None:
        """Note why this cannot be trained on, and words that are ways out, if there are any."""
        self.items.append(Finding("refuse", where, message, accept, others))

    @property
    def refused(self) -> bool:
        """Whether anything was refused so far."""
        return any(item.severity == "refuse" for item in self.items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)


_SHOWN = 3
"Refusals that an error says; it holds them all."


def refusal_error(findings: Iterable[Finding]) -> DataError:
    """The error that says the first refusals among some findings, and holds all refusals."""
    refusals = tuple(finding for finding in findings if finding.severity == "refuse")
    rest = len(refusals) - _SHOWN
    lines = [finding.message for finding in refusals[:_SHOWN]]
    return DataError(
        "\n".join([*lines, f"and {rest:,} more"] if rest > 0 else lines), findings=refusals
    )
