"""Tests an installed densemodel in a kernel: loads it, trains two epochs, scores, shows a panel.

    /path/to/an/environment/bin/python tools/try_installed.py

It needs only densemodel and its dependencies. It prints one JSON object: a list of sentences about
what is wrong (empty if nothing is), and the facts that were checked. ``make wheel`` runs it.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from jupyter_client.manager import start_new_kernel

from densemodel._tensorflow import tensorflow_version

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
LOAD = """%load_ext densemodel
import numpy as np
x = np.random.default_rng(0).normal(size=(400, 20)); y = (x[:, 0] > 0).astype(int)"""
TRAIN = "%%densemodel small -x x -y y --wait\n20 -> 8 relu -> 2 softmax ; epochs 2"
SCORE = "%densemodel score small --beside trees"
PANEL = "%%densemodel later -x x -y y\n20 -> 8 relu -> 2 softmax"
SECONDS = 240


class Page:
    """What a front end has received after cells have run."""

    def __init__(self) -> None:
        """Start as an empty page."""
        self.models: dict[str, dict[str, Any]] = {}
        self.shown: list[str] = []
        self.texts: list[str] = []
        self.errors: list[str] = []

    def handle(self, message: dict[str, Any]) -> None:
        """Read one message from the kernel."""
        content = message["content"]
        match message["msg_type"]:
            case "comm_open":
                self.models[content["comm_id"]] = dict(content["data"].get("state", {}))
            case "comm_msg" if content["data"].get("method") == "update":
                self.models.setdefault(content["comm_id"], {}).update(content["data"]["state"])
            case "display_data" | "execute_result" | "update_display_data":
                self.texts.append(content["data"].get("text/plain", ""))
                if WIDGET_VIEW in content["data"]:
                    self.shown.append(content["data"][WIDGET_VIEW]["model_id"])
            case "stream" if content["name"] == "stderr":
                self.errors.append(content["text"])
            case "error":
                self.errors.append("\n".join(content["traceback"]))

    def visible(self) -> list[dict[str, Any]]:
        """Return the models of the displayed widgets and of all widgets inside them."""
        todo, found = list(self.shown), {}
        while todo:
            model_id = todo.pop()
            if model_id not in found and model_id in self.models:
                found[model_id] = self.models[model_id]
                todo += re.findall(r"IPY_MODEL_(\w+)", json.dumps(found[model_id], default=str))
        return list(found.values())


def main() -> None:
    """Run the cells, and print the result."""
    page = Page()
    # its log has a line about encryption at each start, which is not about densemodel
    manager, client = start_new_kernel(
        startup_timeout=SECONDS, extra_arguments=["--log-level=ERROR"]
    )
    try:
        for cell in (LOAD, TRAIN, SCORE, PANEL):
            client.execute_interactive(cell, timeout=SECONDS, output_hook=page.handle)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    found = assets(page.visible())
    wrong = list(page.errors)
    if shutil.which("node"):
        wrong.append("Node is on PATH: this proves nothing")
    if not any("2 epochs" in text for text in page.texts):
        wrong.append("no text says that two epochs were trained")
    if not any("trees (scikit-learn)" in text for text in page.texts):
        wrong.append("no text compares the network with trees")
    wrong += [f"the panel does not show {name}" for name in ("network.js",) if name not in found]
    if not any(model.get("description") == "Start" for model in page.visible()):
        wrong.append("the panel has no Start button")
    facts = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "keras": version("keras"),
        "tensorflow": tensorflow_version(),
        "assets": found,
    }
    json.dump({"wrong": wrong, "facts": facts}, sys.stdout)


def assets(models: list[dict[str, Any]]) -> list[str]:
    """Return the names of the front end's files whose text the displayed widgets contain."""
    static = files("densemodel.widgets") / "static"
    texts = {file.read_text(encoding="utf-8"): file.name for file in static.iterdir()}
    carried = {model.get(key) for model in models for key in ("_esm", "_css")}
    return sorted(texts[text] for text in carried if text in texts)


if __name__ == "__main__":
    main()
