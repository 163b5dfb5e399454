"""The compiled functions of a run, and their rows."""

from __future__ import annotations

import operator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Finding, StoredRows, free_bytes
from densemodel.errors import DataError
from densemodel.training.checkpoint._owner import Owner
from densemodel.training.engine._compiled import STORE, Compiled, key_of
from densemodel.training.engine._evaluator import Evaluator
from densemodel.training.engine._feed import Feed
from densemodel.training.engine._steps import Steps
from densemodel.wording import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from densemodel.data import Bound
    from densemodel.training.engine._xla_trial import XlaUse


class Functions:
    """The functions that train and evaluate a model on the rows of a `Bound`.

    The rows are copied to the device once, for training and for validation, whatever the split. The
    compiled functions of a user's model (`is_given`) are not shared.
    """

    def __init__(self, model: Any, xla: XlaUse, *, is_given: bool) -> None:
        self._model = model
        self._xla = xla
        self._feeds: dict[str, tuple[tuple[Any, ...], Feed]] = {}
        self._held: tuple[Bound, Bound] | None = None
        self.forget(is_ours=not is_given)

    def forget(self, *, is_ours: bool) -> None:
        """Drop the model's own compiled functions, after the model was rebuilt."""
        self._own: tuple[Owner, Any, Compiled] | None = None
        self._built = Owner(self._model) if is_ours else None

    @property
    def is_ours(self) -> bool:
        """Whether the model is as it was built here: another may depend on more than its config."""
        return self._built is not None and self._built.is_as_it_was

    def hold(self, bound: Bound, weights: np.ndarray | None) -> tuple[Finding, ...]:
        """Copy all rows to the device now, so that the arrays may change later.

        Returns a note if the copy is large, and raises a DataError if it does not fit in memory.
        """
        columns: dict[str, tuple[Any, ...]] = {
            "rows": (bound.x, bound.y),
            "weights": () if weights is None else (weights,),
            "validation": bound.validation or (),
            "test": bound.test or (),
        }
        missing = {n: arrays for n, arrays in columns.items() if not self._has(n, arrays)}
        copied = [one for arrays in missing.values() for one in arrays]
        needed = sum(one.nbytes for one in copied if isinstance(one, np.ndarray))
        free = free_bytes()
        message = f"training works on a copy of the rows, which takes {number(needed, 'size')}"
        if needed > free:
            raise DataError(
                f"{message}, but {number(free, 'size')} of memory is free: save x and give "
                "np.load('x.npy', mmap_mode='r'), which stays in its file"
            )
        for name, arrays in missing.items():
            if arrays:
                self._feed(name, *arrays)
                self._held = None
        if needed < 1e9 and needed < 0.25 * free:
            return ()
        return (Finding("repair", "memory", f"{message} of memory"),)

    def _has(self, name: str, arrays: tuple[Any, ...]) -> bool:
        known = self._feeds.get(name)
        return known is not None and all(map(operator.is_, known[0], arrays))

    def rows(self, bound: Bound) -> Feed:
        """The held copy of x and y, or else the current arrays."""
        arrays = bound.x, bound.y
        return self._feeds["rows"][1] if self._has("rows", arrays) else Feed.of(arrays)

    def held(self, bound: Bound) -> Bound:
        """The same data with the held copies, which stay as they were when training began."""
        known = self._held
        if known is None or known[0] is not bound:
            x, y = self._copies("rows", bound.x, bound.y)
            validation, test = (
                None if pair is None else self._copies(name, *pair)
                for name, pair in (("validation", bound.validation), ("test", bound.test))
            )
            held = replace(bound, x=x, y=y, validation=validation, test=test)
            known = self._held = bound, held
        return known[1]

    def _copies(self, name: str, x: Any, y: Any) -> tuple[Any, Any]:
        """The held copies of arrays, in the same memory; else the arrays themselves."""
        if self._has(name, (x, y)):
            columns = self._feeds[name][1].columns
            x, y = (c if isinstance(c, StoredRows) else np.asarray(c) for c in columns)
        return x, y

    @contextmanager
    def borrowed(self, bound: Bound, weights: np.ndarray | None) -> Iterator[Borrowed]:
        """Borrow the compiled functions; no other run with the same key uses them meanwhile."""
        rows = self._feed("rows", bound.x, bound.y)
        feed = rows
        if weights is not None:
            feed = Feed((*rows.columns, *self._feed("weights", weights).columns))
        key = self._key(bound, feed)
        compiled = STORE.pop(key)
        if compiled is None:
            own = self._own  # kept if they can't be shared, and used while they fit
            if key is not None or own is None or not own[0].is_as_it_was or own[1] != feed.kinds:
                own = self._own = Owner(self._model), feed.kinds, Compiled()
            compiled = own[2]
        try:
            yield Borrowed(self._model, bound, rows, feed, compiled, self._xla, self._feed)
        finally:
            # they may have been traced at any moment since
            if self._key(bound, feed) == key:
                STORE.give_back(key, compiled)

    def _key(self, bound: Bound, feed: Feed) -> str | None:
        if not self.is_ours:
            return None
        return key_of(self._model, feed, bound.spec.settings.batch, self._xla.jit_compile)

    def _feed(self, name: str, *arrays: Any) -> Feed:
        if not self._has(name, arrays):
            self._feeds[name] = arrays, Feed.of(arrays)
        return self._feeds[name][1]


@dataclass(frozen=True)
class Borrowed:
    model: Any
    bound: Bound
    rows: Feed
    "x and y."
    feed: Feed
    "x, y and any weights."
    compiled: Compiled
    xla: XlaUse
    feed_of: Callable[..., Feed]
    "Copies arrays to the device, cached by a name."

    def steps(self, owner: Owner, compiling: Callable[[], None]) -> Steps:
        """The training steps; `compiling` is called before they are compiled."""
        batch = self.bound.spec.settings.batch
        return Steps(
            owner, self.feed, self.compiled, batch=batch, xla=self.xla, compiling=compiling
        )

    def validation_feed(self) -> tuple[Feed, np.ndarray] | None:
        """The validation rows, and their row numbers in their feed; None if there are none."""
        if self.bound.validation:
            feed = self.feed_of("validation", *self.bound.validation)
            return feed, np.arange(len(feed))
        places = self.bound.validation_rows
        return (self.rows, places) if len(places) else None

    def validation(self) -> Evaluator | None:
        """The evaluator of the validation rows, given or held out; None if there are none."""
        feed = self.validation_feed()
        return None if feed is None else Evaluator(self.model, self.compiled, *feed)

    def test(self) -> Evaluator | None:
        if not self.bound.test:
            return None
        feed = self.feed_of("test", *self.bound.test)
        return Evaluator(self.model, self.compiled, feed, np.arange(len(feed)))
