"""Every message of a question that is refused has a case."""

from pathlib import Path

import pytest

from densemodel.errors import DataError
from support.case_files import CaseFile, called
from support.scoring import asking_mistakes

pytestmark = pytest.mark.tensorflow

CASES = CaseFile(Path(__file__).parent / "cases" / "messages.txt").cases


@pytest.mark.parametrize("name", CASES)
def test_message_is_as_its_case_says(name, cases):
    given = CASES[name].given
    with pytest.raises(DataError) as caught:
        called(given, vars(asking_mistakes))
    assert "\n" not in str(caught.value)
    cases.check(name, given, f"{type(caught.value).__name__}: {caught.value}")
