"""The trials of a sweep as a table."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from densemodel.experiments.run._facts import SweepFacts

_COUNTED = 2**53
"""Whole numbers below it are what they say."""


def frame_of(sweep: SweepFacts) -> pd.DataFrame:
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
    """A number where all alternatives are, whole where it is one and not past counting."""
    if numbers is None:
        return text
    number = numbers[texts.index(text)]
    return int(number) if abs(number) < _COUNTED and number == int(number) else number
