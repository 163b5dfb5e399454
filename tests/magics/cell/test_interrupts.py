"""An interrupt at any moment of a cell ends it in one sentence."""

import signal
import threading
from contextlib import nullcontext, suppress

import pytest
from IPython.core.interactiveshell import InteractiveShell

import densemodel.magics.cell._plan as cells
import densemodel.magics.notebook._interrupts as interrupts
import densemodel.scoring
import densemodel.training
import densemodel.widgets
from densemodel.errors import DenseModelError
from densemodel.experiments import Sweep
from densemodel.magics.notebook._registry import Registry
from densemodel.training import EvaluationDone, Run
from support.magics.asking import registry

pytestmark = pytest.mark.tensorflow

EARLY = "Interrupted before training began: run the cell again."
LINE = "%%densemodel digits -x x_train -y y_train --wait\n"
TRAINED = f"{LINE}4 -> 5 relu -> 3 softmax ; epochs 2"
LONG = "epochs 100000 ; patience off"
CELLS = {
    "single": f"{LINE}4 -> 6 relu -> 3 softmax ; {LONG}",
    "race": f"{LINE}digits: 4 -> 3 softmax ; {LONG}\nwide: 4 -> 7 relu -> 3 softmax ; {LONG}",
    "sweep": f"{LINE}4 -> {{8|9}} -> 3 softmax ; {LONG}",
}
SEAMS = {
    "parse": (cells, "read_specs"),
    "look up data": (cells, "cell_data"),
    "bind and build": (densemodel.training, "prepare"),
    "take the name": (Registry, "put"),
    "make the panel": (densemodel.widgets, "TrainingPanel"),
    "start": (Run, "start"),
}


@pytest.fixture(autouse=True)
def handler():
    before = signal.getsignal(signal.SIGINT)
    yield
    assert signal.getsignal(signal.SIGINT) is before


@pytest.fixture
def interrupt_at(monkeypatch):
    def interrupt_at(home, name, *, lost=False):
        """Interrupt the main thread once, when it next calls this function."""
        real = getattr(home, name)
        has_come = []

        def interrupted(*args, **options):
            if not has_come and threading.current_thread() is threading.main_thread():
                has_come.append(True)
                with suppress(KeyboardInterrupt) if lost else nullcontext():
                    signal.raise_signal(signal.SIGINT)
            return real(*args, **options)

        monkeypatch.setattr(home, name, interrupted)

    return interrupt_at


def fail(notebook, cell):
    """What a cell of a kernel that must fail shows of its error."""
    notebook.shell.kernel = object()
    try:
        return notebook.fail(cell).splitlines()[-1]
    finally:
        del notebook.shell.kernel


@pytest.mark.parametrize("seam", SEAMS)
def test_before_a_step_the_name_keeps_the_model_that_it_had(notebook, interrupt_at, seam):
    notebook.run_without_waiting(TRAINED)
    old, run = notebook.variables["digits"], registry(notebook).named("digits").run
    interrupt_at(*SEAMS[seam])
    assert fail(notebook, CELLS["single"]) == EARLY
    assert notebook.variables["digits"] is old
    assert registry(notebook).named("digits").run is run
    assert not any(run.is_busy for run in registry(notebook).runs().values())
    assert "is shown again" in notebook.run_without_waiting(TRAINED.replace(" --wait", ""))


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("options", ["--wait", "--train", "--no-panel"])
def test_before_a_step_a_new_name_is_not_bound(notebook, interrupt_at, kind, options):
    interrupt_at(cells, "named" if kind != "sweep" else "is_sweep")
    assert "run the cell again." in fail(notebook, CELLS[kind].replace("--wait", options))
    assert not {"digits", "wide"} & set(notebook.variables)
    assert not registry(notebook).runs()


def test_one_that_a_library_swallows_is_raised_after_it(notebook, interrupt_at):
    interrupt_at(densemodel.training, "prepare", lost=True)
    assert fail(notebook, CELLS["single"]) == EARLY
    assert "digits" not in notebook.variables


@pytest.mark.parametrize("home", [densemodel.widgets, Sweep])
def test_a_sweep_is_stopped_whenever_it_comes(notebook, interrupt_at, home):
    interrupt_at(home, "start" if home is Sweep else "SweepPanel")
    assert fail(notebook, CELLS["sweep"]) == "Interrupted: run the cell again."
    assert notebook.shell.run_line_magic("densemodel", "sweep digits").wait(60).state == "stopped"
    assert "digits" not in notebook.variables


def test_after_a_step_the_model_is_kept_and_later_cells_run(notebook, monkeypatch, interrupt_at):
    interrupt_after_epochs(monkeypatch, 2)
    interrupt_at(interrupts, "stop_all")  # a second one, while the first is handled
    output = notebook.run_without_waiting(CELLS["single"])
    run = registry(notebook).named("digits").run
    assert f"Interrupted: {run.sentence}" in output
    assert run.state == "stopped"
    assert notebook.variables["digits"] is run.model


def test_all_networks_of_a_cell_are_stopped(notebook, monkeypatch):
    interrupt_after_epochs(monkeypatch, 2)
    output = notebook.run_without_waiting(CELLS["race"])
    for name, run in registry(notebook).runs().items():
        assert run.state == "stopped"
        assert f"{name}: {run.sentence}" in output


def test_a_command_that_waits_says_how_the_run_ended(notebook, monkeypatch, interrupt_at):
    interrupt_after_epochs(monkeypatch, 2)
    notebook.run_without_waiting(CELLS["single"].replace("--wait", ""))
    assert "Interrupted: Stopped after" in notebook.run("%densemodel resume digits")
    interrupt_at(densemodel.scoring, "evaluate")
    assert notebook.fail("%densemodel score digits") == "Interrupted: run the cell again."


def interrupt_after_epochs(monkeypatch, epochs):
    start = Run.start

    def interrupt(event):
        if isinstance(event, EvaluationDone) and event.epoch == epochs:
            signal.raise_signal(signal.SIGINT)

    def started(run, settings=""):
        run.on_event(interrupt)
        return start(run, settings)

    monkeypatch.setattr(Run, "start", started)


def in_shell():
    shell = InteractiveShell.instance()
    return interrupts.Interrupts(Registry({}, lambda _: print), shell.events)


def test_a_second_one_does_not_end_what_is_shown_of_the_first(notebook, interrupt_at):
    interrupt_at(cells, "read_specs")
    interrupt_at(InteractiveShell, "showtraceback")
    assert fail(notebook, CELLS["single"]) == EARLY


def test_a_module_that_is_being_imported_is_imported_whole(tmp_path, monkeypatch):
    text = "import signal\nsignal.raise_signal(signal.SIGINT)\nis_whole = True\n"
    (tmp_path / "interrupted_module.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    whole = []

    def work():
        with in_shell() as ours, ours.at_once():
            import interrupted_module

            whole.append(interrupted_module.is_whole)
            ours.check()

    with pytest.raises(DenseModelError, match="run the cell again"):
        work()
    InteractiveShell.instance().run_cell("")
    assert whole == [True]


def test_a_thread_takes_no_interrupts():
    before = signal.getsignal(signal.SIGINT)
    found = []

    def work():
        with in_shell():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [before]
