from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

# tests are folders, not packages: this lets them import the modules beside them
from support.browser.jupyter_lab import JupyterLab
from support.browser.lab_notebook import OpenNotebook
from support.browser.panel_on_page import SOON

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from playwright.sync_api import Browser

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# five seconds, Playwright's own, are short on a machine that is busy with other things
expect.set_options(timeout=SOON)
_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def jupyter_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    """Give a JupyterLab server with a home, settings and notebooks of its own."""
    with JupyterLab.start(tmp_path_factory.mktemp("jupyter")) as server:
        yield server


# Playwright keeps an event loop running in this thread for as long as it is started, and asyncio
# then refuses another: so it is started for a module of browser tests, never for the session
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give a Chromium without a window."""
    path = os.environ.get("DENSEMODEL_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_notebook(
    jupyter_lab: JupyterLab, chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[OpenNotebook]:
    """Give a function that opens a notebook; each is closed, its kernel with it, at the end."""
    opener = OpenNotebook(jupyter_lab, chromium)
    yield opener
    for notebook in opener.opened:
        if request.node.stash.get(_failed, False):
            notebook.screenshot(f"failed-{request.node.name}")
        notebook.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the fixtures know whether their test failed."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report
