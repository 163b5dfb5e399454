"""The four errors that the language's design draws come out exactly as drawn."""

from __future__ import annotations

import pytest

from densemodel.errors import SpecError
from densemodel.language import parse

DRAWN = [
    """\
unknown word 'rellu'
  784 -> 50 rellu -> 10 softmax
            ^^^^^
  did you mean 'relu'?""",
    """\
unexpected number 50
  784 -> 50 relu 50 relu -> 10 softmax
                 ^^
  did you forget '->' before it?""",
    """\
'drop' takes the share that is dropped
  784 -> 50 relu drop 75 -> 10
                      ^^
  write 'drop 0.75' or 'drop 75%'""",
    """\
a layer size is a whole number
  784 -> 0.5 relu
         ^^^
  for dropout write 'drop 0.5'""",
]


@pytest.mark.parametrize("drawn", DRAWN)
def test_error_is_as_drawn(drawn: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse(drawn.split("\n")[1].strip())
    assert str(caught.value) == drawn


def test_problem_says_where_in_the_cell() -> None:
    with pytest.raises(SpecError) as caught:
        parse("# a comment\n\n784 -> 50 rellu")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.length) == (3, 11, 5)
    assert (problem.message, problem.hint) == ("unknown word 'rellu'", "did you mean 'relu'?")


def test_contradiction_has_both_places() -> None:
    with pytest.raises(SpecError) as caught:
        parse("784 -> 10 ; epochs 3\nsteps 100")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 1)
    assert problem.also == ((1, 13, 8),)
