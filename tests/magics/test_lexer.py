"""What Pygments colours in a cell, and that nothing that is typed is an error."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest
from pygments.styles import get_style_by_name
from pygments.token import Error

from densemodel.magics._lexer import _TOKENS, CellLexer
from support.case_files import CaseFile

ROOT = Path(__file__).parents[2]
CASES = CaseFile(Path(__file__).parent / "cases" / "colours.txt")
KINDS = {token: kind for kind, token in _TOKENS.items()}
UNUSUAL = [
    "",
    "\n\n",
    "%",
    "%%",
    "%%densemodel",
    "\x00 ∑ \\ 'a\n\"",
    "3x",
    "{1..",
    "loss",
    "²³",
    "x = {'a': 1}",
]


def tokens(text):
    return list(CellLexer(stripnl=False, ensurenl=False).get_tokens(text))


def kinds(text):
    lines = [[]]
    for token, found in tokens(text):
        if found == "\n":
            lines.append([])
        elif not found.isspace() and KINDS.get(token) != "punctuation":
            lines[-1].append(f"{found}:{KINDS.get(token, 'text')}")
    return "\n".join(" ".join(line) for line in lines)


@pytest.mark.parametrize("name", list(CASES.cases))
def test_each_word_has_the_colour_of_its_kind(name):
    given = CASES.cases[name].given
    CASES.check(name, given, kinds(given))


@pytest.mark.parametrize("text", [*(case.given for case in CASES.cases.values()), *UNUSUAL])
def test_nothing_is_an_error_while_it_is_typed(text):
    for end in range(len(text) + 1):
        typed = text[:end]
        assert "".join(found for _, found in tokens(typed)) == typed
        assert Error not in {token for token, _ in tokens(typed)}


def test_pygments_finds_the_lexer_by_its_entry_point():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (place,) = project["entry-points"]["pygments.lexers"].values()
    module, name = place.split(":")
    assert getattr(importlib.import_module(module), name) is CellLexer
    assert CellLexer.aliases == ("densemodel",)


@pytest.mark.parametrize("setting", ["pygments_style", "pygments_dark_style"])
def test_the_documentation_colours_cells_with_enough_contrast(setting):
    settings = (ROOT / "docs" / "conf.py").read_text(encoding="utf-8")
    style = get_style_by_name(re.search(rf'^{setting} = "(\w+)"$', settings, re.MULTILINE)[1])
    plain = style.style_for_token(_TOKENS["name"])["color"]
    for kind, token in _TOKENS.items():
        colour = style.style_for_token(token)["color"] or plain
        assert kind == "blank" or contrast(colour, style.background_color[1:]) >= 4.5, kind


def contrast(*colours):
    """As WCAG defines it."""
    low, high = sorted(map(luminance, colours))
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
