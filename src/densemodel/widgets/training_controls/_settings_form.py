"""The controls for the settings of a run, in their order."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from densemodel.data import keras_word
from densemodel.language import (
    LOSSES,
    OPTIMIZERS,
    losses_for,
    optimizer_words,
    rate_clause,
    write_column,
)
from densemodel.training import MORE_EPOCHS
from densemodel.widgets.panel._pending_settings import FROM_RESTART, LATER, NEXT, OFF
from densemodel.widgets.runtime._buttons import Later, button, styled
from densemodel.widgets.runtime._compat import answer_in_subshells, with_tooltip
from densemodel.widgets.runtime._parts import (
    BoundedIntText,
    Dropdown,
    HBox,
    SelectionSlider,
    ToggleButton,
    VBox,
)
from densemodel.widgets.training_controls._setting import (
    OF_THE_DATA,
    OF_THE_MODEL,
    Setting,
    batch_choices,
    patience_choices,
    rate_choices,
    split_choices,
    split_words,
    to_come,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from densemodel.data import Bound
    from densemodel.language import Settings, Spec
    from densemodel.training import Run
    from densemodel.widgets.panel._pending_settings import ControlState
    from densemodel.widgets.runtime._writer import Writer


_GIVEN = "validation data is given, so nothing is split off"


class SplitSetting(Setting):
    word = "split"
    label, choices = "Validation split", split_choices(None)
    tooltip = f"Share of the rows held out for validation; applies {LATER}"
    _way = ""

    def show(self, state: ControlState) -> None:
        """Disabled if validation data was given, or the data comes in batches."""
        settings = state.settings
        if settings.split is not None:  # so that off and on again splits as before
            self._way = _way(settings)
        run, bound = state.run, state.bound
        is_given = run.validates if bound is None else bound.validation is not None
        is_given &= run.has_data
        is_off = is_given or bound is None
        why = _GIVEN if is_given else OF_THE_DATA if bound is None else self._later(state, bound)
        self._put(
            options=split_choices(settings.split),
            value=OFF if is_off else settings.split or OFF,
            disabled=is_off,
            note=why if run.has_data else "",
        )

    def _later(self, state: ControlState, bound: Bound) -> str:
        """When the shown split applies, and the one in use."""
        split, now = state.settings.split, state.run.spec.settings.split
        if not state.has_begun:
            return ""
        if split == now:
            return ""
        # one by a column that was not read is not among what Resume takes
        is_taken = bound.spec.settings.split == split
        return to_come(NEXT if is_taken else FROM_RESTART, split_words(now))

    def _clause(self, value: Any) -> str:
        way = "" if value == OFF else self._way
        return f"split {value}{way}"


class BatchSetting(Setting):
    word = "batch"
    label, choices = "Batch size", batch_choices(32)
    tooltip = f"Rows in one step; applies {LATER}"

    def show(self, state: ControlState) -> None:
        """Disabled if the data comes in batches."""
        rows = state.bound.training_count if state.bound is not None else 0
        now = state.run.spec.settings.batch
        is_to_come = state.has_begun and state.settings.batch != now
        later = to_come(NEXT, f"{now:,}") if is_to_come else ""
        note = later if state.bound is not None else OF_THE_DATA
        self._put(
            options=batch_choices(state.settings.batch, rows),
            value=state.settings.batch,
            disabled=not (state.run.has_data and state.bound is not None),
            note=note if state.run.has_data else "",
        )


def _way(settings: Settings) -> str:
    """How rows are held out, if not at random: ` last`, ` by patient`."""
    if settings.split_way == "by" and settings.split_column is not None:
        return f" by {write_column(settings.split_column)}"
    return " last" if settings.split_way == "last" else ""


_AT_ONCE = "changes at once, also while it trains"


def all_done(run: Run) -> str:
    """The field's note once all is trained; empty where the sentence says how to go on."""
    if run.continuation is not None:
        return ""
    steps = run.spec.settings.steps
    return f"all done: Resume trains {MORE_EPOCHS if steps is None else steps:,} more"


def _tooltip(kind: type[Widget], *parts: str) -> dict[str, str]:
    return with_tooltip(kind, "; ".join(filter(None, parts)))


