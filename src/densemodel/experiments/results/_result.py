"""The result of a trial, the records of results on disk, and the table of all trials.

A folder of records has a file for each process that writes, and a line for each result. A result
counts once its line is on disk. A process killed during a write leaves a torn line, so a record
begins with a newline, which keeps it apart from what stands before it, and carries a checksum,
which tells a torn one from a whole one.
"""

from __future__ import annotations

import json
import os
import threading
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from math import inf, isfinite, nan
from typing import TYPE_CHECKING, Any, Literal, get_args
from uuid import uuid4

from densemodel._schema import (
    ANY,
    ANY_TEXT,
    FLAG,
    WHOLE,
    by_name,
    fields_of,
    list_of,
    one_of,
    record,
)
from densemodel.errors import StoreError, SweepError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from densemodel.experiments.run._race import Race
    from densemodel.experiments.run._sweep import Sweep

Outcome = Literal["finished", "stopped", "failed", "left behind"]
_MOST = 2**53
"The largest whole number that every reader of JSON keeps, and that a float holds exactly."


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a trial."""

    id: str
    outcome: Outcome
    "`stopped`: by a person, this trial alone; `left behind`: eliminated by halving."
    sentence: str
    "How it ended, or the error of one that failed, in one line."
    parameters: int
    epochs: int
    best_epoch: int | None
    "None without an evaluation."
    metrics: Mapping[str, float]
    "The metrics of the best evaluation, by Keras's names: `loss`, `accuracy`, `val_loss`."
    history: Mapping[str, list[float]]
    "The metrics of every evaluation, in order."
    places: list[float]
    "The place of each evaluation on an axis of epochs."
    seconds: float
    "The training time, without waiting."
    uses_xla: bool = False
    until_epoch: int = 0
    "The last epoch of its round of halving; 0: the spec's own end."
    model: str = ""
    "The file name of its model in the sweep's folder; empty if it was not saved."
    facts: Mapping[str, Any] = field(default_factory=dict)
    "The process that trained it, and what the planner compares beside the score."

    @property
    def key(self) -> Key:
        return self.id, self.until_epoch

    @property
    def score(self) -> float:
        """The loss to rank by, lower is better; inf if the trial failed or has none."""
        if self.outcome == "failed":
            return inf
        value = self.metrics.get("val_loss", self.metrics.get("loss", nan))
        return value if isfinite(value) else inf


Key = tuple[str, int]
"A trial's id, and the epoch to which it trained; 0 for the spec's own end."
_ENDING = ".results"
_DIGITS = 8


class Records:
    """The results in a folder that several processes write and read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own = folder / f"{os.getpid()}-{uuid4().hex[:8]}{_ENDING}"
        self._found: dict[Key, Result] = {}
        self._read: dict[str, int] = {}
        "Bytes of each file that were read, up to the last whole line."
        self._unreadable: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def unreadable(self) -> int:
        """The number of whole records that can't be read; they count as missing."""
        with self._lock:
            return sum(self._unreadable.values())

    def add(self, result: Result) -> None:
        """Return when a result is on disk; a SweepError if it can't be written."""
        line = record_of(result)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._lock, self._own.open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise SweepError(
                f"a result can't be written in {self._folder}: {error.strerror or error}"
            ) from None

    def all(self) -> dict[Key, Result]:
        """All results on disk; the first of a key counts."""
        with self._lock:
            with suppress(OSError):
                paths = sorted(self._folder.glob(f"*{_ENDING}"))
                if not self._read.keys() <= {path.name for path in paths}:
                    self._found.clear()  # what was taken away counts no more
                    self._read.clear()
                    self._unreadable.clear()
                for path in paths:
                    self._take_new(path)
            return dict(self._found)

    def _take_new(self, path: Path) -> None:
        begin = self._read.get(path.name, 0)
        with suppress(OSError), path.open("rb") as file:
            file.seek(begin)
            new = file.read()
            whole = new.rfind(b"\n") + 1  # the rest may still be being written
            for line in new[:whole].splitlines():
                text = _whole(line)
                result = None if text is None else _read(text)
                if result is not None:
                    self._found.setdefault(result.key, result)
                elif text is not None:
                    self._unreadable[path.name] = self._unreadable.get(path.name, 0) + 1
            self._read[path.name] = begin + whole


