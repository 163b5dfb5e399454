"""The settings chosen for a run's next Start or Resume, and what its controls show with them."""

from __future__ import annotations

import threading
import weakref
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from densemodel.errors import SpecError
from densemodel.language import LISTED_KINDS, with_words, write_column
from densemodel.widgets.runtime._subscribers import Subscribers

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Bound
    from densemodel.language import Settings, Spec
    from densemodel.training import Run
    from densemodel.widgets.panel._cell_text import CellText

OFF = "off"
"""Stands for None: ipywidgets takes a selection of None for no selection at all."""
LATER = "from the next Start or Resume"
NEXT = "from the next Resume"
FROM_RESTART = "from Restart"

TAKEN_BY_RESUME = frozenset({"split", "batch", "weights", "patience"})
"""Clauses that Resume applies; all other pending ones need a restart."""

_SPLIT_OFF, _PATIENCE_OFF = f"split {OFF}", f"patience {OFF}"

_NEW_NETWORK = frozenset({"without", "target"})
"""Clauses that change the model itself."""


class PendingSettings:
    """The pending clauses and layers, by their word.

    What the run can follow at once never comes here.
    """

    def __init__(self, run: Run) -> None:
        self._run = weakref.ref(run)
        self._clauses: dict[str, str] = {}
        self._layers: list[str] = []
        self._kinds: dict[str, str] = {}
        "The clause that names a column of a table; empty for one that no clause is to name."
        self.put_off_patience = ""
        "The patience that the run's `split off` has put off, as a clause."
        self._cell: CellText | None = None
        self._end_cell: Callable[[], None] = lambda: None
        self._subscribers: Subscribers[[]] = Subscribers()
        self._panels: Subscribers[[Run]] = Subscribers()
        self._lock = threading.RLock()

    @property
    def cell(self) -> CellText | None:
        """The cell of the run; None where no cell of a page made it alone."""
        return self._cell

    @cell.setter
    def cell(self, cell: CellText | None) -> None:
        self._end_cell()
        self._cell = cell
        self._end_cell = (
            (lambda: None) if cell is None else cell.changes.add(self._subscribers.call)
        )
        self._subscribers.call()

    @property
    def _spec(self) -> Spec:
        run = self._run()
        assert run is not None  # noqa: S101 - a panel holds its run
        return run.spec

    def __contains__(self, word: str) -> bool:
        return word in self._clauses or word in self._kinds.values()

    def add_clause(self, word: str, clause: str) -> None:
        """Add a clause, unless the run already follows it.

        Raises:
            SpecError: It is no clause, or does not go with the network.
        """
        with self._lock:
            given = self._spec.with_settings(clause).settings
            if self._spec.takes_table and word in (*LISTED_KINDS, "without"):
                named = [*given.kinds, *((name, "without") for name in given.without)]
                self._kinds |= {name: kind for name, kind in named if kind == word}
                self._drop_known_kinds()
                self._subscribers.call()
                return
            if word == "without":  # joined with all pending and written columns
                names = dict.fromkeys([*self.next_spec.settings.without, *given.without])
                clause = "without " + " ".join(map(write_column, names))
            if word == "optimizer":
                self._clauses.pop("lr", None)  # as in the language: another optimizer, its rate
            self._clauses[word] = clause
            others = {key: text for key, text in self._clauses.items() if key != word}
            before, after = (
                self._with_clauses(self._spec, clauses) for clauses in (others, self._clauses)
            )
            # `init` belongs to the layers, not to the settings
            if before.settings == after.settings and before.layers == after.layers:
                del self._clauses[word]
        self._subscribers.call()

    def kind_of(self, column: str) -> str | None:
        """The pending clause for a column of a table; None if there is none."""
        return self._kinds.get(column)

    def choose_kind(self, column: str, kind: str | None) -> None:
        """Have a clause name a column of a table.

        Args:
            column: Its name.
            kind: The clause; empty for none of them, None for what the spec says.
        """
        with self._lock:
            self._kinds.pop(column, None)
            if kind is not None:
                self._kinds[column] = kind
                self._drop_known_kinds()
        self._subscribers.call()

    def _drop_known_kinds(self) -> None:
        """Forget what the spec says already."""
        settings = self._spec.settings
        explicit = {**dict(settings.kinds), **dict.fromkeys(settings.without, "without")}
        self._kinds = {
            column: kind for column, kind in self._kinds.items() if explicit.get(column, "") != kind
        }

    def add_layer(self, words: str) -> None:
        """Add a suggested layer: `scale / 255`, `3 softmax`."""
        with self._lock:
            if words not in self._layers:
                self._layers.append(words)
        self._subscribers.call()

    @property
    def is_new_network(self) -> bool:
        """Whether they need a new run."""
        reads_again = self.reads_again("split", self._clauses.get("split", ""))
        is_other = self._layers or self._kinds or self._clauses.keys() & _NEW_NETWORK
        return bool(is_other) or reads_again

    def reads_again(self, word: str, clause: str) -> bool:
        """Whether a clause needs a column that was not read, such as the groups of a split."""
        is_new = self._spec.settings.split_column is None
        return word == "split" and " by " in clause and is_new

    @property
    def next_spec(self) -> Spec:
        """The spec that the next Start, or Restart, trains."""
        return self.put_into(self._spec)

    def put_into(self, spec: Spec) -> Spec:
        """A spec of the same network with all pending settings."""
        with self._lock:
            spec = self._with_clauses(spec, self._clauses)
            for words in self._layers:
                spec = with_words(spec, words) or spec
            for column, kind in self._kinds.items():
                spec = spec.with_kind(column, kind or None)  # type: ignore[arg-type]
            return spec

    def take_back(self, words: str, word: str) -> None:
        """Remove a suggested change that could not be applied."""
        with self._lock:
            self._clauses.pop(word, None)
            if words in self._layers:
                self._layers.remove(words)
            self._kinds = {name: kind for name, kind in self._kinds.items() if kind != word}
        self._subscribers.call()

    def waits_for(self, words: str) -> bool:
        """Whether a suggested layer is already pending."""
        return words in self._layers

    @property
    def resumed_spec(self) -> Spec:
        with self._lock:
            return self._with_clauses(self._spec, self._for_resume())

    def waiting(self) -> tuple[str, str]:
        """The pending clauses and layers: first those for Resume, then the rest."""
        with self._lock:
            resumed = self._for_resume()
            restarted = [text for word, text in self._clauses.items() if word not in resumed]
            kinds = [
                f"{kind or 'automatic'} {write_column(column)}"
                for column, kind in self._kinds.items()
            ]
            return self._text(resumed), " ; ".join([*self._layers, *restarted, *kinds])

    def is_for_resume(self, word: str) -> bool:
        with self._lock:
            return word in self._for_resume()

    def begin(self, action: str) -> None:
        """Start, resume or restart the run with what is pending for that, or train one step."""
        run = self._run()
        is_ready = run is not None and run.state == "ready"
        before, resumes = self._spec, action == "resume" or (action == "one_step" and not is_ready)
        with self._lock:
            pending = self._text(self._for_resume() if resumes else self._clauses)
        getattr(run, action)(settings=pending)
        self._fulfil(before, resumes=resumes)
        self._subscribers.call()

    def _fulfil(self, before: Spec, *, resumes: bool) -> None:
        """Remove what the run, with the spec `before`, has applied: all, or what Resume takes."""
        with self._lock:
            taken = self._for_resume() if resumes else dict(self._clauses)
            if "split" in taken:
                is_off = taken["split"] == _SPLIT_OFF
                self.put_off_patience = _patience_of(taken, before) if is_off else ""
            for word in taken:
                del self._clauses[word]
            if not resumes:
                self._layers.clear()
                self._kinds.clear()

    def keep_patience(self) -> None:
        """Keep a patience that a person has just set."""
        self.put_off_patience = ""
        self._subscribers.call()

    def on_change(self, function: Callable[[], None]) -> Callable[[], None]:
        """Call a function after each change; returns the function that cancels it."""
        return self._subscribers.add(function)

    def on_hand_over(self, function: Callable[[Run], None]) -> Callable[[], None]:
        """Call a function with the run that replaces this one in all panels; returns its end."""
        return self._panels.add(function)

    def replace_by(self, run: Run) -> None:
        """Hand over to a run that was made with all pending settings."""
        cell, self.cell = self.cell, None  # else its panel would say that nothing is pending
        self._fulfil(self._spec, resumes=False)
        self._cell = cell
        self.hand_over(run)

    def hand_over(self, run: Run) -> None:
        """Replace the run in every panel by another with the same data."""
        new = pending_settings_of(run)
        cell, self.cell = self.cell, None
        new.put_off_patience, new.cell = self.put_off_patience, cell
        self._panels.call(run)

    def _for_resume(self) -> dict[str, str]:
        return {
            word: text
            for word, text in self._clauses.items()
            if word in TAKEN_BY_RESUME and not self.reads_again(word, text)
        }

    def _text(self, clauses: dict[str, str]) -> str:
        explicit = dict(clauses)
        if explicit.get("split") == _SPLIT_OFF:
            if _patience_of(explicit, self._spec):
                explicit["patience"] = _PATIENCE_OFF  # it has no rows to look at then
        elif "split" in explicit and self.put_off_patience and self._spec.settings.split is None:
            explicit.setdefault("patience", self.put_off_patience)  # now it has
        return " ; ".join(explicit.values())

    def _with_clauses(self, spec: Spec, clauses: dict[str, str]) -> Spec:
        text = self._text(clauses)
        with suppress(SpecError):  # the spec was changed from outside, and one fits no more
            return spec.with_settings(text) if text else spec
        return spec


