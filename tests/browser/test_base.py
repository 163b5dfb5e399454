"""A head on a frozen base, from Start to Score, in both themes."""

import pytest
from playwright.sync_api import expect

from support.browser.panel_on_page import PanelOnPage

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import keras, numpy as np
y = np.arange(120) % 3
x = np.random.default_rng(0).integers(0, 256, (120, 32, 32, 3)).astype("uint8")
x[np.arange(120), :, :, y] //= 8
y = np.array(["cyan", "magenta", "yellow"])[y]
keras.utils.set_random_seed(1)
base = keras.applications.MobileNetV2(
    weights=None, include_top=False, pooling="avg", alpha=0.35, input_shape=(32, 32, 3)
)
means = [one for one in base.layers if isinstance(one, keras.layers.BatchNormalization)]
for one in means:
    one.momentum = 0.0
base(x / 127.5 - 1, training=True)
for one in means:
    one.momentum = 0.999"""
CELL = """%%densemodel inks -x x -y y
base frozen -> drop 20% -> auto softmax ; epochs 40 ; patience off"""


def test_a_head_on_a_frozen_base(open_notebook):
    notebook = open_notebook([LOAD, CELL])
    notebook.run(0, timeout=120)
    notebook.run(1, timeout=180)
    panel = PanelOnPage(notebook.output(1))
    done = "the preprocessing of MobileNetV2 is part of the model: from 0 to 255 to -1 to 1"
    expect(panel.box).to_contain_text(done, ignore_case=True)
    panel.press("Start", then="Restart")
    for tab in ("Score", "Images", "Draw"):
        panel.open_tab(tab)
        for theme in ("dark", "light"):
            notebook.set_theme(theme)
            notebook.screenshot(f"base-{tab.lower()}-{theme}", panel.box)
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"base-cell-{theme}", notebook.output(1))
    assert notebook.stderr() == ""
    assert notebook.console.found == []
