"""Clauses about the data and the course of training: their values, texts and settings."""

import pytest

from densemodel.language import CLAUSES, COLUMN_KINDS, parse
from densemodel.language.reading._words import is_plain, write_column

CANONICAL = [
    "every 100",
    "minutes 5",
    "minutes 0.5",
    "repeat 5",
    "weights balanced",
    "missing drop",
    "missing fill",
    "category zip",
    'number zip "max" "two words"',
    "date sold",
    "without id",
    "without id Age x2",
    'without "max" "two words" "3"',
    "without 'say \"so\"' id",
    'without "it\'s"',
    "target norm",
    "split 0.3 last",
    "split 0.3 by patient",
    'split 0.3 by "batch"',
]


def with_clauses(clauses):
    return parse(f"{source(clauses)} -> 10 ; {clauses}")


def source(clauses):
    """The input: only the columns of a table have kinds."""
    return "table" if clauses.startswith(COLUMN_KINDS) else "784"


def settings(clauses):
    return with_clauses(clauses).settings


@pytest.mark.parametrize("clause", CANONICAL)
def test_canonical_text_is_kept(clause):
    spec = with_clauses(clause)
    assert str(spec) == f"{source(clause)} -> 10 ; {clause}"
    assert parse(str(spec)) == spec
    assert spec.explicit_clauses == {clause.split(" ", maxsplit=1)[0]}


@pytest.mark.parametrize(
    ("word", "text"),
    [
        (clause.word, text)
        for clause in CLAUSES.values()
        for text in (clause.example, *clause.forms)
        if clause.word != "optimizer"
    ],
)
def test_every_example_and_form_of_a_clause_is_canonical(word, text):
    spec = with_clauses(text)
    assert str(spec) == f"{source(text)} -> 10 ; {text}"
    assert spec.explicit_clauses == {word}


@pytest.mark.parametrize(
    ("clause", "word"), [(clause, word) for clause in CLAUSES for word in CLAUSES[clause].words]
)
def test_every_word_that_a_clause_takes_begins_a_form_of_it(clause, word):
    texts = (CLAUSES[clause].example, *CLAUSES[clause].forms)
    assert any(text.split(" ")[1] == word for text in texts)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("WITHOUT 'id' \"Age\"", "without id Age"),
        ("split 30% Last", "split 0.3 last"),
        ("split .5 BY 'Patient'", "split 0.5 by Patient"),
        ("every 1e3", "every 1000"),
        ("Missing FILL", "missing fill"),
        ("metrics r2 rmse", "metrics r2_score root_mean_squared_error"),
        ("loss mape", "loss mean_absolute_percentage_error"),
    ],
)
def test_other_writings_have_one_canonical_text(written, canonical):
    assert str(with_clauses(written)) == f"784 -> 10 ; {canonical}"


def test_the_order_is_that_of_the_table():
    clauses = (
        "repeat 5 ; target norm ; without id ; missing drop ; split 0.3 last ; minutes 5"
        " ; every 100 ; steps 2000 ; weights balanced ; seed 1 ; sgd"
    )
    assert str(with_clauses(clauses)) == (
        "784 -> 10 ; sgd ; weights balanced ; steps 2000 ; every 100 ; minutes 5 ; split 0.3 last"
        " ; missing drop ; without id ; target norm ; seed 1 ; repeat 5"
    )


def test_kinds_stand_before_the_columns_that_are_left_out():
    clauses = "without id ; date sold ; number rooms ; category zip ; missing drop"
    assert str(parse(f"table -> 1 ; {clauses}")) == (
        "table -> 1 ; missing drop ; category zip ; number rooms ; date sold ; without id"
    )


