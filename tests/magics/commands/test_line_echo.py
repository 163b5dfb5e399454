import pytest

pytestmark = pytest.mark.tensorflow

SPEC = "%densemodel 28x28 -> conv 4 5x5/2 relu -> 10 softmax"


def test_a_line_says_what_it_means(notebook):
    shown = notebook.run(f"m = {SPEC}")
    assert "conv 4 5x5/2 relu  14 x 14 x 4" in shown
    assert "Loss: sparse categorical crossentropy" in shown
    assert "Flatten is added before '10': 14x14x4 becomes one row of 784." in shown
    assert notebook.variables["m"].count_params() == 7954


def test_a_semicolon_at_the_end_keeps_it_quiet(notebook):
    assert notebook.run(f"m = {SPEC};") == ""
    assert notebook.variables["m"].count_params() == 7954


def test_a_mistake_shows_no_echo(notebook):
    shown = notebook.fail("m = %densemodel 784 -> 50 rellu")
    assert "did you mean 'relu'?" in shown
    assert "Output" not in shown
    assert "m" not in notebook.variables
