"""The trials of a sweep as a table."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.sweeps._facts import SweepFacts


def frame_of(sweep: SweepFacts) -> pd.DataFrame:
    """A row for each trial, best first; those without a result last."""
    import pandas as pd

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
            row |= {"state": result.outcome, "epochs": result.epochs}
            row |= {"best_epoch": result.best_epoch, **result.metrics}
            row |= {"parameters": result.parameters, "seconds": result.seconds}
        row["spec"] = str(trial.spec)
        rows.append((inf if result is None else result.score, trial.number, row))
    ranked = [row for _, _, row in sorted(rows, key=lambda one: one[:2])]
    frame = pd.DataFrame(ranked)
    for name in ("epochs", "best_epoch", "parameters"):
        if name in frame:
            frame[name] = frame[name].astype("Int64")
    return frame[[name for name in frame if name != "spec"] + ["spec"]]


def _value(texts: tuple[str, ...], numbers: tuple[float, ...] | None, text: str) -> str | float:
    """A number where all alternatives are, whole where it is one."""
    if numbers is None:
        return text
    number = numbers[texts.index(text)]
    return int(number) if number == int(number) else number
