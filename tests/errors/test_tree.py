"""The error tree, its drawing, and what a notebook shows."""

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from densemodel import errors
from densemodel.errors import (
    DataError,
    DenseModelError,
    Problem,
    SpecError,
    StoreError,
    SweepError,
    TrainingError,
)


def test_all_errors_descend_from_one():
    for name in errors.__all__:
        if name.endswith("Error"):
            assert issubclass(getattr(errors, name), DenseModelError)


def test_the_drawing_names_every_error():
    drawing = sys.modules[DenseModelError.__module__].__doc__ or ""
    assert all(name in drawing for name in errors.__all__ if name.endswith("Error"))


@pytest.mark.parametrize("kind", [DataError, TrainingError, StoreError, SweepError, SpecError])
def test_every_error_takes_a_plain_message_and_a_hint(kind):
    plain = kind("x has 3 columns")
    assert (str(plain), plain.message, plain.hint) == ("x has 3 columns", "x has 3 columns", "")
    hinted = kind("x has 3 columns", hint="write 3 -> 1")
    assert str(hinted) == "x has 3 columns\n  write 3 -> 1"
    assert hinted.hint == "write 3 -> 1"


def test_data_error_keeps_its_findings():
    assert DataError("no").findings == ()
    assert DataError("no", findings=["a finding"]).findings == ("a finding",)


def test_spec_error_draws_its_problems():
    problem = Problem(2, 8, 5, "unknown word 'rellu'", "did you mean 'relu'?")
    error = SpecError([problem], "# one\n9 -> 5 rellu -> 1")
    assert error.problems == (problem,)
    assert str(error) == (
        "unknown word 'rellu'\n  9 -> 5 rellu -> 1\n         ^^^^^\n  did you mean 'relu'?"
    )


def test_spec_error_without_a_text_says_the_words_alone():
    error = SpecError([Problem(1, 1, 1, "too long", "cut it")])
    assert str(error) == "too long\n  cut it"


def test_carets_stand_under_wide_and_combining_characters():
    text = "中文 e\u0301 bad"
    (_, line, carets) = str(SpecError([Problem(1, 7, 3, "no")], text)).split("\n")
    assert line == f"  {text}"
    # two wide characters take four columns, the accent none
    assert carets == "  " + " " * 7 + "^^^"


def test_two_places_on_two_lines_show_both():
    error = SpecError([Problem(2, 1, 3, "no", also=((1, 1, 4),))], "adam\nsgd")
    assert str(error) == "no\n  adam\n  ^^^^\n  sgd\n  ^^^"


def test_the_count_of_further_problems_is_shown():
    error = SpecError([Problem(1, 1, 1, "no")], "x", more=1_234)
    assert error.more == 1_234
    assert str(error).endswith("\n\nand 1,234 more")


@pytest.fixture
def shell():
    return InteractiveShell()


def test_a_notebook_shows_only_our_lines(shell):
    with capture_output() as shown:
        result = shell.run_cell('from densemodel.language import parse\nparse("784 -> 50 rellu")')
    assert isinstance(result.error_in_exec, SpecError)
    assert shown.stdout.rstrip() + shown.stderr == (
        "unknown word 'rellu'\n  784 -> 50 rellu\n            ^^^^^\n  did you mean 'relu'?"
    )


def test_other_errors_keep_their_traceback(shell):
    with capture_output() as shown:
        shell.run_cell("1 / 0")
    assert "Traceback" in shown.stdout + shown.stderr
