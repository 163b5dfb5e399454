import pytest

CELL = "%%densemodel digits\n4 -> 5 relu -> 3 softmax"


@pytest.mark.tensorflow
def test_comments_may_stand_above_the_magic(notebook):
    notebook.run(f"# the first network\n\n{CELL}")
    assert "digits" in notebook.variables


def test_code_above_the_magic_is_refused_in_words(notebook):
    shown = notebook.fail(f"import numpy as np\n{CELL}")
    assert "%%densemodel has to be the first line of its cell" in shown
    assert "invalid syntax" not in shown
    assert "Traceback" not in shown
    assert "digits" not in notebook.variables


@pytest.mark.parametrize("line", ["digits", "digits -x x_train -y y_train  # all rows"])
def test_one_sign_above_a_spec_is_refused_in_words(notebook, line):
    shown = notebook.fail(f"\n%densemodel {line}\n\n  wide: 4 -> 5 relu -> 3 softmax")
    assert "write %%densemodel, with two percent signs, and the spec below it" in shown
    assert "invalid syntax" not in shown
    assert "Traceback" not in shown


def test_python_below_a_command_runs(notebook):
    notebook.run("%densemodel help conv\ndef after() -> int:\n    return 4")
    assert notebook.variables["after"]() == 4


def test_the_text_of_a_string_is_left_alone(notebook):
    notebook.run(f'text = """a cell:\n{CELL}"""')
    assert notebook.variables["text"].endswith(CELL)


@pytest.mark.tensorflow
def test_the_text_of_another_magic_is_left_alone(notebook):
    notebook.run(f"%%script cat\n{CELL}")
    assert "digits" not in notebook.variables


def test_without_the_extension_cells_are_python_s_own(notebook):
    notebook.shell.run_line_magic("unload_ext", "densemodel")
    shown = notebook.fail(f"import numpy as np\n{CELL}")
    notebook.shell.run_line_magic("load_ext", "densemodel")
    assert "first line" not in shown
