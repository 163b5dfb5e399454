"""The outputs of a cell, as a front end would keep them."""

import base64
import threading

from support.widgets.panel_parts import wait_for


class Outputs(dict[str, dict[str, str]]):
    """What a cell and its file hold, by display id, and how often anything was changed."""

    changes = 0

    def show(self, data, *, display_id="", **_):
        if display_id:
            self[display_id] = data
            self.changes += 1

    @property
    def first_lines(self):
        bundles = [bundle for key, bundle in self.items() if not key.endswith("-picture")]
        return [bundle["text/plain"].split("\n")[0] for bundle in bundles]

    @property
    def pictures(self):
        bundles = [bundle for key, bundle in self.items() if key.endswith("-picture")]
        return [base64.b64decode(bundle.get("image/png", "")) for bundle in bundles]


def wait_until_drawn():
    wait_for(lambda: "densemodel-file" not in {thread.name for thread in threading.enumerate()})
