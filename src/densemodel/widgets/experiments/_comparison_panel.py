"""ComparisonPanel: several networks of one cell, with buttons and a static output."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from densemodel.experiments import ENDED, Race, TrialChanged, TrialEvaluated, TrialsReplaced
from densemodel.widgets.experiments._compared_curves import compared_picture
from densemodel.widgets.experiments._compared_words import comparison_html_and_text
from densemodel.widgets.experiments._experiment_panel import ExperimentPanel
from densemodel.widgets.experiments._experiment_view import ExperimentContext, ExperimentView
from densemodel.widgets.panel._base_panel import status_html
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.panel._view import line_state
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

    from ipywidgets import Widget

    from densemodel.experiments import ExperimentEvent
    from densemodel.training import Run, RunGroup
    from densemodel.widgets.experiments._experiment_view import ExperimentState
    from densemodel.widgets.runtime._writer import Writer


Action = Literal["start", "stop", "resume", "add", "restart"]
_LABELS: dict[Action, tuple[str, str]] = {
    "start": ("Start all", "Train all networks, in turns of an epoch"),
    "stop": ("Stop all", "End training after this step; waiting runs do not start"),
    "resume": ("Resume all", "Resume the runs that were stopped"),
    "add": ("Train more seeds", "Train each network with more seeds; what was trained stays"),
    "restart": ("Restart all", "Discard what was trained and start all with new weights"),
}
_STATES = {"start": ("ready",), "resume": ("stopped",), "restart": ENDED}
"""The states of the runs that an action is for."""
_MORE_SEEDS = 2
_NO_RUN = ("no run", -1)


def actions_of(race: Race) -> tuple[Action, ...]:
    """The available actions for all runs, the main one first."""
    states = {run.state for run in race.runs}
    if race.is_busy:
        return ("stop",) if states & {"waiting", "running"} else ()
    if "ready" in states:
        return ("start",)
    if "stopped" in states:
        return ("resume", "restart")
    return ("add", "restart") if race.totals else ("restart",)


def _begin(run: Run, action: Action) -> str:
    """Start a run with what its own panel has pending; returns why it did not begin."""
    pending = pending_settings_of(run)
    if pending.is_new_network and action != "resume":
        return f"{run.name} waits for a change of its network: start it in its own panel."
    was_waiting = action == "resume" and not run.history.evaluations
    try:
        pending.begin("restart" if was_waiting else action)
    except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
        return f"{run.name}: {error_text(error)}"
    return ""


class ComparisonHead(ExperimentView):
    """The names, and the buttons for all runs, with a question before they discard."""

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        self._race: Race = context.experiment
        self._asked_of: list[int] | None = None
        "The epochs of the runs when a person was asked whether they are to be discarded."
        self._failed = ""
        self.buttons = action_buttons(_LABELS, self._press)
        restart, cancel = partial(self.handle, self.restart), partial(self.handle, self.cancel)
        answers = [
            Answer("Restart all", "Discard what was trained", restart),
            Answer("Cancel", "Change nothing", cancel, closes=True),
        ]
        self.question = Question(context.writer, answers)
        warning = hidden_line("dm-warning")
        names = heading_words([group.name for group in self._race.groups])
        title = styled(HTML(element("h3", names)), "dm-compared-title")
        row = styled(HBox([*self.buttons.values(), warning]), "dm-buttons")
        whole = styled(HBox([title, row, self.question.widget]), "dm-compared-head")
        self.begin(whole, **self.buttons, question=self.question, warning=warning)

    def state(self) -> dict[str, Any]:
        actions, epochs = actions_of(self._race), self._epochs
        # a question about other epochs than these is none any more
        is_asked = "restart" in actions and self._asked_of == epochs
        count, total = counted(sum(map(bool, epochs)), "run"), sum(epochs)
        question = f"Restart all discards {count} of {total:,} epochs together."
        shown: dict[str, dict[str, Any]] = {
            name: {"is_shown": name in actions and not is_asked} for name in _LABELS
        }
        added = counted(_MORE_SEEDS * len(self._race.groups), "run")
        shown["add"]["description"] = f"Train {_MORE_SEEDS} more seeds: {added}"
        return {
            **shown,
            "question": question if is_asked else "",
            "warning": line_state(paragraphs([self._failed] if self._failed else [])),
        }

    @property
    def _epochs(self) -> list[int]:
        return [run.history.epochs for run in self._race.runs]

    def _press(self, action: Action) -> None:
        self.handle(partial(self._ask_or_do, action))

    def _ask_or_do(self, action: Action) -> None:
        is_trained = any(run.history.evaluations for run in self._race.runs)
        if action == "restart" and is_trained:
            self._asked_of = self._epochs
        else:
            self._do(action)

    def _do(self, action: Action) -> None:
        race, self._failed = self._race, ""
        if action not in actions_of(race):
            return  # a click that came too late
        if action == "stop":
            race.stop()
        elif action == "add":
            (now,) = race.totals.values()
            self.context.lines.do("add", "", partial(race.extend, repeat=now + _MORE_SEEDS), "")
        else:
            failed = [_begin(run, action) for run in race.in_turns(*_STATES[action])]
            self._failed = " ".join(filter(None, failed))

    def restart(self) -> None:
        """Discard what was trained, as the question says."""
        if self._asked_of is not None:  # a second click finds no question
            self._asked_of = None
            self._do("restart")

    def cancel(self) -> None:
        """Discard nothing."""
        self._asked_of = None


class ComparisonFoot(ExperimentView):
    """The sentence, and the choice of a run whose panel is shown."""

    def __init__(self, context: ExperimentContext) -> None:
        super().__init__(context)
        self.choice = context.opened.choice([_NO_RUN], self._open)
        self.words = styled(HTML(), "dm-summary-words")
        whole = styled(HBox([self.words]), "dm-summary")
        self.begin(whole, words=self.words, choice=self.choice)

    def state(self) -> dict[str, Any]:
        race: Race = self.context.experiment
        names = (in_order(race.words_of(trial.number)) for trial in race.trials)
        return {
            "words": {"value": status_html(race.sentence, is_busy=race.is_busy)},
            "choice": {
                "options": (_NO_RUN, *((name, number) for number, name in enumerate(names, 1))),
                "value": self.choice.value,
            },
        }

    def _open(self, number: int) -> None:
        self.context.opened.show(number, self.context.experiment.runs[number - 1])


class ComparisonPanel(ExperimentPanel):
    """A panel that trains several networks and says which is better.

    Args:
        networks: A race, or two networks or more, each a run or a group of runs with different
            seeds.
        goal: The target line in the panels of the single runs.
        on_new_run: Called with a run that replaces another, when a person applies a change in its
            panel that makes it another network, and with one of another seed.
        writer: Updates the widgets; None: the kernel's writer.

    Raises:
        ValueError: There are fewer than two networks.

    Example:
        >>> ComparisonPanel(Race.of(dm.parse_cell(text), x, y))
    """

    HEAD, FOOT = ComparisonHead, ComparisonFoot
    CSS = "dm-comparison", "dm-opened-lines"
    experiment: Race
    _foot: ComparisonFoot

    def __init__(
        self,
        networks: Race | Sequence[Run | RunGroup],
        *,
        goal: float | None = None,
        on_new_run: Callable[[Run], object] = lambda _: None,
        writer: Writer | None = None,
    ) -> None:
        race = networks if isinstance(networks, Race) else Race(networks)
        if len(race.groups) < 2:
            raise ValueError("a comparison has two networks or more: TrainingPanel shows one")
        self._on_new_run = on_new_run
        self._runs: tuple[Run, ...] = ()
        self._end_runs: list[Callable[[], None]] = []
        super().__init__(race, goal=goal, writer=writer)
        self._follow_runs()
        self._cancel.append(self._end_following)

    @property
    def groups(self) -> tuple[RunGroup, ...]:
        return self.experiment.groups

    @property
    def sentence(self) -> str:
        """The progress of the runs, or which network is better."""
        return self.experiment.sentence

    def _below(self) -> Widget:
        parts = self._foot.choice, self._context.lines.widget, self._context.opened.widget
        return styled(VBox(parts), "dm-compared-panels")

    def _handle_event(self, event: ExperimentEvent) -> None:
        if isinstance(event, TrialsReplaced):
            self._take_new_runs()
            return
        if isinstance(event, TrialChanged):  # steps come often, and change no curve
            self._head.redraw()
            self._foot.redraw()
            self._output_changes(now=False)
            return
        super()._handle_event(event)
        if isinstance(event, TrialEvaluated):
            self._output_changes(now=False)

    # Runs that come later

    def _follow_runs(self) -> list[Run]:
        """Let changes in the panels of single runs be known; returns the runs that are new."""
        old, self._runs = self._runs, self.experiment.runs
        self._end_following()
        for number, run in enumerate(self._runs, 1):
            set_run = partial(self.experiment.set_run, number)
            self._end_runs.append(pending_settings_of(run).on_hand_over(set_run))
        return [run for run in self._runs if run not in old]

    def _end_following(self) -> None:
        for end in self._end_runs:
            end()
        self._end_runs.clear()

    def _take_new_runs(self) -> None:
        new = self._follow_runs()
        self.update_static_output()
        self._writer.soon(self._draw)
        self._writer.flush(timeout=2.0)
        for run in new:
            self._on_new_run(run)

    # The static output

    def _static_stamp(self) -> object:
        runs = self.experiment.runs
        states = [(id(run.history), run.history.evaluations, run.state) for run in runs]
        return states, self.sentence

    def _static_parts(
        self,
        moment: ExperimentState,  # noqa: ARG002 - the runs have more
    ) -> tuple[tuple[str, str], Callable[[], bytes | None], str]:
        alternative = "Curves of " + ", ".join(group.name for group in self.groups)
        draw = partial(compared_picture, self.groups)
        return comparison_html_and_text(self.experiment), draw, alternative

    def __repr__(self) -> str:
        names = heading_words([group.name for group in self.groups])
        return f"Comparison of {names}: {self.sentence}"
