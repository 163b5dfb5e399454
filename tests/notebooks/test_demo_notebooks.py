import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from support.browser.ready_kernels import ready_kernels

WHOLE = "DENSEMODEL_WHOLE_NOTEBOOKS" in os.environ
"Whether the notebooks run as they are, as in `make notebooks`."

pytestmark = [pytest.mark.notebook, pytest.mark.timeout(3600 if WHOLE else 900)]

FOLDER = Path(__file__).resolve().parents[2] / "demo_notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
NOTEBOOKS = {path.stem: pytest.param(path, id=path.stem) for path in PATHS}
SICK = {
    "deep": ("The gradient vanishes", 0.9),
    "silent": ("100 units of hidden layer 1 are dead", 0.95),
    "alike": ("All 50 units of hidden layer 1 have equal weights", 0.93),
    "slow": ("The learning rate, 1e-05, is too low", 0.8),
    "narrow": ("2 units are a bottleneck", 0.93),
}
"What is said of the networks that cannot learn, and the accuracy when that is followed."
LEAST = {
    "01_first_model": {"digits": 0.965, "wider": 0.98},
    "02_language": {"reader": 0.94, "flat": 0.92, "folded": 0.94},
    "03_your_data": {},
    "04_saved_models": {},
    "05_ladder": {},
    "06_experiments": {"digits": 0.91},
    "07_why_not_learning": {
        **dict.fromkeys(SICK, 0.0),
        **{f"{name}_cured": least for name, (_, least) in SICK.items()},
    },
    "08_tables": {"penguin": 0.85},
    "09_play": {"moons": 0.93, "line": 0.75, "digits": 0.94},
    "10_pictures": {"changed": 0.9},
    "11_text": {"names": 0.4, "words": 0.75},
    "12_base": {},
}
LEAST_OF_FEWER = {"digits": 0.91, "wider": 0.93}
"The accuracies of the first notebook with fewer rows."
FEWER_STEPS = "40"
"Of the 10,000 that each network of the ladder is trained for; `make ladder` trains them whole."
DATA = "(x_train, y_train), (x_test, y_test) = load_mnist()\n"
FEWER_ROWS = f"{DATA}x_train, y_train = x_train[:6_000], y_train[:6_000]\n"
SHORTER = {
    "01_first_model": {
        DATA: FEWER_ROWS,
        "epochs 30 ; patience 6": "epochs 10 ; patience 6",
    },
    "05_ladder": {DATA: f"{FEWER_ROWS}x_test, y_test = x_test[:1_000], y_test[:1_000]\n"},
    "06_experiments": {"capacity reader --minutes 1": "capacity reader --minutes 0.2"},
}
"What is written in a notebook, and what takes less time."
FRESH = {"01_first_model", "06_experiments", "08_tables"}
"""Notebooks whose kernel starts as a person's does; the others need not import TensorFlow again.

A kernel that forks has pandas already, which shows other columns if it was imported elsewhere.
"""


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """The name of kernels that need not import TensorFlow."""
    folder = tmp_path_factory.mktemp("kernels")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        with ready_kernels(folder, {**os.environ, "JUPYTER_DATA_DIR": str(folder)}) as name:
            yield name


@pytest.fixture(scope="module", params=NOTEBOOKS.values())
def executed(request):
    """A demo notebook, run from its first cell to its last in a kernel of its own."""
    notebook = nbformat.read(request.param, as_version=4)
    is_fresh = WHOLE or request.param.stem in FRESH
    kernel = "python3" if is_fresh else request.getfixturevalue("ready")
    client = NotebookClient(notebook, kernel_name=kernel, resources={"metadata": {"path": FOLDER}})
    with pytest.MonkeyPatch.context() as patch:
        if not WHOLE:
            for written, shorter in SHORTER.get(request.param.stem, {}).items():
                replace(notebook, written, shorter)
            patch.setenv("LADDER_STEPS", FEWER_STEPS)
        done = client.execute()
    done.metadata["name"] = request.param.stem
    return done


def only(name):
    """Let a test have this notebook alone."""
    return pytest.mark.parametrize("executed", [NOTEBOOKS[name]], indirect=True)


