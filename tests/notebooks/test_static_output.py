import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

pytestmark = [pytest.mark.notebook, pytest.mark.timeout(300)]

VIEW = "application/vnd.jupyter.widget-view+json"
LOAD = """%load_ext densemodel
import numpy as np
x = np.random.default_rng(0).normal(size=(400, 20)); y = (x[:, 0] > 0).astype(int)"""
CELLS = (
    LOAD,
    "%%densemodel digits -x x -y y --wait\n20 -> 8 relu -> 2 softmax\nepochs 3",
    "%%densemodel later -x x -y y\n20 -> 8 relu -> 2 softmax\nepochs 4",
)
ROOT = Path(__file__).resolve().parents[2]
# what Keras downloads, from the copy that make has fetched
MNIST_IS_HERE = f"""import sys
sys.path.append({str(ROOT / "demo_notebooks")!r})
import keras, mnist
keras.datasets.mnist.load_data = mnist.load_mnist"""


def first_cells_of_the_readme():
    """The cells with MNIST, then the smaller digits and the same network for them."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split("\n## The first minute\n")[1].split("\n## ")[0]
    cells = re.findall(r"^```(?:python)?\n(.*?)\n```$", section, re.DOTALL | re.MULTILINE)
    (small,) = (cell for cell in cells if "load_digits" in cell)
    (network,) = (cell for cell in cells if cell.startswith("%%densemodel"))
    return [*(cell for cell in cells if cell != small), small, network.replace("784", "64")]


@pytest.fixture(scope="module")
def executed():
    """All cells in one kernel; one that fails ends it with its traceback."""
    sources = [*CELLS, MNIST_IS_HERE, *first_cells_of_the_readme()]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources]
    )
    done = NotebookClient(notebook, kernel_name="python3").execute()
    nbformat.validate(done)
    return done


def static_outputs(notebook, cell):
    """The outputs that a file without its kernel shows."""
    return [output.data for output in notebook.cells[cell].outputs if VIEW not in output.data]


def test_a_cell_that_waits_leaves_the_final_picture_and_the_table(executed):
    _, words, picture = static_outputs(executed, 1)
    assert words["text/plain"].startswith("digits: Finished 3 epochs.")
    assert ">3 epochs in " in words["text/html"]
    assert picture["text/plain"] == "Curves of digits"
    assert picture["image/png"].startswith("iVBOR")
    assert len(json.dumps(executed.cells[1].outputs)) < 100_000


def test_a_run_without_a_page_stores_no_panels(executed):
    panels = [cell for cell in executed.cells if cell.source.startswith("%%densemodel")]
    assert not any(VIEW in output.get("data", ()) for cell in panels for output in cell.outputs)
    assert len(json.dumps(executed.metadata.get("widgets", {}))) < 50_000 * len(panels)


def test_exporters_find_the_alternative_text_of_the_picture(executed):
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(executed)
    assert 'alt="Curves of digits"' in html


def test_a_cell_that_only_shows_its_panel_leaves_a_sentence_and_no_picture(executed):
    _, words, picture = static_outputs(executed, 2)
    assert words["text/plain"] == "later: Ready to train on 280 rows."
    assert "image/png" not in picture
    assert picture["text/plain"] == ""


def test_the_first_cells_of_the_readme_run_as_they_stand(executed):
    readme = executed.cells[len(CELLS) + 1 :]
    network, small = (cell for cell in readme if cell.source.startswith("%%densemodel"))
    for cell, rows in ((network, "42,000"), (small, "943")):
        (text,) = [o.data["text/plain"] for o in cell.outputs if "Ready" in str(o.get("data"))]
        assert text.endswith(f": Ready to train on {rows} rows.")
    errors = [o for cell in readme for o in cell.outputs if o.get("name") == "stderr"]
    assert errors == []
