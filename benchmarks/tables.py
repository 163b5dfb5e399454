"""How well one line scores on raw tables, beside dummies, scikit-learn's network and trees.

    python benchmarks/tables.py                   every table and side, and the verdict
    python benchmarks/tables.py --only titanic    tables with "titanic" in their name
    python benchmarks/tables.py --side trees      sides with "trees" in their name, no verdict
    python benchmarks/tables.py --list            the names of tables and sides
    python benchmarks/tables.py --quick           one fold of three tables, to see that it works

Each table is split into 5 folds twice, or into 3 folds if it is long, the same for every side.
The measure is the AUC of two classes, the accuracy of several, and R2 of numbers; where `log`
is true, of the logarithm. Each table and side is one line of JSON. The last line has the paired
differences: their mean over the folds, and two standard errors of that mean. Folds share
training rows, so the true error is somewhat larger.

The scores of skrub's sides are kept beside the downloaded tables, so a second run is quick.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from typing import TYPE_CHECKING, Any

from _figure import Figure
from _tables_data import TABLES
from _tables_folds import MEASURES, scores
from _tables_sides import SIDES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Scores = Mapping[str, Mapping[str, Sequence[float]]]

_OURS, _DUMMIES, _MLP, _TREES = SIDES

_BEHIND_TREES_AT_MOST = {"AUC": 0.01, "accuracy": 0.01, "R2": 0.02}
_QUICK = ("german credit", "penguins", "apartments")


def main() -> int:
    """Print one line for each chosen table and side, then the verdict."""
    asked = _arguments()
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # every side computes on the processor
    tables = [name for name in TABLES if asked.only.lower() in name]
    sides = [name for name in SIDES if asked.side.lower() in name.lower()]
    if asked.quick:
        tables = [name for name in tables if name in _QUICK] or tables
    if asked.list:
        print(*tables, "", *sides, sep="\n")
        return 0
    if not tables or not sides:
        print("no table or side has that in its name; --list shows them", file=sys.stderr)
        return 1
    load = os.getloadavg()
    found: dict[str, dict[str, Sequence[float]]] = {}
    for name in tables:
        for side in sides:
            load = os.getloadavg()
            measured = scores(name, side, 1 if asked.quick else None)
            print(_line(name, side, measured, load, is_quick=asked.quick), flush=True)
            found.setdefault(name, {})[side] = measured[MEASURES[TABLES[name].kind]]
    if sides == list(SIDES) and not asked.quick:
        print(verdict(found).line("tables, the verdict", load, is_quick=False), flush=True)
    return 0


def verdict(found: Scores) -> Figure:
    """Whether ours is good enough: never below dummies, above the network, close to trees.

    Below means by more than two standard errors; above means on average; one table may fail to
    be above, and a quarter may be behind the trees by more than 0.01 AUC or accuracy, or 0.02 R2.

    Args:
        found: The measure of each fold by table and side.
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


def _paired(ours: Sequence[float], others: Sequence[float]) -> tuple[float, float]:
    """The mean difference, and two standard errors."""
    differences = [mine - other for mine, other in zip(ours, others, strict=True)]
    error = statistics.stdev(differences) / len(differences) ** 0.5
    return statistics.mean(differences), 2 * error


def _line(
    name: str,
    side: str,
    measured: Mapping[str, Sequence[float]],
    load: Sequence[float],
    *,
    is_quick: bool,
) -> str:
    table = TABLES[name]
    values: dict[str, Any] = {
        measure: statistics.mean(found) for measure, found in measured.items()
    }
    values["every fold"] = list(measured[MEASURES[table.kind]])
    values |= {"log": table.log, "without": dict(table.without)}
    return Figure(values).line(f"{name}, {side}", load, is_quick=is_quick)


def _arguments() -> argparse.Namespace:
    summary = str(__doc__).splitlines()[0]
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--only", default="", metavar="TABLE", help="those with this in their name")
    parser.add_argument("--side", default="", metavar="SIDE", help="those with this in their name")
    parser.add_argument("--list", action="store_true", help="print the names and end")
    parser.add_argument("--quick", action="store_true", help="one fold, to see that it works")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
