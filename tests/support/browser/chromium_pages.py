"""The pages of a Chromium without a window."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

    from support.browser.front_end_kind import FrontEnd

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class ChromiumPages:
    """Pages that share a cache; one of JupyterLab is kept, and shows one notebook after another.

    Args:
        context: Playwright's.
    """

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._kept: dict[str, Page] = {}

    @classmethod
    @contextlib.contextmanager
    def start(cls) -> Iterator[ChromiumPages]:
        """Start the browser, and close it in the end."""
        path = os.environ.get("DENSEMODEL_CHROMIUM") or shutil.which("chromium")
        with (
            sync_playwright() as playwright,
            playwright.chromium.launch(executable_path=path, args=_QUIET) as browser,
            browser.new_context() as context,
        ):
            yield cls(context)

    def page_for(self, front_end: FrontEnd) -> Page:
        """Return a page that is blank, or shows this front end without a notebook."""
        page = self._kept.get(front_end.name)
        if page is None or page.is_closed():
            page = self._context.new_page()
            if front_end.open:
                self._kept[front_end.name] = page
        return page
