"""A kernel dies while it trains; the next one offers the run as a button of its cell."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from support.browser.lab_notebook import OpenNotebook

pytestmark = pytest.mark.browser

LOAD = """%load_ext densemodel
import numpy as np
x = np.random.default_rng(0).normal(size=(4000, 10)).astype("float32")
y = (x[:, 0] > 0).astype(int)"""
CELL = """%%densemodel lost -x x -y y
10 -> 16 relu -> 2 softmax ; epochs 100000 ; patience off"""
DIE = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def test_a_run_of_a_killed_kernel_comes_back_by_the_keyboard(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook([LOAD, CELL, DIE, ""], height=1300)
    notebook.run(0)
    notebook.run(1, timeout=120)
    output = notebook.output(1)
    output.get_by_role("button", name="Start", exact=True).click()
    left = notebook.server.root / "densemodels" / ".running"
    deadline = time.monotonic() + 60
    while not [*left.glob("lost-*.keras")]:
        assert time.monotonic() < deadline
        notebook.page.wait_for_timeout(50)
    notebook.run(2, wait=False)
    expect(output.get_by_text("the kernel is gone.").first).to_be_visible(timeout=60_000)
    notebook.page.get_by_role("button", name="Ok", exact=True).click()  # it has a new kernel by now
    notebook.wait_until_idle()
    notebook.run(0)
    notebook.run(1, timeout=120)

    button = output.get_by_role("button", name="Restore", exact=True)
    expect(button).to_be_visible()
    expect(output.get_by_role("alert")).to_contain_text("A run of lost was cut off after")
    notebook.screenshot("bring-back-offered", output)
    button.focus()
    notebook.page.keyboard.press("Enter")
    said = output.get_by_role("status").get_by_text(
        re.compile(r"lost is restored, with \d+ epochs? done\.")
    )
    expect(said).to_be_visible(timeout=30_000)
    expect(button).to_be_hidden()
    expect(output.get_by_role("button", name="Resume", exact=True)).to_be_enabled()
    expect(output.locator(".dm-summary-words")).to_contain_text("Stopped after")
    notebook.screenshot("bring-back-done", output)
    notebook.wait_for_answer("lost.count_params()", "210", scratch_cell=3)
    assert notebook.stderr() == ""
