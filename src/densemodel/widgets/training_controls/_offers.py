"""Findings with a button for each suggested change, and what a button does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError
from densemodel.language import CLAUSES, OPTIMIZERS, with_words
from densemodel.training import Adjusted, Found, RunEnded, RunStarted, Settled, StateChanged
from densemodel.widgets.panel._data_sentence import as_sentence, finding_line
from densemodel.widgets.panel._pending_settings import (
    FROM_RESTART,
    LATER,
    NEXT,
    TAKEN_BY_RESUME,
    pending_settings_of,
)
from densemodel.widgets.panel._view import View, ViewContext, line_state
from densemodel.widgets.runtime._buttons import Later, button, hidden_line, styled
from densemodel.widgets.runtime._parts import HIDDEN, VBox
from densemodel.wording import error_text, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipywidgets import Widget

    from densemodel.data import Bound, Finding
    from densemodel.language import Spec
    from densemodel.training import Run
    from densemodel.widgets.panel._pending_settings import PendingSettings
    from densemodel.widgets.runtime._writer import Writer


FOLLOWED_AT_ONCE = frozenset({"patience", "epochs", "steps", "lr", "minutes"})
"""Clauses that a run follows while it trains."""


class FixActions:
    """Applies the suggested changes of findings.

    With `from_restart` a learning rate waits for Restart: weights that went wrong stay so with
    another one.
    """

    def __init__(self, run: Run, pending: PendingSettings, *, from_restart: bool = False) -> None:
        self._run = run
        self._pending = pending
        self._from_restart = from_restart

    @property
    def bound(self) -> Bound | None:
        """The data of the run."""
        return self._run.bound

    def applies_when(self, words: str) -> str:
        """When the change would apply; empty if no button is to apply it, or Resume does."""
        run, spec = self._run, self._pending.next_spec
        resumed = run.continuation
        if self._pending.waits_for(words) or (resumed is not None and resumed.settings == words):
            return ""
        taken = with_words(spec, words) if run.has_data and words else None
        word = _word(words)
        if taken is None or taken == spec or self._leaves_out_already(word, spec, taken):
            return ""
        if self.is_followed(word) or (run.state == "ready" and run.can_rebuild):
            return "at once"
        reads_again = self._pending.reads_again(word, words)
        if word in TAKEN_BY_RESUME and run.bound is not None and not reads_again:
            return LATER
        return FROM_RESTART if run.can_rebuild else ""

    def ends_in_restart(self, words: str) -> bool:
        """Whether the run has ended, and a restart is what the change waits for."""
        has_ended = self._run.state != "ready" and not self._run.is_busy
        return has_ended and self.applies_when(words) == FROM_RESTART

    def pending_until(self, words: str) -> str:
        """When a pending change applies; empty if it is not pending."""
        pending, word = self._pending, _word(words)
        if self._run.state == "ready":
            return ""
        if pending.waits_for(words):
            return FROM_RESTART
        spec = pending.next_spec
        taken = with_words(spec, words) if word in pending else None
        if taken is None or (taken != spec and not self._leaves_out_already(word, spec, taken)):
            return ""
        return NEXT if pending.is_for_resume(word) else FROM_RESTART

    def apply(self, words: str) -> Run | None:
        """Apply the change; returns a new run in place of this one, if this has not begun."""
        word = _word(words)
        if self.is_followed(word):
            self._run.adjust(words)
            return None
        if word:
            self._pending.add_clause(word, words)
        else:
            self._pending.add_layer(words)
        if self._run.state != "ready" or not self._run.can_rebuild:
            return None
        try:
            # nothing is lost yet: the data are read again, and what was found may be gone
            run = self._run.changed(self._pending.put_into)
            # it must still be able to start: the spec may say the sizes of the data
            if run.bound is not None:
                run.bound.require()
        except DenseModelError:
            self._pending.take_back(words, word)
            raise
        return run

    def is_followed(self, word: str) -> bool:
        """Whether the run follows a clause at once."""
        waits = self._from_restart and self._run.state != "ready"
        # with another optimizer, or as advised: it is the rate of the next Restart
        waits |= "optimizer" in self._pending or "lr" in self._pending
        return word in FOLLOWED_AT_ONCE and not (word == "lr" and waits)

    def _leaves_out_already(self, word: str, spec: Spec, taken: Spec) -> bool:
        names = set(taken.settings.without)
        return word == "without" and names <= set(spec.settings.without)


def _word(words: str) -> str:
    """The word of the clause; empty for a layer, and for several clauses."""
    if " ; " in words:
        return ""
    first = words.split(" ", 1)[0].partition("(")[0]
    if first in OPTIMIZERS:
        return "optimizer"
    return first if first in CLAUSES else ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A line and the label of its button; either may be empty."""

    line: str = ""
    words: str = ""
    applies_when: str = ""


