"""A cell of a sweep whose text has changed while its name trains."""

import pytest

from densemodel.widgets import SweepPanel
from support.magics.asking import answer, parts, registry, wait_for

pytestmark = pytest.mark.tensorflow

LINE = "%%densemodel digits -x x_train -y y_train --workers 1"
LONG = f"{LINE} --train\n4 -> {{8|9}} relu -> 3 softmax ; epochs 1000000 ; patience off"
OTHER = f"{LINE}\n4 -> {{8|16}} tanh -> 3 softmax ; epochs 1"


def asked(notebook):
    notebook.run_without_waiting(LONG)
    notebook.run_without_waiting(OTHER)
    (question,) = registry(notebook).questions
    return question


def test_until_it_is_answered_nothing_changes(notebook):
    question = asked(notebook)
    made = registry(notebook).sweeps["digits"]
    assert made.sweep.state == "running"
    assert made.panel.comm is not None
    assert repr(question) == "digits was training when this cell was run: nothing was changed."
    answer(notebook, question, "Keep training")
    assert registry(notebook).sweeps["digits"] is made
    assert made.sweep.is_busy
    wait_for(lambda: question.children == (made.panel,))


def test_stop_it_and_use_this_puts_the_panel_in_the_questions_place(notebook):
    question = asked(notebook)
    old = registry(notebook).sweeps["digits"]
    answer(notebook, question, "Stop and use the new one")
    new = registry(notebook).sweeps["digits"]
    assert (old.sweep.state, old.panel.comm) == ("stopped", None)
    assert str(new.sweep.spec).startswith("4 -> {8|16} tanh")
    wait_for(lambda: isinstance(question.children[-1], SweepPanel))
    assert question.children[-1] is new.panel
    assert registry(notebook).questions == []
    new.sweep.start().wait()
    assert notebook.variables["digits"].count_params() > 0


def test_with_train_the_other_is_stopped_without_a_question(notebook):
    notebook.run_without_waiting(LONG)
    output = notebook.run_without_waiting(OTHER.replace("--workers 1", "--workers 1 --train"))
    assert "The earlier sweep of digits was stopped." in output
    assert registry(notebook).questions == []


def test_where_nobody_could_answer_it_is_refused(notebook):
    notebook.run_without_waiting(LONG)
    message = notebook.fail(OTHER.replace("--workers 1", "--workers 1 --no-panel"))
    assert "the sweep of digits is training: stop it first" in message


def test_a_question_is_closed_with_the_extension(notebook):
    question = asked(notebook)
    registry(notebook).close()
    assert all(part.comm is None for part in parts(question))
