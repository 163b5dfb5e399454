import re
from pathlib import Path

import pytest

import densemodel as dm

README = Path(__file__).resolve().parents[2] / "README.md"


def words_of_the_tables():
    """What stands in code in the first column of the README's tables on the language."""
    text = README.read_text(encoding="utf-8")
    section = text.split("\n## The language on one screen\n")[1].split("\n## ")[0]
    cells = [re.split(r"(?<!\\)\|", line)[1] for line in section.splitlines() if line[:1] == "|"]
    return [code.replace("\\|", "|") for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("words", words_of_the_tables())
def test_what_the_readme_shows_of_the_language_is_understood(words):
    as_network, as_layer, as_clause = words, f"784 -> {words} -> 10", f"784 -> 10 ; {words}"
    refusals = []
    for text in (as_network, as_layer, as_clause):
        try:
            dm.parse(text, names={"n_cols": 9})
        except dm.SpecError as error:
            refusals.append(str(error))
    assert len(refusals) < 3, refusals[-1]
