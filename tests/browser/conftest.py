import contextlib
import os

import pytest
from playwright.sync_api import expect

from support.browser.chromium_pages import ChromiumPages
from support.browser.jupyter_lab import JupyterLab
from support.browser.lab_notebook import PROJECT, OpenNotebook
from support.browser.panel_on_page import SOON
from support.browser.ready_kernels import ready_kernels

# five seconds, Playwright's own, are short on a machine that is busy with other things
expect.set_options(timeout=SOON)
# a network that trains while its page is looked at leaves the other cores to the page
_ONE_CORE = dict.fromkeys(
    ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)
collect_ignore = [] if "DENSEMODEL_VSCODE" in os.environ else ["test_vscode.py"]
_browser = pytest.StashKey[contextlib.ExitStack]()
_pages = pytest.StashKey[ChromiumPages]()
_failed = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def jupyter_lab(tmp_path_factory):
    """Give a JupyterLab server with a home, settings and notebooks of its own."""
    with JupyterLab.start(tmp_path_factory.mktemp("jupyter"), **_ONE_CORE) as server:
        yield server


@pytest.fixture(scope="session")
def ready_kernel(jupyter_lab, tmp_path_factory):
    """Give the name of a kernel spec whose kernels have TensorFlow loaded from the start."""
    with ready_kernels(tmp_path_factory.mktemp("kernels"), jupyter_lab.variables) as name:
        yield name


@pytest.fixture(scope="session")
def colab_kernel(jupyter_lab, tmp_path_factory):
    """Give the name of a kernel spec whose kernels are of Google Colab's versions."""
    folder = tmp_path_factory.mktemp("kernels")
    first = PROJECT / "build" / "colab-kernel"
    with ready_kernels(folder, jupyter_lab.variables, name="colab", first=first) as name:
        yield name


@pytest.fixture
def pages(request):
    """Give the pages of a Chromium that one browser test leaves to the next."""
    browser = request.session.stash.setdefault(_browser, contextlib.ExitStack())
    if _pages not in request.session.stash:
        request.session.stash[_pages] = browser.enter_context(ChromiumPages.start())
    return request.session.stash[_pages]


# Playwright keeps an event loop running in this thread for as long as it is started, and asyncio
# then refuses another: so it is stopped before a test that is not the browser's
@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Close the browser after the last of its tests in a row."""
    yield
    stash = item.session.stash
    if _pages in stash and (nextitem is None or not nextitem.get_closest_marker("browser")):
        del stash[_pages]
        stash[_browser].close()


@pytest.fixture
def open_notebook(jupyter_lab, ready_kernel, pages, request):
    """Give a function that opens a notebook; its kernel ends with the test."""
    opener = OpenNotebook(jupyter_lab, pages, ready_kernel)
    yield opener
    for notebook in opener.opened:
        if request.node.stash.get(_failed, False):
            notebook.screenshot(f"failed-{request.node.name}")
            notebook.page.close()
        notebook.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Let the fixtures know whether their test failed."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report
