"""A cell with a spec as it is typed, in JupyterLab and Notebook 7."""

import pytest
from playwright.sync_api import expect

from support.browser.lab_front_end import LAB, NOTEBOOK_7

pytestmark = pytest.mark.browser

SPEC = """# two layers
%%densemodel digits -x x_train -y df["a label"]
28x28 -> n_hidden relu drop 0.2 -> auto softmax ; adam lr 0.01 loss mse  # small"""
PYTHON = "def relu(max):\n    return max  # %%densemodel"

_CONTRASTS = """cell => {
    const context = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const luminance = colour => {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
            .map(part => part / 255)
            .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    };
    const behind = getComputedStyle(cell.querySelector('.jp-InputArea-editor')).backgroundColor;
    return [...cell.querySelectorAll('.cm-line span')].map(span => {
        const both = [getComputedStyle(span).color, behind].map(luminance);
        return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    });
}"""
"The contrast of WCAG between each word of a cell and what is behind it."


def coloured(notebook, cell):
    """The words of a cell that are drawn apart, each with its colour."""
    script = "spans => spans.map(span => [span.textContent, getComputedStyle(span).color])"
    return dict(notebook.cell(cell).locator(".cm-line span").evaluate_all(script))


@pytest.mark.parametrize("front_end", [LAB, NOTEBOOK_7], ids=lambda kind: kind.name)
def test_a_cell_with_a_spec_is_coloured_by_its_words(open_notebook, front_end):
    notebook = open_notebook([SPEC, PYTHON, "%densemodel help"], front_end=front_end)
    words = notebook.cell(0).locator(".cm-line span")
    expect(words.first).to_have_text("# two layers")
    found = coloured(notebook, 0)
    kinds = [found[word] for word in ("drop", "relu", "adam", "28x28", "n_hidden", "# small", "->")]
    assert len(set(kinds)) == len(kinds)
    assert found["n_hidden"] == found["x_train"]
    assert found["->"] == found[";"]
    notebook.run(1)  # the page then knows the kernel's language
    expect(notebook.cell(1).locator(".cm-line span").first).to_have_text("def")
    assert coloured(notebook, 1)["# %%densemodel"] != found["# small"]
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        assert min(notebook.cell(0).evaluate(_CONTRASTS)) >= 4.5
        notebook.screenshot(f"editor-{front_end.name}-{theme}")
    assert notebook.console.found == []


MARKS = ".cm-lintRange-error"
TYPO = "%%densemodel digits\n784 -> n_units rellu -> 10 softmax"


@pytest.mark.parametrize("front_end", [LAB, NOTEBOOK_7], ids=lambda kind: kind.name)
def test_mistakes_are_marked_while_one_types(open_notebook, front_end):
    cells = [TYPO, "%load_ext densemodel", "n_units = 50", "import time; time.sleep(4)"]
    notebook = open_notebook(cells, front_end=front_end)
    marks, size = notebook.cell(0).locator(MARKS), notebook.cell(0).locator(".dm-size")
    keyboard, tooltip = notebook.page.keyboard, notebook.page.locator(".cm-tooltip-lint")

    # without the extension nobody is asked
    notebook.run(2)
    expect(marks).to_have_count(0)
    notebook.run(1)
    expect(marks).to_have_text(["rellu"])
    marks.hover()
    expect(tooltip).to_contain_text("unknown word 'rellu'did you mean 'relu'?")
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        marks.hover()
        expect(tooltip).to_be_visible()
        notebook.screenshot(f"editor-mark-{front_end.name}-{theme}")
    tooltip.get_by_role("button", name="Use 'relu'").click()
    expect(notebook.cell(0).locator(".cm-line").last).to_contain_text("n_units relu")
    expect(marks).to_have_count(0)
    expect(size).to_have_text("39,760 parameters")

    # a page that is loaded again finds the kernel that knows us
    notebook.reload()
    expect(size).to_have_text("39,760 parameters")

    def type_at_end(text):
        notebook.cell(0).locator(".cm-content").click()
        keyboard.press("Control+End")
        keyboard.type(text)

    # beside a cell that runs; a kernel without subshells would be asked after it
    notebook.run(3, wait=False)
    type_at_end(" ; adm")
    expect(marks).to_have_text(["adm"])
    # by keys alone: the next mistake with its message, and the word of its hint
    keyboard.press("Control+Home")
    keyboard.press("F8")
    expect(tooltip).to_contain_text("did you mean 'adam'?")
    notebook.screenshot(f"editor-keys-{front_end.name}")
    keyboard.press("Control+.")
    expect(notebook.cell(0).locator(".cm-line").last).to_contain_text("softmax ; adam")
    expect(marks).to_have_count(0)
    notebook.wait_until_ended(3)

    # a new kernel knows nothing of us
    notebook.restart_kernel()
    type_at_end("m")
    expect(marks).to_have_count(0)
    words = notebook.cell(0).locator(".cm-line span")
    expect(words.nth(1)).to_have_text("densemodel")
    notebook.run(1)
    expect(marks).to_have_text(["n_units", "adamm"])
    assert notebook.stderr() == ""
    (session,) = notebook.server.request("/api/sessions")
    notebook.server.request(f"/api/kernels/{session['kernel']['id']}", "DELETE")
    type_at_end("m")
    expect(marks).to_have_count(0)
    expect(words.nth(1)).to_have_text("densemodel")
    assert notebook.console.found == []
