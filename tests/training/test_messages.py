"""Every message that a run raises has a case: what is done, and what is said of it."""

import re
from pathlib import Path

import pytest

from densemodel.errors import DenseModelError
from support.case_files import CaseFile, called
from support.training import monitored_runs, run_mistakes

pytestmark = pytest.mark.tensorflow

CASES = CaseFile(Path(__file__).parent / "cases" / "messages.txt").cases
MONITORED = [name for name in CASES if name.startswith("watched_")]
ENDED = [name for name in CASES if name.startswith("sentence_")]


@pytest.mark.parametrize("name", [name for name in CASES if name not in {*MONITORED, *ENDED}])
def test_message_is_as_its_case_says(name, cases):
    given = CASES[name].given
    with pytest.raises(DenseModelError) as caught:
        called(given, vars(run_mistakes))
    cases.check(name, given, f"{type(caught.value).__name__}: {caught.value}")


@pytest.mark.parametrize("name", MONITORED)
def test_messages_of_what_only_training_shows(name, cases):
    given = CASES[name].given
    run = called(given, vars(monitored_runs))
    found = [finding for finding in run.findings if finding.where == "training"]
    assert len(found) == 1
    assert len(found[0].message) <= 240
    cases.check(name, given, monitored_runs.findings_text(run))


@pytest.mark.parametrize("name", ENDED)
def test_sentence_of_a_run_that_has_ended(name, cases):
    given = CASES[name].given
    sentence = called(given, vars(monitored_runs)).sentence
    # the loss differs between processors
    cases.check(name, given, re.sub(r"(loss) [\d.]+", r"\1 ...", sentence))
