"""Judges advice: whether the first finding names the illness, and whether following it cures it."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np
from sklearn.metrics import r2_score

import densemodel as dm
from densemodel.language import with_words

LEAST_SKILL = 0.35
"Of what there is to win over the baseline, after the advice was followed."
LEAST_WON = 0.4
"Of what was still to win before."


@dataclass(frozen=True)
class Sick:
    """A network that does not learn, and why."""

    name: str
    illness: str
    data: str
    spec: str
    cure: str
    "Words of the language that cure it: it is curable. Advice may have other words."
    why: str
    also: tuple[str, ...] = ()
    "Other illnesses that a fair reader may find here: answers that name one of them count too."


@dataclass(frozen=True)
class Healthy:
    """A network that learns what there is to learn, or data that tells little."""

    name: str
    data: str
    spec: str
    why: str = ""


NAMES = {
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
    "no non-linearity": r"linear|\bcurve|no hidden layer|without (an )?activation|straight",
    "last layer": r"last layer|target norm|\brange\b|\breach|between 0 and 1|below (0|the mean)",
    "unscaled inputs": r"\bnorm\b|\bscale\b|unscaled|\bcolumns? of x\b",
    "overfitting": r"overfit|memori|by heart|validation loss.*(ris|rose|gr[eo]w|worse)",
    "underfitting": r"underfit|too small|(too )?few units|more units|wider|larger network",
    "validation rows differ": r"(?=.*(validat|split|held out|held back))"
    r"(?=.*(order|sorted|last|differ|other|shuffl|chance|never|not (like|as)))",
    "not a number": r"\bnorm\b|\bscale\b|\blr\b|\brate\b|\bclip\b|\binit\b|explod",
}
"""What a fair reader takes for the name of an illness, in a finding's message or words."""


@dataclass(frozen=True)
class Judged:
    """What became of one sick network."""

    case: Sick
    first: object
    named: bool
    followed: bool
    before: float
    after: float
    seconds: float
    note: str = ""


@dataclass(frozen=True)
class Cleared:
    """What was said of one healthy network."""

    case: Healthy
    offers: tuple
    skill: float
    seconds: float

    @property
    def is_clear(self):
        return not self.offers


@dataclass(frozen=True)
class Shares:
    """How good the advice is."""

    sick: int
    named: float
    followed: float
    healthy: int
    alarms: int


@dataclass(frozen=True)
class Trained:
    """A run, or the findings of one that failed."""

    run: object
    findings: tuple = field(default=())

    @property
    def skill(self):
        """0 where no network came of it: that is the baseline's."""
        return 0.0 if self.run is None else skill_of(self.run)


def train(spec, rows):
    """Train as a person does, without XLA, so that the numbers are the same each time."""
    more = {} if rows.validation_data is None else {"validation_data": rows.validation_data}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dm.DenseModelWarning)
        try:
            return Trained(dm.train(spec, rows.x, rows.y, jit_compile=False, **more))
        except dm.TrainingError as error:
            return Trained(None, tuple(getattr(error, "findings", ())))


def skill_of(run):
    """What the best weights win over the baseline on the rows that validate, 1 at the most.

    The baseline is the most common class or, for numbers, their mean.
    """
    bound = run.bound
    assert bound is not None
    x, y = (part[bound.validation_rows] for part in (bound.x, bound.y))
    answers = np.asarray(run.model.predict(x, verbose=0, batch_size=1024), np.float64)
    if bound.task.kind == "regression":
        truth = np.asarray(y, np.float64).reshape(len(answers), -1)
        return float(r2_score(truth, np.nan_to_num(answers.reshape(truth.shape))))
    training = bound.y[bound.training_rows]
    if bound.task.kind == "labels":
        common = np.asarray(training).mean(axis=0) >= 0.5
        return _skill(float(((answers > 0.5) == y).mean()), float((common == y).mean()))
    known, numbers = _classes(training), _classes(y)
    common = np.bincount(known).argmax()
    guessed = answers.argmax(axis=1) if answers.shape[-1] > 1 else answers.ravel() > 0.5
    return _skill(float((guessed == numbers).mean()), float((common == numbers).mean()))


def _classes(y):
    y = np.asarray(y)
    is_one_hot = y.ndim == 2 and y.shape[1] > 1
    return y.argmax(axis=1) if is_one_hot else y.ravel().astype(int)


def _skill(accuracy, baseline):
    return (accuracy - baseline) / max(1 - baseline, 1e-9)


def is_won(before, after):
    """Whether enough was won by following advice."""
    return after >= LEAST_SKILL and after - before >= LEAST_WON * (1 - before)


def is_named(case, finding):
    """Whether a finding says what a fair reader takes for the name of the illness."""
    said = f"{finding.message} | {finding.accept}"
    accepted = (NAMES[illness] for illness in (case.illness, *case.also))
    return any(re.search(words, said, re.IGNORECASE | re.DOTALL) for words in accepted)


def findings_of(trained):
    """Those of the report or, where training failed, of the error."""
    return trained.findings if trained.run is None else dm.diagnose(trained.run).findings


def judge(case, data):
    """Train, ask, follow the first advice literally, and train again on the same data."""
    began = perf_counter()
    rows = data[case.data]()
    trained = train(case.spec, rows)
    before = trained.skill
    findings = findings_of(trained)
    none = Judged(case, None, False, False, before, before, 0.0, "no finding")  # noqa: FBT003
    if not findings:
        return replace(none, seconds=perf_counter() - began)
    first = findings[0]
    none = replace(none, first=first, named=is_named(case, first))
    spec = dm.parse(case.spec) if trained.run is None else trained.run.spec
    try:
        followed = first.apply_to(spec)
    except dm.SpecError as error:
        return replace(none, note=f"cannot be followed: {error}", seconds=perf_counter() - began)
    after = train(followed, rows).skill
    seconds = perf_counter() - began
    return replace(none, followed=is_won(before, after), after=after, seconds=seconds, note="")


def clear(case, data):
    """Train, and gather what is offered although nothing is wrong."""
    began = perf_counter()
    trained = train(case.spec, data[case.data]())
    offers = tuple(finding for finding in findings_of(trained) if finding.accept)
    return Cleared(case, offers, trained.skill, perf_counter() - began)


def cured(case, data):
    """The skill of a sick network, and that after its known cure."""
    rows = data[case.data]()
    sick = train(case.spec, rows)
    spec = with_words(dm.parse(case.spec), case.cure)
    assert spec is not None, f"{case.name}: {case.cure!r} fits nowhere"
    return sick.skill, train(spec, rows).skill


def shares(judged, cleared):
    """Sum up."""
    sick = max(len(judged), 1)
    return Shares(
        len(judged),
        sum(one.named for one in judged) / sick,
        sum(one.followed for one in judged) / sick,
        len(cleared),
        sum(not one.is_clear for one in cleared),
    )
