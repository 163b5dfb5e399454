"""One setting of a run: a control, its choices, and the clause that it writes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from densemodel.language import write_number
from densemodel.widgets.panel._pending_settings import OFF
from densemodel.widgets.runtime._buttons import hidden_line, styled
from densemodel.widgets.runtime._compat import answer_in_subshells, with_tooltip
from densemodel.widgets.runtime._parts import SelectionSlider
from densemodel.wording import counted, escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.panel._pending_settings import ControlState
    from densemodel.widgets.runtime._writer import Writer


Choices = tuple[tuple[str, float | int | str], ...]

_SPLITS = tuple(percent / 100 for percent in range(5, 91, 5))
_PATIENCES = (*range(1, 21), 25, 30, 40, 50, 70, 100, 150, 200, 300, 500)
_RATES = tuple(
    float(f"{digits}e{power}") for power in range(-6, 0) for digits in (1, 1.5, 2, 3, 5, 7)
)


class Slider(SelectionSlider):
    """A slider over choices. Google Colab's page may send 11.999 for the choice of number 12."""

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page has set."""
        index = sync_data.get("index")
        super().set_state({**sync_data, "index": round(index)} if index is not None else sync_data)


def split_words(split: float | None) -> str:
    """`20 %`, or `off`."""
    return OFF if split is None else f"{split * 100:.4g} %"


def split_choices(split: float | None) -> Choices:
    """Validation split: off, 5 % to 90 %, and the one in use."""
    splits = sorted({*_SPLITS, *([] if split is None else [split])})
    return ((OFF, OFF), *((split_words(share), share) for share in splits))


def patience_choices(patience: int | None, *, counts_evaluations: bool = False) -> Choices:
    """Patience: 1 to 500 epochs or evaluations, the one in use, and off."""
    waits = sorted({*_PATIENCES, *([] if patience is None else [patience])})
    unit = "evaluation" if counts_evaluations else "epoch"
    return (*((counted(wait, unit), wait) for wait in waits), (OFF, OFF))


def batch_choices(batch: int, rows: int = 0) -> Choices:
    """Batch size: powers of two up to the number of rows, and the one in use."""
    sizes = {2**power for power in range(13) if not rows or 2**power < 2 * rows}
    return tuple((f"{size:,}", size) for size in sorted({*sizes, batch}))


def rate_choices(rate: float) -> Choices:
    """Learning rate: six in each power of ten from 1e-6 to 1, and the one in use."""
    return tuple((write_number(value), value) for value in sorted({*_RATES, 1.0, rate}))


OF_THE_DATA = "as the data come in batches"
OF_THE_MODEL = "as the model was given"


class Setting(ABC):
    """A control with a note below it.

    `changed` is called with the word of the clause and the clause: `("split", "split 0.25")`.
    """

    word: ClassVar[str]
    "The clause that it changes."
    label: ClassVar[str]
    tooltip: ClassVar[str]
    choices: ClassVar[Choices]
    "Those of a slider, until `show` has others."

    def __init__(self, writer: Writer, changed: Callable[[str, str], None]) -> None:
        self._writer = writer
        self._changed = changed
        self.control = self._make()
        self.note = hidden_line("dm-note")
        answer_in_subshells(self.control)
        self.control.observe(self._hand_on, "value")

    @property
    def line(self) -> Any:
        """The control with what stands beside it."""
        return self.control

    def _make(self) -> Any:
        """The control: a slider over the choices, which reports its value when it is released."""
        made = Slider(
            options=self.choices,
            description=self.label,
            continuous_update=False,
            **with_tooltip(SelectionSlider, self.tooltip),
        )
        # by the second class the page finds its model
        return styled(made, "dm-slider", f"dm-model-{made.model_id}")

    @abstractmethod
    def show(self, state: ControlState) -> None:
        """Show the value in use, or that of the next Start."""

    def _clause(self, value: Any) -> str:
        return f"{self.word} {value}"

    def _put(self, *, note: str = "", **values: Any) -> None:
        self._writer.put(self.control, **values)
        self._writer.say(self.note, escaped(note))

    def _hand_on(self, change: Any) -> None:
        # not the control's value, which the writer may have changed since
        value = change["new"]
        if self._writer.is_writing or value is None:
            return
        self._writer.touched(self.control)
        self._changed(self.word, self._clause(value))


def to_come(when: str, now: str) -> str:
    """The note below a setting that does not apply yet: `from Restart; now adam`."""
    return f"{when}; now {now}"
