"""Settings of the rows: how many are held back, and how many are in a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.language import write_column
from densemodel.widgets.panel._choices import OFF, batch_choices, split_choices, split_words
from densemodel.widgets.panel._setting import (
    ANEW,
    LATER,
    NEXT,
    OF_THE_DATA,
    Setting,
    slider,
    to_come,
)

if TYPE_CHECKING:
    from densemodel.language import Settings
    from densemodel.widgets.panel._situation import Situation

_GIVEN = "validation data is given, so nothing is split off"


class SplitSetting(Setting):
    """The share of the rows that is held back to validate."""

    word = "split"
    _way = ""

    def make(self) -> Any:
        """A slider in per cent."""
        tooltip = f"Share of the rows that is held back to validate; holds {LATER}"
        return slider("Validation split", split_choices(None), tooltip)

    def show(self, situation: Situation) -> None:
        """Off where validation data was given, or the data come in batches."""
        settings = situation.settings
        if settings.split is not None:  # so that off and on again splits as before
            self._way = _way(settings)
        is_given = situation.has_data and situation.is_given_validation
        is_off = is_given or not situation.reads_rows
        later = self._later(situation)
        why = _GIVEN if is_given else later if situation.reads_rows else OF_THE_DATA
        self.put(
            options=split_choices(settings.split),
            value=OFF if is_off else settings.split or OFF,
            disabled=is_off,
            note=why if situation.has_data else "",
        )

    def _later(self, situation: Situation) -> str:
        """When the split that is shown holds, and which holds now."""
        bound, split = situation.bound, situation.settings.split
        now = situation.run.spec.settings.split
        if not situation.has_begun:
            return ""
        if bound is None or split == now:
            return LATER
        # one by a column that was not read is not among what Resume takes
        is_taken = bound.spec.settings.split == split
        return to_come(NEXT if is_taken else ANEW, split_words(now))

    def clause(self) -> str:
        """`split 0.25`, the rows chosen as the spec says."""
        way = "" if self.control.value == OFF else self._way
        return f"split {self.control.value}{way}"


class BatchSetting(Setting):
    """Rows in a step."""

    word = "batch"

    def make(self) -> Any:
        """A slider over powers of two."""
        return slider("Batch size", batch_choices(32), f"Rows in one step; holds {LATER}")

    def show(self, situation: Situation) -> None:
        """Off where the data come in batches."""
        rows = situation.bound.training_count if situation.bound is not None else 0
        now = situation.run.spec.settings.batch
        is_to_come = situation.has_begun and situation.settings.batch != now
        later = to_come(NEXT, f"{now:,}") if is_to_come else LATER if situation.has_begun else ""
        note = later if situation.reads_rows else OF_THE_DATA
        self.put(
            options=batch_choices(situation.settings.batch, rows),
            value=situation.settings.batch,
            disabled=not (situation.has_data and situation.reads_rows),
            note=note if situation.has_data else "",
        )

    def clause(self) -> str:
        """`batch 64`."""
        return f"batch {self.control.value}"


def _way(settings: Settings) -> str:
    """How rows are held back, if not by chance: ` last`, ` by patient`."""
    if settings.split_way == "by" and settings.split_column is not None:
        return f" by {write_column(settings.split_column)}"
    return " last" if settings.split_way == "last" else ""
