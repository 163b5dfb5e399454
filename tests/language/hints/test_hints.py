"""Whoever writes what a hint says gets a text that is read."""

import re
from itertools import product

import pytest

from densemodel.errors import SpecError
from densemodel.language import parse_cell
from support.language.case_texts import NAMES, TYPED
from support.language.case_texts import TEXTS as CASES

SUGGESTED = re.compile(r"(?:write|mean) '([^']*)'|write (\{\S+\})")
MARKS = ("", " ", ";", "->", "->;", "->;(", "->; ")
"What is replaced lies between two of these signs; with none of them it is what the carets show."

IN_OTHER_WORDS = {
    # the hint names a sign to put in or an alternative, not the words themselves
    "other_tool_minus_signs",
    "other_tool_clause_begins_with_arrow",
    "network_not_closed",
    "option_not_closed",
    "option_initialiser_number",
    "clause_init_nothing",
    "split_last_and_by",
    "conv_after_four_axes",
    "conv_padding_twice",
    "conv_identity",
    "conv_identity_by_the_clause",
    "choice_not_closed",
    "choice_not_opened",
    "word_layer_on_its_own_line",
    "784 -> {32|64 relu -> 10 softmax",
    "784 -> 50 {relu|tanh",
    "784 -> 50 relu -> 10 softmax ; minutes {1|2",
    "28x28x1x1 -> conv 8 -> 10 softmax",
    # the text is given to with_settings, which needs no network
    "settings_unknown",
    "settings_out_of_range",
    "settings_near_match",
    # what is written belongs to another line or clause than what is wrong
    "word_option_after_its_optimizer",
    "word_option_of_a_loss_as_a_clause",
    "784 -> 10 softmax ; test x y",
    "784 -> 50 relu -> 10 softmax ; sgd ; momentum 0.9",
    "784 -> 50 relu -> 10 softmax ; sgd ; momentum=0.9",
    "784 -> 50 relu -> 1 ; loss mae; huber",
    # one mistake hides another
    "table_conv_after_a_size",
    "kind_before_an_arrow",
    "784 -> 50 relu -> 10 softmax ; adam(betas=(0.9,0.99))",
    # the example is of another network, or too long to be shown
    "same_alone",
    "other_tool_many_commas",
}


def problems(text):
    try:
        parse_cell(text, NAMES)
    except SpecError as error:
        return list(error.problems)
    return []


def fixed_texts(text, problem, words):
    """The text with the words in place of what the carets show, or of all of its clause."""
    lines = text.split("\n")
    line = lines[problem.line - 1]
    start, end = problem.column - 1, problem.column - 1 + problem.length
    for before, after in product(MARKS, repeat=2):
        begin = max((line.rfind(mark, 0, start) + 1 for mark in before), default=start)
        ends = [place for mark in after if (place := line.find(mark, end)) >= 0]
        stop = min(ends, default=len(line) if after else end)
        lines[problem.line - 1] = f"{line[:begin]}{' ' * bool(before)}{words}{line[stop:]}"
        yield "\n".join(lines)


def with_one_fix(texts):
    for name, text in texts.items():
        found = problems(text)
        if len(found) == 1 and SUGGESTED.search(found[0].hint) and name not in IN_OTHER_WORDS:
            yield name, text


TEXTS = CASES | {text: text for text in TYPED}
SINGLE = dict(with_one_fix(TEXTS))


def test_many_hints_are_tried():
    assert len(SINGLE) > 600


@pytest.mark.parametrize("text", SINGLE.values(), ids=SINGLE.keys())
def test_what_a_hint_says_is_read(text):
    (problem,) = problems(text)
    found = SUGGESTED.search(problem.hint)
    assert found is not None
    words = found[1] or found[2]
    assert any(not problems(one) for one in fixed_texts(text, problem, words)), problem.hint
