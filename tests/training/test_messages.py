"""Every message that a run raises has a case: what was done, and what is said of it."""

import pytest

from densemodel.errors import DenseModelError
from support.training.monitored_runs import MONITORED, findings_text
from support.training.run_mistakes import CASES

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize("name", CASES)
def test_message_is_as_its_case_says(name, cases):
    done, act = CASES[name]
    with pytest.raises(DenseModelError) as caught:
        act()
    cases.check(name, done, f"{type(caught.value).__name__}: {caught.value}")


@pytest.mark.parametrize("name", MONITORED)
def test_messages_of_what_only_training_shows(name, cases):
    done, act = MONITORED[name]
    run = act()
    found = [finding for finding in run.findings if finding.where == "training"]
    assert len(found) == 1
    assert len(found[0].message) <= 240
    cases.check(name, done, findings_text(run))


def test_no_case_is_missing_or_left_over(cases):
    cases.check_names({*CASES, *MONITORED})
