"""Runs inside a fresh environment: a real kernel, a `%%densemodel` cell, and what it displayed.

Prints one JSON object. The test that runs it is `test_wheel.py`.
"""

from __future__ import annotations

import json
import shutil
import sys
from typing import Any

from jupyter_client.manager import start_new_kernel

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
CELLS = ["%load_ext densemodel", "%%densemodel digits\n784 -> 50 relu -> 50 relu -> 10 softmax"]


class Seen:
    """What a front end would know after the cells ran."""

    def __init__(self) -> None:
        self.models: dict[str, dict[str, Any]] = {}
        self.shown: list[str] = []
        self.errors: list[str] = []

    def take(self, message: dict[str, Any]) -> None:
        content = message["content"]
        match message["msg_type"]:
            case "comm_open":
                self.models[content["comm_id"]] = dict(content["data"].get("state", {}))
            case "comm_msg" if content["data"].get("method") == "update":
                self.models.setdefault(content["comm_id"], {}).update(content["data"]["state"])
            case "display_data" | "execute_result" if WIDGET_VIEW in content["data"]:
                self.shown.append(content["data"][WIDGET_VIEW]["model_id"])
            case "error":
                self.errors.append("\n".join(content["traceback"]))

    def visible(self) -> list[dict[str, Any]]:
        """The models of the displayed widgets and of all that they hold."""
        todo, found = list(self.shown), {}
        while todo:
            model_id = todo.pop()
            if model_id not in found and model_id in self.models:
                found[model_id] = self.models[model_id]
                text = json.dumps(found[model_id].get("children", []))
                todo += [part.split('"')[0] for part in text.split("IPY_MODEL_")[1:]]
        return list(found.values())


def main() -> None:
    seen = Seen()
    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=120)
    try:
        for cell in CELLS:
            client.execute_interactive(cell, timeout=240, output_hook=seen.take)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    # the panel has a small widget of its own beside it, which draws nothing
    diagrams = [model for model in seen.visible() if "layers" in model]
    json.dump(
        {"node": shutil.which("node"), "errors": seen.errors, "diagrams": diagrams}, sys.stdout
    )


if __name__ == "__main__":
    main()
