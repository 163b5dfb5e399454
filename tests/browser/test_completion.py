"""Completion as a person meets it: Tab in a cell of a real JupyterLab."""

import pytest
from playwright.sync_api import expect

from densemodel.language import ACTIVATIONS

pytestmark = pytest.mark.browser

FIRST = "%%densemodel digits"


def complete(notebook, text, more=""):
    """Write a cell, ask for completions at its end, type more; the list that is shown."""
    notebook.set_source(1, text)
    notebook.cell(1).locator(".cm-content").click()
    keyboard = notebook.page.keyboard
    keyboard.press("Control+End")
    keyboard.press("Tab")
    shown = notebook.page.locator(".jp-Completer:visible")
    if more:
        expect(shown).to_be_visible()
        keyboard.type(more)
    return shown


def source(notebook):
    return notebook.cell(1).locator(".cm-content").inner_text()


def test_tab_shows_the_words_of_the_language_with_their_help(open_notebook):
    notebook = open_notebook(["%load_ext densemodel\nn_cols = 9", ""])
    notebook.run(0)
    shown = complete(notebook, f"{FIRST}\n784 -> 50 re")
    expect(shown).to_be_visible()
    first = shown.locator(".jp-Completer-item").first
    expect(first).to_contain_text("relu")
    expect(first).to_contain_text(ACTIVATIONS["relu"].help)
    for item in shown.locator(".jp-Completer-typeExtended").all():
        # on one line, within the list
        assert item.evaluate("help => help.scrollHeight <= help.clientHeight + 2")
    notebook.screenshot("completion")
    notebook.page.keyboard.press("Enter")
    expect(notebook.cell(1).locator(".cm-content")).to_contain_text("784 -> 50 relu")

    # a near match takes the place of what was typed
    shown = complete(notebook, f"{FIRST}\n784 -> 50 rellu")
    expect(shown.locator(".jp-Completer-item").first).to_contain_text("relu")
    notebook.page.keyboard.press("Enter")
    expect(notebook.cell(1).locator(".cm-line").last).to_have_text("784 -> 50 relu")

    # words of the cell itself are no completions
    shown = complete(notebook, f"{FIRST}\nrelu_width: 784 -> 50 re")
    expect(shown.locator(".jp-Completer-match")).to_have_text(["relu", "relu6", "reshape"])

    shown = complete(notebook, f"{FIRST} --")
    expect(shown).to_contain_text("--wait")