def record_of(result: Result) -> bytes:
    """The bytes of one record, a newline at both ends."""
    text = json.dumps(asdict(result), separators=(",", ":")).encode()
    return b"\n%08x %b\n" % (zlib.crc32(text), text)


def _whole(line: bytes) -> bytes | None:
    """The text of a record; None for a torn or changed line."""
    checksum, text = line[:_DIGITS], line[_DIGITS + 1 :]
    return text if text and checksum == b"%08x" % zlib.crc32(text) else None


_MEASURED = ANY.where(lambda value: type(value) in (int, float), "is not a number")
"A number, which may be infinite or nan."
_COUNT = WHOLE.where(lambda count: count <= _MOST, "is too large")
_TYPES = {
    "str": ANY_TEXT,
    "Outcome": one_of(*get_args(Outcome)),
    "int": _COUNT,
    "int | None": _COUNT.or_null(),
    "float": _MEASURED,
    "list[float]": list_of(_MEASURED),
    "Mapping[str, float]": by_name(_MEASURED),
    "Mapping[str, list[float]]": by_name(list_of(_MEASURED)),
}
_FIELDS = fields_of(
    Result,
    _TYPES,
    uses_xla=FLAG.optional(),
    until_epoch=_COUNT.optional(),
    model=ANY_TEXT.optional(),
    facts=by_name(ANY).optional(),
)
_RESULT = record(Result, **_FIELDS)


def _read(text: bytes) -> Result | None:
    """None for a record of another version, or one that somebody changed who knows checksums."""
    try:
        table = json.loads(text)
        return _RESULT.read(table) if table.keys() <= _FIELDS.keys() else None
    except (ValueError, AttributeError, StoreError, RecursionError):
        return None


def frame_of(sweep: Sweep | Race) -> pd.DataFrame:
    """A row for each trial, best first; those without a result last."""
    import pandas as pd

    chosen = {variable.name for variable in sweep.variables}
    results, training = sweep.results, sweep.training
    rows = []
    for trial in sweep.trials:
        result = results.get(trial.number)
        row: dict[str, Any] = {"trial": trial.number}
        for variable, text in zip(sweep.variables, trial.values, strict=True):
            row[variable.name] = value_of(variable.values, variable.numbers, text)
        if result is None:
            row["state"] = "running" if trial.number in training else "waiting"
        else:
            reached: dict[str, Any] = {"state": result.outcome, "epochs": result.epochs}
            reached |= {"best_epoch": result.best_epoch, **result.metrics}
            reached |= {"parameters": result.parameters, "seconds": result.seconds}
            # what was chosen and what came of it are two columns, of whatever name
            row |= {f"{k}_reached" if k in chosen else k: v for k, v in reached.items()}
        row["reason"] = result.sentence if result and result.outcome == "failed" else ""
        row["spec"] = str(trial.spec)
        rows.append((inf if result is None else result.score, trial.number, row))
    frame = pd.DataFrame([row for *_, row in sorted(rows, key=lambda one: one[:2])])
    for name in ("epochs", "best_epoch", "parameters"):
        if name in frame:
            frame[name] = frame[name].astype("Int64")
    last = ["reason", "spec"]
    return frame[[name for name in frame if name not in last] + last]


def value_of(texts: tuple[str, ...], numbers: tuple[float, ...] | None, text: str) -> str | float:
    """A variable's value: a number if all alternatives are, an int if it is whole and not huge."""
    if numbers is None:
        return text
    number = numbers[texts.index(text)]
    return int(number) if abs(number) < _MOST and number == int(number) else number
