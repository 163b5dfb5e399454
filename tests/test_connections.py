"""No module opens a connection but those that are named here, as README promises."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "densemodel"
CONNECTING = {
    *("asyncio", "ftplib", "http", "imaplib", "poplib", "smtplib", "socket", "socketserver"),
    *("ssl", "telnetlib", "urllib.request", "webbrowser", "xmlrpc"),
    *("aiohttp", "dask", "distributed", "fsspec", "httpx", "huggingface_hub", "requests"),
    *("tensorflow_datasets", "tornado", "urllib3", "websocket", "websockets", "zmq"),
    # and what downloads without an import of its own
    *("get_file", "fetch_openml", "read_html"),
}
NAMED = {
    "experiments/run/_dask.py": {"distributed"},  # a cluster that a person names
    "experiments/run/_workers.py": {"distributed"},  # asks whether it is installed
    "store/folder/_files.py": {"socket"},  # asks for this computer's name
}
SCRIPTS = ("link", "shared", "table", "widgets")
OF_A_PAGE = re.compile(r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\w+://|url\(")
# an address that only names the format of a drawing
NAMESPACE = re.compile(r"https?://www\.w3\.org/")
TRAINING = """
import sys
seen = []
connecting = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request")
sys.addaudithook(lambda event, _: seen.append(event) if event in connecting else None)
import numpy as np
import densemodel as dm
x = np.random.default_rng(0).normal(size=(60, 4))
run = dm.train("4 -> 3 relu -> 2 softmax ; epochs 1", x, x[:, 0] > 0)
dm.evaluate(run, x, x[:, 0] > 0), dm.diagnose(run), dm.predict(run, x)
store = dm.ModelStore(sys.argv[1])
store.save(run, "a")
store.load("a")
print("connections:", *seen)
"""


def connections_in(text):
    """What stands for a connection in a module: imported, called, or as a text; and addresses."""
    found, docstrings, texts = set(), set(), []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Expr):
            docstrings.add(node.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node)
    texts = [node.value for node in texts if node not in docstrings]
    parts = [name.split(".") for name in (*found, *texts)]  # as in `import_module("requests")`
    named = {".".join(part[:length]) for part in parts for length in (1, 2)} & CONNECTING
    return named | {t for t in texts if re.search(r"\w://\w", t) and not NAMESPACE.search(t)}


def test_no_module_opens_a_connection_but_those_named():
    found = {
        path.relative_to(SOURCES).as_posix(): connections_in(path.read_text(encoding="utf-8"))
        for path in SOURCES.rglob("*.py")
    }
    assert {path: names for path, names in found.items() if names} == NAMED
    files = (SOURCES / "store/folder/_files.py").read_text(encoding="utf-8")
    assert set(re.findall(r"socket\.(\w+)", files)) == {"gethostname"}


def test_no_script_or_style_of_a_page_loads_anything():
    folders = [*(ROOT / "js" / name for name in SCRIPTS), SOURCES / "widgets" / "css"]
    files = [path for folder in folders for path in folder.rglob("*.*")]
    paths = [path for path in files if path.suffix in {".ts", ".tsx", ".css"}]
    assert len(paths) > 50
    found = {}
    for path in paths:
        text = NAMESPACE.sub("", path.read_text(encoding="utf-8"))
        if ".test." not in path.name and OF_A_PAGE.search(text):
            found[path.name] = OF_A_PAGE.findall(text)
    assert found == {}


@pytest.mark.tensorflow
def test_training_scoring_and_saving_connect_to_nothing(tmp_path):
    command = [sys.executable, "-c", TRAINING, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "connections:"
