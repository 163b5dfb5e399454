"""What a cell means: drawn while the kernel lives, a picture and a table in the file."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LENET = (
    "28x28x1 -> conv 6 5x5 same tanh -> avg 2 -> conv 16 5x5 valid tanh -> avg 2 -> 120 tanh -> "
    "84 tanh -> 10 softmax"
)
DEEP = "784 -> 20*(100 relu drop 0.2) -> 10*(64 bn relu) -> 10 softmax"
CELLS = ["%load_ext densemodel", f"m = %densemodel {LENET}", f"deep = %densemodel {DEEP}"]
NOT_FOUND = "Error displaying widget"
OVERFLOWING = """() => [...document.querySelectorAll(".jp-OutputArea-output")]
    .filter(output => output.scrollWidth > output.clientWidth + 1).length"""


def test_every_layer_is_drawn_within_its_cell_and_a_picture_stays_without_the_kernel(
    open_notebook, tmp_path
):
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
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"echo-images-{theme}", notebook.output(1))
        notebook.screenshot(f"echo-deep-{theme}", notebook.output(2))
    check_file(notebook, tmp_path)


def check_file(notebook, folder):
    """A picture and a table are kept, and seen when the kernel is gone."""
    picture = notebook.output(1).locator("img[alt^='28x28x1']")
    table = notebook.output(1).locator("table")
    expect(picture).to_have_count(1)
    expect(picture).to_be_hidden()
    expect(table).to_be_hidden()
    notebook.restart_kernel()
    expect(picture).to_be_visible()
    expect(table).to_contain_text("conv 16 5x5 valid tanh")
    expect(notebook.output(1).locator(".dm-drawing")).to_be_hidden()
    notebook.screenshot("echo-in-the-file", notebook.output(1))

    notebook.reload()
    expect(picture).to_be_visible()
    expect(table).to_be_visible()
    expect(notebook.output(1).get_by_text(NOT_FOUND)).to_have_count(1)
    expect(notebook.output(1).get_by_text(NOT_FOUND)).to_be_hidden()
    saved = json.loads((notebook.server.root / notebook.name).read_text())
    assert "conv 16 5x5 valid tanh" in json.dumps(saved["cells"][1]["outputs"])
    file = folder / "saved.ipynb"
    file.write_text(json.dumps(saved))
    command = [sys.executable, "-m", "nbconvert", "--to", "html", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    page = notebook.page.context.new_page()
    page.goto(file.with_suffix(".html").as_uri(), wait_until="domcontentloaded")
    expect(page.locator("img[alt^='28x28x1']")).to_be_visible()
    expect(page.locator("table").first).to_contain_text("48,120")
    page.close()
