"""The tab Train: controls beside the curves, and the progress bar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from densemodel.training import Adjusted, StateChanged, refusal_text
from densemodel.widgets.charts._curves import Curves
from densemodel.widgets.panel._pending_settings import ControlState
from densemodel.widgets.panel._progress_line import COMPILING, left_words, progress_markup
from densemodel.widgets.panel._view import View, ViewContext
from densemodel.widgets.runtime._buttons import ActionButtons, Answer, Question, styled
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.widgets.runtime._front_end import is_voila
from densemodel.widgets.runtime._parts import HTML, Box, FloatProgress, HBox, VBox
from densemodel.widgets.training_controls._offers import (
    FOLLOWED_AT_ONCE,
    ChangingView,
    Offers,
    advice_of,
)
from densemodel.widgets.training_controls._settings_form import SettingsForm, another_seed
from densemodel.wording import counted, duration, metric_words, paragraphs, rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Finding
    from densemodel.training import Event, Progress, Run, State


class ProgressView(View):
    """The progress bar, with epoch, time per epoch, steps per second, and time left or taken."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        bar = FloatProgress(
            value=self._share(), min=0.0, max=1.0, **with_tooltip(FloatProgress, "Progress")
        )
        self._bar = styled(bar, "dm-bar")
        self._words = styled(HTML(self._text()), "dm-progress-words")
        self.widget = styled(VBox([self._bar, self._words]), "dm-progress")
        self.follow()

    def _share(self) -> float:
        progress = self.run.progress
        return 0.0 if progress is None else progress.share

    def _text(self) -> str:
        return progress_markup(self.run, progress_words(self.run))

    def on_event(self, event: Event) -> None:  # noqa: ARG002 - any event may move it
        self.show()

    def show(self) -> None:
        self.soon(self._draw)

    def _draw(self) -> None:
        progress = self.run.progress  # the words below say the speed while it trains
        speed = [] if progress is None or self.run.is_busy else speed_words(progress)
        tooltip = with_tooltip(FloatProgress, ", ".join(["Progress", *speed]))
        self.put(self._bar, value=self._share(), **tooltip)
        self.put(self._words, value=self._text())


def progress_words(run: Run) -> list[str]:
    """The text below the bar; empty before the first start."""
    progress = run.progress
    if progress is None or run.state in ("ready", "waiting") or not progress.seconds:
        return []
    is_running = run.state in ("running", "stopping")
    words = [_place(progress, is_running=is_running)]
    if is_running and progress.compiling:
        return [*words, COMPILING]
    if not is_running:
        return [*words, f"{duration(progress.seconds)} in all"]
    return [*words, *speed_words(progress), *filter(None, [left_words(progress)])]


def speed_words(progress: Progress) -> list[str]:
    """`0.29 s an epoch` and `4,500 steps a second`, as far as they are known."""
    words = []
    if progress.epoch_seconds is not None:
        words.append(f"{duration(progress.epoch_seconds)} an epoch")
    if progress.steps_per_second is not None:
        words.append(f"{rounded(progress.steps_per_second, 2)} steps a second")
    return words


def _place(progress: Progress, *, is_running: bool) -> str:
    if progress.epochs is None:
        return f"step {progress.total_steps:,} of {progress.planned_steps:,}"
    current = progress.epoch + 1 if is_running or progress.step else progress.epoch
    place = f"epoch {min(current, progress.epochs):,} of {progress.epochs:,}"
    return f"{place}, validating" if progress.validating and is_running else place


class TrainView(View):
    title: ClassVar[str] = "Train"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        progress, curves = ProgressView(context), Curves(context)
        controls = Controls(context, progress.show)
        self._views: list[View] = [controls, curves, progress]
        right = styled(VBox([curves.widget, progress.widget]), "dm-right")
        self.widget = styled(Box([controls.widget, right]), "dm-train")

    def set_shown(self, *, is_shown: bool) -> None:
        super().set_shown(is_shown=is_shown)
        for view in self._views:
            view.set_shown(is_shown=is_shown)

    def close(self) -> None:
        for view in self._views:
            view.close()
        super().close()


def forgets(run: Run) -> str:
    """What a restart would discard; empty if nothing was trained."""
    evaluations, progress, history = run.history.evaluations, run.progress, run.history
    if not evaluations:
        steps = 0 if progress is None else progress.total_steps
        is_kept = steps > 0 and run.state == "stopped"
        return f"Restart discards {counted(steps, 'step')} of training." if is_kept else ""
    trained = (
        counted(evaluations, "evaluation") if history.by_step else counted(history.epochs, "epoch")
    )
    best = ""
    if run.best_row is not None:
        value = history.at(run.best_row)["val_loss"]
        best = f" (best {metric_words('val_loss')} {rounded(value)})"
    return f"Restart discards {trained} of training{best}."


_LOADED = "Loaded without its data: run.resume(x, y) continues with data."
_CLICKS_WAIT = "While a cell runs, clicks wait for its end: interrupt the kernel to stop at once."

Action = Literal["start", "stop", "resume", "restart"]
_LABELS: dict[Action, tuple[str, str]] = {
    "start": ("Start", "Train with these settings"),
    "stop": ("Stop", "End training after this step and restore the best weights"),
    "resume": ("Resume", "Continue from where it stopped"),
    "restart": ("Restart", "Discard what was trained and start with new weights"),
}
_ENDED: tuple[Action, ...] = ("resume", "restart")
BUTTONS: dict[State, tuple[Action, ...]] = {
    "ready": ("start",),
    "waiting": ("stop",),
    "running": ("stop",),
    "stopping": (),
    "stopped": _ENDED,
    "finished": _ENDED,
    "failed": _ENDED,
}
"""The buttons of each state; the first is the main one."""


