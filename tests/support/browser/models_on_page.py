"""A table of saved models as a person finds it on a page: by the names of its parts."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from support.browser.panel_on_page import SOON


@dataclass(frozen=True)
class ModelsOnPage:
    """The table within a browser or a panel."""

    box: object
    "what holds the table and what is open below it"

    def expect_names(self, *names):
        """Wait until the table shows these, the first on top; a failure says what it shows."""
        shown = """box => [...box.querySelectorAll('.dm-row')]
            .filter(row => row.querySelector('.dm-row-name') && row.offsetParent)
            .sort((one, other) => one.ariaRowIndex - other.ariaRowIndex)
            .map(row => row.querySelector('.dm-row-name').textContent)"""
        same = f"([box, names]) => JSON.stringify(({shown})(box)) === JSON.stringify(names)"
        handle, page = self.box.element_handle(), self.box.page
        try:
            page.wait_for_function(same, arg=[handle, list(names)], timeout=SOON)
        except PlaywrightTimeoutError:
            found = page.evaluate(shown, handle)
            status = self.status.text_content()
            raise AssertionError(f"the table shows {found}, not {list(names)}: {status}") from None

    @property
    def search(self):
        """The field that finds."""
        return self.box.get_by_label("Find by name, spec, tag or note")

    @property
    def status(self):
        """What was done, in words."""
        return self.box.locator(".dm-models-status")

    @property
    def form(self):
        """What is asked before an act."""
        return self.box.locator(".dm-models-form")

    def button(self, name):
        """Return a button below the table."""
        return self.box.locator(".dm-models-bar").get_by_role("button", name=name, exact=True)

    def tick(self, *names):
        """Let exactly these be ticked."""
        everything = self.box.get_by_label("Tick all models in the table")
        everything.check()
        everything.uncheck()
        for name in names:
            self.box.get_by_role("checkbox", name=f"Tick {name}", exact=True).click()

    def open(self, name):
        """Open a model below the table."""
        self.box.locator(".dm-row-name").get_by_text(name, exact=True).click()

    def heading(self, words):
        """Return a title of what is open below."""
        return self.box.get_by_role("heading", name=words, exact=True)

    def act(self, button, *texts, status):
        """Press a button, fill in what it asks, and wait for what is said of it.

        Args:
            button: What stands on it.
            texts: Of the fields, in their order.
            said: Part of the words that come when it is done.
        """
        self.button(button).click()
        fields = self.form.locator("input, textarea")
        for place, text in enumerate(texts):
            fields.nth(place).fill(text)
        if texts:
            fields.nth(len(texts) - 1).press("Control+Enter" if button == "Note" else "Enter")
        expect(self.status).to_contain_text(status, timeout=3 * SOON)
