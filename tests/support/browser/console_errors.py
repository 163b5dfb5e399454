"""What a page complained about on the browser's console."""

import re

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

    def __init__(self, page, own_errors):
        self._known = re.compile("|".join([*_ANYWHERE, *own_errors]), re.DOTALL)
        self.found = []
        self._page = page
        page.on("console", self._handle)
        page.on("pageerror", self._handle_uncaught)

    def close(self):
        """Listen no more: the page goes on to another notebook."""
        self._page.remove_listener("console", self._handle)
        self._page.remove_listener("pageerror", self._handle_uncaught)

    def forget(self, pattern):
        """Drop what was found so far, as far as the pattern is in it."""
        self.found[:] = [text for text in self.found if not re.search(pattern, text)]

    def _handle(self, message):
        if message.type == "error":
            self._keep(f"{message.text} ({message.location.get('url', '')})")

    def _handle_uncaught(self, error):
        self._keep(f"uncaught: {error.stack or error.message}")

    def _keep(self, text):
        if not self._known.search(text):
            self.found.append(text)
