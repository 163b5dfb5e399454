"""ComparisonPanel: several networks of one cell, with buttons and a static output."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from densemodel.training import (
    EvaluationDone,
    RunEnded,
    RunGroup,
    RunStarted,
    StateChanged,
    StepsDone,
    let_race,
)
from densemodel.widgets.experiments._compared_curves import compared_curves, compared_picture
from densemodel.widgets.experiments._compared_words import (
    compared_sentence,
    comparison_html_and_text,
    seed_words,
    table_html,
)
from densemodel.widgets.experiments._experiment_view import ENDED
from densemodel.widgets.experiments._opened_trials import OpenedTrials
from densemodel.widgets.panel._base_panel import BasePanel, status_html
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.panel._view import BaseView, line_state
from densemodel.widgets.runtime._buttons import (
    Answer,
    Question,
    action_buttons,
    hidden_line,
    styled,
)
from densemodel.widgets.runtime._parts import HTML, HBox, VBox
from densemodel.widgets.saved_models._model_comparison import heading_words
from densemodel.wording import counted, element, error_text, in_order, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from densemodel.training import Event, Run
    from densemodel.widgets.runtime._static_output import StaticOutput
    from densemodel.widgets.runtime._writer import Writer


AllAction = Literal["start", "stop", "resume", "restart"]
_LABELS: dict[AllAction, tuple[str, str]] = {
    "start": ("Start all", "Train all networks, in turns of an epoch"),
    "stop": ("Stop all", "End training after this step; waiting runs do not start"),
    "resume": ("Resume all", "Resume the runs that were stopped"),
    "restart": ("Restart all", "Discard what was trained and start all with new weights"),
}
_STATES = {"start": ("ready",), "resume": ("stopped",), "restart": ENDED}
"""The states of the runs that an action is for."""


class ComparisonContext:
    """The networks of a panel, and what is done with all of their runs."""

    def __init__(self, networks: Sequence[Run | RunGroup]) -> None:
        self.groups = tuple(
            one if isinstance(one, RunGroup) else RunGroup(one.name, (one,)) for one in networks
        )

    @property
    def runs(self) -> list[Run]:
        return [run for group in self.groups for run in group.runs]

    @property
    def is_busy(self) -> bool:
        return any(run.is_busy for run in self.runs)

    @property
    def actions(self) -> tuple[AllAction, ...]:
        """The available actions for all runs, the main one first."""
        states = {run.state for run in self.runs}
        if self.is_busy:
            return ("stop",) if states & {"waiting", "running"} else ()
        if "ready" in states:
            return ("start",)
        return ("resume", "restart") if "stopped" in states else ("restart",)

    def act(self, action: AllAction) -> str:
        """Do it with all runs that it is for; returns why some did not begin."""
        if action not in self.actions:
            return ""  # a click that came too late
        if action == "stop":
            # those that wait first: else one of them begins when another has stopped
            for run in sorted(self.runs, key=lambda run: run.state != "waiting"):
                run.stop()
            return ""
        runs = [run for run in let_race(self.groups) if run.state in _STATES[action]]
        return " ".join(filter(None, [_begin(run, action) for run in runs]))


def _begin(run: Run, action: AllAction) -> str:
    pending = pending_settings_of(run)
    if pending.is_new_network and action != "resume":
        return f"{run.name} waits for a change of its network: start it in its own panel."
    was_waiting = action == "resume" and not run.history.evaluations
    try:
        pending.begin("restart" if was_waiting else action)
    except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
        return f"{run.name}: {error_text(error)}"
    return ""


class ComparisonControls(BaseView):
    """The names, the buttons for all runs with a question before they discard, the sentence."""

    def __init__(self, context: ComparisonContext, writer: Writer) -> None:
        super().__init__(writer)
        self._context = context
        self._asked_of: list[int] | None = None
        "The epochs of the runs when a person was asked whether they are to be discarded."
        self._failed = ""
        self.buttons = action_buttons(_LABELS, self._press)
        restart, cancel = partial(self.handle, self.restart), partial(self.handle, self.cancel)
        answers = [
            Answer("Restart all", "Discard what was trained", restart),
            Answer("Cancel", "Change nothing", cancel, closes=True),
        ]
        self.question, warning = Question(writer, answers), hidden_line("dm-warning")
        self.words = styled(HTML(), "dm-summary-words")
        names = heading_words([group.name for group in context.groups])
        title = styled(HTML(element("h3", names)), "dm-compared-title")
        row = styled(HBox([*self.buttons.values(), warning]), "dm-buttons")
        whole = styled(HBox([title, row, self.question.widget]), "dm-compared-head")
        parts = {"question": self.question, "warning": warning, "words": self.words}
        self.begin(whole, **self.buttons, **parts)

    def state(self) -> dict[str, Any]:
        context, actions, epochs = self._context, self._context.actions, self._epochs
        # a question about other epochs than these is none any more
        is_asked = "restart" in actions and self._asked_of == epochs
        count, total = counted(sum(map(bool, epochs)), "run"), sum(epochs)
        question = f"Restart all discards {count} of {total:,} epochs together."
        sentence = compared_sentence(context.groups)
        return {
            **{name: {"is_shown": name in actions and not is_asked} for name in _LABELS},
            "question": question if is_asked else "",
            "warning": line_state(paragraphs([self._failed] if self._failed else [])),
            "words": {"value": status_html(sentence, is_busy=context.is_busy)},
        }

    @property
    def _epochs(self) -> list[int]:
        return [run.history.epochs for run in self._context.runs]

    def _press(self, action: AllAction) -> None:
        self.handle(partial(self._act, action))

    def _act(self, action: AllAction) -> None:
        is_trained = any(run.history.evaluations for run in self._context.runs)
        if action == "restart" and is_trained:
            self._asked_of = self._epochs
        else:
            self._failed = self._context.act(action)

    def restart(self) -> None:
        """Discard what was trained, as the question says."""
        if self._asked_of is not None:  # a second click finds no question
            self._asked_of = None
            self._failed = self._context.act("restart")

    def cancel(self) -> None:
        """Discard nothing."""
        self._asked_of = None


class ComparedTable(BaseView):
    """A row for each network."""

    def __init__(self, context: ComparisonContext, writer: Writer) -> None:
        super().__init__(writer)
        self._context = context
        self.begin(styled(HTML(), "dm-compared-rows"))

    def state(self) -> dict[str, Any]:
        return {"value": table_html(self._context.groups)}


class ComparisonPanel(BasePanel):
    """A panel that trains several networks and says which is better.

    Args:
        networks: Two or more, each a run or a group of runs with different seeds.
        goal: The target line in the panels of the single runs.
        on_new_run: Called with a run that replaces another, when a person applies a change in its
            panel that makes it another network.
        writer: Updates the widgets; None: the kernel's writer.

    Raises:
        ValueError: There are fewer than two networks.

    Example:
        >>> runs = [prepare(spec, x, y, name=spec.name) for spec in dm.parse_cell(text)]
        >>> ComparisonPanel(runs)
    """

    def __init__(
        self,
        networks: Sequence[Run | RunGroup],
        *,
        goal: float | None = None,
        on_new_run: Callable[[Run], object] = lambda _: None,
        writer: Writer | None = None,
    ) -> None:
        if len(networks) < 2:
            raise ValueError("a comparison has two networks or more: TrainingPanel shows one")
        super().__init__(writer, "dm-comparison")
        self._context = context = ComparisonContext(networks)
        self._on_new_run = on_new_run
        self._was_busy = False
        self._controls = ComparisonControls(context, self._writer)
        self._curves = compared_curves(lambda: context.groups, self._writer)
        table = ComparedTable(context, self._writer)
        self._views = (self._controls, self._curves, table)
        self._opened = OpenedTrials(self._writer, goal)
        pairs = [(group, run) for group in self.groups for run in group.runs]
        names = (in_order(seed_words(group, run)) for group, run in pairs)
        options = [("no run", -1), *((name, place) for place, name in enumerate(names))]
        self._choice = self._opened.choice(
            options, lambda at: self._opened.show(at, context.runs[at])
        )
        self._listen()
        self._show_parts(
            self._controls.widget,
            styled(VBox([self._curves.widget, table.widget]), "dm-compared-shown"),
            styled(HBox([self._controls.words]), "dm-summary"),
            styled(VBox([self._choice, self._opened.widget]), "dm-compared-panels"),
        )

    @property
    def groups(self) -> tuple[RunGroup, ...]:
        return self._context.groups

    @property
    def sentence(self) -> str:
        """The progress of the runs, or which network is better."""
        return compared_sentence(self.groups)

    def _listen(self) -> None:
        runs = self._context.runs
        self._end_runs = [run.on_event(self._handle_event) for run in runs]
        for place, run in enumerate(runs):
            set_run = partial(self._set_run, place)
            self._end_runs.append(pending_settings_of(run).on_hand_over(set_run))

    def _handle_event(self, event: Event) -> None:
        self._controls.redraw()
        if isinstance(event, EvaluationDone | RunStarted | RunEnded | StateChanged):
            self._draw()
        if isinstance(event, RunStarted | RunEnded):
            was_busy, self._was_busy = self._was_busy, self._may_change
            # not after each run while others wait: drawing takes a core
            self._output_changes(now=not (was_busy and self._was_busy))
        elif isinstance(event, EvaluationDone | StepsDone):
            self._output_changes(now=False)

    def _draw(self) -> None:
        for view in self._views:
            view.redraw()

    # The panels of single runs

    def _set_run(self, place: int, new: Run) -> None:
        for end in self._end_runs:
            end()
        old = self._context.runs[place]
        self._context.groups = tuple(group.with_run(old, new) for group in self.groups)
        self._listen()
        self.update_static_output()
        self._draw()
        self._writer.flush(timeout=2.0)
        self._on_new_run(new)

    def _close_parts(self) -> None:
        for end in self._end_runs:
            end()
        for view in (*self._views, self._opened):
            view.close()

    # The static output

    @property
    def _may_change(self) -> bool:
        return self._context.is_busy

    def _static_stamp(self) -> object:
        runs = self._context.runs
        states = [(id(run.history), run.history.evaluations, run.state) for run in runs]
        return states, self.sentence

    def _static_output(self) -> StaticOutput:
        words, draw = comparison_html_and_text(self.groups), partial(compared_picture, self.groups)
        alternative = "Curves of " + ", ".join(group.name for group in self.groups)
        runs = self._context.runs
        is_behind = any(run.is_busy or run.state == "ready" for run in runs)
        return self._output_of(words, draw, alternative, is_behind=is_behind)

    def __repr__(self) -> str:
        names = heading_words([group.name for group in self.groups])
        return f"Comparison of {names}: {self.sentence}"
