"""Reads what stands after the word of a clause: `0.001`, `off`, `norm 1`, names of metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec import _losses, _metrics, _not_built
from densemodel.spec._clause_words import CLAUSES
from densemodel.spec._near import did_you_mean, shortened
from densemodel.spec._option import POSITIVE
from densemodel.spec._option_grammar import read_initializer, read_options
from densemodel.spec._ranges import advice_for
from densemodel.spec._reader import Due
from densemodel.spec._tree import Named

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.spec._reader import Reader
    from densemodel.spec._tree import Span, Value

_RATE = Due("'lr'", POSITIVE, "lr 0.001")
_CLIP = Due("the number of 'clip'", POSITIVE, "clip norm 1")


def read_clause_value(reader: Reader, word: str) -> Value | None:
    """Read the value of a clause.

    Args:
        reader: Right after the clause's word.
        word: A key of CLAUSES other than `optimizer`.

    Returns:
        The value, None if it was refused: then the problem is noted.
    """
    return _SPECIAL.get(word, _read_number)(reader, word)


def skip_clause(reader: Reader) -> None:
    """Read over the rest of a clause that was refused, up to the next that can be read."""
    while not reader.at(";", "newline", "end"):
        reader.take()


def _read_number(reader: Reader, word: str) -> Value | None:
    clause = CLAUSES[word]
    if clause.can_be_off and reader.at_word("off"):
        return reader.take().lower
    assert clause.quantity is not None  # noqa: S101 - the table says so for all that come here
    return reader.number(Due(f"'{word}'", clause.quantity, clause.example, advice_for(word)))


def _read_split(reader: Reader, word: str) -> Value | None:
    value = _read_number(reader, word)
    if not reader.at_word("last", "by"):
        return value
    way = reader.token
    reader.blame(way.span, f"'split ... {way.lower}' is not built yet", _not_built.SPLIT)
    skip_clause(reader)
    return None


def read_rate(reader: Reader, _word: str = "rate") -> float | None:
    """Read a learning rate; schedules are refused in words."""
    if reader.at_word(*_not_built.SCHEDULES):
        word = reader.token
        reader.blame(
            word.span,
            f"the schedule '{word.lower}' is not built yet",
            _not_built.SCHEDULES[word.lower],
        )
        skip_clause(reader)
        return None
    value = reader.number(_RATE)
    if reader.at("*"):
        reader.blame(
            reader.token.span,
            "a rate that changes by epoch is not built yet",
            _not_built.SCHEDULES["exp"],
        )
        skip_clause(reader)
        return None
    return None if value is None else float(value)


def _read_loss(reader: Reader, _word: str) -> Named | None:
    token = reader.token
    loss = _losses.LOSSES.get(_losses.ALIASES.get(token.lower, token.lower))
    if token.kind == "word" and token.lower in _losses.ANY_CROSSENTROPY:
        place = reader.place
        reader.take()
        if reader.at("("):
            reader.skip_brackets()
        message = f"there is more than one crossentropy, and '{token.lower}' names none"
        reader.blame(token.span, message, lambda: _crossentropy_hint(reader, place))
        return None
    if token.kind != "word" or loss is None:
        _blame_name(reader, "loss", [*_losses.LOSSES, *_losses.ALIASES], "write 'loss mse'")
        return None
    reader.take()
    return Named(loss.word, read_options(reader, f"'{loss.word}'", loss.options))


def _crossentropy_hint(reader: Reader, place: int) -> str:
    """The crossentropy that fits the last activation before this place."""
    while place > 0 and reader.tokens[place].kind != "arrow":
        place -= 1
        loss = _losses.CROSSENTROPY_OF.get(reader.tokens[place].lower)
        if loss is not None:
            return f"write '{loss}', or leave 'loss' out: it is chosen by the labels"
    return "leave 'loss' out: it is chosen by the last layer and the labels"


def _read_metrics(reader: Reader, _word: str) -> tuple[str, ...] | None:
    known = [*_metrics.METRICS, *_metrics.ALIASES]
    words: dict[str, Span] = {}
    refused = False
    while not reader.at("newline", "end", ";", "arrow"):
        token = reader.token
        word = _metrics.ALIASES.get(token.lower, token.lower)
        if token.kind == ",":
            reader.blame(reader.take().span, "metrics are separated by blanks", "leave ',' out")
        elif token.kind == "word" and word in _metrics.METRICS:
            if word in words:
                reader.blame(token.span, f"'{token.text}' is said twice", also=(words[word],))
            words.setdefault(word, token.span)
            reader.take()
        elif token.begins_clause and words:
            break  # the ';' is missing
        else:
            refused = True
            _blame_name(reader, "metric", known, "write 'metrics accuracy'")
    if not words and not refused:
        reader.blame(
            reader.before.span,
            "'metrics' names at least one metric",
            "write 'metrics accuracy'",
        )
    return tuple(words) or None


def _blame_name(reader: Reader, what: str, known: list[str], otherwise: str) -> None:
    token = reader.token
    if not reader.at("newline", "end", ";"):
        reader.take()
        if reader.at("("):
            reader.skip_brackets()
    if token.kind == "bad":
        return
    if token.kind == "word":
        reader.blame(
            token.span,
            f"unknown {what} '{shortened(token.text)}'",
            lambda: did_you_mean(token.text, known, otherwise),
        )
    else:
        reader.blame(token.span, f"the name of a {what} is due, not {token.quoted}", otherwise)


def _read_clip(reader: Reader, _word: str) -> tuple[str | float, ...] | None:
    if not reader.at_word("norm", "value"):
        token = reader.token
        hint = (
            f"write 'clip norm {token.text}'"
            if token.kind == "number"
            else ("write 'clip norm 1' or 'clip value 0.5'")
        )
        reader.blame(token.span, "'clip' is by 'norm' or by 'value'", hint)
        skip_clause(reader)
        return None
    kind = reader.take().lower
    limit = reader.number(_CLIP)
    return None if limit is None else (kind, float(limit))


_SPECIAL: dict[str, Callable[[Reader, str], Value | None]] = {
    "lr": read_rate,
    "loss": _read_loss,
    "metrics": _read_metrics,
    "init": lambda reader, _word: read_initializer(reader),
    "clip": _read_clip,
    "split": _read_split,
}
"Clauses that take something else than one number."
