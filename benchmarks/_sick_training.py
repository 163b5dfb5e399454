"""Trains a sick network before and after the first advice, or a healthy one."""

import re
import warnings
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from _data import DATA
from sklearn.metrics import r2_score

import densemodel as dm
from densemodel.language import with_words

_LEAST_SKILL = 0.35
_LEAST_GAIN = 0.4
"Of what was missing to a skill of 1."

PROBLEMS = {
    "vanishing gradient": r"vanish|gradient",
    "exploding": r"explod|gradient|\binit|weights (are|start|begin)|\bgrow",
    "dead by bias": r"\bbias",
    "dead by rate": r"\blr\b|\brate\b|learning rate",
    "dead by init": r"\binit|weights (start|begin)",
    "saturated": r"saturat|at (their|its|the) ends?\b|\bflat",
    "symmetric": r"symmetr|\b(same|equal|alike|identical)\b",
    "clip": r"\bclip",
    "l1 or l2": r"\bl[12]\b|penalt|regulari",
    "drop": r"\bs?drop",
    "rate too high": r"(?=.*(\blr\b|\brate\b))(?=.*(large|high|big|jump|smaller|lower))",
    "rate too low": r"(?=.*(\blr\b|\brate\b))(?=.*(small|low|tiny|little|larger|higher))",
    "too few steps": r"(?=.*\b(steps?|epochs?|evaluations?)\b)(?=.*\b(few|more|short|only|too)\b)",
    "bottleneck": r"bottleneck|narrow|squeez"
    r"|\b([1-4]|one|two|three|single) (hidden )?(units?|numbers?)\b",
    "linear": r"linear|\bcurve|no hidden layer|without (an )?activation|straight",
    "last layer": r"last layer|target norm|\brange\b|\breach|between 0 and 1|below (0|the mean)",
    "unscaled inputs": r"\bnorm\b|\bscale\b|unscaled|\bcolumns? of x\b",
    "overfitting": r"overfit|memori|by heart|validation loss.*(ris|rose|gr[eo]w|worse)",
    "underfitting": r"underfit|too small|(too )?few units|more units|wider|larger network",
    "sorted rows": r"(?=.*(validat|split|held out|held back))"
    r"(?=.*(order|sorted|last|differ|other|shuffl|chance|never|not (like|as)))",
    "not a number": r"\bnorm\b|\bscale\b|\blr\b|\brate\b|\bclip\b|\binit\b|explod",
}
"""What names a problem, in the message or the fix of a finding."""


@dataclass(frozen=True)
class Case:
    """A network and its data; a healthy one has no problem."""

    data: str
    spec: str
    problem: str = ""
    fix: str = ""
    "Words that are known to fix it. The advice may have others."
    also: tuple[str, ...] = ()
    "Other problems that the advice may name instead."

    def __str__(self):
        """What a report calls it."""
        return f"{self.problem or 'healthy'}, {self.data}: {self.spec}"


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    line: str
    "Of the report."
    is_good: bool
    "Whether a sick network gained enough, or a healthy one got no advice."
    is_named: bool = False
    "Whether the first finding names the problem."


def follow_advice(case):
    """Train, follow the first advice literally, and train again on the same data."""
    began = perf_counter()
    run, findings = _train(case.spec, case)
    before = after = _skill(run)
    is_named = has_gained = False
    advice = "no finding"
    if findings:
        first = findings[0]
        advice = f"[{first.accept}] {first.message}"
        is_named = _names_problem(first, case)
        spec = None
        with suppress(dm.SpecError):  # a finding may have no fix, or one that does not fit
            spec = first.apply_to(dm.parse(case.spec) if run is None else run.spec)
        if spec is not None:
            after = _skill(_train(spec, case)[0])
            has_gained = _is_gain(before, after)
    marks = f"{'named' if is_named else 'NOT  '} {'won ' if has_gained else 'LOST'}"
    seconds = perf_counter() - began
    line = f"{marks} {before:7.3f} -> {after:6.3f} {seconds:5.1f} s  {case}: {advice}"
    return Outcome(line, has_gained, is_named)


def check_healthy(case):
    """Train, and look for advice although nothing is wrong."""
    began = perf_counter()
    run, findings = _train(case.spec, case)
    # a note is for information: it says that the network learns
    offers = [one for one in findings if one.accept and one.severity != "repair"]
    advice = "; ".join(f"[{one.accept}] {one.message}" for one in offers)
    skill, seconds = _skill(run), perf_counter() - began
    line = f"{'ALARM' if advice else 'clear'} {skill:7.3f} {seconds:5.1f} s  {case}"
    return Outcome(f"{line}: {advice}" if advice else line, not advice)


def apply_known_fix(case):
    """Train, and train again with the known fix."""
    spec = with_words(dm.parse(case.spec), case.fix)
    if spec is None:
        return Outcome(f"LOST {case}: {case.fix!r} does not fit", is_good=False)
    before, after = (_skill(_train(one, case)[0]) for one in (case.spec, spec))
    has_gained = _is_gain(before, after)
    mark = "won " if has_gained else "LOST"
    return Outcome(f"{mark} {before:7.3f} -> {after:6.3f}  {case}", has_gained)


def _train(spec, case):
    """The run, None if it failed, and what is found in it.

    It trains without XLA, so that the numbers are the same each time.
    """
    x, y = DATA[case.data]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dm.DenseModelWarning)
        try:
            run = dm.train(spec, x, y, jit_compile=False)
        except dm.TrainingError as error:
            return None, error.findings
    return run, dm.diagnose(run).findings


def _skill(run):
    """What the best weights gain over the baseline on validation rows, 1 at most.

    The baseline is the most common class or the mean; it is what a run that failed has.
    """
    if run is None:
        return 0.0
    bound = run.bound
    x, y = bound.x[bound.validation_rows], bound.y[bound.validation_rows]
    predicted = np.asarray(run.model.predict(x, verbose=0, batch_size=1024), np.float64)
    if bound.task.kind == "regression":
        y_true = np.asarray(y, np.float64).reshape(len(predicted), -1)
        return float(r2_score(y_true, np.nan_to_num(predicted.reshape(y_true.shape))))
    training = bound.y[bound.training_rows]
    if bound.task.kind == "labels":
        common, y_pred = np.asarray(training).mean(axis=0) >= 0.5, predicted > 0.5
    else:
        common, y = np.bincount(_classes(training)).argmax(), _classes(y)
        y_pred = predicted.argmax(axis=1) if predicted.shape[-1] > 1 else predicted.ravel() > 0.5
    accuracy, baseline = float((y_pred == y).mean()), float((common == y).mean())
    return (accuracy - baseline) / max(1 - baseline, 1e-9)


def _classes(y):
    is_one_hot = y.ndim > 1 and y.shape[1] > 1
    return y.argmax(axis=1) if is_one_hot else y.ravel().astype(int)


def _is_gain(before, after):
    return after >= _LEAST_SKILL and after - before >= _LEAST_GAIN * (1 - before)


def _names_problem(finding, case):
    text = f"{finding.message} | {finding.accept}"
    patterns = (PROBLEMS[problem] for problem in (case.problem, *case.also))
    return any(re.search(pattern, text, re.IGNORECASE | re.DOTALL) for pattern in patterns)
