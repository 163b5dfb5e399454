"""The controls that say how to train, in the order in which they stand: a line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import HBox, ToggleButton, VBox

from densemodel.widgets.runtime._compat import answer_in_subshells
from densemodel.widgets.training._course_settings import LengthSetting, PatienceSetting, RateSetting
from densemodel.widgets.training._make_settings import LossSetting, OptimizerSetting, SeedSetting
from densemodel.widgets.training._row_settings import BatchSetting, SplitSetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.widgets.panel._setting import Setting
    from densemodel.widgets.panel._situation import Situation
    from densemodel.widgets.runtime._writer import Writer

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
    """Shows the settings of a run and hands on what a person changes, as clauses.

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

    def show(self, situation: Situation) -> None:
        """Let every control say what holds now."""
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
