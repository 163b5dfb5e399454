"""The user's guide shows nothing that does not work, and its tables name what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from densemodel.errors import SpecError
from densemodel.spec import CLAUSES, LAYERS, parse, parse_cell
from densemodel.spec import _not_built as not_built

GUIDE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
WORKING, UNBUILT = GUIDE.split("## Not built yet")
BLOCKS = re.findall(r"```\n(.*?)```", WORKING, re.DOTALL)


@pytest.mark.parametrize("block", [block for block in BLOCKS if "^" not in block])
def test_every_example_is_a_cell(block: str) -> None:
    assert parse_cell(block)


def test_the_error_is_as_it_is_shown() -> None:
    (block,) = (block for block in BLOCKS if "^" in block)
    with pytest.raises(SpecError) as caught:
        parse(block.split("\n")[1].strip())
    assert str(caught.value) == block.strip()


def table(heading: str) -> list[str]:
    """The code in the first column of the tables under a heading."""
    section = WORKING.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.split("\n") if line.startswith("| ")]
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row)]


def test_every_row_of_the_clauses_works() -> None:
    clauses = table("The clauses")
    for clause in clauses:
        assert parse(f"784 -> 10 ; {clause}").clauses
    assert {clause.split()[0] for clause in clauses} >= set(CLAUSES) - {"optimizer"}


def test_every_row_of_the_network_works() -> None:
    items = table("The network")
    for item in items:
        assert parse(f"{item} -> 1" if item in {"784", "28x28"} else f"9 -> {item}").layers
    assert {word.split()[0] for item in items for word in re.findall(r"[a-z]+", item)} >= {
        *set(LAYERS) - {"dense"}
    }


def test_every_word_that_is_not_built_is_named() -> None:
    tables = (not_built.ITEMS, not_built.INPUTS, not_built.CLAUSES, not_built.SCHEDULES)
    for word in [word for words in tables for word in words]:
        assert f"`{word}`" in UNBUILT


def test_the_parameter_count_is_true() -> None:
    spec = parse("n_cols -> 50 relu -> 1 ; loss mse", names={"n_cols": 9})
    assert f"# {spec.parameter_count}," in GUIDE
    assert f"# {spec}\n" in GUIDE
