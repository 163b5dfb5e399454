"""No data make binding or training fail in any way but by a plain sentence."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import densemodel as dm
from support.data import random_data as some

MANY = int(os.environ.get("DENSEMODEL_DATA", "200"))
"Data sets that each test binds; one in seven of them trains. `make fuzz` tries more."
BINDS = settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
TRAINS = settings(BINDS, max_examples=max(MANY // 7, 1))

LONGEST = 240
INTERNALS = re.compile(r"object at 0x|Traceback|\n|<class |<function |dtype\(|\bnp\.|Error\b")


def bound_or_none(text, x, y):
    """The bound data; None where the text is no spec."""
    try:
        return dm.bind(text, x, y)
    except dm.DenseModelError:
        return None


def check_findings(text, x, y):
    bound = bound_or_none(text, x, y)
    if bound is None:
        return
    for found in bound.findings:
        message = found.message
        assert message
        assert len(message) <= LONGEST, message
        assert len(re.findall(r"[.!?] [A-Z]", message)) <= 1, message
        assert not INTERNALS.search(message), message
        assert "\n" not in found.accept
    if not bound.refusals:
        assert bound.training_count
        assert np.isfinite(bound.y).all()
        # rows that missing drop leaves out keep their numbers, and their gaps
        used = np.concatenate([bound.training_rows, bound.validation_rows])
        assert np.isfinite(bound.x[used]).all()
        return
    with pytest.raises(dm.DataError):
        bound.require()


@given(st.data(), st.integers(0, some.MOST_ROWS), some.specs())
@BINDS
def test_any_error_has_two_short_sentences(data, rows, text):
    check_findings(text, data.draw(some.features(rows)), data.draw(some.labels(rows)))


@given(st.data(), st.integers(1, some.MOST_ROWS), some.specs())
@BINDS
def test_any_error_of_labels_alone_is_reported(data, rows, text):
    x = np.random.default_rng(0).normal(size=(rows, 3))
    check_findings(text, x, data.draw(some.label_arrays(rows)))


@given(st.data(), st.integers(1, some.MOST_ROWS), some.hidden_stages(), some.clauses())
@BINDS
def test_any_error_of_rows_alone_is_reported(data, rows, hidden, clauses):
    text = f"auto -> {hidden}auto{clauses}"
    check_findings(text, data.draw(some.features(rows)), np.arange(rows) % 3)


# How rows are split


@dataclass(frozen=True)
class Case:
    """Data with a split, and what is known of them."""

    text: str
    frame: Any
    "With the columns age, fare and team."
    y: Any
    rows_used: np.ndarray[Any, Any]
    "Places of the rows that are not dropped."

    @property
    def teams(self):
        return self.frame["team"].to_numpy()[self.rows_used]

    @property
    def classes(self):
        return np.unique(self.y, return_inverse=True)[1][self.rows_used]

    def sides(self):
        """Which of the kept rows train, and which validate; None if the data were refused."""
        bound = dm.bind(self.text, self.frame, self.y)
        if bound.refusals:
            return None
        # rows that are dropped are left out of the bound arrays, or out of both sides
        places = self.rows_used if len(bound.y) == len(self.y) else np.arange(len(self.rows_used))
        train, held = bound.training_rows, bound.validation_rows
        assert sorted([*train, *held]) == list(places)
        return np.searchsorted(places, train), np.searchsorted(places, held)


YS = {
    "auto softmax": lambda rng, rows: rng.integers(0, 4, rows),
    "auto softmax ; weights balanced": lambda rng, rows: np.array(list("abcd"))[
        rng.integers(0, 4, rows)
    ],
    "1 sigmoid": lambda rng, rows: rng.integers(0, 2, rows),
    "1": lambda rng, rows: rng.normal(size=rows),
}


@st.composite
def cases(draw, way="", last=""):
    """Data to split in this way: "last", "by team", or at random."""
    rows = draw(st.integers(1, some.MOST_ROWS))
    rng = draw(some.generators())
    last = last or draw(st.sampled_from(list(YS)))
    share = draw(st.sampled_from(["1%", "30%", "50%", "99%"]))
    frame = pd.DataFrame(rng.normal(size=(rows, 2)), columns=["age", "fare"])
    frame["team"] = rng.integers(0, 5, rows)
    text = f"auto -> {last} ; seed {draw(st.integers(0, 99))} ; split {share} {way}"
    missing = draw(st.sampled_from(["", "", "drop", "fill"]))
    rows_used = np.arange(rows)
    if missing:
        text += f" ; missing {missing}"
        frame.loc[rng.random(rows) < 0.2, "age"] = np.nan
        rows_used = np.flatnonzero(frame["age"].notna() | (missing == "fill"))
    return Case(text, frame, YS[last](rng, rows), rows_used)


@given(st.one_of(cases(), cases("last"), cases("by team")))
@BINDS
def test_every_row_is_on_one_side_and_neither_is_empty(case):
    sides = case.sides()
    if sides is None:
        return
    train, held = sides
    can_split = len(set(case.teams)) > 1 if "by team" in case.text else len(case.rows_used) > 1
    assert len(train)
    assert bool(len(held)) == can_split
    again = case.sides()
    assert again is not None
    assert np.array_equal(train, again[0])
    assert np.array_equal(held, again[1])


@given(cases(last="1"))
@BINDS
def test_numbers_without_a_fault_are_never_refused(case):
    assert case.sides() is not None or "missing" in case.text


@given(st.one_of(cases(last="auto softmax"), cases(last="1 sigmoid")))
@BINDS
def test_a_class_of_two_rows_or_more_is_on_both_sides(case):
    sides = case.sides()
    if sides is None or len(case.rows_used) < 2:
        return
    for number, count in enumerate(np.bincount(case.classes)):
        if count > 1:
            assert all(number in case.classes[side] for side in sides)


@given(cases("last"))
@BINDS
def test_the_last_rows_validate(case):
    sides = case.sides()
    if sides is not None and len(sides[1]):
        assert max(sides[0]) < min(sides[1])


@given(cases("by team"))
@BINDS
def test_a_group_is_on_one_side(case):
    sides = case.sides()
    if sides is not None:
        assert not set(case.teams[sides[0]]) & set(case.teams[sides[1]])


@given(
    st.integers(1, some.MOST_ROWS),
    st.sampled_from(list(YS)),
    st.sampled_from(["", "weights balanced"]),
)
@BINDS
def test_split_off_trains_on_all_rows(rows, last, clause):
    y = YS[last](np.random.default_rng(rows), rows)
    text = f"2 -> {last} ; split off ; {clause if 'weights' not in last else ''}"
    bound = dm.bind(text, np.ones((rows, 2)), y)
    if not bound.refusals:
        assert sorted(bound.training_rows) == list(range(rows))
        assert not len(bound.validation_rows)


# What is not refused trains

LAST = ["1", "1 sigmoid", "3 softmax", "3", "3 sigmoid", "1 relu"]
FITTING = {
    "1": [
        "numbers",
        "far",
        "huge",
        "in a column",
        "all the same",
        "whole numbers",
        "all different",
    ],
    "1 sigmoid": ["booleans", "rare", "all the same"],
    "3 softmax": ["classes", "sorted", "from 1", "one-hot booleans"],
    "3": ["columns", "classes", "flags"],
    "3 sigmoid": ["flags", "one-hot booleans"],
    "1 relu": ["gaps", "whole floats", "all different"],
}
CLAUSES = ["split off", "split 30%", "split 30% last", "split 30% by c0", "missing fill",
           "missing drop", "target norm", "weights balanced", "without c2"]  # fmt: skip


@st.composite
def nearly_healthy(draw):
    """Three columns with a few odd values at most, and labels that fit as a rule.

    The networks are few, so that most are compiled already.
    """
    rows = draw(st.integers(1, some.MOST_ROWS))
    x = draw(some.filled((rows, 3)))
    with np.errstate(over="ignore"):
        x = x.astype(draw(st.sampled_from(["f4", "f8"])), copy=False)
    if draw(st.booleans()):
        x = pd.DataFrame(x, columns=["c0", "c1", "c2"])
    last = draw(st.sampled_from(LAST))
    y = draw(some.label_arrays(rows, FITTING[last]))
    network = draw(st.sampled_from(["auto -> 4 relu", "auto -> norm -> 4 relu"]))
    return f"{network} -> {last}{draw(some.clauses(CLAUSES, 2))}", x, y


@pytest.mark.tensorflow
@given(nearly_healthy())
@TRAINS
def test_what_is_not_refused_trains_to_a_finite_loss_or_says_why_not(case):
    text, x, y = case
    bound = bound_or_none(text, x, y)
    if bound is None or bound.refusals:
        return
    try:
        run = dm.train(f"{text} ; epochs 1", x, y)
    except dm.DenseModelError:
        return
    assert run.state == "finished"
    assert np.isfinite(run.history["loss"]).all()
    assert all(np.isfinite(weights).all() for weights in run.model.get_weights())
