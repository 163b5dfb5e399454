"""The rules by which JupyterLab colours a cell are those of the language."""

import editor_colours


def test_the_committed_rules_are_up_to_date():
    text = editor_colours.FILE.read_text(encoding="utf-8")
    assert text == editor_colours.text(), (
        f"{editor_colours.FILE.name} is out of date: run make build"
    )
