"""Every message has a golden file in messages/: the text, a line of dashes, the message.

After a change, `DENSEMODEL_REFRESH_MESSAGES=1 pytest tests/spec/test_messages.py` writes them
anew; read the difference before it is committed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from densemodel.errors import SpecError
from densemodel.spec import parse, parse_cell

sys.path.insert(0, str(Path(__file__).parent))

from message_cases import CASES, NAMES, ONE, SETTINGS

FOLDER = Path(__file__).parent / "messages"
REFRESH = "DENSEMODEL_REFRESH_MESSAGES" in os.environ
LONGEST_TEXT = 2_000
"A longer text is not written into its golden file."


def golden(text: str, message: str) -> str:
    shown = text if len(text) <= LONGEST_TEXT else f"({len(text):,} characters)"
    return f"{shown}\n{'-' * 40}\n{message}\n"


def read(name: str) -> None:
    if name in SETTINGS:
        parse("784 -> 10 ; adam").with_settings(CASES[name])
    elif name in ONE:
        parse(CASES[name], NAMES)
    else:
        parse_cell(CASES[name], NAMES)


@pytest.mark.parametrize("name", CASES)
def test_message_is_as_its_golden_file_says(name: str) -> None:
    with pytest.raises(SpecError) as caught:
        read(name)
    found = golden(CASES[name], str(caught.value))
    path = FOLDER / f"{name}.txt"
    if REFRESH:
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found


def test_no_golden_file_is_unused() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(CASES)


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
