"""Every message of the language has a golden file: the text and what is said of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from densemodel.errors import SpecError
from densemodel.language import parse, parse_cell

if TYPE_CHECKING:
    from conftest import GoldenFiles

sys.path.insert(0, str(Path(__file__).parent))

from clause_cases import CASES as CLAUSE_CASES
from habit_cases import CASES as HABIT_CASES
from message_cases import CASES as PLAIN_CASES
from message_cases import NAMES, ONE, SETTINGS
from network_cases import CASES as NETWORK_CASES

CASES = PLAIN_CASES | CLAUSE_CASES | NETWORK_CASES | HABIT_CASES

LONGEST_TEXT = 2_000
"A longer text is not written into its golden file."


def read(name: str) -> None:
    if name in SETTINGS:
        parse("8x8x1 -> conv 3 -> 10 ; adam").with_settings(CASES[name])
    elif name in ONE:
        parse(CASES[name], NAMES)
    else:
        parse_cell(CASES[name], NAMES)


@pytest.mark.parametrize("name", CASES)
def test_message_is_as_its_golden_file_says(name: str, golden: GoldenFiles) -> None:
    with pytest.raises(SpecError) as caught:
        read(name)
    text = CASES[name]
    shown = text if len(text) <= LONGEST_TEXT else f"({len(text):,} characters)"
    golden.check(name, shown, str(caught.value))


def test_no_golden_file_is_unused(golden: GoldenFiles) -> None:
    assert golden.names == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_message_is_short_and_points_into_the_text(name: str) -> None:
    with pytest.raises(SpecError) as caught:
        read(name)
    error = caught.value
    assert len(error.problems) <= 20
    lines = error.text.split("\n")
    for problem in error.problems:
        assert problem.message
        assert len(problem.message) <= 110
        assert len(problem.hint) <= 110
        if error.text:
            assert problem.column + problem.length - 1 <= len(lines[problem.line - 1]) + 1
