"""Applies the suggested change of a finding: at once, or with the next Start or Resume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.errors import DenseModelError
from densemodel.language import CLAUSES, OPTIMIZERS, with_words
from densemodel.widgets.panel._pending_settings import TAKEN_BY_RESUME
from densemodel.widgets.panel._setting import ANEW, LATER, NEXT

if TYPE_CHECKING:
    from densemodel.language import Spec
    from densemodel.training import Run
    from densemodel.widgets.panel._pending_settings import PendingSettings

AT_ONCE = "at once"
_FOLLOWED_AT_ONCE = frozenset({"patience", "epochs", "steps", "lr", "minutes"})
"""Clauses that a run follows while it trains."""


def is_followed_at_once(run: Run, word: str) -> bool:
    """Whether a run applies clauses of this word at once."""
    # before the start patience may be what stands in the way, so the data are judged with it
    may_mend = word == "patience" and run.state == "ready"
    return word in _FOLLOWED_AT_ONCE and not may_mend


class Taking:
    """Applies the suggested changes of findings.

    Args:
        run: Whose data or training it is about.
        wishes: What waits for its next Start or Resume.
        from_restart: Whether a learning rate waits for Restart: weights that went wrong stay so
            with another one.
    """

    def __init__(self, run: Run, wishes: PendingSettings, *, from_restart: bool = False) -> None:
        self._run = run
        self._wishes = wishes
        self._from_restart = from_restart

    def when(self, words: str) -> str:
        """When the change would apply; empty if no button can apply it."""
        run, spec = self._run, self._wishes.next_spec
        if self._wishes.waits_for(words):
            return ""
        taken = with_words(spec, words) if run.has_data and words else None
        word = _word(words)
        if taken is None or taken == spec or self._leaves_out_already(word, spec, taken):
            return ""
        if self._is_followed(word) or (run.state == "ready" and run.can_be_made_anew):
            return AT_ONCE
        reads_anew = self._wishes.reads_anew(word, words)
        if word in TAKEN_BY_RESUME and run.bound is not None and not reads_anew:
            return LATER
        return ANEW if run.can_be_made_anew else ""

    def waits(self, words: str) -> str:
        """When a pending change applies; empty if it is not pending."""
        wishes, word = self._wishes, _word(words)
        if self._run.state == "ready":
            return ""
        if wishes.waits_for(words):
            return ANEW
        spec = wishes.next_spec
        taken = with_words(spec, words) if word in wishes else None
        if taken is None or (taken != spec and not self._leaves_out_already(word, spec, taken)):
            return ""
        return NEXT if wishes.is_for_resume(word) else ANEW

    def take(self, words: str) -> Run | None:
        """Apply the suggested change.

        Returns:
            A run of the same data in place of this one, which has not begun; None if it stays.
        """
        word = _word(words)
        if self._is_followed(word):
            self._run.adjust(words)
            return None
        if word:
            self._wishes.add_clause(word, words)
        else:
            self._wishes.add_layer(words)
        if self._run.state != "ready" or not self._run.can_be_made_anew:
            return None
        try:
            # nothing is lost yet: the data are read again, and what was found may be gone
            run = self._run.changed(self._wishes.put_into)
            # a run that could start must still do so: the spec may say the sizes of the data
            could_start = self._run.bound is not None and not self._run.bound.refusals
            if run.bound is not None and could_start:
                run.bound.require()
        except DenseModelError:
            self._wishes.take_back(words, word)
            raise
        return run

    def _is_followed(self, word: str) -> bool:
        waits = self._from_restart and word == "lr" and self._run.state != "ready"
        return is_followed_at_once(self._run, word) and not waits

    def _leaves_out_already(self, word: str, spec: Spec, taken: Spec) -> bool:
        names = set(taken.settings.without)
        return word == "without" and names <= set(spec.settings.without)


def _word(words: str) -> str:
    """The word of the clause; empty for a layer, and for several clauses."""
    if " ; " in words:
        return ""
    first = words.split(" ", 1)[0].partition("(")[0]
    if first in OPTIMIZERS:
        return "optimizer"
    return first if first in CLAUSES else ""
