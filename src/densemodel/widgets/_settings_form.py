"""The sliders and the field that say how to train: validation split, patience, epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import HTML, BoundedIntText, SelectionSlider, VBox

from densemodel.spec import write_column
from densemodel.training import MORE_EPOCHS
from densemodel.widgets._choices import OFF, patience_choices, split_choices
from densemodel.widgets._comm_mend import answer_in_subshells
from densemodel.widgets._text import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.spec import Settings
    from densemodel.widgets._choices import Choices
    from densemodel.widgets._writer import Writer

_MOST = 10_000_000
NEXT_TIME = "from the next Start or Resume"
ALL_DONE = f"all done: raise it, or Resume trains {MORE_EPOCHS} epochs more"


class SettingsForm:
    """Shows the settings of a run and hands on what a person changes, as clauses.

    Args:
        writer: Changes the widgets.
        settings: What holds now.
        changed: Called with the word of the clause and the clause: `("split", "split 0.25")`.
        enabled: Whether there is a run that the settings could be for.
    """

    def __init__(
        self,
        writer: Writer,
        settings: Settings,
        changed: Callable[[str, str], None],
        *,
        enabled: bool,
    ) -> None:
        self._writer = writer
        self._changed = changed
        self._enabled = enabled
        self.counts = "steps" if settings.epochs is None else "epochs"
        self._split_way = ""
        self._split = self._slider("Validation split", split_choices(settings.split))
        self._patience = self._slider("Patience", _patience_choices(settings))
        self._epochs = self._field(self.counts.capitalize())
        self._split_note, self._patience_note, self._epochs_note = _note(), _note(), _note()
        self.show(settings)
        self._split.observe(lambda _: self._hand_on("split"), "value")
        self._patience.observe(lambda _: self._hand_on("patience"), "value")
        self._epochs.observe(lambda _: self._hand_on("epochs"), "value")
        self.widget = VBox(
            [
                *(self._split, self._split_note),
                *(self._patience, self._patience_note),
                *(self._epochs, self._epochs_note),
            ]
        )
        self.widget.add_class("dm-settings")

    def _slider(self, label: str, choices: Any) -> SelectionSlider:
        slider = SelectionSlider(
            options=choices,
            description=label,
            tooltip=label,
            continuous_update=False,
            disabled=not self._enabled,
        )
        slider.add_class("dm-slider")
        answer_in_subshells(slider)
        return slider

    def _field(self, label: str) -> BoundedIntText:
        field = BoundedIntText(
            value=1, min=1, max=_MOST, description=label, tooltip=label, disabled=not self._enabled
        )
        field.add_class("dm-number")
        answer_in_subshells(field)
        return field

    def show(self, settings: Settings) -> None:
        """Let the controls say what holds now."""
        writer = self._writer
        writer.put(self._split, options=split_choices(settings.split), value=settings.split or OFF)
        if settings.split is not None:  # so that off and on again splits as before
            self._split_way = _way(settings)
        writer.put(
            self._patience,
            options=_patience_choices(settings),
            value=OFF if settings.patience is None else settings.patience,
        )
        self.counts = "steps" if settings.epochs is None else "epochs"
        writer.put(
            self._epochs,
            value=settings.steps or settings.epochs or 1,
            description=self.counts.capitalize(),
            tooltip=self.counts.capitalize(),
        )

    def show_validation(self, *, is_given: bool, has_rows: bool) -> None:
        """Say what the data mean for split and patience."""
        if is_given:
            self._writer.put(self._split, value=OFF, disabled=True)
        else:
            self._writer.put(self._split, disabled=not self._enabled)
        why = "validation data is given, so nothing is split off" if is_given else NEXT_TIME
        self._writer.put(self._split_note, value=escaped(why if self._enabled else ""))
        wants = "" if has_rows or not self._enabled else "needs validation rows to look at"
        self._writer.put(self._patience, disabled=bool(wants) or not self._enabled)
        self._writer.put(self._patience_note, value=escaped(wants))
        self._writer.put(self._patience_note.layout, display=None if wants else "none")

    def show_done(self, *, is_done: bool) -> None:
        """Say what Resume does where all that was planned is trained."""
        self._writer.put(self._epochs_note, value=escaped(ALL_DONE if is_done else ""))
        self._writer.put(self._epochs_note.layout, display=None if is_done else "none")

    def _hand_on(self, word: str) -> None:
        if self._writer.is_writing:
            return
        control = {"split": self._split, "patience": self._patience, "epochs": self._epochs}[word]
        self._writer.touched(control)
        clause = self.counts if word == "epochs" else word
        way = self._split_way if word == "split" and control.value != OFF else ""
        self._changed(word, f"{clause} {control.value}{way}")


def _patience_choices(settings: Settings) -> Choices:
    return patience_choices(settings.patience, counts_looks=settings.every is not None)


def _way(settings: Settings) -> str:
    """How rows are held back, if not by chance: ` last`, ` by patient`."""
    if settings.split_way == "by" and settings.split_column is not None:
        return f" by {write_column(settings.split_column)}"
    return " last" if settings.split_way == "last" else ""


def _note() -> HTML:
    note = HTML()
    note.add_class("dm-note")
    return note
