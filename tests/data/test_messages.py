"""What is said of data: the case file holds the data, the spec and the findings of each case."""

import functools
import re

import pytest

from densemodel.data import bind
from densemodel.language import parse
from support.data.finding_cases import CASES, data_of


@pytest.fixture(autouse=True)
def as_much_is_free_everywhere(monkeypatch):
    monkeypatch.setattr("densemodel.data.read._memory.free_bytes", lambda: 8 * 10**9)


@functools.cache
def bound_of(name):
    text, x, y, later = data_of(name)
    return bind(parse(text), x, y, validation_data=later)


def line(finding):
    accept = f"  [{finding.accept}]" if finding.accept else ""
    return f"{finding.severity} {finding.where}: {finding.message}{accept}"


@pytest.mark.parametrize("name", CASES)
def test_findings_are_as_their_case_says(name, cases):
    cases.check(name, CASES[name].given, "\n".join(map(line, bound_of(name).findings)))


@pytest.mark.parametrize("name", CASES)
def test_a_finding_has_two_sentences_at_most(name):
    findings = bound_of(name).findings
    assert findings
    for finding in findings:
        assert len(re.findall(r"\. [A-Z]", finding.message)) <= 1
        assert len(finding.message) <= 240
        ours = re.sub(r"\[None\]|put None|np\.concatenate", "", finding.message)
        assert not re.search(r"np\.|nan|dtype|None", ours)


@pytest.mark.parametrize("name", CASES)
def test_words_that_a_finding_offers_fit_into_its_spec(name):
    """Into the spec as it was written, and into the one with the sizes of the data."""
    text, bound = data_of(name)[0], bound_of(name)
    for finding in bound.findings:
        if finding.accept:
            assert finding.apply_to(text) != parse(text)
            assert finding.apply_to(bound.spec) != bound.spec
