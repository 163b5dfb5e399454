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
from densemodel.widgets.experiments._compared_curves import ComparedCurves, compared_picture
from densemodel.widgets.experiments._compared_words import (
    compared_sentence,
    comparison_html_and_text,
    seed_words,
    table_html,
)
from densemodel.widgets.experiments._opened_trials import OpenedTrials
from densemodel.widgets.panel._base_panel import BasePanel, status_html
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.runtime._buttons import ActionButtons, Answer, Question, hidden_line, styled
from densemodel.widgets.runtime._parts import HTML, HBox, VBox
from densemodel.widgets.runtime._writer import ChangedOnly
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
_ENDED = frozenset({"stopped", "finished", "failed"})


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
        self.groups = tuple(
            one if isinstance(one, RunGroup) else RunGroup(one.name, (one,)) for one in networks
        )
        super().__init__(writer, "dm-comparison")
        self._put = ChangedOnly(self._writer.put)
        self._on_new_run = on_new_run
        self._is_asked = self._was_busy = False
        self._buttons = ActionButtons(self._writer, _LABELS, self._act)
        self._warning = hidden_line("dm-warning")
        self._question = Question(
            self._writer,
            [
                Answer("Restart all", "Discard what was trained", self._restart),
                Answer("Cancel", "Change nothing", self._keep, closes=True),
            ],
        )
        self._curves = ComparedCurves(lambda: self.groups, self._writer)
        self._table = styled(HTML(), "dm-compared-rows")
        self._words = styled(HTML(), "dm-summary-words")
        self._opened = OpenedTrials(self._writer, goal)
        self._listen()
        self._draw()
        self._show_parts(*self._parts())

    def _parts(self) -> list[Any]:
        title = HTML(element("h3", heading_words([group.name for group in self.groups])))
        buttons = styled(HBox([*self._buttons.buttons.values(), self._warning]), "dm-buttons")
        head = HBox([styled(title, "dm-compared-title"), buttons, self._question.widget])
        pairs = [(group, run) for group in self.groups for run in group.runs]
        names = [in_order(seed_words(group, run)) for group, run in pairs]
        options = [("no run", -1), *((name, place) for place, name in enumerate(names))]
        self._choice = self._opened.choice(
            options, lambda at: self._opened.show(at, self._runs[at])
        )
        panels = VBox([self._choice, self._opened.widget])
        return [
            styled(head, "dm-compared-head"),
            styled(VBox([self._curves.widget, self._table]), "dm-compared-shown"),
            styled(HBox([self._words]), "dm-summary"),
            styled(panels, "dm-compared-panels"),
        ]

    @property
    def sentence(self) -> str:
        """The progress of the runs, or which network is better."""
        return compared_sentence(self.groups)

    @property
    def _runs(self) -> list[Run]:
        return [run for group in self.groups for run in group.runs]

    @property
    def _actions(self) -> tuple[AllAction, ...]:
        """The available actions for all runs, the main one first."""
        states = {run.state for run in self._runs}
        if self._may_change:
            return ("stop",) if states & {"waiting", "running"} else ()
        if "ready" in states:
            return ("start",)
        return ("resume", "restart") if "stopped" in states else ("restart",)

    def _listen(self) -> None:
        self._end_runs = [run.on_event(self._handle_event) for run in self._runs]
        for place, run in enumerate(self._runs):
            set_run = partial(self._set_run, place)
            self._end_runs.append(pending_settings_of(run).on_hand_over(set_run))

    def _handle_event(self, event: Event) -> None:
        self._writer.soon(self._draw_words)
        if isinstance(event, EvaluationDone | RunStarted | RunEnded | StateChanged):
            self._writer.soon(self._draw)
        if isinstance(event, RunStarted | RunEnded):
            was_busy, self._was_busy = self._was_busy, self._may_change
            # not after each run while others wait: drawing takes a core
            self._output_changes(now=not (was_busy and self._was_busy))
        elif isinstance(event, EvaluationDone | StepsDone):
            self._output_changes(now=False)

    def _draw(self) -> None:
        self._curves.draw()
        self._put(self._table, value=table_html(self.groups))
        self._is_asked &= "restart" in self._actions
        if not self._is_asked:
            self._question.hide()
        self._buttons.show(() if self._is_asked else self._actions)
        self._draw_words()

    def _draw_words(self) -> None:
        self._put(self._words, value=status_html(self.sentence, is_busy=self._may_change))

    # What a person does

    def _act(self, action: AllAction) -> None:
        trained = [run for run in self._runs if run.history.evaluations]
        if action == "restart" and trained:
            self._is_asked = True
            count, epochs = counted(len(trained), "run"), sum(r.history.epochs for r in trained)
            self._question.ask(f"Restart all discards {count} of {epochs:,} epochs together.")
            self._draw_now()
        else:
            self._act_on_all(action)

    def _restart(self) -> None:
        if self._is_asked:  # a second click finds no question
            self._is_asked = False
            self._act_on_all("restart")

    def _keep(self) -> None:
        self._is_asked = False
        self._draw_now()

    def _act_on_all(self, action: AllAction) -> None:
        failed = ""
        if action not in self._actions:
            pass  # a click that came too late
        elif action == "stop":
            # those that wait first: else one of them begins when another has stopped
            for run in sorted(self._runs, key=lambda run: run.state != "waiting"):
                run.stop()
        else:
            wanted = {"start": {"ready"}, "resume": {"stopped"}, "restart": _ENDED}[action]
            begun = [_begin(run, action) for run in let_race(self.groups) if run.state in wanted]
            failed = " ".join(filter(None, begun))
        self._writer.say(self._warning, paragraphs([failed] if failed else []))
        self._draw_now()

    def _draw_now(self) -> None:
        self._draw()
        self._writer.hurry()

    # The panels of single runs

    def _set_run(self, place: int, new: Run) -> None:
        for end in self._end_runs:
            end()
        old = self._runs[place]
        self.groups = tuple(group.with_run(old, new) for group in self.groups)
        self._listen()
        self.update_static_output()
        self._writer.soon(self._draw)
        self._writer.flush(timeout=2.0)
        self._on_new_run(new)

    def _close_parts(self) -> None:
        for end in self._end_runs:
            end()
        self._opened.close()

    # The static output

    @property
    def _may_change(self) -> bool:
        return any(run.is_busy for run in self._runs)

    def _static_stamp(self) -> object:
        states = [(id(run.history), run.history.evaluations, run.state) for run in self._runs]
        return states, self.sentence

    def _static_output(self) -> StaticOutput:
        words, draw = comparison_html_and_text(self.groups), partial(compared_picture, self.groups)
        alternative = "Curves of " + ", ".join(group.name for group in self.groups)
        is_behind = any(run.is_busy or run.state == "ready" for run in self._runs)
        return self._output_of(words, draw, alternative, is_behind=is_behind)

    def __repr__(self) -> str:
        names = heading_words([group.name for group in self.groups])
        return f"Comparison of {names}: {self.sentence}"
