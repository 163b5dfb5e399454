"""A cell whose text has changed while its name trains."""

import pytest
from ipywidgets import HTML, Button, Widget

from densemodel.widgets import CellQuestion, TrainingPanel
from densemodel.widgets.panel._base_panel import Accessibility
from support.magics.asking import LONG, OTHER, answer, asked, parts, registry, wait_for

pytestmark = pytest.mark.tensorflow


def test_until_it_is_answered_nothing_changes(notebook):
    question = asked(notebook)
    run = registry(notebook).named("digits").run
    assert run.state == "running"
    assert notebook.variables["digits"] is run.model
    texts = [w.value for w in parts(question) if isinstance(w, HTML)]
    assert any("digits is still training with a different spec." in text for text in texts)
    assert repr(question) == "digits was training when this cell was run: nothing was changed."


def test_stop_it_and_use_this_puts_the_panel_in_the_questions_place(notebook):
    question = asked(notebook)
    old = registry(notebook).named("digits").run
    answer(notebook, question, "Stop and use the new one")
    new = registry(notebook).named("digits").run
    assert old.state == "stopped"
    assert new is not old
    assert str(new.spec).startswith("4 -> 16 tanh")
    assert notebook.variables["digits"] is new.model
    wait_for(lambda: isinstance(question.children[-1], TrainingPanel))
    assert question.children[-1] is registry(notebook).named("digits").panel
    new.start().wait()
    assert new.state == "finished"


def test_escape_lets_it_train_on(notebook):
    question = asked(notebook)
    closing = [w for w in parts(question) if "dm-closes" in getattr(w, "_dom_classes", ())]
    assert [button.description for button in closing] == ["Keep training"]
    (reach,) = (w for w in parts(question) if isinstance(w, Accessibility))
    assert "dm-closes" in reach._esm  # it hears the key
    answer(notebook, question, "Keep training")


def test_keep_training_shows_the_panel_of_the_run(notebook):
    question = asked(notebook)
    entry = registry(notebook).named("digits")
    run, panel = entry.run, entry.panel
    answer(notebook, question, "Keep training")
    assert run.state == "running"
    assert registry(notebook).named("digits").run is run
    wait_for(lambda: question.children == (panel,))
    assert any(isinstance(w, Button) and w.description == "Stop" for w in parts(question))
    assert registry(notebook).questions == []
    run.stop().wait()
    notebook.run(OTHER.replace("y_train", "y_train --train", 1))
    assert (question.comm, panel.comm) == (None, None)


def test_a_question_that_is_closed_leaves_the_panel_of_other_cells(notebook):
    question = asked(notebook)
    panel = registry(notebook).named("digits").panel
    answer(notebook, question, "Keep training")
    wait_for(lambda: question.children == (panel,))
    question.close()
    assert panel.comm is not None


def test_an_error_in_the_new_text_asks_nothing(notebook):
    notebook.run_without_waiting(LONG)
    notebook.shell.kernel = object()
    try:
        message = notebook.fail(OTHER.replace("tanh", "tanhh"))
    finally:
        del notebook.shell.kernel
    assert "unknown word 'tanhh'" in message
    assert registry(notebook).questions == []


@pytest.mark.parametrize("flag", ["--train", "--no-panel"])
def test_it_is_not_asked_where_nobody_could_answer(notebook, flag):
    notebook.run_without_waiting(LONG)
    old = registry(notebook).named("digits").run
    cell = OTHER.replace("y_train\n", f"y_train {flag}\n")
    if flag == "--train":
        assert "The earlier run of digits was stopped." in notebook.run_without_waiting(cell)
        assert old.state == "stopped"
    else:
        assert "digits is training: stop it first" in notebook.fail(cell)
    asking = registry(notebook).questions  # one may offer to restore what was trained
    assert not any(isinstance(question, CellQuestion) for question in asking)


def test_a_name_that_was_given_away_meanwhile_is_not_taken(notebook):
    question = asked(notebook)
    notebook.variables["digits"] = "my thesis"
    answer(notebook, question, "Stop and use the new one")
    assert notebook.variables["digits"] == "my thesis"
    assert registry(notebook).named("digits").run.state == "running"
    text = next(w for w in question.children if isinstance(w, HTML) and "<style" not in w.value)
    wait_for(lambda: "digits is a str" in text.value)


def test_models_of_before_a_reload_remain_known(notebook):
    notebook.run("%%densemodel digits -x x_train -y y_train\n4 -> 3 softmax")
    notebook.shell.run_line_magic("reload_ext", "densemodel")
    notebook.run("%%densemodel digits -x x_train -y y_train\n4 -> 3 softmax ; epochs 2")
    assert registry(notebook).named("digits").run.spec.settings.epochs == 2


def test_a_reload_keeps_runs_and_panels(notebook):
    notebook.run_without_waiting("%%densemodel s -x x_train -y y_train\n4 -> {2|3} -> 3 softmax")
    notebook.run_without_waiting(LONG)
    entry = registry(notebook).named("digits")
    notebook.run("%reload_ext densemodel")
    assert registry(notebook).named("digits") is entry
    assert entry.run.state == "running"
    assert entry.panel.comm is not None
    assert "2 trials" in repr(notebook.shell.run_line_magic("densemodel", "sweep s"))
    notebook.run("%densemodel stop digits")
    notebook.run("%unload_ext densemodel\n%load_ext densemodel")
    assert "there is no model digits" in notebook.fail("%densemodel run digits")


def test_cells_that_are_run_again_leave_no_widgets_behind(notebook):
    cell = "%%densemodel digits -x x_train -y y_train\n4 -> 3 softmax"
    counts = []
    for _ in range(3):
        notebook.run_without_waiting(cell)
        counts.append(len(Widget.get_manager_state()["state"]))
    assert counts[2] == counts[1]
