"""The result of a trial, and the table of all trials."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from math import inf, isfinite, nan
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from densemodel.experiments.run._sweep import Sweep


Outcome = Literal["finished", "stopped", "failed", "left behind"]
_MOST = 2**53
"The largest whole number that every reader of JSON keeps."


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a trial."""

    id: str
    "The trial's."
    outcome: Outcome
    "`stopped`: by a person, this trial alone; `left behind`: eliminated by halving."
    sentence: str
    "How it ended, or the error of one that failed, in one line."
    parameters: int
    epochs: int
    "Epochs done."
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
    "The worker and process that trained it."

    @property
    def score(self) -> float:
        """The loss to rank by, lower is better; inf if the trial failed or has none."""
        if self.outcome == "failed":
            return inf
        value = self.metrics.get("val_loss", self.metrics.get("loss", nan))
        return value if isfinite(value) else inf

    def as_fields(self) -> dict[str, Any]:
        """The result as a JSON object."""
        return asdict(self)

    @classmethod
    def from_fields(cls, fields: object) -> Result:
        """The result from `as_fields`.

        Raises:
            TypeError: A field is missing, unknown, or of another kind.
        """
        if not isinstance(fields, dict):
            raise TypeError("a record is a JSON object")
        result = cls(**fields)
        for name, is_right in _KINDS.items():
            if not is_right(getattr(result, name)):
                raise TypeError(f"{name} of a record is of another kind")
        return result


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= _MOST


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_number, value))


def _is_table(of: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(map(of, value.values()))


_KINDS: Mapping[str, Callable[[object], bool]] = {
    "id": _is_text,
    "outcome": lambda value: _is_text(value) and value in get_args(Outcome),
    "sentence": _is_text,
    "parameters": _is_count,
    "epochs": _is_count,
    "best_epoch": lambda value: value is None or _is_count(value),
    "metrics": _is_table(_is_number),
    "history": _is_table(_are_numbers),
    "places": _are_numbers,
    "seconds": _is_number,
    "uses_xla": lambda value: isinstance(value, bool),
    "until_epoch": _is_count,
    "model": _is_text,
    "facts": _is_table(lambda _: True),
}
"What each field of a record is: a folder may hold records of another version, or damaged ones."


_COUNTED = 2**53
"""Whole numbers below it are what they say."""


def frame_of(sweep: Sweep) -> pd.DataFrame:
    """A row for each trial, best first; those without a result last."""
    import pandas as pd

    chosen = {variable.name for variable in sweep.variables}

    results, training = sweep.results, sweep.training
    rows = []
    for trial in sweep.trials:
        result = results.get(trial.number)
        row: dict[str, Any] = {"trial": trial.number}
        for variable, text in zip(sweep.variables, trial.values, strict=True):
            row[variable.name] = _value(variable.values, variable.numbers, text)
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
    ranked = [row for _, _, row in sorted(rows, key=lambda one: one[:2])]
    frame = pd.DataFrame(ranked)
    for name in ("epochs", "best_epoch", "parameters"):
        if name in frame:
            frame[name] = frame[name].astype("Int64")
    last = ["reason", "spec"]
    return frame[[name for name in frame if name not in last] + last]


def _value(texts: tuple[str, ...], numbers: tuple[float, ...] | None, text: str) -> str | float:
    """A variable's value: a number if all alternatives are, an int if it is whole and not huge."""
    if numbers is None:
        return text
    number = numbers[texts.index(text)]
    return int(number) if abs(number) < _COUNTED and number == int(number) else number
