"""What a wall shows of a model: which pictures it takes for what, the mistakes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.scoring import some_words
from densemodel.training import leak_text
from densemodel.widgets.score._asked_weights import epoch_asked, is_trained
from densemodel.widgets.score._example_detail import detail_of, place_words
from densemodel.wording import capitalised, counted

if TYPE_CHECKING:
    from densemodel.scoring import Judged, Side
    from densemodel.training import Run
    from densemodel.widgets.score._wall_rows import WallRows

Array = np.ndarray[Any, Any]

_SIDES: dict[Side, str] = {"validation": "validation", "test": "test", "training": "training"}


@dataclass(frozen=True, eq=False)
class WallFacts:
    """What a model says of the rows of a wall."""

    rows: WallRows
    judged: Judged
    moment: str
    "Whose answers these are: `the newest weights, in epoch 3`."
    is_batch: bool = False
    is_trained: bool = True
    leaked: int = 0
    "Rows that validate and were trained on before the split was changed, of all that validate."

    @property
    def truth(self) -> Array:
        """The true class of each picture, uint16, shape (n,)."""
        return np.asarray(self.judged.truth, np.uint16)

    @property
    def said(self) -> Array:
        """The class that the model names, uint16, shape (n,)."""
        return np.asarray(self.judged.said, np.uint16)

    @property
    def order(self) -> Array:
        """The pictures in their places on the wall, uint16, shape (n,).

        Mistakes come first. Among themselves both keep the order of the rows, so that from one
        look to the next only those move that have just turned right or wrong.
        """
        return np.argsort(self.truth == self.said, kind="stable").astype(np.uint16)

    @property
    def wrong(self) -> int:
        """How many are mistakes."""
        return int((self.truth != self.said).sum())

    @property
    def share_right(self) -> float:
        """The share that is right, 0 to 1."""
        return 1 - self.wrong / len(self.truth)

    @property
    def label(self) -> str:
        """`941 of 1,000 right`."""
        count = len(self.truth)
        return f"{count - self.wrong:,} of {count:,} right"

    @property
    def sentence(self) -> str:
        """How many are right, of which rows, and whose answers these are."""
        return f"{self.label}, {share_words(self.share_right)}, by {self.moment}. {self._which}."

    @property
    def warnings(self) -> list[str]:
        """What a person has to know of these rows, a sentence each."""
        if self.is_batch:
            return []
        said = [self.rows.rows.said]
        if self.leaked and self.rows.rows.side == "validation":
            said.append(f"{capitalised(leak_text(self.leaked))}.")
        return [words for words in said if words]

    @property
    def _which(self) -> str:
        count, of = len(self.truth), self.rows.of
        if self.is_batch and count == of:
            return "This is the batch of the newest step, with dropout off"
        if self.is_batch:
            return f"These are {count:,} of the {of:,} rows of the newest step, with dropout off"
        side = _SIDES[self.rows.rows.side]
        if count == of:
            return f"These are all {counted(of, f'{side} row')}"
        return f"These are {some_words(count, of, side)}"

    def detail(self, number: int) -> dict[str, Any]:
        """All that is told of one picture, as `detail_of` gives it."""
        rows = self.rows
        title = place_words(rows.rows, number, is_of_x=rows.is_of_x)
        return detail_of(self.judged, number, title, f"By {self.moment}.")


def share_words(share: float) -> str:
    """`94.1 %`: of 1,000 pictures one is a tenth of a percent."""
    return f"{100 * share:.1f} %" if 0 < share < 1 else f"{100 * share:.0f} %"


def moment_of(run: Run) -> str:
    """Whose answers are shown, as the run stands."""
    progress = run.progress
    if not is_trained(run):
        return "weights that are not trained"
    if progress is None or not progress.total_steps:
        return "the weights as they came"
    if run.is_busy:
        return f"the newest weights, in epoch {epoch_asked(run):,}"
    if run.best_epoch is None:
        return "the last weights"
    return f"the best weights, of epoch {run.best_epoch:,}"
