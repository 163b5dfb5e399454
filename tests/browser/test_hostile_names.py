"""Names of models, classes, columns and metrics show as text everywhere and run nothing."""

import json

import pytest
from playwright.sync_api import expect

from support.browser.classic_front_end import NBCLASSIC
from support.browser.lab_front_end import LAB
from support.browser.panel_on_page import SOON, PanelOnPage
from support.browser.voila_front_end import VOILA

pytestmark = pytest.mark.browser

NAMES = [
    '<img src=x onerror="window.hacked=1">',
    "</textarea><script>window.hacked=1</script>",
    "$x$ and $$y^2$$",
    "🦊 \\(z\\) **bold** `code`",
    "שלום עולם",
    "n" * 100,
]
LOAD = f"""%load_ext densemodel
import json
import numpy as np, pandas as pd
import densemodel as dm
from IPython.display import HTML
names = json.loads({json.dumps(NAMES)!r})
rng = np.random.default_rng(0)
x = pd.DataFrame(rng.normal(size=(300, 6)), columns=names)
y = np.array(names)[rng.choice(5, size=300, p=[0.4, 0.3, 0.1, 0.1, 0.1])]
gaps = x.copy()
gaps.iloc[7, 0] = np.nan
gaps.iloc[:, 2] = 1.0"""
NAMED = 'dm.TrainingPanel("auto -> 8 relu -> auto softmax ; epochs 3", x, y, name=" ".join(names))'
CLASSES = """%%densemodel שלום -x x -y y --train --wait
auto -> 8 relu -> auto softmax
epochs 3 ; patience off"""
REFUSED = 'dm.TrainingPanel("auto -> 8 relu -> auto softmax", gaps, y)'
RAISED = 'dm.train("auto -> 8 relu -> auto softmax", gaps, y)'
REPAIRED = """%%densemodel repaired -x gaps -y y
auto -> 8 relu -> auto softmax ; missing fill"""
METRICS = """import keras
model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1)])
metrics = [keras.metrics.MeanSquaredError(name=name) for name in names]
model.compile("adam", "mse", metrics=metrics)
values = x.to_numpy("float32")
dm.TrainingPanel(dm.train(model, values, values[:, 0], settings="epochs 3"))"""
# what such a name does where it is not shown as text; without it, that nothing happened would
# prove nothing
CONTROL = """HTML('<img src=x onerror="window.control=1"> $y^2$')"""
MATHS = "mjx-container, .MathJax, .MathJax_Preview, .katex"
RUN_BY_NOW = "() => window.control === 1"


def test_names_are_text_in_every_place_of_jupyterlab(open_notebook):
    cells = [LOAD, NAMED, CLASSES, REFUSED, RAISED, REPAIRED, METRICS, CONTROL, ""]
    notebook = open_notebook(cells, height=1300)
    for cell in range(len(cells) - 2):
        notebook.run(cell)
    check_named_panel(PanelOnPage(notebook.output(1)))
    check_classes(notebook.output(2))
    expect(notebook.output(3)).to_contain_text(f"column '{NAMES[0]}'")
    assert f"column '{NAMES[0]}'" in notebook.text(4)
    expect(notebook.output(5)).to_contain_text(NAMES[2])
    check_metrics(PanelOnPage(notebook.output(6)))
    notebook.screenshot("hostile-metrics", notebook.cell(6))
    ours = range(1, 7)
    notebook.run(7)
    check_nothing_ran(notebook, control=7, ours=ours)
    check_file(notebook, control=7, ours=ours)


@pytest.mark.parametrize("front_end", [NBCLASSIC, VOILA], ids=lambda kind: kind.name)
def test_names_are_text_in_a_panel_elsewhere(open_notebook, front_end):
    # Voila has its themes by address alone, and another test has the light one
    cells = [LOAD, NAMED, CONTROL]
    notebook = open_notebook(cells, front_end=front_end, theme="dark", height=1300)
    if front_end.run:
        for cell in range(3):
            notebook.run(cell)
    check_named_panel(PanelOnPage(notebook.output(1)))
    check_nothing_ran(notebook, control=2, ours=[1])


def check_named_panel(panel):
    """The run's name in the head; the classes, of which five are in y, at the foot."""
    expect(panel.box).to_contain_text(" ".join(NAMES), timeout=60_000)
    expect(panel.box.locator(".dm-facts")).to_contain_text("5 classes")
    assert_shown(panel.box.locator(".dm-facts"), NAMES[:5])
    panel.press("Start", then="Restart")
    for tab in panel.tabs():
        panel.open_tab(tab)
        expect(panel.box).to_contain_text(NAMES[0])


def check_classes(output):
    """The classes at the panel's foot, and in what the run says of them."""
    output.locator(".dm-facts summary").first.click()
    assert_shown(output.locator(".dm-facts").first, NAMES[:5])
    expect(output.locator(".dm-summary")).to_contain_text("Finished")
    expect(output.locator(".dm-header")).to_contain_text("שלום")


def check_metrics(panel):
    """The metrics above the curves, in the table of epochs and in the sentence."""
    for name in NAMES[:5]:
        expect(panel.button(name)).to_be_attached()
    assert_shown(panel.box.locator(".dm-summary"), NAMES)
    panel.open_tab("Epochs")
    table = panel.box.get_by_role("table")
    expect(table).to_be_visible()
    assert_shown(table, NAMES[:5])


def assert_shown(place, names):
    """Each name stands there as it is written."""
    text = place.inner_text()
    assert [name for name in names if name not in text] == []


def check_nothing_ran(notebook, control, ours):
    """By the time the control ran and was typeset, so would have what stands above it."""
    page = notebook.page
    page.wait_for_function(RUN_BY_NOW, timeout=SOON)
    if notebook.front_end is LAB:
        notebook.output(control).locator(MATHS).first.wait_for(timeout=SOON)
    assert page.evaluate("() => window.hacked") is None
    for cell in ours:
        place = notebook.output(cell)
        assert place.locator(MATHS).count() == 0
        assert place.locator("script, [onerror]").count() == 0


def check_file(notebook, control, ours):
    """What stays in the file shows them as text too."""
    notebook.restart_kernel()
    notebook.reload()
    expect(notebook.output(1)).to_contain_text(" ".join(NAMES))
    expect(notebook.output(2).get_by_text("Finished 3 epochs").first).to_be_visible()
    check_nothing_ran(notebook, control, ours)
    notebook.screenshot("hostile-file")
