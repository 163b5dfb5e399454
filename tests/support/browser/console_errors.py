"""What a page complained about on the browser's console."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import ConsoleMessage, Error, Page

_ANYWHERE = {
    r"favicon": "a page without an icon",
    r"ResizeObserver loop": "the browser put a measurement off by a frame",
}


class ConsoleErrors:
    """Listens to a page from the start; what is not known to be the front end's own is kept.

    Args:
        page: Playwright's page.
        own_errors: Patterns of the front end's own complaints; the values say why.
    """

    def __init__(self, page: Page, own_errors: Mapping[str, str]) -> None:
        self._known = re.compile("|".join([*_ANYWHERE, *own_errors]), re.DOTALL)
        self.found: list[str] = []
        self._page = page
        page.on("console", self._hear)
        page.on("pageerror", self._hear_uncaught)

    def close(self) -> None:
        """Listen no more: the page goes on to another notebook."""
        self._page.remove_listener("console", self._hear)
        self._page.remove_listener("pageerror", self._hear_uncaught)

    def forget(self, pattern: str) -> None:
        """Drop what was found so far, as far as the pattern is in it."""
        self.found[:] = [text for text in self.found if not re.search(pattern, text)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._keep(f"{message.text} ({message.location.get('url', '')})")

    def _hear_uncaught(self, error: Error) -> None:
        self._keep(f"uncaught: {error.stack or error.message}")

    def _keep(self, text: str) -> None:
        if not self._known.search(text):
            self.found.append(text)
