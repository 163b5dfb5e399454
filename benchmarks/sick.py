"""How good the advice of `dm.diagnose` is on sick networks; `make sick` runs it.

    python benchmarks/sick.py                     all networks
    python benchmarks/sick.py --only clip wine    those with one of these words in problem or data
    python benchmarks/sick.py --fixes             whether each known fix gains enough

It follows the first advice literally on each sick network, and checks that no healthy one gets
any. The goals: the advice names 90 % of the problems and fixes 85 %, without a false alarm.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from _sick_training import Case, apply_known_fix, check_healthy, follow_advice

_LEAST_NAMED, _LEAST_FIXED = 0.9, 0.85
_PROCESSES = 2
# each process computes with one thread: two of them share two cores
_THREADS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def main():
    """Print a line for each network and the shares; 0 if the advice is good enough."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", metavar="WORD", help="in problem or data")
    parser.add_argument("--fixes", action="store_true", help="try the known fixes instead")
    asked = parser.parse_args()
    os.environ |= dict.fromkeys(_THREADS, "1") | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    good = True
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn")) as pool:

        def outcomes(train, cases):
            return [_shown(outcome) for outcome in pool.map(train, cases)]

        for name, file in (("development", "sick.txt"), ("held out", "sick_held_out.txt")):
            cases = list(_cases(Path(__file__).with_name(file), asked.only))
            sick = [case for case in cases if case.problem]
            healthy = [case for case in cases if not case.problem]
            if asked.fixes:
                good &= all(outcome.is_good for outcome in outcomes(apply_known_fix, sick))
                continue
            print(f"\n{name}: {len(sick)} sick, {len(healthy)} healthy", flush=True)
            good &= _are_good(name, outcomes(follow_advice, sick), outcomes(check_healthy, healthy))
    return int(not good)


def _cases(path, words):
    """The networks of a file, or those with one of the words in problem or data."""
    problem = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            problem = line.strip("[]")
        elif line and not line.startswith("#"):
            data, spec, *rest = line.split(" | ")
            if not words or any(word in f"{problem}, {data}" for word in words):
                yield _case(problem, data, spec, *rest)


def _case(problem, data, spec, fix="", also=""):
    others = tuple(also.split(", ")) if also else ()
    return Case(data, spec, "" if problem == "healthy" else problem, fix, others)


def _shown(outcome):
    print(outcome.line, flush=True)
    return outcome


def _are_good(name, sick, healthy):
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
