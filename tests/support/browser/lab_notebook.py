"""A notebook that is open in a real front end in Chromium: JupyterLab if no other is named."""

from __future__ import annotations

import os
import re
import shutil
import time
from dataclasses import dataclass, field

from support import TESTS
from support.browser.console_errors import ConsoleErrors
from support.browser.jupyter_lab import START_SECONDS, TOKEN, JupyterLab
from support.browser.lab_front_end import LAB
from support.browser.panel_on_page import SOON

PROJECT = TESTS.resolve().parent
RESULTS = PROJECT / "test-results"


@dataclass
class Notebook:
    """A notebook that is open in the browser; cells are counted from 0."""

    page: object
    "Playwright's page, for everything that has no method here"
    server: JupyterLab
    "the server that it lies on"
    name: str
    "the file's name"
    front_end: object
    "what shows it"
    theme: object
    "light or dark, from the start"
    console: ConsoleErrors
    "what the page complained about"
    loads: int = 0
    "how often a page was loaded for it"
    was_restarted: bool = False
    "whether its page has widgets of a kernel that is gone"

    def run(self, cell, *, wait=True, timeout=60):
        """Run a cell.

        Args:
            cell: Its number.
            wait: Whether to wait until it has ended.
            timeout: Seconds to wait at most.
        """
        self._do("run", cell)
        if wait:
            self.wait_until_ended(cell, timeout=timeout)

    def wait_until_ended(self, cell, *, timeout=60):
        """Wait until a cell that was run has ended."""
        self._wait_for("ended", cell, timeout=timeout)

    def wait_until_idle(self, *, timeout=60):
        """Wait until the kernel has nothing to do."""
        self._wait_for("idle", timeout=timeout)

    def run_all(self):
        """Run all cells and wait until the last has ended."""
        self._do("run_all")

    def cell(self, cell):
        """Return the locator of a cell."""
        return self.page.locator(self.front_end.cell).nth(cell)

    def output(self, cell):
        """Return the locator of all that stands below a cell, its widgets included."""
        frame, place = self.front_end.frame, self.cell(cell)
        return (place.frame_locator(frame) if frame else place).locator(self.front_end.output)

    def outputs(self, cell):
        """Return a cell's outputs as the notebook file holds them."""
        return self._do("outputs", cell)

    def text(self, cell):
        """Return what a cell printed and what it answered, as plain text."""
        parts = []
        for output in self.outputs(cell):
            if output["output_type"] == "error":
                parts.append("\n".join(output["traceback"]))
            else:
                parts.append(output.get("text") or output["data"].get("text/plain", ""))
        return re.sub(r"\x1b\[[0-9;]*m", "", "".join("".join(part) for part in parts))

    def ask(self, expression, *, scratch_cell, timeout=60):
        """Let a cell show an expression and return the text of its answer.

        Args:
            expression: Python, as in ``"run.state"``.
            scratch_cell: The number of a cell whose source may be overwritten.
            timeout: Seconds to wait at most.
        """
        self.set_source(scratch_cell, expression)
        self.run(scratch_cell, timeout=timeout)
        return self.text(scratch_cell)

    def wait_for_answer(self, expression, answer, *, scratch_cell):
        """Ask until the answer is this one: a click may arrive after a cell that was run later.

        Args:
            expression: Python.
            answer: The text that is expected.
            scratch_cell: The number of a cell whose source may be overwritten.
        """
        end = time.monotonic() + SOON / 1000
        while (found := self.ask(expression, scratch_cell=scratch_cell)) != answer:
            assert time.monotonic() < end, f"{expression} is {found}, not {answer}"

    def select(self, cell):
        """Make a cell the active one: a picture of another then has no tools on it."""
        self._do("select", cell)

    def set_source(self, cell, source):
        """Overwrite what stands in a cell."""
        self._do("set_source", [cell, source])

    def stderr(self):
        """Return what stands on stderr below any cell: an error of ours in a thread lands there."""
        count = self.page.locator(self.front_end.cell).count()
        outputs = [output for cell in range(count) for output in self.outputs(cell)]
        return "".join(
            "".join(output["text"]) for output in outputs if output.get("name") == "stderr"
        )

    def load(self):
        """Load the page that shows it."""
        # a new workspace each time: one that is known opens its notebook a second time, and later
        self.loads += 1
        workspace = f"{self.name.removesuffix('.ipynb')}-{self.loads}"
        path = self.front_end.path.format(name=self.name, workspace=workspace, theme=self.theme)
        self.page.goto(f"{self.server.address}{path}{'&' if '?' in path else '?'}token={TOKEN}")

    def reload(self):
        """Save the notebook and load its page again; the kernel goes on."""
        self._do("save")
        self.load()
        self.wait_until_ready()

    def wait_until_ready(self):
        """Wait until the notebook is open and its kernel there."""
        self._wait_for("ready", self.name, timeout=START_SECONDS)

    def set_theme(self, theme):
        """Change between light and dark, where the front end can."""
        self._do("change_theme", theme)
        self._wait_for("has_theme", theme)
        # JupyterLab covers its page while a theme loads
        self.page.locator("#jupyterlab-splash").wait_for(state="detached")

    def open_without_kernel(self):
        """Save the notebook, and load its page again after the kernel has gone."""
        self.reload()
        self.restart_kernel()
        self.reload()

    def restart_kernel(self):
        """Restart the kernel, as from the menu but without its question."""
        self.was_restarted = True
        self._do("restart")
        self.wait_until_idle()

    def screenshot(self, name, locator=None):
        """Take a picture of the page, or of one part of it, into ``test-results/``.

        Args:
            name: The file's name, without its ending.
            locator: The part; the whole page if not given.
        """
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}.png"
        (locator or self.page).screenshot(path=path)
        return path

    def screenshots(self, name, locator=None):
        """Take a picture, or one in each theme with ``DENSEMODEL_THEMES=1``, for a person to see.

        A theme takes JupyterLab a second, and nothing is checked in these pictures.

        Args:
            name: The file's name, without the theme and the ending.
            locator: The part; the whole page if not given.
        """
        if "DENSEMODEL_THEMES" not in os.environ or not self.front_end.change_theme:
            self.screenshot(f"{name}-{self.theme}", locator)
            return
        for theme in ("dark", "light"):
            self.set_theme(theme)
            self.screenshot(f"{name}-{theme}", locator)

    def close(self):
        """Leave the page and end the kernel."""
        # a page may complain seconds later of widgets that are gone, and not to the next notebook
        if self.was_restarted or not self.front_end.leave:
            self.page.close()
        if not self.page.is_closed() and not self._do("leave"):
            self.page.close()
        self.console.close()
        sessions = self.server.request("/api/sessions")
        for session in sessions:
            if session["path"] == self.name:
                self.server.request(f"/api/sessions/{session['id']}", "DELETE")
        # Voila's kernels belong to no session
        owned = {session["kernel"]["id"] for session in sessions}
        for kernel in self.server.request("/api/kernels"):
            if kernel["id"] not in owned:
                self.server.request(f"/api/kernels/{kernel['id']}", "DELETE")

    def _do(self, what, argument=None):
        """Let the front end do one of the things that it has a script for."""
        script = getattr(self.front_end, what)
        if not script:
            raise NotImplementedError(f"{self.front_end.name} has no way to {what}")
        return self._evaluate(script, argument)

    def _evaluate(self, script, argument):
        """Evaluate a script where the front end's are evaluated: in its page."""
        return self.page.evaluate(script, argument)

    def _wait_for(self, what, argument=None, *, timeout=SOON / 1000):
        """Wait until a script of the front end answers yes, for so many seconds at most."""
        script = getattr(self.front_end, what)
        self.page.wait_for_function(script, arg=argument, timeout=timeout * 1000)


