"""The pages on checks and thresholds: as their generators make them, with words that are valid."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from densemodel.language import parse

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")


@pytest.fixture
def generator(monkeypatch):
    return imported("checks_page", monkeypatch)


def imported(name, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    before = set(sys.modules)
    module = importlib.import_module(name)
    for new in set(sys.modules) - before:
        monkeypatch.delitem(sys.modules, new)
    return module


@pytest.mark.parametrize("name", ["checks_page", "thresholds_page"])
def test_a_page_is_up_to_date(name, monkeypatch):
    page = imported(name, monkeypatch)
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.text() == text, f"{page.PAGE.name} is out of date: run make docs"


def test_every_word_that_fixes_a_problem_is_one_of_the_language():
    section = PAGE.split("## Words that fix a problem\n")[1].split("\n## ")[0]
    words = re.findall(r"^\| `([^`]+)`( after the input)?", section, re.MULTILINE)
    assert len(words) == 9
    for word, after_the_input in words:
        assert parse(f"8 -> {word} -> 1" if after_the_input else f"8 -> 1 ; {word}")


def test_every_monitored_run_that_is_shown_has_its_message(generator):
    for name in generator.TRAINING:
        assert generator._lines_of(generator._RUNS, name)[0].startswith(
            ("offer: ", "refuse: ", "repair: ")
        )
