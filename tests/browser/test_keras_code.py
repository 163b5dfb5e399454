"""Keras code in a cell, as a person meets it: the spec below, and a button that puts it in."""

import pytest
from playwright.sync_api import expect

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


def test_a_click_puts_the_spec_into_the_cell(open_notebook):
    notebook = open_notebook(["%load_ext densemodel", CODE, ""])
    notebook.run(0)
    notebook.run(1, wait=False)
    output = notebook.output(1)
    expect(output).to_contain_text(SPEC, timeout=60_000)
    expect(output).to_contain_text(FIRST)
    notebook.screenshot("keras-code", output)
    output.get_by_role("button", name="Use this spec", exact=True).click()
    expect(output.get_by_role("button", name="Done", exact=True)).to_be_visible()
    text = notebook.cell(1).locator(".cm-content")
    expect(text).to_contain_text(SPEC)
    expect(text).to_contain_text(FIRST)
    expect(text).not_to_contain_text("Sequential")
    text.click()
    notebook.page.keyboard.press("Control+Z")
    expect(text).to_contain_text("Sequential")