def test_settings_hold_the_clauses():
    explicit = settings(
        "every 100 ; minutes 2.5 ; repeat 3 ; weights balanced ; missing fill"
        " ; without id 'two words' ; target norm ; split 20% by patient"
    )
    assert explicit.every == 100
    assert explicit.minutes == 2.5
    assert explicit.repeat == 3
    assert explicit.weights == "balanced"
    assert explicit.missing == "fill"
    assert explicit.without == ("id", "two words")
    assert explicit.target_norm is True
    assert (explicit.split, explicit.split_way, explicit.split_column) == (0.2, "by", "patient")


def test_settings_of_absent_clauses_are_defaults():
    default = settings("adam")
    assert (default.every, default.minutes, default.repeat) == (None, None, 1)
    assert (default.weights, default.missing, default.without, default.kinds) == (
        None,
        None,
        (),
        (),
    )
    assert default.target_norm is False
    assert (default.split, default.split_way, default.split_column) == (0.3, "random", None)


def test_the_last_rows_may_be_held_back():
    found = settings("split 0.25 last")
    assert (found.split, found.split_way, found.split_column) == (0.25, "last", None)
    off = settings("split off")
    assert (off.split, off.split_way) == (None, "random")


def test_columns_are_names_and_not_variables():
    assert parse("9 -> 1 ; without n", {"n": 3}).settings.without == ("n",)
    assert parse("9 -> 1 ; split 0.3 by n", {"n": 3}).settings.split_column == "n"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("id", "id"),
        ("größe", "größe"),
        ("x", "x"),
        ("max", '"max"'),
        ("Max", '"Max"'),
        ("two words", '"two words"'),
        ("2nd", '"2nd"'),
        ('a "b"', "'a \"b\"'"),
        ("it's", '"it\'s"'),
    ],
)
def test_columns_have_quotes_only_where_they_need_them(name, written):
    assert write_column(name) == written
    assert is_plain(name) == (name == written)
    assert with_clauses(f"without {written}").settings.without == (name,)


def test_numbers_may_be_variables():
    spec = parse("9 -> 1 ; every n ; minutes p ; repeat n ; split p last", {"n": 7, "p": 0.5})
    assert str(spec) == "9 -> 1 ; every 7 ; minutes 0.5 ; split 0.5 last ; repeat 7"


class TestWithSettings:
    def test_a_clause_replaces_the_earlier_one(self):
        spec = with_clauses("split 0.3 by patient ; every 100 ; without id")
        changed = spec.with_settings("split 0.2 ; every 50 ; without age ; minutes 5")
        assert str(changed) == ("784 -> 10 ; every 50 ; minutes 5 ; split 0.2 ; without age")

    def test_another_optimizer_drops_the_schedule_of_the_old_one(self):
        spec = with_clauses("sgd lr cosine 0.5/20 ; batch 16")
        assert str(spec.with_settings("adam")) == "784 -> 10 ; adam ; batch 16"
        assert str(spec.with_settings("lr 0.1")) == "784 -> 10 ; sgd lr 0.1 ; batch 16"

    def test_a_schedule_replaces_a_rate(self):
        spec = with_clauses("sgd lr 0.5")
        assert str(spec.with_settings("lr 0.5*0.9^epoch")) == "784 -> 10 ; sgd lr 0.5*0.9^epoch"

    def test_a_choice_of_clauses_goes_when_one_of_them_is_set(self):
        spec = with_clauses("{batch 32|epochs 5} ; every 100")
        assert str(spec.with_settings("batch 16")) == "784 -> 10 ; batch 16 ; every 100"
        assert spec.with_settings("seed 1").trial_count == 2


def test_choices_stand_in_clauses():
    spec = with_clauses("every {100|200} ; split {0.2|0.3} last ; lr exp {0.1|0.2}->0.001/{10|20}")
    assert parse(str(spec)) == spec
    assert spec.trial_count == 16
    first = next(iter(spec.expand()))
    assert str(first) == "784 -> 10 ; lr exp 0.1->0.001/10 ; every 100 ; split 0.2 last"
    assert first.settings.split == 0.2
