"""Whether a run learns anything, by its newest steps and a few answers of its model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Finding
from densemodel.training._mends import (
    Mend,
    depth_mend,
    far_rate_mend,
    is_too_large,
    rate_mend,
    smaller_rate,
    usual_rate,
)
from densemodel.training._probe import named
from densemodel.training._words import rounded

if TYPE_CHECKING:
    from collections.abc import Collection

    from densemodel.spec import Settings
    from densemodel.training._events import LookDone
    from densemodel.training._evidence import Evidence, OneClass

TRAINING = "training"
"What findings of training are about."

_AT_GUESSING = 0.99
"""A loss of more than this share of what guessing gets is no better than guessing."""

_SUSPECT = 0.97
"""Below this share the loss of the steps shows that something is learned."""

_ABOVE = 1.05
_FALLS = 0.98
"""The loss falls if the last quarter of the newest steps has less than this share of the third."""

_BETTER = 0.02
"""The share of what guessing leaves, by which accuracy shows that several classes are named."""

_UNEVEN = 1.5
"""A class has most rows if it has this many times its even share."""


class Judgement:
    """One look, judged.

    Args:
        event: The look.
        evidence: The model and its rows.
        early: The mean loss of the third quarter of the newest steps.
        late: That of the last quarter.
        steps: How many these steps are.
    """

    def __init__(
        self, event: LookDone, evidence: Evidence, early: float, late: float, steps: int
    ) -> None:
        self._event = event
        self._evidence = evidence
        self._early, self._late, self._steps = early, late, steps
        self.waits = False
        "Whether it is bad, but falls so fast that nothing is to be said yet."
        by_epoch = event.place == event.epoch
        self._when = f"epoch {event.epoch:,}" if by_epoch else f"step {event.step:,}"

    @property
    def _falls(self) -> bool:
        return self._late < _FALLS * self._early

    def finding(self) -> Finding | None:
        """What there is to say; None if all seems well."""
        guess = self._evidence.guess.loss
        if guess is None or not np.isfinite(self._late):
            return None
        if self._late > guess - (1 - _SUSPECT) * abs(guess):
            stuck = self._stuck(guess)
            if stuck is not None or self.waits:
                return stuck
        return None if self._beats_the_commonest() else self._one_class()

    def _stuck(self, guess: float) -> Finding | None:
        """The loss is no better than guessing."""
        evidence = self._evidence
        loss, guess_here, answers = evidence.loss_and_guess()
        if loss < guess_here - (1 - _AT_GUESSING) * abs(guess_here):
            return None
        is_on_its_way = self._falls and not is_too_large(evidence.settings)
        if is_on_its_way and evidence.will_reach(guess, self._early, self._late, self._steps):
            self.waits = True
            return None
        is_above = loss > guess_here + (_ABOVE - 1) * abs(guess_here)
        mend = self._mend(is_above=is_above)
        answer = evidence.one_answer(answers)
        same = "" if answer is None else f"every row gets the answer {rounded(answer)}, "
        gets = rounded(guess)
        rank = f" and guessing gets {gets}" if is_above else f", no better than guessing ({gets})"
        return _finding(
            f"after {self._when} {same}the loss is {rounded(self._late)}{rank}: {mend.words}",
            mend,
        )

    def _mend(self, *, is_above: bool) -> Mend:
        evidence, settings = self._evidence, self._evidence.settings
        if evidence.offers:
            words = evidence.offers[0].accept
            return Mend(f"x is not scaled, so write {words} after the input", words)
        if is_above and evidence.is_target_far and not is_too_large(settings):
            return Mend("y is far from 0, so write target norm", "target norm")
        silent = evidence.silent_layer()
        if silent:
            return _mend_of_silence(silent, settings, evidence.bound.spec.said)
        return far_rate_mend(settings) or self._mend_of_usual_rate(is_above=is_above)

    def _mend_of_usual_rate(self, *, is_above: bool) -> Mend:
        evidence, settings = self._evidence, self._evidence.settings
        if is_above and not self._falls and settings.learning_rate > usual_rate(settings):
            return rate_mend(settings, smaller_rate(settings))
        is_slow = is_above and self._falls
        why = "it still falls" if is_slow else "x tells little of y, or it learns too slowly"
        why += ". Try more epochs, or"
        return depth_mend(evidence.bound.spec) or rate_mend(settings, _faster(evidence), why)

    def _one_class(self) -> Finding | None:
        """All rows are taken for one class, though y has several."""
        evidence = self._evidence
        one = evidence.one_class()
        mend = None if one is None else self._class_mend(one)
        if one is None or mend is None:
            self.waits = one is not None
            return None
        return _finding(
            f"after {self._when} every row is taken for class {named(evidence.bound, one.number)}, "
            f"which {_percent(one.share)} of the rows are: {mend.words}",
            mend,
        )

    def _beats_the_commonest(self) -> bool:
        logs = self._event.logs
        accuracy = logs.get("val_accuracy", logs.get("accuracy"))
        baseline: Any = self._evidence.bound.baseline.get("accuracy")
        if accuracy is None or baseline is None:
            return False
        return bool(accuracy > baseline + _BETTER * (1 - baseline))

    def _class_mend(self, one: OneClass) -> Mend | None:
        """What to do about it; None to wait for what comes."""
        evidence = self._evidence
        counts = evidence.bound.class_counts or (1,)
        if evidence.weights is None and one.share > _UNEVEN / sum(count > 0 for count in counts):
            return Mend("write weights balanced to let each class count alike", "weights balanced")
        return None if self._falls else self._mend(is_above=False)


def lost_validation(event: LookDone) -> Finding:
    """What to say where the validation loss is no number, and the training loss is one."""
    loss = "infinite" if np.isinf(event.logs["val_loss"]) else "not a number"
    return Finding(
        "offer",
        TRAINING,
        f"after epoch {event.epoch:,} the validation loss is {loss}, though training goes well: "
        "some row that validates lies far beyond those that train. Look for it in x and y",
    )


def _faster(evidence: Evidence) -> float:
    """A rate to try where all seems right: three times that, or the optimizer's own."""
    settings = evidence.settings
    usual = usual_rate(settings)
    return 3 * settings.learning_rate if settings.learning_rate <= usual else usual


def _mend_of_silence(silent: str, settings: Settings, said: Collection[str]) -> Mend:
    """Units that give 0 for every row learn no more: what went too far, or relu itself."""
    what = f"all {silent} give 0 for every row"
    begun = [word for word in ("init", "bias") if word in said]
    if begun and settings.learning_rate <= usual_rate(settings):
        return Mend(f"{what}. Leave out {' and '.join(begun)}, by which they start so")
    if settings.learning_rate > usual_rate(settings):
        return rate_mend(settings, smaller_rate(settings), f"{what}. Restart with")
    return Mend(f"{what}. Write leaky_relu in place of relu")


def _finding(message: str, mend: Mend) -> Finding:
    return Finding("offer", TRAINING, message, mend.accept)


def _percent(share: float) -> str:
    """A share as per cent; one near 1 is not rounded to 100."""
    return f"{min(100 * share, 99.9):.3g} %"
