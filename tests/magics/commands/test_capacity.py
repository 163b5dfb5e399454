import pytest

pytestmark = pytest.mark.tensorflow

CELL = "%%densemodel digits -x x_train -y y_train\n4 -> 2 relu -> 3 softmax ; epochs 2"
LONG = CELL.replace("epochs 2", "epochs 100000 ; patience off")


@pytest.fixture(autouse=True)
def _few_sizes(monkeypatch):
    monkeypatch.setattr("densemodel.experiments.plan._sizes.MOST_SIZES", 4)


def shown_panels(monkeypatch):
    shown = []
    monkeypatch.setenv("JPY_SESSION_NAME", "capacity.ipynb")  # a page shows this kernel
    monkeypatch.setattr("densemodel.magics.commands._capacity_command.display", shown.append)
    return shown


def test_a_terminal_gets_a_line_for_each_size_and_the_run_is_as_it_was(notebook):
    notebook.run_without_waiting(CELL)
    lines = notebook.run("run = %densemodel run digits\n%densemodel capacity").splitlines()
    assert lines[0] == "Growing digits: Ctrl-C stops it."
    assert lines[1].startswith("2 units, 19 parameters: validation loss ")
    assert lines[-1].startswith("The network at the knee: 4 -> ")
    assert lines[-2].endswith(".")
    assert notebook.variables["run"].state == "ready"


def test_a_kernel_shows_the_panel_while_it_grows(notebook, monkeypatch):
    shown = shown_panels(monkeypatch)
    notebook.run_without_waiting(LONG)
    notebook.run_without_waiting("%densemodel capacity digits --minutes 5")
    capacity = shown[0].capacity
    assert capacity.minutes == 5
    assert capacity.is_busy
    assert "is growing already" in notebook.fail("%densemodel capacity digits")
    notebook.run("%reload_ext densemodel")
    assert capacity.is_busy
    notebook.run("%unload_ext densemodel")
    assert capacity.state == "stopped"
    assert shown[0].comm is None or shown[0].children == ()


def test_what_was_measured_is_shown_at_once(notebook):
    notebook.run_without_waiting(CELL)
    first = notebook.run("%densemodel capacity").splitlines()
    assert notebook.run("%densemodel capacity").splitlines() == first[-2:]


def test_minutes_end_it(notebook):
    notebook.run_without_waiting(LONG)
    out = notebook.run("%densemodel capacity digits --minutes 0.002")
    assert "The time limit was reached before the first size was trained." in out


def test_a_kernel_that_nobody_watches_waits_for_the_end(notebook, monkeypatch):
    shown = shown_panels(monkeypatch)
    monkeypatch.delenv("JPY_SESSION_NAME")
    monkeypatch.setattr("densemodel.experiments.plan._sizes.MOST_SIZES", 2)
    notebook.run_without_waiting(CELL)
    notebook.run_without_waiting("%densemodel capacity digits")
    assert shown[0].capacity.state == "finished"
