"""Hints are rows of data: each can be used, is used, and waits for its turn."""

import string

import pytest

from densemodel.errors import SpecError
from densemodel.language import parse_cell
from densemodel.language.hints import _classes, _rows
from support.language.case_texts import NAMES, TEXTS, TYPED

ROWS = _rows.rows()
ALL = [row for rows in ROWS.values() for row in rows]
CONTEXT = {
    *("word", "start", "subject", "size", "share", "given", "rate", "raw", "is_refused"),
    *("activation", "item", "opening"),
}
"What the grammar knows of a place."


def texts_of(row):
    """The names that the message and the hint of a row hold."""
    if row.message == "=":
        return {row.hint}
    if row.hint.startswith("= "):
        return {row.hint[2:], *names_in(row.message)}
    return names_in(row.message) | names_in(row.hint)


def names_in(text):
    fields = [field for _, field, _, _ in string.Formatter().parse(text) if field]
    return {field.partition(".")[0] for field in fields}


@pytest.mark.parametrize("row", ALL, ids=lambda row: f"{row.message}: {row.hint}")
def test_row_holds_only_what_there_is(row):
    parts = {part.name for part in row.pattern.parts}
    assert texts_of(row) <= parts | CONTEXT | set(_rows.VALUES)
    kinds = {kind for part in row.pattern.parts for kind in part.kinds}
    classes = {kind.removeprefix("QUOTED_") for kind in kinds if kind.isupper()}
    assert classes <= {*_classes.KINDS, *_classes.WORDS_OF, *_classes.FUNCTIONS}


def test_every_value_is_held_by_a_row():
    assert set(_rows.VALUES) == set.union(*map(texts_of, ALL)) & set(_rows.VALUES)


@pytest.fixture
def tried(monkeypatch):
    """The rows that are tried, each with its reader, place and answer."""
    found = []
    advice = _rows.HintRow.advice

    def spy(row, reader, context):
        answer = advice(row, reader, context)
        found.append((row, reader, reader.place, answer))
        return answer

    monkeypatch.setattr(_rows.HintRow, "advice", spy)
    return found


def read(text):
    try:
        parse_cell(text, NAMES)
    except SpecError as error:
        return error
    return None


def test_every_row_answers_for_some_text(tried):
    for text in (*TEXTS.values(), *TYPED):
        read(text)
    answered = {id(row) for row, *_, answer in tried if answer is not None}
    assert [row for row in ALL if id(row) not in answered] == []


@pytest.mark.parametrize(
    "text", ["784 -> 50 relu * 2 -> 10", "784 -> LSTM(32)", "df -> 10 ; n_epochs 5", "784, 50"]
)
def test_rows_of_a_place_are_tried_in_order_until_one_answers(text, tried):
    assert read(text) is not None
    # whenever a place asks, its first row is tried, then the next: up to the first answer
    place_of = {id(row): (name, at) for name, rows in ROWS.items() for at, row in enumerate(rows)}
    turns = []
    for row, *_, answer in tried:
        name, at = place_of[id(row)]
        if at == 0:
            turns.append([])
        turns[-1].append((name, at, answer))
    for turn in turns:
        name = turn[0][0]
        assert [(one[0], one[1]) for one in turn] == [(name, at) for at in range(len(turn))]
        assert all(answer is None for *_, answer in turn[:-1])
        assert turn[-1][2] is not None or len(turn) == len(ROWS[name])
    assert any(turn[-1][2] is not None for turn in turns)


def test_no_row_is_tried_before_the_strict_parser_has_refused(tried):
    for text in TEXTS.values():
        read(text)
    assert tried
    assert not any(reader.problems.is_strict for _, reader, *_ in tried)


def test_first_row_that_applies_is_the_hint():
    # the whole quotient comes before the rule for any other
    assert "write 50" in str(read("784 -> 100/2 relu -> 10"))
    assert "put the number in a variable" in str(read("784 -> 100/3 relu -> 10"))


def test_row_does_not_apply_without_one_of_its_values():
    # a repeat of what holds a repeat has no hint of its own
    assert "write '3*(50 relu)'" in str(read("784 -> 50 relu * 3 -> 10"))
    assert "write it as '3*(50 relu)'" in str(read("784 -> 2*50 relu * 3 -> 10"))
