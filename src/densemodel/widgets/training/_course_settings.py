"""Settings that hold at once, also while it trains: patience, epochs or steps, learning rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import BoundedIntText

from densemodel.language import optimizer_words, rate_clause
from densemodel.training import MORE_EPOCHS
from densemodel.widgets.panel._choices import OFF, patience_choices, rate_choices
from densemodel.widgets.panel._setting import ANEW, Setting, slider
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.wording import counted

if TYPE_CHECKING:
    from densemodel.language import Spec
    from densemodel.widgets.panel._situation import Situation

_MOST = 10_000_000
_AT_ONCE = "changes at once, also while it trains"
_NO_ROWS = "needs validation rows to look at"


def all_done(steps: int | None = None) -> str:
    """What the field says once all is trained: of a plan of so many steps, or else of epochs."""
    more = f"{MORE_EPOCHS} epochs" if steps is None else counted(steps, "step")
    return f"all done: raise it, or Resume trains {more} more"


class PatienceSetting(Setting):
    """How long a better validation loss is waited for."""

    word = "patience"

    def make(self) -> Any:
        """A slider in epochs or looks."""
        tooltip = f"Epochs without a better validation loss until it stops; {_AT_ONCE}"
        return slider("Patience", patience_choices(None), tooltip)

    def show(self, situation: Situation) -> None:
        """Off without rows to look at."""
        settings = situation.settings
        is_blind = situation.has_data and not situation.validates
        steps = settings.every or situation.steps_per_epoch
        self.put(
            options=patience_choices(settings.patience, counts_looks=settings.every is not None),
            value=OFF if settings.patience is None else settings.patience,
            disabled=is_blind or not situation.has_data,
            note=_NO_ROWS if is_blind else situation.data_note(self.word, settings.patience, steps),
        )

    def clause(self) -> str:
        """`patience 3` or `patience off`."""
        return f"patience {self.control.value}"


class LengthSetting(Setting):
    """How long it trains: epochs, or steps where the spec counts them."""

    word = "epochs"
    counts = "epochs"

    def make(self) -> Any:
        """A field for a whole number."""
        field = BoundedIntText(value=1, min=1, max=_MOST, description="Epochs")
        field.add_class("dm-number")
        return field

    def show(self, situation: Situation) -> None:
        """In the unit of the spec."""
        settings = situation.settings
        self.counts = "steps" if settings.epochs is None else "epochs"
        what = "Passes over the rows" if self.counts == "epochs" else "Steps in all"
        note = situation.data_note("epochs", settings.epochs, situation.steps_per_epoch)
        self.put(
            value=settings.steps or settings.epochs or 1,
            description=self.counts.capitalize(),
            disabled=not situation.has_data,
            note=all_done(settings.steps) if situation.is_done else note,
            **with_tooltip(BoundedIntText, f"{what}; {_AT_ONCE}"),
        )

    def clause(self) -> str:
        """`epochs 20` or `steps 1000`."""
        return f"{self.counts} {self.control.value}"


class RateSetting(Setting):
    """The learning rate that it begins with; a schedule is scaled as a whole."""

    word = "lr"
    _spec: Spec

    def make(self) -> Any:
        """A slider over powers of ten, and steps between."""
        tooltip = f"Learning rate, of a schedule the first; {_AT_ONCE}"
        return slider("Learning rate", rate_choices(0.001), tooltip)

    def show(self, situation: Situation) -> None:
        """With the schedule, if there is one, in the line below."""
        self._spec = situation.spec
        settings = situation.settings
        is_scheduled = settings.schedule is not None
        words = rate_clause(self._spec, settings.learning_rate).removeprefix("lr ")
        note = f"scales the whole schedule: {words}" if is_scheduled else ""
        if situation.optimizer_waits and situation.has_begun:
            note = f"of {optimizer_words(self._spec)}, {ANEW}"
        elif situation.rate_waits and situation.has_begun:
            note = ANEW
        self.put(
            options=rate_choices(settings.learning_rate),
            value=settings.learning_rate,
            disabled=not situation.has_data,
            note=note,
        )

    def clause(self) -> str:
        """`lr 0.01`, or the schedule that begins there."""
        return rate_clause(self._spec, float(self.control.value))
