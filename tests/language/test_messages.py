"""Every message of the language has a case: the text and what is said of it."""

import pytest

from densemodel.errors import SpecError
from densemodel.language import parse, parse_cell
from support.language.case_texts import FILES, LONG, NAMES, TEXTS

READ = {
    "one_network": lambda text: parse(text, NAMES),
    "settings": parse("8x8x1 -> conv 3 -> 10 ; adam").with_settings,
}
"What reads the texts of a file, if it is not parse_cell."

CASES = [pytest.param(file, name, id=name) for file in FILES.values() for name in file.cases]


def refusal(file, name):
    read = READ.get(file.path.stem, lambda text: parse_cell(text, NAMES))
    with pytest.raises(SpecError) as caught:
        read(TEXTS[name])
    return caught.value


@pytest.mark.parametrize(("file", "name"), CASES)
def test_message_is_as_its_case_says(file, name):
    shown = f"({len(LONG[name]):,} characters)" if name in LONG else TEXTS[name]
    file.check(name, shown, str(refusal(file, name)))


def test_every_case_has_a_name_of_its_own():
    assert len(TEXTS) == len(CASES) > 600
    assert set(LONG) <= set(TEXTS)
    assert set(READ) <= set(FILES)


@pytest.mark.parametrize(("file", "name"), CASES)
def test_message_is_short_and_points_into_the_text(file, name):
    error = refusal(file, name)
    assert len(error.problems) <= 20
    lines = error.text.split("\n")
    for problem in error.problems:
        assert problem.message
        assert len(problem.message) <= 110
        assert len(problem.hint) <= 110
        if error.text:
            assert problem.column + problem.length - 1 <= len(lines[problem.line - 1]) + 1


def test_problem_says_where_in_the_cell():
    with pytest.raises(SpecError) as caught:
        parse("# a comment\n\n784 -> 50 rellu")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.length) == (3, 11, 5)
    assert (problem.message, problem.hint) == ("unknown word 'rellu'", "did you mean 'relu'?")


def test_contradiction_has_both_places():
    with pytest.raises(SpecError) as caught:
        parse("784 -> 10 ; epochs 3\nsteps 100")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 1)
    assert problem.also == ((1, 13, 8),)
