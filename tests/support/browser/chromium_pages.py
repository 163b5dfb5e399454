"""The pages of a Chromium without a window."""

import contextlib
import os
import shutil

from playwright.sync_api import sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium():
    """Return the path of the browser."""
    return os.environ.get("DENSEMODEL_CHROMIUM") or shutil.which("chromium")


class ChromiumPages:
    """Pages that share a cache; one of JupyterLab is kept, and shows one notebook after another.

    Args:
        context: Playwright's.
    """

    def __init__(self, context):
        self._context = context
        self._contexts = {}

    @classmethod
    @contextlib.contextmanager
    def start(cls):
        """Start the browser, and close it in the end."""
        with (
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=chromium(), args=QUIET) as browser,
            browser.new_context() as context,
        ):
            yield cls(context)

    def page_for(self, front_end):
        """Return a page that is blank, or shows this front end without a notebook."""
        page = self._contexts.get(front_end.name)
        if page is None or page.is_closed():
            page = self._context.new_page()
            if front_end.open:
                self._contexts[front_end.name] = page
        return page