class Controls(ChangingView):
    """The controls of the run; `changed` is called when its plan has changed."""

    def __init__(self, context: ViewContext, changed: Callable[[], None] = lambda: None) -> None:
        super().__init__(context, "dm-warning")
        self._changed = changed
        self._is_asked = False
        writer = context.writer
        self._buttons = ActionButtons(writer, _LABELS, self._act)
        self._reason = styled(HTML(), "dm-reason")
        self._waits = styled(HTML(_CLICKS_WAIT), "dm-note", "dm-clicks-wait")
        self._question = Question(
            writer,
            [
                Answer("Restart", "Discard what was trained", self._restart),
                Answer("Cancel", "Change nothing", self._keep, closes=True),
                Answer(
                    "Restart with a new seed",
                    "New weights and a new split",
                    partial(self._restart, with_new_seed=True),
                ),
            ],
        )
        self._settings = SettingsForm(writer, self._change)
        self._offers = Offers(writer, self._fix_actions, self._apply)
        row = styled(HBox([*self._buttons.buttons.values()]), "dm-buttons")
        drive = VBox([row, self._reason, self._waits])
        above = drive, self._question.widget
        below = self._warning, self._settings.widget, self._offers.widget
        self.widget = styled(VBox([*above, *below]), "dm-controls")
        self._show()
        self.follow(self._pending.on_change(self._show))

    def on_event(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            self._is_asked = False
        super().on_event(event)
        if isinstance(event, StateChanged):
            self.hurry()
        if isinstance(event, Adjusted):
            self._changed()

    # What a person does

    def _act(self, action: Action) -> None:
        """Do a button's action; a late second click does nothing."""
        if action == "restart" and action in BUTTONS[self.run.state] and forgets(self.run):
            self._is_asked = True
            self._show()
            self.hurry()
            return
        self._safely(lambda: self._do(action) if action in BUTTONS[self.run.state] else None)

    def _restart(self, *, with_new_seed: bool = False) -> None:
        """Restart once: a second click finds no question, or a running run."""

        def restart() -> None:
            if self._is_asked and "restart" in BUTTONS[self.run.state]:
                self._is_asked = False
                self._do("restart", with_new_seed=with_new_seed)

        self._safely(restart)

    def _keep(self) -> None:
        self._is_asked = False
        self._safely(lambda: None)

    def _change(self, word: str, clause: str) -> None:
        """Apply a setting: at once if the run can, else with the next Start or Resume."""

        def follow() -> None:
            # with another optimizer, or as advised: it is the rate of the next Restart
            waits = word == "lr" and ("optimizer" in self._pending or "lr" in self._pending)
            if word in FOLLOWED_AT_ONCE and not waits:
                self.run.adjust(clause)
                if word == "patience":
                    self._pending.keep_patience()
            else:
                self._pending.add_clause(word, clause)

        self._safely(follow)

    # What comes of it

    def _do(self, action: Action, *, with_new_seed: bool = False) -> None:
        run, pending = self.run, self._pending
        if action == "stop":
            run.stop()
            return
        if with_new_seed:
            pending.add_clause("seed", f"seed {another_seed(pending.next_spec.settings.seed)}")
        self._begin(action)

    # What is shown

    def _show(self) -> None:
        with self._lock:
            state = ControlState.of(self.run, self._pending)
            self._show_buttons(state)
            self._settings.show(state)
            self._offers.show(self._found(state))

    def _show_buttons(self, state: ControlState) -> None:
        run, bound = self.run, state.bound
        refusal = missing = ""
        if not run.has_data:
            missing = "No data: add -x and -y." if run.state == "ready" else _LOADED
        elif bound is not None and bound.refusals:  # by settings that a person has chosen
            refusal = f"Not ready: {refusal_text(bound)}"
        if self._is_asked:
            seed = "another seed" if "seed" in self._pending else "the same seed"
            self._question.ask(f"{forgets(run)} New weights, from {seed}?")
        else:
            self._question.hide()
        shown = () if self._is_asked else BUTTONS[run.state]
        # what can't be trained on is told in place of Start; what is missing leaves it there, off
        shown = tuple(action for action in shown if action == "stop" or not refusal)
        self._buttons.show(shown, is_disabled=bool(missing))
        # the cells of a page of Voila have all run
        does_run = run.state in ("waiting", "running")
        self.writer.show(self._waits, is_shown=does_run and not is_voila())
        words = "Stopping…" if run.state == "stopping" else ""
        lines = [line for line in (refusal, missing, words) if line]
        self.writer.say(self._reason, paragraphs(lines))

    def _found(self, state: ControlState) -> list[Finding]:
        """The findings that a person can act on, those on the data first."""
        of_data = state.bound.findings if state.bound is not None else ()
        known = {*self.run.bound.findings} if self.run.bound is not None else set()
        advice = advice_of(self.run)  # stands above the tabs, with its button
        more = [one for one in self.run.findings if one not in known and one != self.run.cause]
        # repairs are in the panel's footer; one suggested change needs one button
        advised = {words for one in advice for words in one.ways}
        offered = [
            finding
            for finding in of_data
            if finding.severity == "offer" and finding.accept not in advised
        ]
        known_words = {finding.accept for finding in offered if finding.accept}
        return [*offered, *(one for one in more if one.accept not in known_words)]
