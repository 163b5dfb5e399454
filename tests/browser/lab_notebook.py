"""A notebook that is open in a real JupyterLab in Chromium."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jupyter_lab import START_SECONDS, TOKEN, JupyterLab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Locator, Page

    Theme = Literal["light", "dark"]

PROJECT = Path(__file__).resolve().parents[2]
RESULTS = PROJECT / "test-results"

_THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
_READY = """path => {
    const app = window.jupyterapp;
    if (!app || document.querySelector('#jupyterlab-splash')) return false;
    const panel = app.shell.currentWidget;
    return panel?.context?.path === path && panel.sessionContext.isReady
        && panel.context.isReady;
}"""
_IDLE = (
    "() => window.jupyterapp.shell.currentWidget?.sessionContext?.kernelDisplayStatus === 'idle'"
)
_RUN = """index => {
    const app = window.jupyterapp;
    const {content} = app.shell.currentWidget;
    content.deselectAll();
    content.activeCellIndex = index;
    const ended = (window.endedCells ??= {});
    ended[index] = false;
    app.commands.execute('notebook:run-cell').finally(() => { ended[index] = true; });
}"""
_OUTPUTS = """index => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
    return cell.model.outputs.toJSON();
}"""
_SELECT = """index => {
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
}"""
_RESTART = """() => {
    const {sessionContext} = window.jupyterapp.shell.currentWidget;
    return sessionContext.session.kernel.restart();
}"""
_SET_SOURCE = """([index, source]) => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
    cell.model.sharedModel.setSource(source);
}"""


@dataclass
class Notebook:
    """A notebook that is open in the browser; cells are counted from 0."""

    page: Page
    "Playwright's page, for everything that has no method here"
    server: JupyterLab
    "the server that it lies on"
    name: str
    "the file's name"

    def run(self, cell: int, *, wait: bool = True, timeout: float = 60) -> None:
        """Run a cell.

        Args:
            cell: Its number.
            wait: Whether to wait until it has ended.
            timeout: Seconds to wait at most.
        """
        self.page.evaluate(_RUN, cell)
        if wait:
            self.wait_until_ended(cell, timeout=timeout)

    def wait_until_ended(self, cell: int, *, timeout: float = 60) -> None:
        """Wait until a cell that was run has ended."""
        ended = "index => window.endedCells[index]"
        self.page.wait_for_function(ended, arg=cell, timeout=timeout * 1000)

    def wait_until_idle(self, *, timeout: float = 60) -> None:
        """Wait until the kernel has nothing to do."""
        self.page.wait_for_function(_IDLE, timeout=timeout * 1000)

    def cell(self, cell: int) -> Locator:
        """Return the locator of a cell."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(cell)

    def output(self, cell: int) -> Locator:
        """Return the locator of all that stands below a cell, its widgets included."""
        return self.cell(cell).locator(".jp-Cell-outputWrapper")

    def outputs(self, cell: int) -> list[dict[str, Any]]:
        """Return a cell's outputs as the notebook file holds them."""
        outputs: list[dict[str, Any]] = self.page.evaluate(_OUTPUTS, cell)
        return outputs

    def text(self, cell: int) -> str:
        """Return what a cell printed and what it answered, as plain text."""
        parts = []
        for output in self.outputs(cell):
            if output["output_type"] == "error":
                parts.append("\n".join(output["traceback"]))
            else:
                parts.append(output.get("text") or output["data"].get("text/plain", ""))
        return re.sub(r"\x1b\[[0-9;]*m", "", "".join("".join(part) for part in parts))

    def ask(self, expression: str, *, scratch_cell: int, timeout: float = 60) -> str:
        """Let a cell show an expression and return the text of its answer.

        Args:
            expression: Python, as in ``"run.state"``.
            scratch_cell: The number of a cell whose source may be overwritten.
            timeout: Seconds to wait at most.
        """
        self.set_source(scratch_cell, expression)
        self.run(scratch_cell, timeout=timeout)
        return self.text(scratch_cell)

    def select(self, cell: int) -> None:
        """Make a cell the active one: a picture of another then has no tools on it."""
        self.page.evaluate(_SELECT, cell)

    def set_source(self, cell: int, source: str) -> None:
        """Overwrite what stands in a cell."""
        self.page.evaluate(_SET_SOURCE, [cell, source])

    def stderr(self) -> str:
        """Return what stands on stderr below any cell: an error of ours in a thread lands there."""
        count = self.page.locator(".jp-Notebook .jp-Cell").count()
        outputs = [output for cell in range(count) for output in self.outputs(cell)]
        return "".join(
            "".join(output["text"]) for output in outputs if output.get("name") == "stderr"
        )

    def reload(self) -> None:
        """Save the notebook and load the page anew; the kernel goes on."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        self.page.reload()
        self.page.wait_for_function(_READY, arg=self.name, timeout=START_SECONDS * 1000)

    def restart_kernel(self) -> None:
        """Restart the kernel, as from the menu but without its question."""
        self.page.evaluate(_RESTART)
        self.wait_until_idle()

    def screenshot(self, name: str, locator: Locator | None = None) -> Path:
        """Take a picture of the page, or of one part of it, into ``test-results/``.

        Args:
            name: The file's name, without its ending.
            locator: The part; the whole page if not given.
        """
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}.png"
        (locator or self.page).screenshot(path=path)
        return path

    def close(self) -> None:
        """Close the page and end its kernel."""
        self.page.context.close()
        for session in self.server.request("/api/sessions"):
            if session["path"] == self.name:
                self.server.request(f"/api/sessions/{session['id']}", "DELETE")


@dataclass
class OpenNotebook:
    """Opens notebooks; call it with the sources of the cells."""

    server: JupyterLab
    "where the notebooks are written to"
    browser: Browser
    "what shows them"
    opened: list[Notebook] = field(default_factory=list)
    "those opened so far"

    def __call__(
        self,
        cells: Sequence[str],
        *,
        theme: Theme = "light",
        width: int = 1280,
        height: int = 900,
    ) -> Notebook:
        """Write a notebook, open it, and return it when its kernel is idle.

        Args:
            cells: The sources of its code cells.
            theme: JupyterLab's light or dark theme.
            width: Of the browser's window, in pixels.
            height: Of the browser's window, in pixels.
        """
        # a name of its own for each: notebooks with one name would share a kernel
        name = f"notebook_{len(list(self.server.root.glob('*.ipynb')))}.ipynb"
        self.server.write(name, cells)
        context = self.browser.new_context(
            color_scheme=theme, viewport={"width": width, "height": height}
        )
        notebook = Notebook(context.new_page(), self.server, name)
        self.opened.append(notebook)
        page = notebook.page
        workspace = name.removesuffix(".ipynb")
        page.goto(f"{self.server.address}/lab/workspaces/{workspace}/tree/{name}?token={TOKEN}")
        page.wait_for_function(_READY, arg=name, timeout=START_SECONDS * 1000)
        _set_theme(page, theme)
        notebook.wait_until_idle()
        return notebook


def _set_theme(page: Page, theme: Theme) -> None:
    change = "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
    page.evaluate(change, _THEMES[theme])
    changed = "name => document.body.dataset.jpThemeName === name"
    page.wait_for_function(changed, arg=_THEMES[theme])
