"""Clauses as keyword arguments: `dm.train(spec, x, y, patience=5, lr=0.1)`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from numbers import Real
from typing import Any

from densemodel.errors import SpecError, field_hint
from densemodel.language._parse import parse_clauses
from densemodel.language.reading._words import write_column
from densemodel.language.vocabulary._clause_words import CLAUSES, COLUMN_CLAUSES

_WRITE = re.compile(r"write '((\w+) ?([^']*))'")
_SEVERAL = {*COLUMN_CLAUSES, "metrics"}
"Clauses that take a list of names."
_UNKNOWN = ("unknown word", "only clauses are allowed")
_EXAMPLES = "the clauses are keywords, such as patience=5 or lr=0.1"


def clauses_of(keywords: Mapping[str, Any], function: str, *, has_choices: bool = False) -> str:
    """The clauses that keyword arguments of a function give, as a text, each checked.

    Args:
        keywords: The values by the words of clauses: a number, a text such as "cosine 0.1", None
            for `off`, a list of names.
        function: Its name, for messages.
        has_choices: Whether a list of values is a choice between them.

    Raises:
        SpecError: A clause is wrong, or another tool's name of one.
        TypeError: There is no such clause, or a value is of another type.

    Example:
        >>> clauses_of({"patience": None, "lr": 0.1}, "train")
        'patience off ; lr 0.1'
    """
    texts = {}
    for word, value in keywords.items():
        ours = "target norm" if word == "target_norm" else word
        if hint := field_hint("train", word):
            raise _unexpected(function, word, hint)
        text = f"{ours} {_text_of(word, value, function, has_choices=has_choices)}".strip()
        texts[word] = text
        try:
            clauses = parse_clauses(text)
        except SpecError as error:
            raise _as_keyword(error, word, function) from None
        if len(clauses) != 1:
            raise TypeError(f"{function}() takes one clause in {word}, and {value!r} holds others")
    return " ; ".join(texts.values())


def clause_like(word: str, value: str) -> str:
    """The clause that another tool writes as `word=value`: "batch 32" of batch_size and 32.

    Empty where the language has none.
    """
    text = f"{word.replace('_', ' ') if word == 'target_norm' else word} {value}".strip()
    try:
        clauses = parse_clauses(text)
    except SpecError as error:
        found = _WRITE.search(error.problems[0].hint)
        return found[1] if found else ""
    return text if len(clauses) == 1 else ""


def _text_of(word: str, value: Any, function: str, *, has_choices: bool) -> str:
    if value is None or value is False:
        return "off"
    if value is True:
        return ""
    if isinstance(value, str):
        return value
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:  # a number of NumPy
        value = value.item()
    if isinstance(value, Real):
        return repr(value)
    if isinstance(value, Sequence):
        if word in _SEVERAL:
            return " ".join(write_column(str(one)) for one in value)
        texts = [_text_of(word, one, function, has_choices=False) for one in value]
        if has_choices:
            return f"{{{'|'.join(texts)}}}"
        raise _unexpected_values(function, word, value)
    raise TypeError(
        f"{function}() takes {word} as a cell writes it, a number or a text, and not "
        f"{type(value).__name__}: lr=0.1, lr='cosine 0.1', loss='mae'"
    )


def _unexpected_values(function: str, word: str, values: Sequence[Any]) -> TypeError:
    return TypeError(
        f"{function}() takes one value of {word}: dm.sweep(spec, x, y, {word}={[*values]}) tries "
        "several"
    )


def _unexpected(function: str, word: str, hint: str) -> TypeError:
    return TypeError(f"{function}() got an unexpected keyword argument '{word}': {hint}")


def _as_keyword(error: SpecError, word: str, function: str) -> Exception:
    """The error with what to write as a keyword instead."""
    problem = error.problems[0]
    found = _WRITE.search(problem.hint)
    if problem.message.startswith(_UNKNOWN):
        return _unexpected(function, word, _near(word) or _EXAMPLES)
    if found is None:
        return SpecError(": ".join(filter(None, [problem.message, problem.hint])))
    whole, ours, rest = found.groups()
    fix = f"{ours}={_as_value(rest)}" if ours in CLAUSES else f"settings='{whole}'"
    return SpecError(f"{problem.message}: write {fix}")


def _near(word: str) -> str:
    near = get_close_matches(word, CLAUSES, n=1, cutoff=0.75)
    return f"did you mean {near[0]}?" if near else ""


def _as_value(text: str) -> str:
    try:
        float(text)
    except ValueError:
        return "None" if text == "off" else repr(text)
    return text
