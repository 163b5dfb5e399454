"""A real VS Code with the Jupyter extension: `make vscode`. `make test` has a page like it."""

import json

import pytest
from playwright.sync_api import expect

from support.browser.jupyter_lab import JupyterLab
from support.browser.panel_life import CELLS, live_through
from support.browser.real_vscode import VSCodePages, serve

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def jupyter_lab(tmp_path_factory):
    """Give a Jupyter server that answers a page of another origin, as VS Code's is."""
    folder = tmp_path_factory.mktemp("jupyter")
    config = folder / "config" / "jupyter_server_config.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"ServerApp": {"allow_origin": "*"}}), encoding="utf-8")
    with JupyterLab.start(folder, OMP_NUM_THREADS="1") as server:
        yield server


@pytest.fixture
def ready_kernel():
    """Give the name of the kernel that VS Code offers first."""
    return "python3"


@pytest.fixture
def pages(tmp_path):
    """Give the pages of a browser with a profile of its own."""
    with VSCodePages.start(tmp_path) as pages:
        yield pages


@pytest.fixture(scope="module")
def front_end():
    """Give VS Code, which is served as long."""
    with serve() as front_end:
        yield front_end


@pytest.mark.timeout(600)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_panel_lives_in_vs_code(open_notebook, front_end, theme):
    notebook = open_notebook(CELLS, front_end=front_end, theme=theme, height=1500)
    live_through(notebook)


def test_a_cell_is_coloured(open_notebook, front_end):
    lines = open_notebook(CELLS, front_end=front_end).cell(1).locator(".view-lines")
    plain = lines.evaluate("lines => getComputedStyle(lines).color")
    for word in ("relu", "epochs"):
        expect(lines.get_by_text(word, exact=True)).not_to_have_css("color", plain)
