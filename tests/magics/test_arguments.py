from __future__ import annotations

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
