"""The tab Train: controls beside the curves, and the progress bar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from densemodel.training import StateChanged, refusal_text
from densemodel.widgets.charts._curves import Curves
from densemodel.widgets.panel._pending_settings import ControlState
from densemodel.widgets.panel._progress_line import COMPILING, left_words, progress_markup
from densemodel.widgets.panel._view import View, ViewContext, line_state
from densemodel.widgets.runtime._buttons import Answer, Question, button, hidden_line, styled
from densemodel.widgets.runtime._compat import with_tooltip
from densemodel.widgets.runtime._front_end import is_voila
from densemodel.widgets.runtime._parts import HIDDEN, HTML, Box, Button, FloatProgress, HBox, VBox
from densemodel.widgets.training_controls._find_rate import FindRate
from densemodel.widgets.training_controls._offers import ChangingView, Offers, advice_of
from densemodel.widgets.training_controls._one_step import OneStep, has_single_steps
from densemodel.widgets.training_controls._settings_form import SettingsForm, another_seed
from densemodel.wording import counted, duration, metric_words, paragraphs, rounded

if TYPE_CHECKING:
    from ipywidgets import Widget

    from densemodel.data import Finding
    from densemodel.training import Event, Progress, Run, State


class ProgressView(View):
    """The progress bar, with epoch, time per epoch, steps per second, and time left or taken."""

    changes_with = (object,)  # any event may move it

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        bar, words = FloatProgress(min=0.0, max=1.0), HTML()
        styled(bar, "dm-bar")
        styled(words, "dm-progress-words")
        self.begin(styled(VBox([bar, words]), "dm-progress"), bar=bar, words=words)

    def state(self) -> dict[str, Any]:
        """How far it is, and the words below."""
        run, progress = self.run, self.run.progress
        # the words below say the speed while it trains
        speed = [] if progress is None or run.is_busy else speed_words(progress)
        tooltip = with_tooltip(FloatProgress, ", ".join(["Progress", *speed]))
        share = 0.0 if progress is None else progress.share
        words = {"value": progress_markup(run, progress_words(run))}
        return {"bar": {"value": share, **tooltip}, "words": words}


def progress_words(run: Run) -> list[str]:
    """The text below the bar; empty before the first start."""
    progress = run.progress
    if progress is None or run.state in ("ready", "waiting") or not progress.seconds:
        return []
    is_running = run.state in ("running", "stopping")
    validating = ", validating" if is_running and progress.validating and progress.epochs else ""
    words = [place_words(run) + validating]
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


def place_words(run: Run) -> str:
    """`epoch 34 of 60`, or the step of a run that is planned in steps; empty before it starts."""
    progress = run.progress
    if progress is None or run.state in ("ready", "waiting"):
        return ""
    if progress.epochs is None:
        return f"step {progress.total_steps:,} of {progress.planned_steps:,}"
    is_running = run.state in ("running", "stopping")
    current = progress.epoch + 1 if is_running or progress.step else progress.epoch
    return f"epoch {min(current, progress.epochs):,} of {progress.epochs:,}"


class TrainView(View):
    title: ClassVar[str] = "Train"

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        progress, curves, step = ProgressView(context), Curves(context), OneStep(context)
        controls = Controls(context)
        self._views: list[View] = [controls, step, curves, progress]
        self.buttons = controls.buttons
        right = styled(VBox([step.widget, curves.widget, progress.widget]), "dm-right")
        self.widget = styled(Box([controls.widget, right]), "dm-train")

    def set_shown(self, *, is_shown: bool) -> None:
        super().set_shown(is_shown=is_shown)
        for view in self._views[1:]:  # the buttons also stand in the big view
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

Action = Literal["start", "stop", "resume", "restart", "one_step"]
_LABELS: dict[Action, tuple[str, str]] = {
    "start": ("Start", "Train with these settings"),
    "stop": ("Stop", "End training after this step and restore the best weights"),
    "resume": ("Resume", "Continue from where it stopped"),
    "restart": ("Restart", "Discard what was trained and start with new weights"),
    "one_step": ("One step", "Train one batch, and show what that does to each layer"),
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
    """The controls of the run."""

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context)
        self.asked_at: object = None
        "When a person was asked whether to discard what was trained."
        writer = context.writer
        buttons: dict[str, Button] = {
            action: button(
                label,
                tooltip,
                partial(self.handle, partial(self._act, action)),
                *(() if action in ("restart", "one_step") else ("dm-main",)),
                is_hidden=True,
            )
            for action, (label, tooltip) in _LABELS.items()
        }
        reason, warning = styled(HTML(), "dm-reason"), hidden_line("dm-warning")
        waits = styled(HTML(_CLICKS_WAIT), HIDDEN, "dm-note", "dm-clicks-wait")
        with_seed = partial(self._restart, with_new_seed=True)
        question = Question(
            writer,
            [
                Answer("Restart", "Discard what was trained", partial(self.handle, self._restart)),
                Answer("Cancel", "Change nothing", partial(self.handle, self._keep), closes=True),
                Answer(
                    "Restart with a new seed",
                    "New weights and a new split",
                    partial(self.handle, with_seed),
                ),
            ],
        )
        settings = SettingsForm(writer, self._change, self._find_rate)
        self._offers = offers = Offers(writer, self._fix_actions, self._apply)
        self.buttons = row = styled(HBox([*buttons.values()]), "dm-buttons")
        above = VBox([row, reason, waits]), question.widget
        below = warning, settings.widget, offers.widget
        parts: dict[str, Any] = {**buttons, "reason": reason, "waits": waits, "question": question}
        parts |= {"warning": warning, "settings": settings, "offers": offers}
        self.begin(styled(VBox([*above, *below]), "dm-controls"), **parts)

    def on_event(self, event: Event) -> None:
        super().on_event(event)
        if isinstance(event, StateChanged):
            self.hurry()

    def _find_rate(self) -> Widget:
        view = FindRate(self.context)
        self.at_close(view.close)
        return view.widget

    # What a person does

    def _act(self, action: Action) -> None:
        """Do a button's action; a late second click does nothing."""
        if action not in self._actions:
            return
        if action == "restart" and forgets(self.run):
            self.asked_at = self._moment
        else:
            self._do(action)

    @property
    def _actions(self) -> tuple[Action, ...]:
        """Those of the run's state; a step alone only where no other run would begin."""
        has_steps = has_single_steps(self.run) and not self._pending.is_new_network
        return (*BUTTONS[self.run.state], *(("one_step",) if has_steps else ()))

    def _restart(self, *, with_new_seed: bool = False) -> None:
        """Restart once: a second click finds no question, or a running run."""
        if self._is_asked and "restart" in BUTTONS[self.run.state]:
            self._keep()
            self._do("restart", with_new_seed=with_new_seed)

    def _keep(self) -> None:
        self.asked_at = None

    @property
    def _moment(self) -> object:
        run = self.run
        return run.state, id(run.history), run.step_losses.step_count

    @property
    def _is_asked(self) -> bool:
        """Whether the question is open: what was trained is still as it was."""
        return self.asked_at == self._moment

    def _change(self, word: str, clause: str) -> None:
        self.handle(partial(self._follow, word, clause))

    def _follow(self, word: str, clause: str) -> None:
        """Apply a setting: at once if the run can, else with the next Start or Resume."""
        if self._fix_actions.is_followed(word):
            self.run.adjust(clause)
            if word == "patience":
                self._pending.keep_patience()
        else:
            self._pending.add_clause(word, clause)

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

    def state(self) -> dict[str, Any]:
        """The buttons of the run's state, the settings, and what can be changed."""
        run, state = self.run, ControlState.of(self.run, self._pending)
        bound, refusal, missing, question = state.bound, "", "", ""
        if not run.has_data:
            missing = "No data: add -x and -y." if run.state == "ready" else _LOADED
        elif bound is not None and bound.refusals:  # by settings that a person has chosen
            refusal = f"Not ready: {refusal_text(bound)}"
        if self._is_asked:
            seed = "another seed" if "seed" in self._pending else "the same seed"
            question = f"{forgets(run)} New weights, from {seed}?"
        shown = () if question else self._actions
        # what can't be trained on is told in place of Start; what is missing leaves it there, off
        shown = tuple(action for action in shown if action == "stop" or not refusal)
        # the cells of a page of Voila have all run
        waits = run.state in ("waiting", "running") and not is_voila()
        words = "Stopping…" if run.state == "stopping" else ""
        return {
            **{one: {"is_shown": one in shown, "disabled": bool(missing)} for one in _LABELS},
            "reason": line_state(paragraphs([each for each in (refusal, missing, words) if each])),
            "waits": {"is_shown": waits},
            "question": question,
            "warning": self._warning,
            "settings": state,
            "offers": self._found(state),
        }

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