class PatienceSetting(Setting):
    word = "patience"
    label, choices = "Patience", patience_choices(None)
    tooltip = f"Epochs without a better validation loss before training stops; {_AT_ONCE}"

    def show(self, state: ControlState) -> None:
        """Disabled without validation rows."""
        settings = state.settings
        is_blind = state.run.has_data and not state.validates
        steps = settings.every or state.steps_per_epoch
        of_data = state.data_note(self.word, settings.patience, steps)
        note = "" if state.has_begun else of_data
        self._put(
            options=patience_choices(
                settings.patience, counts_evaluations=settings.every is not None
            ),
            value=OFF if settings.patience is None else settings.patience,
            disabled=is_blind or not state.run.has_data,
            note="needs validation rows" if is_blind else note,
            **_tooltip(SelectionSlider, self.tooltip, of_data),
        )


class LengthSetting(Setting):
    """The length of training: epochs, or steps if the spec counts them."""

    word = "epochs"
    counts = "epochs"

    def _make(self) -> Any:
        field = BoundedIntText(value=1, min=1, max=10_000_000, description="Epochs")
        return styled(field, "dm-number")

    def show(self, state: ControlState) -> None:
        settings = state.settings
        self.counts = "steps" if settings.epochs is None else "epochs"
        what = "Passes over the rows" if self.counts == "epochs" else "Steps in all"
        of_data = state.data_note("epochs", settings.epochs, state.steps_per_epoch)
        note = "" if state.has_begun else of_data
        self._put(
            value=settings.steps or settings.epochs or 1,
            description=self.counts.capitalize(),
            disabled=not state.run.has_data,
            note=all_done(state.run) if state.is_done else note,
            **_tooltip(BoundedIntText, f"{what}; {_AT_ONCE}", of_data),
        )

    def _clause(self, value: Any) -> str:
        return f"{self.counts} {value}"


class RateSetting(Setting):
    """The learning rate; a schedule is scaled as a whole."""

    word = "lr"
    label, choices = "Learning rate", rate_choices(0.001)
    tooltip = f"Learning rate; of a schedule, the highest; {_AT_ONCE}"
    _spec: Spec

    def show(self, state: ControlState) -> None:
        self._spec = state.spec
        settings = state.settings
        is_scheduled = settings.schedule is not None
        words = rate_clause(self._spec, settings.learning_rate).removeprefix("lr ")
        note = f"scales the whole schedule: {words}" if is_scheduled else ""
        if "optimizer" in state.pending and state.has_begun:
            note = f"of {optimizer_words(self._spec)}, {FROM_RESTART}"
        elif "lr" in state.pending and state.has_begun:
            note = FROM_RESTART
        self._put(
            options=rate_choices(settings.learning_rate),
            value=settings.learning_rate,
            disabled=not state.run.has_data,
            note=note,
        )

    def _clause(self, value: Any) -> str:
        return rate_clause(self._spec, float(value))


class _ListSetting(Setting):
    def _make(self) -> Any:
        tooltip = with_tooltip(Dropdown, f"{self.tooltip}; applies {FROM_RESTART}")
        return styled(Dropdown(options=("",), description=self.label, **tooltip), "dm-choice")


class OptimizerSetting(_ListSetting):
    word = "optimizer"
    label, tooltip = "Optimizer", "Turns gradients into steps"

    def show(self, state: ControlState) -> None:
        """Disabled for a model that was given compiled."""
        words = optimizer_words(state.spec)
        self._put(
            options=tuple(dict.fromkeys([words, *OPTIMIZERS])),
            value=words,
            disabled=not state.run.can_recompile,
            note=_when(state, words, optimizer_words(state.run.spec)),
        )

    def _clause(self, value: Any) -> str:
        return str(value)


