"""The controls for the settings of a run, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import BoundedIntText, HBox, ToggleButton, VBox

from densemodel.language import optimizer_words, rate_clause, write_column
from densemodel.training import MORE_EPOCHS
from densemodel.widgets.panel._setting import (
    ANEW,
    LATER,
    NEXT,
    OF_THE_DATA,
    OFF,
    Setting,
    batch_choices,
    patience_choices,
    rate_choices,
    slider,
    split_choices,
    split_words,
    to_come,
)
from densemodel.widgets.runtime._compat import answer_in_subshells, with_tooltip
from densemodel.widgets.training_controls._make_settings import (
    LossSetting,
    OptimizerSetting,
    SeedSetting,
)
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language import Settings, Spec
    from densemodel.widgets.panel._control_state import ControlState
    from densemodel.widgets.runtime._writer import Writer


_GIVEN = "validation data is given, so nothing is split off"


class SplitSetting(Setting):
    """The share of the rows held out for validation."""

    word = "split"
    _way = ""

    def make(self) -> Any:
        """A slider in per cent."""
        tooltip = f"Share of the rows held out for validation; applies {LATER}"
        return slider("Validation split", split_choices(None), tooltip)

    def show(self, situation: ControlState) -> None:
        """Disabled if validation data was given, or the data comes in batches."""
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

    def _later(self, situation: ControlState) -> str:
        """When the shown split applies, and the one in use."""
        bound, split = situation.bound, situation.settings.split
        now = situation.run.spec.settings.split
        if not situation.has_begun:
            return ""
        if bound is None or split == now:
            return LATER
        # one by a column that was not read is not among what Resume takes
        is_taken = bound.spec.settings.split == split
        return to_come(NEXT if is_taken else ANEW, split_words(now))

    def clause(self, value: Any) -> str:
        """`split 0.25`, the rows chosen as the spec says."""
        way = "" if value == OFF else self._way
        return f"split {value}{way}"


class BatchSetting(Setting):
    """The batch size."""

    word = "batch"

    def make(self) -> Any:
        """A slider over powers of two."""
        return slider("Batch size", batch_choices(32), f"Rows in one step; applies {LATER}")

    def show(self, situation: ControlState) -> None:
        """Disabled if the data comes in batches."""
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

    def clause(self, value: Any) -> str:
        """`batch 64`."""
        return f"batch {value}"


def _way(settings: Settings) -> str:
    """How rows are held out, if not at random: ` last`, ` by patient`."""
    if settings.split_way == "by" and settings.split_column is not None:
        return f" by {write_column(settings.split_column)}"
    return " last" if settings.split_way == "last" else ""


_MOST = 10_000_000
_AT_ONCE = "changes at once, also while it trains"
_NO_ROWS = "needs validation rows"


def all_done(steps: int | None = None) -> str:
    """The field's note once all is trained, for steps or else for epochs."""
    more = f"{MORE_EPOCHS} epochs" if steps is None else counted(steps, "step")
    return f"all done: raise it, or Resume trains {more} more"


class PatienceSetting(Setting):
    """The patience of early stopping."""

    word = "patience"

    def make(self) -> Any:
        """A slider in epochs or evaluations."""
        tooltip = f"Epochs without a better validation loss before training stops; {_AT_ONCE}"
        return slider("Patience", patience_choices(None), tooltip)

    def show(self, situation: ControlState) -> None:
        """Disabled without validation rows."""
        settings = situation.settings
        is_blind = situation.has_data and not situation.validates
        steps = settings.every or situation.steps_per_epoch
        self.put(
            options=patience_choices(settings.patience, counts_looks=settings.every is not None),
            value=OFF if settings.patience is None else settings.patience,
            disabled=is_blind or not situation.has_data,
            note=_NO_ROWS if is_blind else situation.data_note(self.word, settings.patience, steps),
        )

    def clause(self, value: Any) -> str:
        """`patience 3` or `patience off`."""
        return f"patience {value}"


class LengthSetting(Setting):
    """The length of training: epochs, or steps if the spec counts them."""

    word = "epochs"
    counts = "epochs"

    def make(self) -> Any:
        """A field for a whole number."""
        field = BoundedIntText(value=1, min=1, max=_MOST, description="Epochs")
        field.add_class("dm-number")
        return field

    def show(self, situation: ControlState) -> None:
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

    def clause(self, value: Any) -> str:
        """`epochs 20` or `steps 1000`."""
        return f"{self.counts} {value}"


class RateSetting(Setting):
    """The initial learning rate; a schedule is scaled as a whole."""

    word = "lr"
    _spec: Spec

    def make(self) -> Any:
        """A slider over powers of ten, and steps between."""
        tooltip = f"Learning rate; of a schedule, the first; {_AT_ONCE}"
        return slider("Learning rate", rate_choices(0.001), tooltip)

    def show(self, situation: ControlState) -> None:
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

    def clause(self, value: Any) -> str:
        """`lr 0.01`, or the schedule that begins there."""
        return rate_clause(self._spec, float(value))


USUAL: tuple[type[Setting], ...] = (
    SplitSetting,
    PatienceSetting,
    LengthSetting,
    RateSetting,
)
MORE: tuple[type[Setting], ...] = (BatchSetting, OptimizerSetting, LossSetting, SeedSetting)
"Those that few change; they stand behind a button."

_MORE = "More settings"


class SettingsForm:
    """Shows the settings of a run, and reports changes as clauses.

    Args:
        writer: Changes the widgets.
        changed: Called with the word of the clause and the clause: `("split", "split 0.25")`.
    """

    def __init__(self, writer: Writer, changed: Callable[[str, str], None]) -> None:
        self._writer = writer
        self._settings = {kind.word: kind(writer, changed) for kind in (*USUAL, *MORE)}
        self._more = VBox(self._lines(MORE), layout={"display": "none"})
        self._more.add_class("dm-more-settings")
        self._unfold = ToggleButton(description=_MORE, tooltip="Batch size, optimizer, loss, seed")
        self._unfold.add_class("dm-unfold")
        self._unfold.observe(self._show_more, "value")
        answer_in_subshells(self._unfold)
        self.widget = VBox([*self._lines(USUAL), self._unfold, self._more])
        self.widget.add_class("dm-settings")

    def _lines(self, kinds: tuple[type[Setting], ...]) -> list[Any]:
        lines: list[Any] = []
        for kind in kinds:
            setting = self._settings[kind.word]
            line = VBox([_line(setting), setting.note])
            line.add_class("dm-setting")
            lines.append(line)
        return lines

    def show(self, situation: ControlState) -> None:
        """Update every control."""
        for setting in self._settings.values():
            setting.show(situation)

    def _show_more(self, change: Any) -> None:
        words = "Fewer settings" if change["new"] else _MORE
        self._writer.put(self._unfold, description=words)
        self._writer.put(self._more.layout, display=None if change["new"] else "none")
        self._writer.hurry()


def _line(setting: Setting) -> Any:
    if not isinstance(setting, SeedSetting):
        return setting.control
    line = HBox([setting.control, setting.draw])
    line.add_class("dm-with-button")
    return line