class Offers:
    """A line for each finding, with a button for each suggested change.

    Args:
        take: Called with the words of the way that a person takes.
        most: Lines and buttons that have a place; of more findings only their number is said.
        longest: Characters of a button at the most; its tooltip has them all.
        announces: Whether a screen reader says a finding when it comes.
        restarts: Whether a button restarts a run that has ended, if its change needs that.
    """

    def __init__(
        self,
        writer: Writer,
        fix_actions: FixActions,
        apply: Callable[[str], None],
        *,
        most: int = 4,
        longest: int = 40,
        announces: bool = False,
        restarts: bool = False,
    ) -> None:
        self.restarts = restarts
        self._writer = writer
        self._fix_actions, self._apply = fix_actions, apply
        self._longest = longest
        self._announces = announces
        self._shown: list[_Place] = []
        self._most = most
        # made once: widgets that come and go would be left behind by the hundred
        self._place = Later(writer, self._rows, "dm-offers")
        self.widget = self._place.widget

    def _rows(self) -> list[Widget]:
        self._lines = [hidden_line() for _ in range(self._most)]
        self._buttons = [
            button("Use", "Apply this change", press, "dm-small", is_hidden=True)
            for press in (partial(self._press, place) for place in range(self._most))
        ]
        self._more = hidden_line("dm-note")
        rows = [part for pair in zip(self._lines, self._buttons, strict=True) for part in pair]
        return [*rows, self._more]

    def _press(self, place: int) -> None:
        if place < len(self._shown) and self._shown[place].words:
            self._apply(self._shown[place].words)

    def draw(self, findings: Sequence[Finding]) -> None:
        """Show them, as they are now."""
        known: set[str] = set()
        shown: list[_Place] = []
        left = 0
        for finding in findings:
            places = list(self._places(finding, known))
            if len(shown) + len(places) > self._most:
                left += 1
                continue
            shown += places
            known.update(place.words for place in places)
        self._shown = shown
        self._place.show(is_shown=bool(shown or left))
        if not self._place.is_made:
            return
        blank = [_Place()] * (len(self._lines) - len(shown))
        for line, use, place in zip(self._lines, self._buttons, [*shown, *blank], strict=True):
            text = paragraphs([place.line] if place.line else [])
            text = f'<div role="status">{text}</div>' if self._announces else text
            self._writer.put(line, value=text)
            self._writer.show(line, is_shown=bool(place.line))
            if place.words:
                label = f"Use {readable(place.words)}"
                if self.restarts and self._fix_actions.ends_in_restart(place.words):
                    label += " and restart"
                most = self._longest
                short = label if len(label) <= most else f"{label[: most - 1]}…"
                self._writer.put(use, description=short, tooltip=f"{label}, {place.applies_when}")
            self._writer.show(use, is_shown=bool(place.words))
        more = f"and {left} more: %densemodel check" if left else ""
        self._writer.say(self._more, paragraphs([more] if more else []))

    def _places(self, finding: Finding, known: set[str]) -> Iterator[_Place]:
        """The line of a finding with its first button, and then its other buttons."""
        # the same words under two findings are one offer: one button takes both
        ways = [
            (words, self._fix_actions.applies_when(words))
            for words in finding.ways
            if words not in known
        ]
        ways = [(words, when) for words, when in ways if when]
        waits = [(words, self._fix_actions.pending_until(words)) for words in finding.ways]
        held = [f"{readable(words)} holds {when}." for words, when in waits if when]
        line = as_sentence(
            finding_line(finding, self._fix_actions.bound, is_button=bool(ways or held))
        )
        yield _Place(" ".join([line, *held]), *(ways[0] if ways else ()))
        for way in ways[1:]:
            yield _Place("", *way)


