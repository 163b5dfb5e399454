"""Read the value of a clause: `32`, `off`, `norm 1`, names of metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.grammar._choice_grammar import read_choice
from densemodel.language.grammar._column_grammar import read_columns, read_order, read_split
from densemodel.language.grammar._option_grammar import ADVICE, read_initializer, read_options
from densemodel.language.grammar._schedule_grammar import read_rate
from densemodel.language.hints import explain
from densemodel.language.reading._problems import Due
from densemodel.language.reading._token_reader import at_end, leave_clause, skip_clause
from densemodel.language.syntax_tree._closest_words import did_you_mean, shortened
from densemodel.language.syntax_tree._option import POSITIVE
from densemodel.language.syntax_tree._tree import Choice, Named
from densemodel.language.vocabulary import _losses, _metrics
from densemodel.language.vocabulary._clause_words import CLAUSES, COLUMN_CLAUSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from densemodel.language.reading._reader import Reader
    from densemodel.language.syntax_tree._tree import Span, Value


def read_clause_value(reader: Reader, word: str) -> Value | None:
    """Read the value of a clause, a word other than `optimizer`; None if it was refused."""
    read_one = _SPECIAL.get(word, _read_number)
    if word == "weights" and reader.at("{") and reader.ahead(2).kind == ":":
        end = reader.closing_brace()  # {0: 1, 1: 4}, as in `fit`: no choice has a colon
        span = reader.token.span if end is None else reader.token.span.to(reader.ahead(end).span)
        reader.blame(span, "'weights' takes no dictionary", "write 'weights balanced'", covers=True)
        leave_clause(reader)
        return None
    if word in COLUMN_CLAUSES and reader.refuses(explain, "columns", word=word):
        reader.skip_brackets()
        return None
    if not reader.at("{") or reader.holds_number_choice():
        return read_one(reader, word)
    end = reader.closing_brace()
    if word in _OF_NAMES and end is not None and not at_end(reader, end + 1):
        return read_one(reader, word)  # only the first name is a choice: clip {norm|value} 1
    return read_choice(reader, "name", lambda one: read_one(one, word))


def _read_number(reader: Reader, word: str) -> Value | None:
    clause = CLAUSES[word]
    if clause.can_be_off and reader.at_word("off"):
        return reader.advance().lower
    if not reader.holds_number() and reader.skips(explain, "value", word=word):
        return None
    assert clause.quantity is not None  # noqa: S101 - the table says so for all that come here
    value = reader.number(Due(f"'{word}'", clause.quantity, clause.example, ADVICE.get(word)))
    if reader.refuses(explain, "unit", word=word):
        reader.advance()
    return value


def _read_word(reader: Reader, word: str) -> str | None:
    clause, token = CLAUSES[word], reader.token
    if reader.at_word(*clause.words):
        value = reader.advance().lower
        if reader.at_word(*clause.words):
            span = reader.advance().span
            reader.blame(span, f"'{word}' takes one word", f"write '{word} {value}'")
        return value
    if reader.expects("words", word, clause.words):
        return None
    takes = " or ".join(f"'{known}'" for known in clause.words)
    examples = " or ".join(f"'{word} {known}'" for known in clause.words)
    advice = reader.hint(explain, "word of a clause", word=word)
    span = reader.before.span if at_end(reader) else token.span
    if token.kind != "bad":
        reader.blame(*(advice or (span, f"'{word}' takes {takes}", f"write {examples}")))
    leave_clause(reader)
    return None


def _read_loss(reader: Reader, _word: str) -> Named | None:
    token = reader.token
    loss = _losses.LOSSES.get(_losses.ALIASES.get(token.lower, token.lower))
    if token.kind != "word" or loss is None:
        _refuse_loss(reader)
        return None
    reader.advance()
    return Named(loss.word, read_options(reader, f"'{loss.word}'", loss.options))


def _refuse_loss(reader: Reader) -> None:
    if reader.expects("loss"):
        return
    advice = reader.hint(explain, "loss")
    if advice is None:
        _blame_name(reader, "loss", [*_losses.LOSSES, *_losses.ALIASES], "write 'loss mse'")
        leave_clause(reader)
        return
    reader.advance()
    reader.skip_brackets()
    reader.blame(*advice)


def _read_metrics(reader: Reader, _word: str, before: Iterable[str] = ()) -> tuple[str, ...] | None:
    known = [*_metrics.METRICS, *_metrics.ALIASES]
    words: dict[str, Span] = {}
    parts: list[str] = []
    refused = False
    while not reader.at("newline", "end", ";", "arrow"):
        token = reader.token
        if token.kind == "{":
            choice = read_choice(reader, "name", lambda one: _read_metric(one, words))
            refused |= choice is None
            if choice is not None:
                parts.append(choice)
                _note_names(reader, choice, words)
            continue
        word = _metrics.ALIASES.get(token.lower, token.lower)
        if token.kind == ",":
            reader.blame(reader.advance().span, "metrics are separated by spaces", "leave ',' out")
        elif token.kind == "word" and word in _metrics.METRICS:
            if word in words:
                reader.blame(token.span, f"'{token.text}' is given twice", also=(words[word],))
            words.setdefault(word, token.span)
            parts.append(word)
            reader.advance()
        elif token.begins_clause and words:
            break  # the ';' is missing
        elif reader.expects("metrics", given=(*before, *words)):
            refused = True
        else:
            refused = True
            _blame_name(reader, "metric", known, "write 'metrics accuracy'")
    if not words and not refused:
        message = "'metrics' names at least one metric"
        reader.blame(reader.before.span, message, "write 'metrics accuracy'")
    return tuple(parts) or None


def _read_metric(reader: Reader, before: Iterable[str]) -> str | None:
    """Read one metric of a choice, which is none of those before."""
    metrics = _read_metrics(reader, "metrics", before)
    if metrics is None:
        return None
    if len(metrics) > 1:
        hint = "write all of them in the braces: metrics {mae|mae mse}"
        reader.blame(reader.before.span, "one metric goes between two '|' here", hint)
    return str(metrics[0])


def _note_names(reader: Reader, choice: Choice, given: dict[str, Span]) -> None:
    """Refuse repeated alternatives: some trial would have one twice."""
    for name in map(str, choice.alternatives):
        if name in given:
            reader.blame(choice.span, f"'{name}' is given twice", also=(given[name],))
        given.setdefault(name, choice.span)


def _blame_name(reader: Reader, what: str, known: list[str], otherwise: str) -> None:
    token = reader.token
    if not reader.at("newline", "end", ";"):
        reader.advance()
        reader.skip_brackets()
    if token.kind == "bad":
        return
    if token.kind == "word":
        name = _metrics.OTHER_NAMES.get(token.lower.replace("_", ""))  # another tool's
        fix = f"write 'metrics {name}'" if name in known else otherwise
        message = f"unknown {what} '{shortened(token.text)}'"
        reader.blame(token.span, message, lambda: did_you_mean(token.text, known, fix))
    else:
        reader.blame(token.span, f"expected the name of a {what}, not {token.quoted}", otherwise)


def _read_clip(reader: Reader, _word: str) -> tuple[str, float] | None:
    kind: str | None
    is_choice = reader.at("{")
    kind = read_choice(reader, "name", _read_clip_kind) if is_choice else _read_clip_kind(reader)
    if kind is None:
        skip_clause(reader)
        return None
    limit = reader.number(Due("the number of 'clip'", POSITIVE, "clip norm 1"))
    if limit is None:
        return None
    return kind, limit if isinstance(limit, Choice) else float(limit)


def _read_clip_kind(reader: Reader) -> str | None:
    if reader.expects("words", "clip", CLAUSES["clip"].words):
        return None
    if not reader.at_word("norm", "value"):
        hint = "write 'clip norm 1' or 'clip value 0.5'"
        hint = f"write 'clip norm {reader.token.text}'" if reader.at("number") else hint
        reader.blame(reader.token.span, "'clip' takes 'norm' or 'value'", hint)
        return None
    return reader.advance().lower


_OF_NAMES = frozenset({"metrics", "clip", *COLUMN_CLAUSES})
"Clauses in which a choice may replace one name among others."

_SPECIAL: dict[str, Callable[[Reader, str], Value | None]] = {
    "lr": read_rate,
    "loss": _read_loss,
    "metrics": _read_metrics,
    "init": lambda reader, _word: read_initializer(reader),
    "clip": _read_clip,
    "split": read_split,
    **dict.fromkeys(COLUMN_CLAUSES, read_columns),
    "order": read_order,
    "weights": _read_word,
    "missing": _read_word,
    "target": _read_word,
}
"Clauses with another value than one number."
