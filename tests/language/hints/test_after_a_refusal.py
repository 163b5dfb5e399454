"""Hints explain a refusal: what a correct text means depends on none of them."""

import sys
from pathlib import Path

import pytest

from densemodel.errors import SpecError
from densemodel.language import hints, parse_cell
from support.language.examples import EXAMPLES, NAMES
from support.language.random_specs import random_specs

FOLDER = str(Path(hints.__file__).parent)


def hints_asked(text):
    """The functions of hints that run while a text is parsed."""
    asked = []

    def profile(frame, event, _):
        if event == "call" and frame.f_code.co_filename.startswith(FOLDER):
            asked.append(frame.f_code.co_qualname)

    sys.setprofile(profile)
    try:
        parse_cell(text, NAMES)
    except SpecError:
        asked.append("refused")
    finally:
        sys.setprofile(None)
    return asked


def test_a_correct_text_asks_for_no_hint():
    texts = [*(text for text, *_ in EXAMPLES.values()), *random_specs(300, seed=5)]
    asked = {text: functions for text in texts if (functions := hints_asked(text))}
    assert asked == {}


@pytest.mark.parametrize("text", ["784 -> conv(8, 3) -> 10", "784 -> 10 ; adam 0.1"])
def test_a_refused_text_asks_for_hints(text):
    asked = hints_asked(text)
    assert len(asked) > 1
    assert asked[-1] == "refused"