def _patience_of(clauses: dict[str, str], spec: Spec) -> str:
    """The patience that a person has set, as a clause; empty if none or off."""
    patience = spec.settings.patience
    is_explicit = "patience" in spec.explicit_clauses and patience is not None
    clause = clauses.get("patience", f"patience {patience}" if is_explicit else "")
    return "" if clause == _PATIENCE_OFF else clause


_PENDING: weakref.WeakKeyDictionary[Run, PendingSettings] = weakref.WeakKeyDictionary()
_LOCK = threading.Lock()


def pending_settings_of(run: Run) -> PendingSettings:
    with _LOCK:
        return _PENDING.setdefault(run, PendingSettings(run))


@dataclass(frozen=True, slots=True)
class ControlState:
    """The state of a run, with the pending settings for its next Start or Resume."""

    run: Run
    spec: Spec
    "The spec with all pending settings."
    bound: Bound | None
    "The data as the next Start or Resume has them; None if there are none in memory."
    pending: PendingSettings

    @classmethod
    def of(cls, run: Run, pending: PendingSettings) -> ControlState:
        bound, resumed = run.bound, pending.resumed_spec
        spec, is_ready = pending.next_spec, run.state == "ready"
        if bound is not None and resumed is not run.spec:
            # what nobody said is then as long as the data say under the settings of then
            out = () if is_ready else ("patience",)
            bound = bound.with_spec(resumed.without_lengths(*out))
        if bound is not None and is_ready and spec is not run.spec:
            steps = ceil(bound.training_count / spec.settings.batch)
            validates = bound.validation_count > 0
            spec = spec.without_lengths().with_lengths(steps or None, validates=validates)
        return cls(run, spec, bound, pending)

    @property
    def settings(self) -> Settings:
        return self.spec.settings

    def data_note(self, word: str, count: int | None, steps: int | None) -> str:
        """A note on `epochs` or `patience` chosen from the data: `from the data: 506 steps`.

        `steps`: those of one of them; None where nobody knows.
        """
        if not self.run.has_data and word in self.spec.default_lengths:
            return "fits the data, once they are given"
        least = getattr(self.spec.without_lengths(word).settings, word)
        if word not in self.spec.from_data or count is None or count == least:
            return ""
        return f"from the data: {count * steps:,} steps" if steps else "from the data"

    @property
    def steps_per_epoch(self) -> int | None:
        """The steps of one epoch; None if unknown."""
        if self.bound is not None and self.run.state == "ready":
            return ceil(self.bound.training_count / self.settings.batch) or None
        progress = self.run.progress
        return None if progress is None else progress.steps_per_epoch or None

    @property
    def has_begun(self) -> bool:
        return self.run.state != "ready"

    @property
    def validates(self) -> bool:
        """Whether there are validation rows for patience, now if it is training."""
        if self.bound is not None and self.bound.refusals:
            return True
        bound = self.run.bound if self.run.is_busy else self.bound
        return self.run.validates if bound is None else bound.validation_count > 0

    @property
    def is_done(self) -> bool:
        """Whether all planned epochs are done, so that Resume plans more."""
        progress = self.run.progress
        is_over = self.has_begun and not self.run.is_busy
        return progress is not None and is_over and progress.is_done