def replace(notebook, written, shorter):
    (cell,) = [cell for cell in notebook.cells if written in cell.source]
    cell.source = cell.source.replace(written, shorter)


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def printed(notebook):
    return "".join(o.text for o in outputs(notebook) if o.output_type == "stream")


def test_no_cell_writes_to_stderr(executed):
    lines = [o.text for o in outputs(executed) if o.output_type == "stream" and o.name == "stderr"]
    assert lines == []


def test_the_accuracies_that_it_promises_are_reached(executed):
    reached = dict(re.findall(r"test accuracy of (\w+): ([0-9.]+)", printed(executed)))
    promised = LEAST[executed.metadata["name"]]
    if executed.metadata["name"] == "01_first_model" and not WHOLE:
        promised = LEAST_OF_FEWER
    assert reached.keys() == promised.keys()
    for name, least in promised.items():
        assert float(reached[name]) >= least


@only("01_first_model")
def test_the_regression_beats_guessing(executed):
    shown = [o.data["text/plain"] for o in outputs(executed) if o.output_type == "display_data"]
    line = next(text for text in shown if text.startswith("disease: ")).split("\n")[0]
    error, guess = (float(n) for n in re.findall(r"mean absolute error ([0-9.]+)", line))
    assert error < 0.85 * guess


@only("02_language")
def test_the_mistake_is_answered_with_its_fix(executed):
    (error,) = [output for output in outputs(executed) if output.output_type == "error"]
    shown = "\n".join(error.traceback)
    assert "did you mean 'relu'?" in shown
    assert "Traceback" not in shown


def shown_by(notebook, cell_id):
    """What a cell says, as a file without its kernel shows it."""
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    texts = [o.data["text/plain"] for o in cell.outputs if o.output_type != "stream"]
    return "\n".join(texts)


@only("03_your_data")
def test_each_problem_of_the_data_is_reported_and_its_fix_helps(executed):
    def score(cell_id, name):
        ending = shown_by(executed, cell_id).split("Best epoch: ")[-1]
        (found,) = re.findall(rf"{name} (-?[0-9.]+)", ending.split("(")[0])
        return float(found)

    (error,) = (output for output in outputs(executed) if output.output_type == "error")
    assert error.evalue.startswith("2 missing values in measured")
    assert "write norm after the input" in shown_by(executed, "fill")
    assert score("norm", "accuracy") > 0.9 > score("fill", "accuracy")
    assert "write target norm" in shown_by(executed, "far")
    assert score("target-norm", "R2") > 0.4 > score("far", "R2")
    assert "write 'without cost'" in shown_by(executed, "leak")
    assert score("leak", "R2") > 0.9 > score("without", "R2") > 0.4
    assert "steps are too few: the loss is still falling" in shown_by(executed, "rare")
    assert float(re.findall(r"'eight': ([0-9.]+)", shown_by(executed, "recalls"))[0]) > 0.7
    assert score("by-chance", "R2") > 0.9
    assert 0.3 < score("by-patient", "R2") < 0.6


def test_a_committed_notebook_holds_no_outputs():
    for path in PATHS:
        cells = nbformat.read(path, as_version=4).cells
        assert all(not cell.get("outputs") for cell in cells if cell.cell_type == "code")


@only("04_saved_models")
def test_models_are_saved_found_and_gone_on_with(executed):
    output = printed(executed)
    assert "Saved as 'small'" in output
    assert "20 epochs" in output
    assert "100 relu" in output
    assert "keras.Sequential(" in output


@only("05_ladder")
def test_each_step_of_the_ladder_is_trained_and_stands_in_the_table(executed):
    (cell,) = [cell for cell in executed.cells if cell.id == "table"]
    (table,) = cell.outputs
    found = re.findall(
        r"<td[^>]*>([\d,]+)</td>\s*<td[^>]*>(0\.\d+)</td>\s*<td[^>]*>(0\.\d+)</td>",
        table.data["text/html"],
    )
    assert [parameters for parameters, _, _ in found] == [
        *("7,850", "185,300", "185,300", "185,300", "122,270", "244,076"),
        *("186,470", "186,080", "709,034", "183,770"),
    ]
    assert "the curves show the test rows" in shown_by(executed, "rung_1_0").lower()


