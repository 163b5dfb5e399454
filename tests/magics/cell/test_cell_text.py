"""The text of a cell and its network: which is older, what is written, and which run is shown."""

import pytest

from densemodel.data import Finding
from densemodel.training import Found
from densemodel.widgets.runtime._writer import kernel_writer
from support.widgets.panel_parts import buttons, by_class, control, press

pytestmark = pytest.mark.tensorflow

CELL = """\
# few
%%densemodel digits -x x_train -y y_train
auto -> width sigmoid -> 3 softmax ; epochs 2 # short
"""
CURED = CELL.replace("sigmoid", "relu")
USE = "Use 5 relu in place of 5 sigmoid"


@pytest.fixture(autouse=True)
def in_kernel(notebook):
    notebook.shell.kernel = object()
    notebook.variables["width"] = 5
    yield
    del notebook.shell.kernel


def entry_of(notebook, name="digits"):
    return notebook.shell.magics_manager.registry["DenseModel"].registry.named(name)


def note_of(panel):
    """The note's button, once all is drawn."""
    assert kernel_writer().flush()
    return panel._cell_note.widget


def written(note):
    """What a page says that has put the text into its cell."""
    note._handle_message(None, {"type": "written", "text": note.text}, None)
    assert kernel_writer().flush()


def advised(notebook, cell=CELL):
    """The entry of a trained network with advice."""
    notebook.run(cell)
    entry = entry_of(notebook)
    run = entry.run.start().wait()
    found = Found(Finding("offer", "training", "It vanishes", "5 sigmoid => 5 relu"))
    run._record.found.clear()
    run._record.handle(found)
    run._listeners.emit(found)
    assert kernel_writer().flush()
    return entry


def test_a_new_panel_has_nothing_to_say_of_its_cell(notebook):
    notebook.run(CELL)
    note = note_of(entry_of(notebook).panel)
    assert (note.text, note.expected, note.is_wanted) == (CELL, CELL, False)


def test_one_click_uses_advice_restarts_and_writes_the_cell(notebook):
    entry = advised(notebook)
    first = entry.run
    assert buttons(by_class(entry.panel, "dm-advice")) == [f"{USE} and restart"]
    press(entry.panel, f"{USE} and restart")
    note = note_of(entry.panel)
    assert (note.text, note.expected, note.is_wanted) == (CURED, CELL, True)
    written(note)
    assert note.text == note.expected == CURED
    assert entry.run is not first
    entry.run.wait()
    assert str(entry.run.spec).startswith("4 -> 5 relu -> 3 softmax")


def test_the_cell_that_was_written_shows_the_run_again_and_the_old_one_does_not(notebook):
    entry = advised(notebook)
    press(entry.panel, f"{USE} and restart")
    written(note_of(entry.panel))
    run = entry.run.wait()
    assert "is shown again" in notebook.run(CURED)
    assert entry_of(notebook).run is run
    note = note_of(entry_of(notebook).panel)
    assert note.text == note.expected == CURED
    notebook.run(CELL)
    assert entry_of(notebook).run is not run


def test_a_cell_that_could_not_be_written_shows_the_run_with_the_note(notebook):
    entry = advised(notebook)
    press(entry.panel, f"{USE} and restart")
    run = entry.run.wait()
    for cell, is_older in ((CELL, True), (CURED, False), (f"{CURED}# mine\n", False)):
        assert "is shown again" in notebook.run(cell)
        assert entry_of(notebook).run is run
        note = note_of(entry_of(notebook).panel)
        assert note.expected == cell
        assert (note.text != cell) == is_older


def test_advice_that_waits_for_restart_is_not_what_the_cell_has_trained(notebook):
    notebook.run(CELL.replace("epochs 2", "epochs 100000 ; patience off"))
    entry = entry_of(notebook)
    run = entry.run.start()
    while not run.history.evaluations:
        run.checkpoint()
    run._record.handle(found := Found(Finding("offer", "training", "so", "5 sigmoid => 5 relu")))
    run._listeners.emit(found)
    assert kernel_writer().flush()
    press(entry.panel, USE)
    cured = note_of(entry.panel).text
    written(note_of(entry.panel))
    run.stop().wait()
    assert "relu" in cured
    notebook.run(cured)
    assert entry_of(notebook).run is not run


def test_settings_are_not_written_by_themselves(notebook):
    notebook.run(CELL)
    panel = entry_of(notebook).panel
    control(panel, "Epochs").value = 7
    note = note_of(panel)
    assert (note.text, note.is_wanted) == (CELL.replace("epochs 2", "epochs 7"), False)
    written(note)
    assert note.expected == note.text
    control(panel, "Epochs").value = 2
    assert note_of(panel).text == CELL


def test_a_text_that_is_no_longer_offered_is_not_taken_for_that_of_the_cell(notebook):
    notebook.run(CELL)
    note = note_of(entry_of(notebook).panel)
    note._handle_message(None, {"type": "written", "text": "print('mine')"}, None)
    assert note_of(entry_of(notebook).panel).expected == CELL


def test_of_several_networks_each_changes_its_own_line(notebook):
    text = "%%densemodel -x x_train -y y_train\nepochs 2\na: 4 -> 3 softmax\nb: 4 -> 5 -> 3 softmax"
    notebook.run(text)
    shown = entry_of(notebook, "a").panel._context.opened
    runs = [entry_of(notebook, name).run for name in "ab"]
    for at, run in enumerate(runs):
        shown.show(at, run, lambda _: None)
    assert kernel_writer().flush()
    from densemodel.widgets import pending_settings_of

    cell = pending_settings_of(runs[0]).cell
    assert cell is pending_settings_of(runs[1]).cell
    changed = runs[1].spec.with_settings("epochs 9")
    assert cell.text_for("b", cell.spec_for("b", changed)) == f"{text} ; epochs 9"
    assert cell.text_for("a", cell.spec_for("a", runs[0].spec)) == text
