import pytest

from densemodel.magics.cell._arguments import Arguments, parse_arguments
from densemodel.magics.notebook._variables import words


def test_words_keep_brackets_and_quotes_whole():
    assert words("""digits -x df["a b"] -y data.train[0]""") == [
        "digits",
        "-x",
        'df["a b"]',
        "-y",
        "data.train[0]",
    ]


def test_all_options_are_read():
    line = (
        "net -x a -y b --validation c d --test e f --goal 0.98 --wait --trials 9 "
        "--search tpe --strict --replace --no-panel"
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
        trials=9,
        search="tpe",
        strict=True,
        replace=True,
        panel=False,
    )


def test_a_comment_ends_the_line():
    assert parse_arguments("digits -x a -y b # don't --train").name == "digits"


@pytest.mark.parametrize(("text", "goal"), [("0.95", 0.95), ("95%", 0.95), ("-1", -1.0)])
def test_a_goal_is_a_number_or_a_share(text, goal):
    assert parse_arguments(f"d --goal {text}").goal == pytest.approx(goal)


def test_an_option_may_be_written_with_an_equals_sign():
    assert parse_arguments("--goal=0.5").goal == 0.5
