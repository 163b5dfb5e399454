"""What a cell means, drawn while the kernel lives."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LENET = (
    "28x28x1 -> conv 6 5x5 same tanh -> avg 2 -> conv 16 5x5 valid tanh -> avg 2 -> 120 tanh -> "
    "84 tanh -> 10 softmax"
)
DEEP = "784 -> 20*(100 relu drop 0.2) -> 10*(64 bn relu) -> 10 softmax"
CELLS = ["%load_ext densemodel", f"m = %densemodel {LENET}", f"deep = %densemodel {DEEP}"]
OVERFLOWING = """() => [...document.querySelectorAll(".jp-OutputArea-output")]
    .filter(output => output.scrollWidth > output.clientWidth + 1).length"""


def test_every_layer_is_drawn_within_its_cell(open_notebook):
    notebook = open_notebook(CELLS, height=1900)
    for cell in range(len(CELLS)):
        notebook.run(cell)
    for cell in range(1, len(CELLS)):
        expect(notebook.output(cell).locator(".dm-drawing")).to_be_visible()
    assert notebook.output(1).locator(".dm-layer").count() == 9
    assert notebook.output(1).locator(".dm-window").count() == 4
    notebook.output(2).locator(".dm-unfold").click()
    assert notebook.output(2).locator(".dm-layer").count() == 72
    assert notebook.page.evaluate(OVERFLOWING) == 0
    notebook.select(0)
    notebook.screenshots("echo-images", notebook.output(1))
    notebook.screenshots("echo-deep", notebook.output(2))
