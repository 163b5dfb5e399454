"""The names that the front end declares, to be held against Python's."""

import re

from support import TESTS

JS = TESTS.parent / "js"
WIDGETS = JS / "widgets"


def own_traits(widget):
    """A widget class's own synced traits, without its script and style."""
    return set(widget.class_own_traits(sync=True)) - {"_esm", "_css"}


def typescript_fields(place, interface):
    """The names of an interface's own fields; `place` is a widget's folder or a file in `js`."""
    text = _text(place)
    body = re.search(
        rf"interface {interface}(?: extends \w+)? {{(.*?)^}}", text, re.DOTALL | re.MULTILINE
    )
    assert body, f"{place} declares no {interface}"
    return set(re.findall(r"^  (\w+)\??:", body[1], re.MULTILINE))


def typescript_names(folder, constant):
    """The strings in a list."""
    found = re.search(rf"\b{constant} = \[(.*?)\]", _text(folder), re.DOTALL)
    assert found, f"{folder} has no {constant}"
    return set(re.findall(r'"(\w+)"', found[1]))


def _text(place):
    path = JS / place if "." in place else WIDGETS / place / "model.ts"
    return path.read_text(encoding="utf-8")
