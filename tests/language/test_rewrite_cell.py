"""A cell whose network is changed: its text says the new spec, and otherwise what it said."""

import random
from dataclasses import replace

import pytest

from densemodel.language import (
    as_written,
    parse,
    parse_cell,
    rewrite_cell,
    with_words,
    write_clauses,
)
from support.language.random_specs import random_specs

NAMES = {"width": 20, "rate": 0.01}
DEEP = """\
# eight layers
784 -> 8*(20 sigmoid) -> 10 softmax ; epochs 12  # few
"""


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        (DEEP, "20 sigmoid => 20 relu", DEEP.replace("sigmoid", "relu")),
        (DEEP, "epochs 20", DEEP.replace("12", "20")),
        (DEEP, "init he_normal", DEEP.replace("epochs 12", "epochs 12 ; init he_normal")),
        (DEEP, "steps 500", DEEP.replace(" ; epochs 12", " ; steps 500")),
        (DEEP, "scale / 255", DEEP.replace("784 ->", "784 -> scale / 255 ->")),
        (DEEP, "784 ->", DEEP),
        (DEEP, "700 ->", DEEP.replace("784", "700")),
        (DEEP, "auto", DEEP.replace("784", "auto")),
        (DEEP, "3 softmax", DEEP.replace("10 softmax", "3 softmax")),
        ("4 -> width tanh -> 1", "tanh => relu", "4 -> width relu -> 1"),
        ("4->9 tanh\n  -> 1 # y", "tanh => relu", "4->9 relu\n  -> 1 # y"),
        ("adam lr rate\n4 -> 1\nbatch 8", "lr 0.1", "adam lr 0.1\n4 -> 1\nbatch 8"),
        ("4 -> 1 ; adam lr rate", "sgd(momentum=0.9)", "4 -> 1 ; sgd(momentum=0.9)"),
        ("4 -> 1\nbatch 8 # rows", "seed 3", "4 -> 1\nbatch 8 ; seed 3 # rows"),
        ("4 -> 2*width relu -> 1", "width relu => 9 relu", "4 -> 2*width relu -> 1"),
    ],
)
def test_only_words_that_differ_are_replaced(text, words, wanted):
    (spec,) = parse_cell(text, NAMES)
    changed = with_words(spec, words)
    assert rewrite_cell(text, 0, spec if changed is None else changed, NAMES) == wanted


def test_another_network_and_the_clauses_of_all_are_unchanged():
    text = "adam lr 0.1 ; epochs 5\na: 4 -> 9 tanh -> 1 # first\nb: 4 -> 9 tanh -> 1\nbatch 8"
    second = with_words(parse_cell(text)[1], "tanh => relu")
    assert second is not None
    rewritten = rewrite_cell(text, 1, second.with_settings("epochs 9 ; batch 4"))
    assert rewritten == (
        "adam lr 0.1 ; epochs 5\na: 4 -> 9 tanh -> 1 # first\n"
        "b: 4 -> 9 relu -> 1\nbatch 4 ; epochs 9"
    )


def test_where_only_one_network_loses_a_clause_of_all_each_has_its_own_line():
    text = "# both\nepochs 5\na: 4 -> 1\nb: 4 -> 2"
    rewritten = rewrite_cell(text, 0, parse("4 -> 1 ; adam"))
    assert rewritten == "# both\na: 4 -> 1 ; adam\nb: 4 -> 2 ; epochs 5"


def test_any_network_of_a_cell_can_become_any_other():
    rng = random.Random(3)  # noqa: S311 - a test that can be repeated
    texts = [text.partition(": ")[2] or text for text in random_specs(400, seed=16)]
    for one, two, new in zip(texts[::2], texts[1::2], map(parse, reversed(texts)), strict=False):
        shared = rng.choice(("", "", "seed 7\n", "epochs 3 ; batch 5 # all\n"))
        split = one.replace(" ; ", rng.choice((" ; ", "\n", " # why\n")), 1)
        cell = f"# a comment\n{shared}first: {split}\n{two}"
        before = parse_cell(cell)
        if rng.random() < 0.5:  # a change such as a person makes
            words = [*write_clauses(new.clauses), "scale / 3", "784 ->"]
            new = with_words(before[0], rng.choice(words)) or new  # noqa: PLW2901
        rewritten = rewrite_cell(cell, 0, new)
        wanted = replace(new, name="first")
        assert parse_cell(rewritten) == (wanted, before[1]), cell
        assert "# a comment" in rewritten


@pytest.mark.parametrize(
    ("written", "sized", "words", "wanted"),
    [
        ("auto -> 9 tanh -> auto softmax", "4 -> 9 tanh -> 3 softmax", "tanh => relu",
         "auto -> 9 relu -> auto softmax"),
        ("auto -> 9 -> auto -> softmax", "4 -> 9 -> 3 -> softmax", "norm",
         "auto -> norm -> 9 -> auto -> softmax"),
        ("auto -> auto", "4 -> 1", "1 sigmoid", "auto -> 1 sigmoid"),
        ("auto -> 1 ; adam", "4 -> 1 ; adam", "epochs 3", "auto -> 1 ; adam ; epochs 3"),
    ],
)  # fmt: skip
def test_auto_stays_where_the_size_is_that_of_the_data(written, sized, words, wanted):
    before = parse(sized)
    now = with_words(before, words)
    assert now is not None
    assert str(as_written(parse(written), before, now)) == wanted
