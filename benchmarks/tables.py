"""How well one line scores on raw tables, beside dummies, scikit-learn's network and trees.

Each table is split into 5 folds twice, or into 3 folds if it is long, the same for every side.
The measure is the AUC of two classes, the accuracy of several, and R2 of numbers; where `log`
is true, of the logarithm. Each table and side is a figure, such as "titanic, skrub, trees". The
verdict, if all of them were taken, has the paired differences: their mean over the folds, and two
standard errors of that mean. Folds share training rows, so the true error is somewhat larger.

The scores of skrub's sides are kept beside the downloaded tables, so a second run is quick.
"""

import json
import statistics
import sys
import time
from functools import partial
from importlib.metadata import version

import numpy as np
from _figure import Figure, main
from _tables_data import FOLDER, TABLES
from _tables_sides import SIDES

_OURS, _DUMMIES, _MLP, _TREES = SIDES
_BEHIND_TREES_AT_MOST = {"AUC": 0.01, "accuracy": 0.01, "R2": 0.02}
_QUICK = ("german credit", "penguins", "apartments")
_SMALL = 3000
_SCORES_FILE = FOLDER / "scores.json"
_LEAST = 1e-7
"The least probability that the log loss takes; the trees have less."
MEASURES = {"two": "AUC", "many": "accuracy", "number": "R2"}
"The measure that the sides are compared by, for each kind of table; more is better."
_FOUND = {}
"The measure of each fold, by table and side, of the figures taken so far."


def scored(name, side, most_folds):
    """The scores of a side on a table."""
    if most_folds and name not in _QUICK:
        return None
    table = TABLES[name]
    measured = scores(name, side, most_folds)
    found = _FOUND.setdefault(name, {})[side] = measured[MEASURES[table.kind]]
    values = {measure: statistics.mean(folds) for measure, folds in measured.items()}
    values |= {"every fold": found, "log": table.log, "without": dict(table.without)}
    return Figure(values)


def conclusion(most_folds):
    """The verdict, unless some scores were left out."""
    is_whole = not most_folds and _FOUND.keys() == TABLES.keys()
    is_whole = is_whole and all(of.keys() == SIDES.keys() for of in _FOUND.values())
    return verdict(_FOUND) if is_whole else None


def verdict(found):
    """Whether ours is good enough: never below dummies, above the network, close to trees.

    Below means by more than two standard errors; above means on average; one table may fail to
    be above, and a quarter may be behind the trees by more than 0.01 AUC or accuracy, or 0.02 R2.
    """
    differences = {
        name: {side: _paired(of[_OURS], of[side]) for side in SIDES if side != _OURS}
        for name, of in found.items()
    }
    below = [name for name, by in differences.items() if sum(by[_DUMMIES]) < 0]
    not_above = [name for name, by in differences.items() if by[_MLP][0] <= 0]
    behind = [
        name
        for name, by in differences.items()
        if by[_TREES][0] < -_BEHIND_TREES_AT_MOST[MEASURES[TABLES[name].kind]]
    ]
    values = {
        "difference and 2 s.e.": differences,
        "below dummies": below,
        "not above the network": not_above,
        "behind trees": behind,
        "tables below dummies": len(below),
        "tables not above the network": len(not_above),
        "share of tables behind trees": len(behind) / len(found),
    }
    limits = dict(zip(list(values)[-3:], (0, 1, 0.25), strict=True))
    return Figure(values, limits)


def _paired(ours, others):
    """The mean difference, and two standard errors."""
    differences = [mine - other for mine, other in zip(ours, others, strict=True)]
    error = statistics.stdev(differences) / len(differences) ** 0.5
    return statistics.mean(differences), 2 * error


def folds(table, y):
    """The places of training rows and test rows; each fold has the same shares of classes."""
    from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold

    kind = RepeatedKFold if table.kind == "number" else RepeatedStratifiedKFold
    parts, repeats = (5, 2) if len(y) < _SMALL else (3, 1)
    yield from kind(n_splits=parts, n_repeats=repeats, random_state=0).split(np.zeros(len(y)), y)


def scores(name, side, most_folds=None):
    """The scores and seconds of a side on each fold; those of others are kept in a file."""
    is_stored = side.startswith("skrub")
    key = f"{name} | {side} | scikit-learn {version('scikit-learn')}, skrub {version('skrub')}"
    stored = _stored() if is_stored else {}
    if key in stored:
        return {measure: found[:most_folds] for measure, found in stored[key].items()}
    table = TABLES[name]
    x, y = table.load()
    found = {}
    for seed, (train, test) in enumerate(list(folds(table, y))[:most_folds]):
        began = time.perf_counter()
        answers = SIDES[side](x.iloc[train], y.iloc[train], x.iloc[test], table.kind, seed)
        taken = time.perf_counter() - began
        for measure, score in (score_of(table, y.iloc[test], answers) | {"seconds": taken}).items():
            found.setdefault(measure, []).append(score)
    if is_stored and most_folds is None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        _SCORES_FILE.write_text(json.dumps(_stored() | {key: found}), encoding="utf-8")
    return found


def score_of(table, y, answers):
    """The scores by measure of answers: probabilities by sorted class, or numbers."""
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


def _stored():
    return json.loads(_SCORES_FILE.read_text(encoding="utf-8")) if _SCORES_FILE.is_file() else {}


FIGURES = {f"{name}, {side}": partial(scored, name, side) for name in TABLES for side in SIDES}
FIGURES["tables, the verdict"] = conclusion

if __name__ == "__main__":
    sys.exit(main(FIGURES, None, 1))
