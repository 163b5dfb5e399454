import re

import pytest
from playwright.sync_api import expect

from support.browser.lab_notebook import PROJECT

pytestmark = pytest.mark.browser

LOAD = f"""
import sys; sys.path.insert(0, {str(PROJECT / "demo_notebooks")!r})
%load_ext densemodel
from mnist import load_mnist
(x_train, y_train), (x_test, y_test) = load_mnist()
x_train, y_train, x_test = x_train[:6000] / 255, y_train[:6000], x_test[:100] / 255
"""
CELL = """%%densemodel digits -x x_train -y y_train
784 -> 50 relu -> 50 relu -> 10 softmax
epochs 100000 ; patience off"""
STATE = "run = %densemodel run digits\nprint(run.state, end='')"
POINTS = """() => Math.max(0, ...[...document.querySelectorAll('.dm-panel path.line')]
    .map(path => (path.getAttribute('d') || '').split(/[ML]/).length - 1))"""


CONTRAST = """panel => {
    const light = css => {
        const parts = css.match(/[0-9.]+/g).slice(0, 3).map(part => part / 255);
        const [r, g, b] = parts.map(c => c <= 0.04 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const style = getComputedStyle(panel);
    const [low, high] = [light(style.color), light(style.backgroundColor)].sort((a, b) => a - b);
    return {contrast: (high + 0.05) / (low + 0.05), background: light(style.backgroundColor)};
}"""


@pytest.fixture(autouse=True)
def no_error_is_logged(open_notebook):
    """A view that raises is dropped and its error logged: no test may leave one behind."""
    yield
    for notebook in open_notebook.opened:
        assert notebook.stderr() == ""


def open_digits(open_notebook, cell=CELL, **options):
    notebook = open_notebook([LOAD, cell, "1 + 1", ""], **options)
    notebook.run(0)
    notebook.run(1, timeout=120)
    return notebook


def button(notebook, name):
    return notebook.output(1).get_by_role("button", name=name, exact=True)


def test_sliders_start_curve_another_cell_stop_and_restart(open_notebook):
    notebook = open_digits(open_notebook)
    page = notebook.page
    expect(button(notebook, "Start")).to_be_visible()
    expect(button(notebook, "Stop")).to_be_hidden()
    check_sliders(notebook)
    button(notebook, "Start").click()
    expect(button(notebook, "Stop")).to_be_visible()

    page.wait_for_function(f"({POINTS})() > 20", timeout=60_000)
    first = page.evaluate(POINTS)
    page.wait_for_function(f"({POINTS})() > {first}", timeout=60_000)

    notebook.run(2)
    assert notebook.text(2) == "2"
    notebook.wait_for_answer(STATE, "running", scratch_cell=3)

    button(notebook, "Stop").click()
    expect(button(notebook, "Resume")).to_be_visible()
    expect(button(notebook, "Restart")).to_be_visible()
    notebook.wait_for_answer(STATE, "stopped", scratch_cell=3)
    assert int(notebook.ask("print(run.step_losses.step_count, end='')", scratch_cell=3)) > 0
    shape = notebook.ask(
        "digits.predict(x_test[:5].reshape(-1, 784), verbose=0).shape", scratch_cell=3
    )
    assert shape == "(5, 10)"

    check_double_clicks(notebook)
    check_restart(notebook)


def check_sliders(notebook):
    """A setting of each kind is set by key."""
    panel = notebook.output(1)
    expect(panel).to_contain_text("4,200 rows to train on")
    split = panel.get_by_role("slider").first
    for _ in range(4):
        split.press("ArrowRight")
    expect(panel.locator(".dm-facts")).to_contain_text("3,000 rows to train on, 3,000 to")
    patience = panel.get_by_role("slider").nth(1)
    patience.press("ArrowLeft")
    epochs = panel.get_by_role("spinbutton")
    epochs.fill("90000")
    epochs.press("Enter")


def check_double_clicks(notebook):
    """The second click must not land on the button that took the first one's place.

    Both clicks have left the browser before the cell that asks does.
    """
    button(notebook, "Resume").dblclick()
    expect(button(notebook, "Stop")).to_be_visible()
    notebook.wait_for_answer("run.state", "'running'", scratch_cell=3)
    button(notebook, "Stop").dblclick()
    expect(button(notebook, "Resume")).to_be_visible()
    notebook.wait_for_answer("run.state", "'stopped'", scratch_cell=3)


