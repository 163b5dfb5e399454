"""Keras code in a cell, as a person meets it: the spec below, and a button that copies the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from lab_notebook import OpenNotebook

pytestmark = pytest.mark.browser

CODE = """\
%%densemodel digits
model = Sequential()
model.add(Dense(8, activation='relu', input_shape=(4,)))
model.add(Dense(3, activation='softmax'))
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, y_train, epochs=2)
"""
FIRST = "%%densemodel digits -x x_train -y y_train"
SPEC = "4 -> 8 relu -> 3 softmax ; adam"


def test_a_click_copies_the_cell_that_says_the_same(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(["%load_ext densemodel", CODE, ""])
    notebook.run(0)
    notebook.run(1, wait=False)
    output = notebook.output(1)
    expect(output).to_contain_text(SPEC, timeout=60_000)
    expect(output).to_contain_text(FIRST)
    output.get_by_role("button", name="Copy the cell", exact=True).click()
    expect(output.get_by_role("button", name="Copied", exact=True)).to_be_visible()
    notebook.screenshot("keras-code", output)
    notebook.cell(2).locator(".cm-content").click()
    notebook.page.keyboard.press("Control+V")
    expect(notebook.cell(2).locator(".cm-content")).to_contain_text(SPEC)
    expect(notebook.cell(2).locator(".cm-content")).to_contain_text(FIRST)
