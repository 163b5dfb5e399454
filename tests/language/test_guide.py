"""The user's guide is as its generator makes it, and shows nothing that does not work."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from densemodel.errors import SpecError
from densemodel.language import (
    ACTIVATIONS,
    CLAUSES,
    COLUMN_KINDS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    parse,
    parse_cell,
)

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
BLOCKS = [block for language, block in FENCED if language in {"", "densemodel"}]


@pytest.fixture
def generator(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    before = set(sys.modules)
    module = importlib.import_module("language_page")
    for name in set(sys.modules) - before:
        monkeypatch.delitem(sys.modules, name)
    return module


def test_the_guide_is_up_to_date(generator):
    assert generator.text() == GUIDE, "docs/language.md is out of date: run make docs"


@pytest.mark.parametrize("block", [block for block in BLOCKS if "^" not in block])
def test_every_example_is_a_cell(block):
    assert parse_cell(block)


def test_the_error_is_as_it_is_shown():
    error, of_keras = (block for block in BLOCKS if "^" in block)
    code, _, message = of_keras.partition("\n\n")
    for text, shown in ((error.split("\n")[1].strip(), error), (code, message)):
        with pytest.raises(SpecError) as caught:
            parse(text)
        assert str(caught.value) == shown.strip()


def table(heading):
    """The code in the first column of the tables under a heading, up to the next."""
    section = re.split(r"\n##+ ", GUIDE.split(f" {heading}\n")[1])[0]
    rows = [line.split(" | ")[0] for line in section.split("\n") if line.startswith("| `")]
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row)]


def test_every_row_of_the_clauses_works():
    clauses = table("The clauses") + table("Learning rates that change") + table("Initialisers")
    for clause in clauses:
        source = "table" if clause.startswith(COLUMN_KINDS) else "784"
        assert parse(f"{source} -> 10 ; {clause}").clauses
    assert {clause.split()[0] for clause in clauses} >= set(CLAUSES) - {"optimizer"}


SOURCES = frozenset({"784", "28x28x1", "auto", "table", "base frozen", "base unfrozen"})
"Inputs, which are no layers, and a model of the notebook."


def test_every_row_of_the_network_works():
    items = [item for item in table("The network") if item not in SOURCES]
    for item in items:
        assert parse(f"28x28x1 -> {item}").network.stages


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Activations", ACTIVATIONS),
        ("Optimizers", OPTIMIZERS),
        ("Losses", LOSSES),
        ("Metrics", METRICS),
    ],
)
def test_every_word_of_a_table_is_named(heading, words):
    assert table(heading) == list(words)


def test_every_layer_schedule_and_initialiser_is_named():
    assert {layer.example for layer in LAYERS.values()} <= set(table("The network"))
    rates = table("Learning rates that change")
    assert rates == [f"lr {one.example}" for one in SCHEDULES.values()]
    names = [written.split()[1].split(":")[0] for written in table("Initialisers")]
    assert names == list(INITIALIZERS)


def test_the_parameter_counts_are_true():
    section = GUIDE.split("## Examples\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \|.*\| ([\d,]+) \|$", section, re.MULTILINE)
    assert len(rows) >= 10
    for spec, count in rows:
        assert f"{parse(spec).parameter_count:,}" == count