@dataclass
class OpenNotebook:
    """Opens notebooks, one at a time; call it with the sources of the cells."""

    server: JupyterLab
    "where the notebooks are written to"
    pages: object
    "what shows them"
    kernel: str = "python3"
    "the name of the kernel spec that they have unless a call names another"
    opened: list[Notebook] = field(default_factory=list)
    "those opened so far"

    def __call__(
        self,
        cells,
        *,
        front_end=LAB,
        theme="light",
        width=1280,
        height=900,
        kernel=None,
        keeps_models=False,
    ):
        """Write a notebook, open it, and return it when its kernel is idle.

        Args:
            cells: The sources of its code cells.
            front_end: What shows it.
            theme: Light or dark, where the front end has themes.
            width: Of the browser's window, in pixels.
            height: Of the browser's window, in pixels.
            kernel: The name of a kernel spec, where it matters how the kernel starts.
            keeps_models: Whether it finds what the kernels of other notebooks have trained.
        """
        # a name of its own for each: notebooks with one name would share a kernel
        name = f"notebook_{len(list(self.server.root.glob('*.ipynb')))}.ipynb"
        self.server.write(name, cells, kernel or self.kernel)
        if not keeps_models:  # a cell offers what the same cell of another test has trained
            shutil.rmtree(self.server.root / "densemodels", ignore_errors=True)
        page = self.pages.page_for(front_end)
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": height})
        console = ConsoleErrors(page, front_end.own_errors)
        kind = front_end.notebook or Notebook
        notebook = kind(page, self.server, name, front_end, theme, console)
        self.opened.append(notebook)
        if page.url == "about:blank":
            notebook.load()
        else:
            page.evaluate(front_end.open, name)
        notebook.wait_until_ready()
        if front_end.change_theme:
            notebook.set_theme(theme)
        if front_end.idle:
            notebook.wait_until_idle()
        return notebook
