"""The settings for compiling and starting: optimizer, loss, seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from ipywidgets import BoundedIntText, Button, Dropdown

from densemodel.data import keras_word
from densemodel.language import LOSSES, OPTIMIZERS, losses_for, optimizer_words
from densemodel.widgets.panel._setting import ANEW, OF_THE_DATA, OF_THE_MODEL, Setting, to_come
from densemodel.widgets.runtime._compat import answer_in_subshells, with_tooltip

if TYPE_CHECKING:
    from densemodel.widgets.panel._control_state import ControlState

_MOST = 2**31 - 1
_FROM_START = "from Start"
_DRAWN_BELOW = 10_000
"A seed that is drawn has few figures, so that it can be said to somebody."


class OptimizerSetting(Setting):
    """The optimizer."""

    word = "optimizer"

    def make(self) -> Any:
        """A list of Keras's optimizers."""
        return _dropdown("Optimizer", f"Turns gradients into steps; applies {ANEW}")

    def show(self, situation: ControlState) -> None:
        """Disabled for a model that was given compiled."""
        words = optimizer_words(situation.spec)
        self.put(
            options=tuple(dict.fromkeys([words, *OPTIMIZERS])),
            value=words,
            disabled=not situation.run.can_compile_anew,
            note=_when(situation, words, optimizer_words(situation.run.spec)),
        )

    def clause(self, value: Any) -> str:
        """`sgd`."""
        return str(value)


class LossSetting(Setting):
    """The loss, with its reason."""

    word = "loss"

    def make(self) -> Any:
        """A list of the losses that fit the last layer."""
        return _dropdown("Loss", f"What training minimizes; applies {ANEW}")

    def show(self, situation: ControlState) -> None:
        """Show the loss, with the reason if it was chosen by default."""
        run, said = situation.run, situation.settings.loss
        task = None if run.bound is None or run.bound.refusals else run.bound.task
        loss = said or (None if task is None else task.loss)
        chosen = "" if loss is None else _word(loss.name)
        now = chosen if task is None else _word(task.loss.name)
        can_change = run.can_compile_anew and task is not None
        is_other = said is not None and task is not None and said != task.loss
        reason = "" if task is None else f"because {task.reason}"
        fitting = losses_for(situation.spec) if can_change else ()
        self.put(
            options=tuple(dict.fromkeys([chosen, *fitting])),
            value=chosen,
            disabled=not can_change,
            note=_when(situation, chosen, now) if is_other or not can_change else reason,
        )

    def clause(self, value: Any) -> str:
        """`loss mae`."""
        return f"loss {value}"


class SeedSetting(Setting):
    """The seed of weights, row order and split."""

    word = "seed"

    def make(self) -> Any:
        """A field, and a button that draws another number."""
        tooltip = f"Seed of weights, order and split; applies {ANEW}"
        field = BoundedIntText(
            value=0,
            min=0,
            max=_MOST,
            description="Seed",
            **with_tooltip(BoundedIntText, tooltip),
        )
        field.add_class("dm-number")
        self.draw = Button(description="New seed", tooltip=f"Draw another seed; applies {ANEW}")
        self.draw.add_class("dm-button")
        self.draw.add_class("dm-small")
        self.draw.on_click(self._draw)
        answer_in_subshells(self.draw)
        return field

    def show(self, situation: ControlState) -> None:
        """Show the seed in use, or the pending one."""
        seed, now = situation.settings.seed, situation.run.spec.settings.seed
        when = ANEW if seed == now else to_come(ANEW, str(now))
        self._writer.put(self.draw, disabled=not situation.has_data)
        self.put(
            value=seed,
            disabled=not situation.has_data,
            note=when if situation.has_begun else "",
        )

    def _draw(self, _: Any) -> None:
        self._changed(self.word, f"seed {another_seed(self.control.value)}")

    def clause(self, value: Any) -> str:
        """`seed 7`."""
        return f"seed {value}"


def another_seed(seed: int) -> int:
    """A seed that is not this one."""
    drawn = random.randrange(1, _DRAWN_BELOW)  # noqa: S311 - no secret
    return drawn if drawn != seed else drawn + 1


def _dropdown(label: str, tooltip: str) -> Dropdown:
    made = Dropdown(options=("",), description=label, **with_tooltip(Dropdown, tooltip))
    made.add_class("dm-choice")
    return made


def _when(situation: ControlState, shown: str, now: str) -> str:
    """When a setting applies, and the value in use if it differs."""
    if not situation.has_data:
        return ""
    if not situation.reads_rows:
        return OF_THE_DATA
    if not situation.run.can_compile_anew:
        return OF_THE_MODEL
    if not situation.has_begun:
        return _FROM_START
    return ANEW if shown == now else to_come(ANEW, now)


def _word(name: str) -> str:
    """The language's word for a Keras loss."""
    found = (loss.word for loss in LOSSES.values() if loss.name == name)
    return next(found, keras_word(name))
