"""Judges the advice on all sick and healthy networks, in two processes; `make sick` calls it.

python run_bed.py                    all of them
python run_bed.py --only clip wine   those with one of the words in their name
python run_bed.py --cures            whether each known cure wins enough
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

PROCESSES = 2
LEAST_NAMED, LEAST_FOLLOWED, MOST_ALARMS = 0.9, 0.85, 0


@dataclass(frozen=True)
class Part:
    """A table of cases."""

    name: str
    sick: list
    healthy: list


def parts():
    import healthy_cases
    import kept_back
    import sick_cases

    return [
        Part("tried", sick_cases.SICK, healthy_cases.HEALTHY),
        Part("kept back", kept_back.SICK, kept_back.HEALTHY),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], metavar="WORD")
    parser.add_argument("--cures", action="store_true")
    chosen = parser.parse_args()

    def wanted(part):
        def some(cases):
            words = chosen.only
            return [case for case in cases if not words or any(w in case.name for w in words)]

        return Part(part.name, some(part.sick), some(part.healthy))

    # each process computes with one thread: two of them share two cores
    os.environ |= {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1",
                   "TF_NUM_INTEROP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}  # fmt: skip
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        work = _cures if chosen.cures else _advice
        well = [work(wanted(part), pool.map) for part in parts()]
    return int(not all(well))


def _advice(part, spread):
    import judge

    show(f"\n{part.name}: {len(part.sick)} sick, {len(part.healthy)} healthy")
    judged, cleared = [], []
    for one in spread(_judge, part.sick):
        judged.append(one)
        show(sick_line(one))
    for one in spread(_clear, part.healthy):
        cleared.append(one)
        show(healthy_line(one))
    shares = judge.shares(judged, cleared)
    show(f"{part.name}: {shares_line(shares)}")
    return is_enough(shares)


def _cures(part, spread):
    import judge

    well = True
    for case, (before, after) in zip(part.sick, spread(_cured, part.sick), strict=True):
        won = judge.is_won(before, after)
        well &= won
        show(f"{'won ' if won else 'LOST'} {before:7.3f} -> {after:6.3f}  {case.name}")
    return well


def show(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def is_enough(shares):
    """Whether the advice is as good as it has to be."""
    if shares.sick and (shares.named < LEAST_NAMED or shares.followed < LEAST_FOLLOWED):
        return False
    return shares.alarms <= MOST_ALARMS


def shares_line(shares):
    return (
        f"named {shares.named:.3f}, followed {shares.followed:.3f} of {shares.sick} sick; "
        f"{shares.alarms} false alarms on {shares.healthy} healthy"
    )


def sick_line(one):
    marks = f"{'named' if one.named else 'NOT  '} {'won ' if one.followed else 'LOST'}"
    advice = one.note if one.first is None else f"[{one.first.accept}] {one.first.message}"
    return (
        f"{marks} {one.before:7.3f} -> {one.after:6.3f} {one.seconds:5.1f} s  {one.case.illness:22}"
        f" {one.case.name}: {advice}"
    )


def healthy_line(one):
    said = "; ".join(f"[{found.accept}] {found.message}" for found in one.offers)
    mark = "clear" if one.is_clear else "ALARM"
    return f"{mark} {one.skill:7.3f} {one.seconds:5.1f} s  {one.case.name}{said and f': {said}'}"


def _judge(case):
    import judge

    return judge.judge(case, data())


def _clear(case):
    import judge

    return judge.clear(case, data())


def _cured(case):
    import judge

    return judge.cured(case, data())


def data():
    import bed_data
    import kept_back

    return bed_data.DATA | kept_back.DATA


if __name__ == "__main__":
    sys.exit(main())
