"""The names that the front end declares, to be held against Python's."""

from __future__ import annotations

import re
from typing import Any

from support import TESTS

WIDGETS = TESTS.parent / "js" / "widgets"


def own_traits(widget: Any) -> set[str]:
    """A widget class's own synced traits, without its script and style."""
    return set(widget.class_own_traits(sync=True)) - {"_esm", "_css"}


def typescript_fields(folder: str, interface: str) -> set[str]:
    """The names of an interface's fields."""
    text = _model(folder)
    body = re.search(rf"interface {interface} {{(.*?)^}}", text, re.DOTALL | re.MULTILINE)
    assert body, f"{folder} declares no {interface}"
    return set(re.findall(r"^  (\w+)\??:", body[1], re.MULTILINE))


def typescript_names(folder: str, constant: str) -> set[str]:
    """The strings in a list."""
    found = re.search(rf"\b{constant} = \[(.*?)\]", _model(folder), re.DOTALL)
    assert found, f"{folder} has no {constant}"
    return set(re.findall(r'"(\w+)"', found[1]))


def _model(folder: str) -> str:
    return (WIDGETS / folder / "model.ts").read_text()
