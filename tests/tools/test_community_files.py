"""Files that strangers look for, and the paper: they are there, and what they name exists."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LED_TO = ("CODE_OF_CONDUCT.md", "SUPPORT.md", "GOVERNANCE.md")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*LED_TO, "CONTRIBUTING.md", "SECURITY.md", "README.md"])
def test_a_page_is_there_and_its_links_lead_to_files(name):
    files = re.findall(r"\]\((?!https://)([^)#\s]+)", read(name))
    assert [file for file in files if not (ROOT / file).exists()] == []
    assert name != "CONTRIBUTING.md" or set(LED_TO) <= set(files)


def test_the_paper_cites_what_its_bibliography_has_and_all_of_it():
    cited = re.findall(r"@([a-z]+\d{4}[a-z]+)", read("paper.md"))
    entries = dict(
        re.findall(r"^@\w+\{(\w+),$(.*?)^\}$", read("paper.bib"), re.MULTILINE | re.DOTALL)
    )
    assert set(cited) == set(entries)
    assert all(re.search(r"\b(doi|url) = \{", fields) for fields in entries.values())


def test_the_paper_has_the_title_and_the_authors_that_are_cited():
    _, head, text = read("paper.md").split("---\n", 2)
    paper, cited = yaml.safe_load(head), yaml.safe_load(read("CITATION.cff"))
    assert paper["title"].startswith(f"{cited['title']}: ")
    names = [author["name"] for author in cited["authors"]]
    assert [author["name"] for author in paper["authors"]] == names
    assert 750 <= len(text.split()) <= 1750  # what the journal asks for