def check_restart(notebook):
    """It asks, by keyboard as well, and begins again with what was set."""
    panel = notebook.output(1)
    settings = "(run.spec.settings.split, run.spec.settings.patience, run.spec.settings.epochs)"
    notebook.wait_for_answer(settings, "(0.5, 500, 90000)", scratch_cell=3)
    button(notebook, "Restart").press("Enter")
    expect(panel).to_contain_text(re.compile(r"Restart discards [\d,]+ epochs? of training"))
    # the focus goes with the buttons, so a keyboard can go on
    expect(panel.locator(".dm-question").get_by_role("button").first).to_be_focused()
    button(notebook, "Cancel").press("Enter")
    expect(button(notebook, "Restart")).to_be_focused()
    button(notebook, "Restart").press("Enter")
    question = panel.locator(".dm-question:not(.dm-ask-name)")
    question.get_by_role("button").first.press("Escape")
    expect(question).to_be_hidden()
    expect(button(notebook, "Restart")).to_be_focused()
    notebook.ask("before = run.history", scratch_cell=3)
    button(notebook, "Restart").click()
    panel.locator(".dm-question").get_by_role("button", name="Restart", exact=True).click()
    expect(button(notebook, "Stop")).to_be_visible()
    notebook.wait_for_answer(
        "run.state, run.history is before", "('running', False)", scratch_cell=3
    )
    button(notebook, "Stop").click()
    expect(button(notebook, "Restart")).to_be_visible()
    notebook.wait_for_answer(
        f"run.state, {settings}", "('stopped', (0.5, 500, 90000))", scratch_cell=3
    )


def test_stop_answers_while_the_cell_waits(open_notebook):
    notebook = open_notebook([LOAD, CELL.replace("y_train\n", "y_train --wait\n"), "", ""])
    notebook.run(0)
    notebook.run(1, wait=False)
    expect(button(notebook, "Stop")).to_be_visible(timeout=60_000)
    notebook.page.wait_for_function(f"({POINTS})() > 2", timeout=60_000)
    button(notebook, "Stop").click()
    notebook.wait_until_ended(1)
    assert notebook.text(1).count("Stopped") == 1
    saved_line = notebook.output(1).locator(".dm-line", has_text="digits: Stopped")
    expect(saved_line).to_be_hidden()  # the panel says it
    notebook.reload()
    expect(button(notebook, "Resume")).to_be_visible()
    expect(saved_line).to_be_hidden()
    check_a_reopened_file(notebook)


def check_a_reopened_file(notebook):
    """Where the panel was, its sentence stands, and no word of a widget that is not found."""
    notebook.wait_for_answer(STATE, "stopped", scratch_cell=3)
    notebook.restart_kernel()
    notebook.reload()
    expect(notebook.output(1).get_by_text("digits: Stopped")).to_be_visible()
    for lost in notebook.output(1).get_by_text("Error displaying widget").all():
        expect(lost).to_be_hidden()


def check_no_tensorflow_line_and_no_traceback(notebook):
    kinds = [output["output_type"] for output in notebook.outputs(1)]
    assert "stream" not in kinds
    notebook.set_source(3, "%%densemodel d -x x_train -y y_train\n784 -> 50 rellu -> 10 softmax")
    notebook.run(3)
    shown = notebook.output(3).inner_text()
    assert "unknown word 'rellu'" in shown
    assert "^^^^^" in shown
    assert "did you mean 'relu'?" in shown
    assert "Traceback" not in shown


def test_a_user_sees_no_tensorflow_line_and_no_traceback_and_the_panel_of_a_run(open_notebook):
    cell = CELL.replace("epochs 100000 ; patience off", "epochs 6 ; batch 128 ; patience 2")
    # a kernel that loads TensorFlow here
    notebook = open_digits(open_notebook, cell, height=1100, kernel="python3")
    check_no_tensorflow_line_and_no_traceback(notebook)
    button(notebook, "Start").click()
    expect(button(notebook, "Restart")).to_be_visible(timeout=120_000)
    panel = notebook.output(1)
    expect(panel).to_contain_text("Best epoch: ")
    expect(panel).to_contain_text("784 → 50 relu → 50 relu → 10 softmax")
    expect(panel.get_by_role("img").first).to_be_visible()
    notebook.select(3)
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        colours = panel.locator(".dm-panel").evaluate(CONTRAST)
        assert colours["contrast"] > 7
        assert (colours["background"] > 0.5) == (theme == "light")
        assert notebook.screenshot(f"first-model-{theme}", notebook.cell(1)).stat().st_size > 0
