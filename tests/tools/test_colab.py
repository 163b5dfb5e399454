import re

import nbformat
import pytest

import colab
import run_colab


def notebook_with(*outputs):
    cell = nbformat.v4.new_code_cell("print(1)", outputs=list(outputs))
    return nbformat.v4.new_notebook(cells=[cell])


def stream(name, text):
    return nbformat.v4.new_output("stream", name=name, text=text)


def error(*traceback):
    return nbformat.v4.new_output("error", ename="E", evalue="", traceback=list(traceback))


def test_a_version_that_moved_or_is_gone_is_a_change_and_a_new_package_is_none():
    before = {"numpy": "2.1.3", "pandas": "2.2.3", "six": "1.17.0"}
    after = {"numpy": "2.4.0", "six": "1.17.0", "jedi": "0.20.1"}
    assert colab.changes(before, after) == {
        "numpy": ("2.1.3", "2.4.0"),
        "pandas": ("2.2.3", None),
    }


def test_each_of_colabs_packages_is_pinned_to_one_version():
    pins = colab.pins(colab.PINS.read_text(encoding="utf-8"))
    assert pins["ipywidgets"] == "7.7.1"
    assert pins["ipython"] == "7.34.0"
    assert all(re.fullmatch(r"[\d.]+(post\d+)?", version) for version in pins.values())


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (stream("stderr", "a warning\n"), "cell 1 wrote to stderr: a warning"),
        (
            error("Traceback (most recent call last)", "ImportError: no"),
            "cell 1 shows a traceback: ImportError: no",
        ),
        (
            stream("stdout", "Traceback (most recent call last):\nE: no"),
            "cell 1 shows a traceback: E: no",
        ),
    ],
)
def test_a_traceback_or_a_word_on_stderr_is_a_trouble(output, expected):
    assert list(run_colab.troubles_in(notebook_with(output), "")) == [expected]


def test_a_mistake_that_is_answered_in_words_is_no_trouble():
    answered = notebook_with(error("line 1: unknown word 'reluu'"), stream("stdout", "fine"))
    assert list(run_colab.troubles_in(answered, "")) == []


def test_what_the_kernel_itself_says_is_a_trouble_unless_jupyter_says_it():
    log = "[IPKernelApp] WARNING | Parent appears to have exited\n\nE0000 computation placer\n"
    (trouble,) = run_colab.troubles_in(notebook_with(), log)
    assert trouble == "the kernel wrote to stderr: E0000 computation placer"
