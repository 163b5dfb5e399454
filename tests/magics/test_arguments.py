from __future__ import annotations

import pytest

from densemodel.errors import DenseModelError
from densemodel.magics._arguments import Arguments, parse_arguments
from densemodel.magics._words import words


def test_words_keep_brackets_and_quotes_whole() -> None:
    assert words("""digits -x df["a b"] -y data.train[0]""") == [
        "digits",
        "-x",
        'df["a b"]',
        "-y",
        "data.train[0]",
    ]


def test_all_options_are_read() -> None:
    line = (
        "net -x a -y b --validation c d --test e f --goal 0.98 --wait --strict --replace --no-panel"
    )
    assert parse_arguments(line) == Arguments(
        name="net",
        x="a",
        y="b",
        validation=("c", "d"),
        test=("e", "f"),
        goal=0.98,
        train=True,
        wait=True,
        strict=True,
        replace=True,
        panel=False,
    )


def test_an_option_may_be_written_with_an_equals_sign() -> None:
    assert parse_arguments("--goal=0.5").goal == 0.5


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("digits --trian", "unknown option --trian: did you mean --train?"),
        ("digits -x a", "-y is missing: data are given as -x ROWS -y LABELS"),
        ("digits -y a", "-x is missing: data are given as -x ROWS -y LABELS"),
        ("digits -x -y b", "-x needs X after it: -x X"),
        ("digits --test a", "--test needs X Y after it: --test X Y"),
        ("digits --frame df", "--frame and --target go together: --frame df --target price"),
        ("-x a -y b --frame c --target d", "give the data once"),
        ("784 -> 10", "put the spec on the next line"),
        ("784 → 10", "put the spec on the next line"),
        ("a b", "one name only, and here are 2: a b"),
        ("2nd", "2nd cannot be the model's name"),
        ("class", "class cannot be the model's name"),
        ("d --goal high", "--goal needs a number, such as --goal 0.98, and this is high"),
        ("d -x a -x b -y c", "-x is given twice: leave one of them out"),
        ('d -x df["a -y b', '" is missing in'),
        ("d -x df[0 -y b", "] is missing in"),
    ],
)
def test_a_mistake_is_one_short_sentence(line: str, message: str) -> None:
    with pytest.raises(DenseModelError) as caught:
        parse_arguments(line)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
