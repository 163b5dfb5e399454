"""The demo notebooks, run without a page, for against.py: fewer rows and steps, as in the tests."""

import contextlib
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from _against_record import masked

FOLDER = Path(__file__).resolve().parents[1] / "demo_notebooks"
_DATA = "(x_train, y_train), (x_test, y_test) = load_mnist()\n"
_FEWER = _DATA + "x_train, y_train = x_train[:3_000], y_train[:3_000]\n"
_FEWER += "x_test, y_test = x_test[:500], y_test[:500]\n"
_SHORTER = {
    _DATA: _FEWER,
    "0.02->0.0001/1600 ; split off ; patience off ; batch 100": (
        "0.02->0.0001/1600 ; split off ; patience off ; batch 30"
    ),
}
"What is written in a notebook, and what takes less time."
_LADDER_STEPS = "40"
# whether XLA is used depends on times; its cells and what is printed of it are the same
_WITHOUT_XLA = """import tensorflow as tf
_plain = tf.function
tf.function = lambda *given, jit_compile=None, **options: _plain(*given, **options)"""
_TIMED = {"capacity", "browse", "list", "table"}
"Cells of sizes that fit into a minute, of dates, and of seconds."
_PLACES = re.compile(r"(?i)(dm|densemodel|cell|panel|view|id|model)[-_][0-9a-f]{6,}")
# a line of progress comes every few seconds
_PROGRESS = re.compile(r"(\w+, )?(epoch|step) \d+: |seconds  ")
# a data frame's style has a random id
_STYLE = re.compile(r"T_[0-9a-f]{5}")


def notebooks(recorder):
    """Run each notebook in a kernel of its own, and record the outputs of each cell."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "demo_notebooks"
        shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("densemodels", "__pycache__"))
        digits = _mnist()
        if digits:
            (folder.parent / "data").mkdir()
            (folder.parent / "data" / "mnist.npz").symlink_to(digits)
        os.environ |= {"LADDER_STEPS": _LADDER_STEPS, "JUPYTER_PREFER_ENV_PATH": "1"}
        for path in sorted(folder.glob("*.ipynb")):
            if "load_mnist" in path.read_text(encoding="utf-8") and not digits:
                recorder.error(path.stem, FileNotFoundError("data/mnist.npz: run make demo once"))
                continue
            try:
                cells = _executed(path)
            except Exception as error:  # noqa: BLE001 - an error is a result, too
                recorder.error(path.stem, error)
                continue
            for cell in cells:
                if cell.id not in _TIMED:
                    _record(recorder, f"{path.stem}: {cell.id}", cell.get("outputs", []))


def _mnist():
    """Where MNIST is, which `make` downloads beside the virtual environment."""
    places = (FOLDER.parent, Path(sys.prefix).parent)
    files = [place / "data" / "mnist.npz" for place in places]
    return next((file for file in files if file.exists()), None)


def _executed(path):
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for written, shorter in _SHORTER.items():
            cell.source = cell.source.replace(written, shorter)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells.insert(0, nbformat.v4.new_code_cell(_WITHOUT_XLA))
    client = NotebookClient(notebook, kernel_name="python3", allow_errors=True, timeout=600,
                            resources={"metadata": {"path": str(path.parent)}})  # fmt: skip
    with contextlib.redirect_stderr(None):
        return client.execute().cells[1:]


def _record(recorder, case, outputs):
    texts = {"html": [], "plain": [], "printed": [], "error": []}
    for output in outputs:
        held = output.get("data", {})
        texts["html"].append(held.get("text/html", ""))
        texts["plain"].append(held.get("text/plain", ""))
        texts["printed"].append(output.get("text", ""))
        texts["error"].append(output.get("evalue", ""))
    for name, found in texts.items():
        lines = _steady("\n".join(found))
        if lines:
            recorder.facet(case, name, lambda one=lines: one)


def _steady(text):
    """A text without what differs each time: progress, seconds, ids, the width of such columns."""
    text = masked(_STYLE.sub("(style)", _PLACES.sub("(place)", text)))
    lines = (re.sub(" {2,}", "  ", line.rstrip()) for line in text.splitlines())
    return "\n".join(line for line in lines if line and not _PROGRESS.match(line))
