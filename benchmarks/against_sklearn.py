"""How well one line scores on raw arrays of real data, beside scikit-learn's networks.

    python benchmarks/against_sklearn.py                   every figure
    python benchmarks/against_sklearn.py --only digits     those with "digits" in their name
    python benchmarks/against_sklearn.py --list            their names
    python benchmarks/against_sklearn.py --quick           one seed, to see that it works

scikit-learn's networks are `MLPClassifier` and `MLPRegressor` with their defaults, after a
`StandardScaler`; for regression also with ten times the epochs, and with y scaled as well.
Ours get the raw arrays. Both train on the same rows and are scored on the same test rows:
accuracy, or R2. Each figure is printed as one line of JSON.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from typing import TYPE_CHECKING

from _scores import SEEDS, Task, figure

if TYPE_CHECKING:
    from _scores import Pair

_ROWS = 5000
_DIAMOND = ["carat", "depth", "table", "x", "y", "z"]


def _breast_cancer() -> Pair:
    from sklearn.datasets import load_breast_cancer

    return load_breast_cancer(return_X_y=True)


def _digits() -> Pair:
    from sklearn.datasets import load_digits

    return load_digits(return_X_y=True)


def _diabetes() -> Pair:
    from sklearn.datasets import load_diabetes

    return load_diabetes(return_X_y=True)


def _diamonds() -> Pair:
    from plotnine.data import diamonds

    some = diamonds.sample(_ROWS, random_state=0)
    return some[_DIAMOND].to_numpy(), some["price"].to_numpy()


FIGURES = {
    "accuracy on breast cancer, against scikit-learn": Task(_breast_cancer, has_classes=True),
    "accuracy on digits, against scikit-learn": Task(_digits, has_classes=True),
    "R2 on diabetes, against scikit-learn": Task(_diabetes, has_classes=False),
    "R2 on diamonds, against scikit-learn": Task(_diamonds, has_classes=False),
}


def main() -> int:
    """Print one line for each chosen figure."""
    asked = _arguments()
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"  # every side computes on the processor
    warnings.filterwarnings("ignore", module="sklearn")  # that it has not converged
    names = [name for name in FIGURES if asked.only.lower() in name.lower()]
    if asked.list:
        print(*names, sep="\n")
        return 0
    if not names:
        print(f"no figure has {asked.only!r} in its name; --list shows them", file=sys.stderr)
        return 1
    for name in names:
        load = os.getloadavg()
        found = figure(FIGURES[name], 1 if asked.quick else SEEDS)
        print(found.line(name, load, is_quick=asked.quick), flush=True)
    return 0


def _arguments() -> argparse.Namespace:
    summary = str(__doc__).splitlines()[0]
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--only", default="", metavar="NAME", help="those with this in their name")
    parser.add_argument("--list", action="store_true", help="print the names and end")
    parser.add_argument("--quick", action="store_true", help="one seed, to see that it works")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
