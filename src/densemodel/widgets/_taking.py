"""Takes the offer of a finding: at once, or with the next Start or Resume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError
from densemodel.spec import CLAUSES, OPTIMIZERS, with_words
from densemodel.widgets._setting import ANEW, LATER
from densemodel.widgets._wishes import TAKEN_BY_RESUME

if TYPE_CHECKING:
    from densemodel.data import Finding
    from densemodel.spec import Spec
    from densemodel.training import Run
    from densemodel.widgets._wishes import Wishes

AT_ONCE = "at once"
FOLLOWED_AT_ONCE = frozenset({"patience", "epochs", "steps", "lr", "minutes"})
"""Clauses that a run follows while it trains."""


class Taking:
    """What becomes of the words that a finding offers.

    Args:
        run: Whose data or training it is about.
        wishes: What waits for its next Start or Resume.
    """

    def __init__(self, run: Run, wishes: Wishes) -> None:
        self._run = run
        self._wishes = wishes

    def when(self, finding: Finding) -> str:
        """When the offer would hold, in words; empty if no button can take it."""
        run, spec = self._run, self._wishes.next_spec
        if self._wishes.waits_for(finding.accept):
            return ""
        taken = with_words(spec, finding.accept) if run.has_data and finding.accept else None
        word = _word(finding.accept)
        if taken is None or taken == spec or self._leaves_out_already(word, spec, taken):
            return ""
        if word in FOLLOWED_AT_ONCE or (run.state == "ready" and run.can_be_made_anew):
            return AT_ONCE
        reads_anew = self._wishes.reads_anew(word, finding.accept)
        if word in TAKEN_BY_RESUME and run.bound is not None and not reads_anew:
            return LATER
        return ANEW if run.can_be_made_anew else ""

    def take(self, finding: Finding) -> Run | None:
        """Take the offer.

        Returns:
            A run of the same data in place of this one, which has not begun; None if it stays.
        """
        words, word = finding.accept, _word(finding.accept)
        if word in FOLLOWED_AT_ONCE:
            self._run.adjust(words)
            return None
        if word:
            self._wishes.wish(word, words)
        else:
            self._wishes.wish_layer(words)
        if self._run.state != "ready" or not self._run.can_be_made_anew:
            return None
        try:
            # nothing is lost yet: the data are read again, and what was found may be gone
            run = self._run.changed(self._wishes.put_into)
            _require_no_worse(self._run, run)
        except DenseModelError:
            self._wishes.take_back(words, word)
            raise
        return run

    def _leaves_out_already(self, word: str, spec: Spec, taken: Spec) -> bool:
        names = set(taken.settings.without)
        return word == "without" and names <= set(spec.settings.without)


def _require_no_worse(old: Run, new: Run) -> None:
    """Refuse an offer that would make a run that can start into one that cannot.

    Raises:
        DataError: It would: the spec says the sizes of the data as they were.
    """
    if new.bound is not None and old.bound is not None and not old.bound.refusals:
        new.bound.require()


def _word(words: str) -> str:
    """The word of the clause; empty for a layer."""
    first = words.split(" ", 1)[0].partition("(")[0]
    if first in OPTIMIZERS:
        return "optimizer"
    return first if first in CLAUSES else ""