def readable(words: str) -> str:
    """A suggested change as a button's label: `30 relu in place of 30 sigmoid`."""
    parts = []
    for part in words.split(" ; "):
        old, in_place, new = part.removesuffix(" ->").partition(" => ")
        parts.append(f"{new} in place of {old}" if in_place else old)
    return " and ".join(parts)


CHANGES = RunStarted, StateChanged, Found, Settled, Adjusted, RunEnded
"""The events after which a run has other findings, settings or buttons."""


class ChangingView(View):
    """A view in which a person changes the run, or what is pending for it."""

    changes_with = CHANGES

    def __init__(self, context: ViewContext, *, from_restart: bool = False) -> None:
        super().__init__(context)
        self._pending = pending_settings_of(context.run)
        self._fix_actions = FixActions(context.run, self._pending, from_restart=from_restart)
        self._offers: Offers
        self.refusal = ""
        "Why what a person asked for last could not be done."
        self.at_close(self._pending.on_change(self.redraw))

    def handle(self, do: Callable[[], object]) -> None:
        """Do what a person asks for, or say why not."""

        def safely() -> None:
            self.refusal = ""
            try:
                do()
            except Exception as error:  # noqa: BLE001 - a click has nobody to raise it to
                self.refusal = error_text(error)

        super().handle(safely)

    @property
    def _warning(self) -> dict[str, Any]:
        return line_state(paragraphs([self.refusal] if self.refusal else []))

    def _apply(self, words: str) -> None:
        self.handle(partial(self._fix, words))

    def _fix(self, words: str) -> None:
        restarts = self._offers.restarts and self._fix_actions.ends_in_restart(words)
        new, name = self._fix_actions.apply(words), self.run.name
        self._take_over(new)
        cell = (self._pending if new is None else pending_settings_of(new)).cell
        if cell is not None and name in cell.specs:
            cell.ask(name)
        if restarts:
            self._begin("restart")

    def _begin(self, action: str) -> None:
        """Start, resume or restart with what is pending, which may make another run."""
        if self._pending.is_new_network and action != "resume":
            new = self.run.changed(self._pending.put_into)
            self._take_over(new)
            new.start()
        else:
            self._pending.begin(action)

    def _take_over(self, run: Run | None) -> None:
        if run is not None:
            self._pending.replace_by(run)


class Advice(ChangingView):
    """The first finding of training, above all tabs; empty if there is none.

    Its button takes the words, as a rule from Restart: what went wrong stays in the weights.
    """

    def __init__(self, context: ViewContext) -> None:
        super().__init__(context, from_restart=True)
        self._offers = Offers(
            context.writer,
            self._fix_actions,
            self._apply,
            most=3,
            longest=80,
            announces=True,
            restarts=True,
        )
        note, warning = hidden_line("dm-note"), hidden_line("dm-advice-warning")
        whole = styled(VBox([self._offers.widget, note, warning]), HIDDEN, "dm-advice")
        self.begin(whole, offers=self._offers, note=note, warning=warning)

    def state(self) -> dict[str, Any]:
        """The finding with its buttons, and which button to press for what is pending."""
        found, until = advice_of(self.run), self._fix_actions.pending_until
        waits = any(until(words) for one in found for words in one.ways)
        press = "Press Stop, then Restart" if self.run.is_busy else "Press Restart"
        note = line_state(paragraphs([f"{press}, to train with it."] if waits else []))
        shown = bool(found)
        return {"offers": found, "note": note, "warning": self._warning, "is_shown": shown}


def advice_of(run: Run) -> list[Finding]:
    """The first finding of training, if a person can act on it."""
    cause = run.cause
    return [] if cause is None or cause.severity == "repair" else [cause]
