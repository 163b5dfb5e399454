import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect
from sklearn.datasets import load_sample_images

from support.browser.panel_on_page import PanelOnPage

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
from pathlib import Path
from tempfile import mkdtemp
import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_images
photos, random = Path(mkdtemp()) / "photos", np.random.default_rng(0)
for name, photo in zip(("temple", "flower"), load_sample_images().images):
    (photos / name).mkdir(parents=True)
    for number in range(80):
        side = random.integers(40, 120)
        top, left = random.integers(0, 427 - side), random.integers(0, 640 - side)
        Image.fromarray(photo[top:top + side, left:left + side]).save(
            photos / name / f"{number:02}.jpg")
(photos / "temple" / "<b>broken.jpg").write_bytes(b"x")"""
CELL = """%%densemodel sights --folder photos
32x32x3 -> scale / 255 -> 2*(conv 8 relu -> max 2) -> gavg -> auto softmax ; epochs 6"""


def test_a_folder_of_photographs_is_trained_on_and_shown(open_notebook):
    notebook = open_notebook([LOAD, CELL, ""])
    notebook.run(0)
    notebook.run(1, timeout=120)
    panel = PanelOnPage(notebook.output(1))
    expect(panel.box).to_contain_text("160 pictures of 2 classes: flower 80, temple 80")
    expect(panel.box).to_contain_text("1 file left out: temple/<b>broken.jpg is not a JPEG")
    notebook.screenshot("pictures-ready", panel.box)
    panel.press("Start", then="Restart")
    panel.open_tab("Images")
    expect(panel.box.locator(".dm-wall-canvas:visible")).to_be_visible()
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"pictures-wall-{theme}", panel.box)
    check_an_image_of_ones_own(notebook, panel)
    assert notebook.stderr() == ""
    assert notebook.console.found == []


def check_an_image_of_ones_own(notebook, panel):
    """The pad takes a photograph in its colours, and the network answers."""
    panel.open_tab("Draw")
    pad = panel.box.locator(".dm-draw")
    file = io.BytesIO()
    Image.fromarray(load_sample_images().images[1]).save(file, "JPEG")
    photograph = {"name": "flower.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    pad.locator("input[type=file]").set_input_files(photograph)
    expect(pad.locator(".dm-draw-words")).to_have_text(re.compile(r"^(flower|temple), \d"))
    expect(pad.locator(".dm-draw-similar li")).to_have_count(5)
    for theme in ("dark", "light"):
        notebook.set_theme(theme)
        notebook.screenshot(f"pictures-pad-{theme}", panel.box)
