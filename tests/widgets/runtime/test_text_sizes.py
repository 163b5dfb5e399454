"""Sizes of text: a few, all by the size of a notebook's content, which a person can change."""

import re

import pytest

from support import TESTS

PROJECT = TESTS.resolve().parent
WIDGETS = PROJECT / "src" / "densemodel" / "widgets"
SHEETS = [*WIDGETS.glob("css/*.css"), *PROJECT.glob("js/widgets/*/*.css")]
TOKENS = WIDGETS / "css" / "tokens.css"
SIZE = re.compile(r"^\s*font(?:-size)?:\s*([^;]+);", re.MULTILINE)
"""The value of each `font` and `font-size`."""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_sets_sizes_of_text_by_the_tokens_alone(sheet):
    others = [size for size in SIZE.findall(sheet.read_text()) if "var(--dm-size" not in size]
    assert set(others) <= {"inherit", "inherit !important"}


def test_there_are_at_most_four_sizes_of_text_by_that_of_the_content():
    sizes = dict(re.findall(r"(--dm-size[\w-]*): ([^;]+);", TOKENS.read_text()))
    assert len(sizes) <= 4
    assert "--jp-content-font-size1, 14px" in sizes["--dm-size"]
    assert all("var(--dm-size)" in size for name, size in sizes.items() if name != "--dm-size")
