"""Every message that a run raises has a golden file: what was done, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from run_mistakes import CASES
from watched_runs import WATCHED, said

from densemodel.errors import DenseModelError

if TYPE_CHECKING:
    from conftest import GoldenFiles


@pytest.mark.parametrize("name", CASES)
def test_message_is_as_its_golden_file_says(name: str, golden: GoldenFiles) -> None:
    done, act = CASES[name]
    with pytest.raises(DenseModelError) as caught:
        act()
    golden.check(name, done, f"{type(caught.value).__name__}: {caught.value}")


@pytest.mark.parametrize("name", WATCHED)
def test_messages_of_what_only_training_shows(name: str, golden: GoldenFiles) -> None:
    done, act = WATCHED[name]
    run = act()
    found = [finding for finding in run.findings if finding.where == "training"]
    assert len(found) == 1
    assert len(found[0].message) <= 240
    golden.check(name, done, said(run))


def test_no_golden_file_is_unused(golden: GoldenFiles) -> None:
    assert golden.names == {*CASES, *WATCHED}
