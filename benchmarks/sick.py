"""How good the advice of `dm.diagnose` is on sick networks; `make sick` runs it.

    python benchmarks/sick.py                     all networks
    python benchmarks/sick.py --only clip wine    those with one of these words in problem or data
    python benchmarks/sick.py --fixes             whether each known fix gains enough

It follows the first advice literally on each sick network, and checks that no healthy one gets
any. The goals: the advice names 90 % of the problems and fixes 85 %, without a false alarm.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import _sick_held_out
import _sick_networks
from _sick_training import Case, Outcome, apply_known_fix, check_healthy, follow_advice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LEAST_NAMED, _LEAST_FIXED = 0.9, 0.85
_PROCESSES = 2
# each process computes with one thread: two of them share two cores
_THREADS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def main() -> int:
    """Print a line for each network and the shares; 0 if the advice is good enough."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", metavar="WORD", help="in problem or data")
    parser.add_argument("--fixes", action="store_true", help="try the known fixes instead")
    asked = parser.parse_args()
    os.environ |= dict.fromkeys(_THREADS, "1") | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    good = True
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool:

        def outcomes(train: Callable[[Case], Outcome], cases: Sequence[Case]) -> list[Outcome]:
            return [_shown(outcome) for outcome in pool.map(train, cases)]

        for name, part in (("development", _sick_networks), ("held out", _sick_held_out)):
            sick, healthy = _chosen(part.SICK, part.HEALTHY, asked.only)
            if asked.fixes:
                good &= all(outcome.is_good for outcome in outcomes(apply_known_fix, sick))
                continue
            print(f"\n{name}: {len(sick)} sick, {len(healthy)} healthy", flush=True)
            good &= _are_good(name, outcomes(follow_advice, sick), outcomes(check_healthy, healthy))
    return int(not good)


def _chosen(
    sick: dict[str, list[tuple[str, ...]]], healthy: list[tuple[str, str]], words: Sequence[str]
) -> tuple[list[Case], list[Case]]:
    """The sick and the healthy networks with one of the words in problem or data."""
    cases = [
        Case(data, f"{layers} ; {settings}", problem, fix, tuple(also))
        for problem, rows in sick.items()
        for data, layers, settings, fix, *also in rows
    ]
    cases += [Case(data, spec) for data, spec in healthy]
    if words:
        cases = [one for one in cases if any(w in f"{one.problem}, {one.data}" for w in words)]
    return [one for one in cases if one.problem], [one for one in cases if not one.problem]


def _shown(outcome: Outcome) -> Outcome:
    print(outcome.line, flush=True)
    return outcome


def _are_good(name: str, sick: Sequence[Outcome], healthy: Sequence[Outcome]) -> bool:
    """Print the shares; whether they reach the goals."""
    count = max(len(sick), 1)
    named = sum(outcome.is_named for outcome in sick) / count
    fixed = sum(outcome.is_good for outcome in sick) / count
    alarms = sum(not outcome.is_good for outcome in healthy)
    print(
        f"{name}: named {named:.3f}, followed {fixed:.3f} of {len(sick)} sick; "
        f"{alarms} false alarms on {len(healthy)} healthy",
        flush=True,
    )
    return not alarms and (not sick or (named >= _LEAST_NAMED and fixed >= _LEAST_FIXED))


if __name__ == "__main__":
    sys.exit(main())
