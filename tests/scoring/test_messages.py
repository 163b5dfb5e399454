"""Every message of a question that is refused has a case."""

import pytest

from densemodel.errors import DataError
from support.scoring.asking_mistakes import CASES

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize("name", CASES)
def test_message_is_as_its_case_says(name, cases):
    asked, act = CASES[name]
    with pytest.raises(DataError) as caught:
        act()
    assert "\n" not in str(caught.value)
    cases.check(name, asked, f"{type(caught.value).__name__}: {caught.value}")


def test_no_case_is_missing_or_left_over(cases):
    cases.check_names(CASES)
