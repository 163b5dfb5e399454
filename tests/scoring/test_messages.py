"""Every message of a question that is refused has a golden file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from asking_mistakes import CASES

from densemodel.errors import DataError

if TYPE_CHECKING:
    from conftest import GoldenFiles


@pytest.mark.parametrize("name", CASES)
def test_messages_are_as_their_golden_files_say(name: str, golden: GoldenFiles) -> None:
    asked, act = CASES[name]
    with pytest.raises(DataError) as caught:
        act()
    assert "\n" not in str(caught.value)
    golden.check(name, asked, f"{type(caught.value).__name__}: {caught.value}")


def test_messages_have_no_golden_file_too_many(golden: GoldenFiles) -> None:
    assert golden.names == set(CASES)
