"""Each command of docs/claims.md exists, and the page that a claim is from has its numbers."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "docs" / "claims.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "repeat it" not in line
]
COMMANDS = sorted({command for *_, commands in ROWS for command in re.findall("`(.+?)`", commands)})


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_exists(command):
    program, what, *more = shlex.split(command)
    if program == "make":
        assert what in TARGETS
        tests = [word for value in more for word in value.removeprefix("ARGS=").split()]
        assert [word for word in tests if word != "HEADLESS=1" and not (ROOT / word).exists()] == []
    else:
        assert program == ".venv/bin/python"
        names = (ROOT / what).read_text(encoding="utf-8")
        assert not more or (more[0] == "--only" and more[1] in names)


@pytest.mark.parametrize(("claim", "where", "_"), ROWS)
def test_each_claim_is_made_where_it_says(claim, where, _):
    page = where.strip("`") if "`" in where else re.sub(r".*\((.+?)(#.*)?\)", r"docs/\1", where)
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [n for n in re.findall(r"\d[\d.,]*\d|\d", claim) if n not in text] == []