class LossSetting(_ListSetting):
    word = "loss"
    label, tooltip = "Loss", "What training minimizes"

    def show(self, state: ControlState) -> None:
        run, explicit = state.run, state.settings.loss
        task = None if run.bound is None or run.bound.refusals else run.bound.task
        loss = explicit or (None if task is None else task.loss)
        chosen = "" if loss is None else _word(loss.name)
        now = chosen if task is None else _word(task.loss.name)
        can_change = run.can_recompile and task is not None
        is_other = explicit is not None and task is not None and explicit != task.loss
        reason = "" if task is None else f"because {task.reason}"
        fitting = losses_for(state.spec) if can_change else ()
        self._put(
            options=tuple(dict.fromkeys([chosen, *fitting])),
            value=chosen,
            disabled=not can_change,
            note=_when(state, chosen, now) if is_other or not can_change else reason,
        )


class SeedSetting(Setting):
    word = "seed"

    def _make(self) -> Any:
        tooltip = f"Seed of weights, order and split; applies {FROM_RESTART}"
        field = BoundedIntText(
            value=0,
            min=0,
            max=2**31 - 1,
            description="Seed",
            **with_tooltip(BoundedIntText, tooltip),
        )
        tooltip = f"Draw another seed; applies {FROM_RESTART}"
        self.draw = button("New seed", tooltip, self._draw, "dm-small")
        return styled(field, "dm-number")

    @property
    def line(self) -> Any:
        return styled(HBox([self.control, self.draw]), "dm-with-button")

    def show(self, state: ControlState) -> None:
        seed, now = state.settings.seed, state.run.spec.settings.seed
        is_to_come = state.has_begun and seed != now
        self._writer.put(self.draw, disabled=not state.run.has_data)
        self._put(
            value=seed,
            disabled=not state.run.has_data,
            note=to_come(FROM_RESTART, str(now)) if is_to_come else "",
        )

    def _draw(self) -> None:
        self._changed(self.word, f"seed {another_seed(self.control.value)}")


def another_seed(seed: int) -> int:
    # few figures, so that it can be said to somebody
    drawn = random.randrange(1, 10_000)  # noqa: S311 - no secret
    return drawn if drawn != seed else drawn + 1


def _when(state: ControlState, shown: str, now: str) -> str:
    """When a changed setting applies, and the value in use."""
    if not state.run.has_data:
        return ""
    if state.bound is None:
        return OF_THE_DATA
    if not state.run.can_recompile:
        return OF_THE_MODEL
    return to_come(FROM_RESTART, now) if state.has_begun and shown != now else ""


def _word(name: str) -> str:
    """The language's word for a Keras loss."""
    found = (loss.word for loss in LOSSES.values() if loss.name == name)
    return next(found, keras_word(name))


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
    """Shows the settings of a run, and reports changes as clauses, as each `Setting` does.

    `make_last` makes what stands below those that few change.
    """

    def __init__(
        self,
        writer: Writer,
        changed: Callable[[str, str], None],
        make_last: Callable[[], Widget],
    ) -> None:
        self._writer = writer
        self._changed = changed
        self._settings: list[Setting] = []
        self._state: ControlState | None = None
        self._make_last = make_last
        self._more = Later(writer, self._more_lines, "dm-more-settings")
        tooltip = "Batch size, optimizer, loss, seed, and a search for the learning rate"
        unfold = ToggleButton(description=_MORE, tooltip=tooltip)
        self._unfold = styled(unfold, "dm-unfold")
        self._unfold.observe(self._show_more, "value")
        answer_in_subshells(self._unfold)
        lines = [*self._lines(USUAL), self._unfold, self._more.widget]
        self.widget = styled(VBox(lines), "dm-settings")

    def _lines(self, kinds: tuple[type[Setting], ...]) -> list[Any]:
        settings = [kind(self._writer, self._changed) for kind in kinds]
        self._settings += settings
        if self._state is not None:
            self.draw(self._state)
        return [styled(VBox([one.line, one.note]), "dm-setting") for one in settings]

    def _more_lines(self) -> list[Any]:
        return [*self._lines(MORE), self._make_last()]

    def draw(self, state: ControlState) -> None:
        self._state = state
        for setting in self._settings:
            setting.show(state)

    def _show_more(self, change: Any) -> None:
        words = "Fewer settings" if change["new"] else _MORE
        self._writer.put(self._unfold, description=words)
        self._more.show(is_shown=bool(change["new"]))
        self._writer.hurry()
