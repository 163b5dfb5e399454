"""What is said when a table is read: the case file holds the code and the findings."""

import re
from pathlib import Path

import numpy as np
import pytest

from densemodel.data.columns._read_rows import read_like, read_table_columns
from densemodel.data.columns._table import fit
from densemodel.data.findings._finding import Findings
from support.case_files import CaseFile, called
from support.data.raw_tables import NAMES, small_table

CASES = CaseFile(Path(__file__).parent / "cases" / "messages_of_tables.txt").cases


def lines(raw, findings):
    assert (raw is None) == findings.refused
    return "\n".join(
        f"{one.severity} {one.where}: {one.message}" + (f"  [{one.accept}]" if one.accept else "")
        for one in findings
    )


def read(table, kinds=None, orders=None):
    findings = Findings()
    return lines(read_table_columns(table, "x", findings, kinds, orders=orders), findings)


def later(rows):
    findings = Findings()
    table = read_table_columns(small_table(), "x", Findings(), {"day": "date"})
    return lines(read_like(rows, fit(table, np.arange(3)), "x_new", findings), findings)


def names():
    return NAMES | {"x": small_table(), "read": read, "later": later}


@pytest.mark.parametrize("name", CASES)
def test_findings_are_as_their_case_says(name, cases):
    cases.check(name, CASES[name].given, called(CASES[name].given, names()))


@pytest.mark.parametrize("name", CASES)
def test_a_message_has_two_sentences_at_most(name):
    for line in CASES[name].expected.splitlines():
        assert len(re.findall(r"\. [A-Z]", line)) <= 1
        assert len(line) <= 240
