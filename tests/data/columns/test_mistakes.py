"""What people do with tables, and what they are told: programs and findings side by side."""

import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from densemodel.data import bind
from densemodel.data.columns._read_rows import read_like
from densemodel.data.columns._table import TableEncoding
from densemodel.data.findings._finding import Findings
from densemodel.errors import DenseModelError
from support.case_files import CaseFile
from support.data.people import CITIES, PEOPLE, people

CASES = CaseFile(Path(__file__).parent / "cases" / "mistakes.txt")
SPEC = "table -> 8 relu -> auto"
LONGEST = 300


class MessagesOf:
    """Runs a program, and collects what it is told."""

    def __init__(self, program):
        self.lines = []
        self.offers = []
        x, y = people()
        exec(program, {**NAMES, "x": x, "y": y, "check": self.check, "predict": self.predict})  # noqa: S102

    def check(self, x, y, *, spec=SPEC, later=None):
        try:
            bound = bind(spec, x, y, validation_data=later)
        except DenseModelError as error:
            self.lines += ["error: " + line for line in str(error).splitlines()]
            return
        self.lines += map(line_of, bound.findings)
        self.offers += [(spec, found) for found in bound.findings if found.accept]

    def predict(self, x, y, rows):
        table = bind(SPEC, x, y).spec.table
        assert isinstance(table, TableEncoding)
        findings = Findings()
        read_like(rows, table, "x_new", findings)
        self.lines += map(line_of, findings)


def line_of(found):
    accept = f"  [{found.accept}]" if found.accept else ""
    return f"{found.severity} {found.where}: {found.message}{accept}"


NAMES = {
    "np": np,
    "pd": pd,
    "pl": pl,
    "N": PEOPLE,
    "CITY": CITIES,
    "ZIPS": np.random.default_rng(9).choice([501, 1201, 2108, 7030, 8540, 6510, 3820, 4401, 5602,
        6902, 7712, 9017], PEOPLE, p=[.3, .02, .15, .03, .2, .05, .02, .03, .1, .04, .03, .03]),
    "MONTHS": [
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ],
    "FIRST": ["Ann", "Bob", "Cas", "Dee", "Eva", "Fay", "Gus", "Hal", "Ivy"],
    "WORDS": ["good", "fine", "broken", "small", "great"],
    "read_csv": lambda text, **options: pd.read_csv(io.StringIO(text), **options),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES.cases)
def test_common_mistakes_get_their_message(name):
    program = CASES.cases[name].given
    lines = MessagesOf(program).lines
    CASES.check(name, program, "\n".join(lines))


@pytest.mark.parametrize("name", CASES.cases)
def test_a_message_has_two_sentences_at_most(name):
    lines = CASES.cases[name].expected.splitlines()
    for line in lines:
        assert len(re.findall(r"[.?!] [A-Z]", line)) <= 1
        assert len(line) <= LONGEST
        ours = re.sub(r"put None|header=None", "", line)
        assert not re.search(r"np\.|\bnan\b|dtype|None\b(?!')|Traceback", ours)


@pytest.mark.parametrize("name", CASES.cases)
def test_each_mistake_has_a_message_that_valid_data_lack(name):
    usual = set(MessagesOf("check(x, y)").lines)
    assert [line for line in CASES.cases[name].expected.splitlines() if line not in usual]


def test_what_a_finding_offers_changes_the_spec():
    for case in CASES.cases.values():
        for spec, finding in MessagesOf(case.given).offers:
            assert str(finding.apply_to(spec)) != str(spec)


def test_there_are_as_many_as_are_promised():
    assert len(CASES.cases) >= 62
