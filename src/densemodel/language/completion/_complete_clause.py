"""Completions in a clause, from the forms in its table."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from densemodel.language.completion._complete_slots import (
    CompletionPlace,
    initializer_number,
    open_bracket,
    option_place,
)
from densemodel.language.reading._problems import Problems
from densemodel.language.reading._tokens import tokenize
from densemodel.language.reading._words import WORDS
from densemodel.language.syntax_tree._option import COUNT, POSITIVE, Quantity
from densemodel.language.vocabulary._clause_words import CLAUSES
from densemodel.language.vocabulary._initializers import INITIALIZERS
from densemodel.language.vocabulary._losses import ALIASES, LOSSES
from densemodel.language.vocabulary._optimizers import OPTIMIZERS
from densemodel.language.vocabulary._schedules import FACTOR, FLOOR, PLATEAU_FACTOR, SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.vocabulary._clause_words import ClauseWord
    from densemodel.language.vocabulary._schedules import ScheduleWord

_OFF = {
    "patience": "train to the end, without watching the validation loss",
    "split": "hold out no rows",
}
"The meaning of `off` in clauses."


def clause_place(part: list[Token]) -> CompletionPlace:
    """The place in a clause.

    Args:
        part: The clause so far.
    """
    if not part:
        return CompletionPlace("clause")
    word = part[0].lower
    bracket = open_bracket(part)
    if bracket is not None:
        return option_place(_options(word, part[:bracket]), part[bracket + 1 :])
    if word in OPTIMIZERS:
        return _optimizer_place(word, part)
    if word == "lr":
        return _rate_place(part[1:], OPTIMIZERS["adam"].learning_rate)
    return _named_place(word, part) or _other_place(word, part)


def _named_place(word: str, part: list[Token]) -> CompletionPlace | None:
    """The place in a clause of names from a table."""
    if word == "metrics":
        return CompletionPlace("metrics", said=frozenset(token.lower for token in part[1:]))
    if word == "loss":
        return CompletionPlace("loss" if len(part) == 1 else "nothing")
    if word == "init":
        return _initializer_place(part)
    if word == "without":
        return CompletionPlace("columns", columns=frozenset(map(_column, part[1:])))
    if word == "split" and part[-1].lower == "by":
        return CompletionPlace("columns")
    return None


def _column(token: Token) -> str:
    return token.text[1:-1] if token.kind == "string" else token.text


def _initializer_place(part: list[Token]) -> CompletionPlace:
    if len(part) == 1:
        return CompletionPlace("initializer")
    return (
        initializer_number(part[-2].lower) if part[-1].kind == ":" else CompletionPlace("nothing")
    )


def _options(word: str, before: list[Token]) -> tuple[Option, ...]:
    if word in OPTIMIZERS:
        return OPTIMIZERS[word].options
    name = before[-1].lower if before else ""
    loss = LOSSES.get(ALIASES.get(name, name)) if word == "loss" else None
    return loss.options if loss is not None else ()


def _optimizer_place(word: str, part: list[Token]) -> CompletionPlace:
    rates = [index for index, token in enumerate(part) if token.lower == "lr"]
    if rates:
        return _rate_place(part[rates[-1] + 1 :], OPTIMIZERS[word].learning_rate)
    if len(part) > 1 and part[-1].kind != ")":
        return CompletionPlace("nothing")
    help_ = f"{CLAUSES['lr'].help} ({OPTIMIZERS[word].learning_rate:g})"
    return CompletionPlace("words", word, words=(("lr", help_),))


def _rate_place(part: list[Token], rate: float) -> CompletionPlace:
    if not part:
        begins = tuple((_begin(schedule), schedule.help) for schedule in SCHEDULES.values())
        return CompletionPlace("words", "lr", POSITIVE, f"{rate:g}", words=begins)
    numbers, words = _next([schedule.example for schedule in SCHEDULES.values()], part)
    helps = tuple((name, SCHEDULES["power"].help) for name in words)
    factor = PLATEAU_FACTOR if part[0].lower == "plateau" else FACTOR
    # after a '/' comes a number of steps or epochs, after an arrow a rate
    quantity = {"*": factor, "/": COUNT, "arrow": FLOOR}.get(part[-1].kind, POSITIVE)
    return _due("lr", quantity, numbers, helps)


def _begin(schedule: ScheduleWord) -> str:
    """The first word: a power begins with its rate, so all of it is shown."""
    return schedule.example if schedule.word == "power" else schedule.word


def _other_place(word: str, part: list[Token]) -> CompletionPlace:
    """The place in a clause of words and numbers, such as `split 0.3 last` or `clip norm 1`."""
    clause = CLAUSES.get(word)
    if clause is None:
        return CompletionPlace("nothing")
    numbers, words = _next([clause.example, *clause.forms], part[1:], skip=1)
    if clause.can_be_off and len(part) == 1:
        words.append("off")
    helps = tuple((name, _help(clause, name)) for name in words)
    if clause.default is not None and numbers:
        numbers = [f"{clause.default:g}"]
    return _due(clause.word, clause.quantity or POSITIVE, numbers, helps)


def _due(
    word: str, quantity: Quantity, numbers: list[str], words: tuple[tuple[str, str], ...]
) -> CompletionPlace:
    if not numbers and not words:
        return CompletionPlace("nothing")
    if not words:
        return CompletionPlace("number", word, quantity, numbers[0])
    return CompletionPlace(
        "words", word, quantity if numbers else None, "".join(numbers[:1]), words=words
    )


def _help(clause: ClauseWord, word: str) -> str:
    """A line of help for a word of a clause: the clause with it."""
    if word == "off":
        return _OFF.get(clause.word, f"without {clause.word}")
    forms = (clause.example, *clause.forms)
    if len(forms) == 1:
        return clause.help
    form = next((form for form in forms if word in form.split()), clause.word)
    return f"{form}: {clause.help}"


def _next(texts: Iterable[str], part: list[Token], skip: int = 0) -> tuple[list[str], list[str]]:
    """The next words if one of these texts is being written.

    Args:
        texts: Whole forms of a clause or a rate.
        part: The written part.
        skip: The number of first words of each text that are not in `part`.

    Returns:
        Numbers and words of the language.
    """
    written = [token for token in part if token.kind != "%"]
    numbers: list[str] = []
    words: list[str] = []
    for text in texts:
        form = _tokens(text)[skip:]
        begun = zip(form, written, strict=False)
        if len(form) <= len(written) or not all(_alike(*pair) for pair in begun):
            continue
        due = form[len(written)]
        if due.kind == "number" and due.text not in numbers:
            numbers.append(due.text)
        elif due.kind == "word" and due.text not in words and _is_ours(due):
            words.append(due.text)
    return numbers, words


@cache
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(tokenize(text, Problems(text))[:-1])


def _is_ours(token: Token) -> bool:
    """Whether a word of a form is the language's own, not the name of a column."""
    return token.lower in WORDS or token.lower == "epoch" or token.lower in INITIALIZERS


def _alike(form: Token, written: Token) -> bool:
    if form.kind == "number":  # or a variable that holds one
        return written.kind == "number" or (written.kind == "word" and written.lower not in WORDS)
    return form.kind == written.kind and (form.kind != "word" or form.lower == written.lower)
