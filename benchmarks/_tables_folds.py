"""The folds of a table, the same for every side, and the scores on them."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from _tables_data import FOLDER, TABLES
from _tables_sides import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from _tables_data import Table

_SMALL = 3000
_SCORES_FILE = FOLDER / "scores.json"
_LEAST = 1e-7
"The least probability that the log loss takes as said; the trees say less."

MEASURES = {"two": "AUC", "many": "accuracy", "number": "R2"}
"The measure that the sides are compared by, for each kind of table; more is better."


def folds(table: Table, y: pd.Series) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The places of training rows and test rows: 5 folds twice, or 3 folds of a long table.

    Args:
        table: Its kind; each fold has the same shares of classes.
        y: The target, of all rows.
    """
    from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold

    kind = RepeatedKFold if table.kind == "number" else RepeatedStratifiedKFold
    parts, repeats = (5, 2) if len(y) < _SMALL else (3, 1)
    yield from kind(n_splits=parts, n_repeats=repeats, random_state=0).split(np.zeros(len(y)), y)


def scores(name: str, side: str, at_most: int | None = None) -> dict[str, list[float]]:
    """The scores and seconds of a side on each fold; those of others are kept in a file.

    Args:
        name: The table's name.
        side: The side's name.
        at_most: The number of folds; None: all.
    """
    from importlib.metadata import version

    is_kept = side.startswith("skrub")
    key = f"{name} | {side} | scikit-learn {version('scikit-learn')}, skrub {version('skrub')}"
    stored = _read_kept() if is_kept else {}
    if key in stored:
        return {measure: found[:at_most] for measure, found in stored[key].items()}
    table = TABLES[name]
    x, y = table.load()
    found: dict[str, list[float]] = {}
    for seed, (train, test) in enumerate(list(folds(table, y))[:at_most]):
        began = time.perf_counter()
        answers = SIDES[side](x.iloc[train], y.iloc[train], x.iloc[test], table.kind, seed)
        taken = time.perf_counter() - began
        for measure, score in (score_of(table, y.iloc[test], answers) | {"seconds": taken}).items():
            found.setdefault(measure, []).append(score)
    if is_kept and at_most is None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        _SCORES_FILE.write_text(json.dumps(_read_kept() | {key: found}), encoding="utf-8")
    return found


def score_of(table: Table, y: pd.Series, answers: np.ndarray) -> dict[str, float]:
    """The scores of answers by measure.

    Args:
        table: Its kind.
        y: The truth.
        answers: Probabilities by sorted class, or numbers.
    """
    from sklearn.metrics import log_loss, r2_score, roc_auc_score

    if table.kind == "number":
        return {"R2": float(r2_score(y, answers))}
    classes = sorted(y.unique())
    sure = np.clip(answers, _LEAST, 1)
    loss = float(log_loss(y, sure / sure.sum(axis=1, keepdims=True), labels=classes))
    if table.kind == "two":
        return {"AUC": float(roc_auc_score(y == classes[1], answers[:, 1])), "log loss": loss}
    hits = np.asarray(classes)[answers.argmax(axis=1)] == y.to_numpy()
    return {"accuracy": float(hits.mean()), "log loss": loss}


def _read_kept() -> dict[str, Any]:
    return json.loads(_SCORES_FILE.read_text(encoding="utf-8")) if _SCORES_FILE.is_file() else {}
