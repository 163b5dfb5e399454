from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

pytestmark = [pytest.mark.notebook, pytest.mark.timeout(900)]

FOLDER = Path(__file__).resolve().parents[2] / "demo_notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LEAST = {
    "01_first_model": {"digits": 0.965, "wider": 0.98},
    "02_language": {"reader": 0.94, "flat": 0.92, "folded": 0.94},
}


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def executed(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    """A demo notebook, run from its first cell to its last in a kernel of its own."""
    notebook = nbformat.read(request.param, as_version=4)
    client = NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": FOLDER}}
    )
    done = client.execute()
    done.metadata["name"] = request.param.stem
    return done


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def printed(notebook: nbformat.NotebookNode) -> str:
    return "".join(o.text for o in outputs(notebook) if o.output_type == "stream")


def test_no_cell_writes_to_stderr(executed: nbformat.NotebookNode) -> None:
    lines = [o.text for o in outputs(executed) if o.output_type == "stream" and o.name == "stderr"]
    assert lines == []


def test_the_accuracies_that_it_promises_are_reached(executed: nbformat.NotebookNode) -> None:
    reached = dict(re.findall(r"test accuracy of (\w+): ([0-9.]+)", printed(executed)))
    promised = LEAST[executed.metadata["name"]]
    assert reached.keys() == promised.keys()
    for name, least in promised.items():
        assert float(reached[name]) >= least


@pytest.mark.parametrize("executed", NOTEBOOKS[:1], indirect=True, ids=["01_first_model"])
def test_the_regression_beats_guessing(executed: nbformat.NotebookNode) -> None:
    kept = [o.data["text/plain"] for o in outputs(executed) if o.output_type == "display_data"]
    said = next(text for text in kept if text.startswith("disease: "))
    error, guess = (float(n) for n in re.findall(r"mean absolute error ([0-9.]+)", said))
    assert error < 0.85 * guess


@pytest.mark.parametrize("executed", NOTEBOOKS[1:2], indirect=True, ids=["02_language"])
def test_the_mistake_is_answered_with_its_mend(executed: nbformat.NotebookNode) -> None:
    (error,) = [output for output in outputs(executed) if output.output_type == "error"]
    shown = "\n".join(error.traceback)
    assert "did you mean 'relu'?" in shown
    assert "Traceback" not in shown


def test_a_committed_notebook_holds_no_outputs() -> None:
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        assert all(not cell.get("outputs") for cell in cells if cell.cell_type == "code")