@only("06_experiments")
def test_networks_are_swept_compared_and_grown(executed):
    (cell,) = [cell for cell in executed.cells if cell.id == "table"]
    html = cell.outputs[-1].data["text/html"]
    assert html.count("<tr") == 1 + 8
    assert "8 of 8 trials done" in shown_by(executed, "rates")
    assert "big is better" in shown_by(executed, "compare")
    assert "units" in shown_by(executed, "capacity")


@only("07_why_not_learning")
def test_networks_that_cannot_learn_get_their_cause(executed):
    reached = dict(re.findall(r"test accuracy of (\w+): ([0-9.]+)", printed(executed)))
    cells = {"deep": "vanishing", "silent": "dead", "alike": "equal"}
    for name, (words, _) in SICK.items():
        cell = cells.get(name, name)
        assert words in shown_by(executed, f"{cell}-diagnosis").split(".")[0]
        assert words in shown_by(executed, cell)  # the last sentence of the run, too
        assert float(reached[name]) < 0.25
    assert "No problem was measured in the layers" in printed(executed)


@only("09_play")
def test_planes_bend_with_hidden_layers_and_curves_find_their_top(executed):
    sentences = re.findall(r"(\w+) regions; \d+ of \d+ held-out rows (?:is|are)", printed(executed))
    assert sentences[:2] == ["Two", "Two"]
    (hour, degrees) = re.search(
        r"warmest at (\d+) o'clock: (\d+) degrees", printed(executed)
    ).groups()
    assert abs(int(hour) - 15) <= 2
    assert abs(int(degrees) - 22) <= 2
    assert "proline" in shown_by(executed, "table-plane")


@only("10_pictures")
def test_files_are_predicted_and_what_is_wrong_with_them_is_named(executed):
    assert re.search(r"new.png +flower", shown_by(executed, "new"))
    assert "1 file left out: temple/broken.jpg is not a JPEG" in printed(executed)
    assert "flower/copy.jpg and temple/000.jpg are the same" in printed(executed)


@only("11_text")
def test_text_is_better_than_names(executed):
    accuracy = dict(re.findall(r"accuracy of (names|words): (0\.\d+)", printed(executed)))
    assert float(accuracy["words"]) > float(accuracy["names"]) + 0.1
    assert "text sentence" in shown_by(executed, "without")
    assert re.search("Of its words, '.*' raise", shown_by(executed, "explain"))
    assert re.search(r"0 +pandas", shown_by(executed, "predict"))


@only("12_base")
def test_a_head_on_a_base_is_better_than_a_new_network(executed):
    scores = {
        name: float(score) for name, score in re.findall(r"(\w+) (0\.\d+)", printed(executed))
    }
    assert min(scores["frozen"], scores["unfrozen"]) > scores["new"] + 0.05
    assert "training begins with the weights of the trained head" in str(executed).lower()


@only("08_tables")
def test_raw_tables_become_predictions_of_raw_rows(executed):
    def r2(cell_id):
        ending = shown_by(executed, cell_id).split("Best epoch: ")[-1]
        return float(re.findall(r"R2 (-?[0-9.]+)", ending.split("(")[0])[0])

    assert "year    number" in shown_by(executed, "columns")
    assert "year  category  one-hot, 3" in shown_by(executed, "year-columns")
    assert re.search(r"0 +male", shown_by(executed, "predict"))
    assert re.search(r"first +female.*\nsecond +male", shown_by(executed, "predict-frame"))
    assert "'Macaroni' in column 'species' of field_notes is" in printed(executed)
    assert "gradient-boosted trees" in printed(executed)
    assert printed(executed).count("the same: True") == 3
    assert shown_by(executed, "explain").startswith("If ")
    assert r2("leak") > 0.94 > r2("house") > 0.88 > r2("last") > 0.7
    assert "embedding of 4" in shown_by(executed, "house-columns")
    assert re.search(r"city +1.0", shown_by(executed, "house-score"))
