"""What is marked in a cell: the problems of the parser, at their places."""

from pathlib import Path

import pytest

from densemodel.errors import SpecError
from densemodel.language import parse_cell
from densemodel.magics.editor._cell_check import check_cell
from support.case_files import CaseFile
from support.language.case_texts import FILES, NAMES, TEXTS

FIRST = "# \N{GRINNING FACE}\n%%densemodel\n"
TYPED = CaseFile(Path(__file__).with_name("typed.txt"))
CASES = [name for file in FILES.values() for name in file.cases if TEXTS[name].strip()]


def marked(text, names=None):
    """The marked words of a text, each with its problem."""
    units = text.encode("utf-16-le")
    return [
        (units[2 * one["start"] : 2 * one["end"]].decode("utf-16-le"), one)
        for one in check_cell(text, names or {})["problems"]
    ]


def test_the_marked_places_are_those_of_the_error():
    """In each text that the language has a message for."""
    for name in CASES:
        text = TEXTS[name].replace("\r\n", "\n").replace("\r", "\n")
        try:
            parse_cell(text, names=NAMES)
        except SpecError as error:
            places = [
                (FIRST + "".join(text.splitlines(keepends=True)[: line - 1]), column, length, one)
                for one in error.problems
                for line, column, length in [(one.line, one.column, one.length), *one.also]
            ]
        else:
            places = []
        expected = [
            (len(before.encode("utf-16-le")) // 2, one.message, one.hint)
            for before, _, _, one in places
        ]
        found = marked(FIRST + text, NAMES)
        assert [(one["message"], one["hint"]) for _, one in found] == [
            (message, hint) for _, message, hint in expected
        ], name
        for (words, one), (before, column, length, _) in zip(found, places, strict=True):
            start = len(before) + column - 1
            assert words == (FIRST + text)[start : start + length], name
            assert one["end"] - one["start"] >= len(words), name


def test_a_spec_is_marked_as_it_is_typed():
    """Each key, and what would be marked if one rested after it."""
    line = "784 -> 50 rellu -> 100 tanh -> 10 softmax ; adam lr 0.01 batchs 32"
    rows = []
    for end in range(1, len(line) + 1):
        words = [repr(words) for words, _ in marked(f"%%densemodel\n{line[:end]}")]
        rows.append(f"{line[:end]:{len(line)}} | {' '.join(words)}".rstrip())
    TYPED.check("a network with two mistakes", line, "\n".join(rows))


def test_a_hint_of_one_word_that_fixes_the_problem_is_put_in_its_place():
    found = marked("%%densemodel\n784 -> 50 rellu -> 10 sofmax ; adam 0.1")
    assert [one["replacement"] for _, one in found] == ["relu", "softmax", ""]
    (found,) = marked("%%densemodel\n784 -> 10 ; patience")
    assert (found[1]["hint"], found[1]["replacement"]) == ("write 'patience 2'", "")


@pytest.mark.parametrize(
    ("options", "word", "place", "message", "replacement"),
    [
        ("x -x x_trian -y y", "x_trian", 5, "there is no variable x_trian", "x_train"),
        ("-x x_train[:8] -y df.price", "df", 18, "there is no variable df", ""),
        ("--validation x_train yy", "yy", 21, "there is no variable yy", "y"),
        ("d --tran --wait", "--tran", 2, "unknown option --tran", "--train"),
        ("d -x", "-x", 2, "-x needs X after it", ""),
        ("abc --goal abc", "abc", 11, "--goal needs a number, such as --goal 0.98, and ", ""),
        ("d -x x_train -x y", "-x", 13, "-x is given twice", ""),
        ("d --test=(x_train", "--test=(x_train", 2, ") is missing in", ""),
        ("d 784->10", "->", 5, "put the spec on the next line", ""),
        ("a  b", "b", 3, "one name only, and here are 2", ""),
        ("for # -x", "for", 0, "for is a Python keyword", ""),
        ("d -x x_train", None, 0, "", ""),
    ],
)
def test_the_options_of_the_first_line_are_checked(options, word, place, message, replacement):
    text = f"# \N{GRINNING FACE}\n%%densemodel {options}\n784 -> 10"
    found = marked(text, {"x_train": [1], "y": [2]})
    assert [words for words, _ in found] == [word] * (word is not None)
    for _, one in found:
        assert one["start"] == 5 + len("%%densemodel ") + place
        assert one["message"].startswith(message)
        assert one["replacement"] == replacement
    assert check_cell(text, {})["sizes"]


def test_a_variable_that_is_there_is_not_read():
    class Hostile:
        def __getattribute__(self, name):
            raise RuntimeError(name)

    assert marked("%%densemodel -x data.train[0] -y data.y\n4 -> 1", {"data": Hostile()}) == []


def test_variables_of_the_notebook_are_known():
    text = "%%densemodel\nn_cols -> 10"
    assert [words for words, _ in marked(text)] == ["n_cols"]
    assert marked(text, {"n_cols": 9}) == []


@pytest.mark.parametrize(
    "text", ["", "%%time\n78 ->", "x = 1\n%%densemodel\n78 ->", "%%densemodel\n\n"]
)
def test_a_cell_without_a_spec_is_not_checked(text):
    assert check_cell(text, {}) == {"problems": [], "sizes": []}


def test_the_size_of_each_network_stands_behind_its_last_line():
    text = "# two\n%%densemodel\na: 784 -> 10\nb: 784 ->\n  500 -> 10 # large\n\n# the end\n"
    assert check_cell(text, {})["sizes"] == [
        {"line": 2, "text": "7,850 parameters"},
        {"line": 4, "text": "397,510 parameters"},
    ]
    for by_data in ("784 -> auto", "table -> 10", "784 -> {10|20} -> 3"):
        assert check_cell(f"%%densemodel\n{by_data}", {})["sizes"] == []
