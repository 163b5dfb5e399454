"""Reads options: `(l2=1e-4, bias=off)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from densemodel.language.grammar._choice_grammar import read_choice
from densemodel.language.hints import explain
from densemodel.language.reading._problems import Due
from densemodel.language.syntax_tree._canonical import write_number
from densemodel.language.syntax_tree._closest_words import did_you_mean, shortened
from densemodel.language.syntax_tree._option import Quantity
from densemodel.language.syntax_tree._tree import Choice, Named
from densemodel.language.vocabulary._initializers import ALIASES, INITIALIZERS
from densemodel.language.vocabulary._layer_words import LAYERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.language.reading._problems import Advice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._option import Option
    from densemodel.language.syntax_tree._tree import Span, Value


def _share(word: str, value: float, instead: str) -> str:
    if 1 < value <= 100:
        share = float(f"{value / 100:.12g}")
        if share < 1:
            return f"write '{word} {write_number(share)}' or '{word} {write_number(value)}%'"
    return instead


def _drop(value: float) -> tuple[str, str]:
    hint = _share("drop", value, "write a share from 0 to below 1: 'drop 0.2'")
    return "'drop' takes the share that is dropped", hint


def _augmentation(word: str) -> Callable[[float], Advice | None]:
    hint = f"write a share from 0 to below 1: '{LAYERS[word].example}'"
    return lambda value: (
        f"'{word}' takes the largest change, as a share",
        _share(word, value, hint),
    )


def _split(value: float) -> tuple[str, str]:
    message = "'split' takes the share of the rows that is held out"
    if value == 0:
        return "a split of 0 holds out no rows", "write 'split off'"
    return message, _share("split", value, "write a share between 0 and 1: 'split 0.3'")


def _patience(value: float) -> tuple[str, str] | None:
    if value < 0:
        return "'patience' counts epochs: 0 or more", "to train to the end write 'patience off'"
    return None


ADVICE: dict[str, Callable[[float], Advice | None]] = {
    "drop": _drop,
    "split": _split,
    **{
        word: _augmentation(word)
        for word, one in LAYERS.items()
        if one.is_augmentation and one.argument
    },
    "patience": _patience,
}
"The message and hint for an invalid value of a word."


_OPTION_ENDS = (")", "newline", "end", ";", "arrow")


def read_options(
    reader: Reader, subject: str, table: tuple[Option, ...], expected: str = "", /, **context: Any
) -> tuple[tuple[str, Value], ...]:
    """Read the options in brackets, if any, in the order of the table, without refused ones.

    `subject` is their owner in messages; `expected` and the context explain other keys.
    """
    if not reader.at("("):
        return ()
    context |= {"subject": subject, "opening": reader.place}
    opening = reader.advance()
    options = {option.key: option for option in table}
    given: dict[str, Value] = {}
    spans: dict[str, Span] = {}
    while not reader.at(")"):
        if reader.at("newline", "end", ";", "arrow"):
            reader.blame(opening.span, "the bracket is not closed", "write ')' after the options")
            break
        if reader.expects("key", options=table, given=spans):
            continue
        key = reader.token
        value = _read_option(reader, options, expected, context)
        if key.lower in spans:
            reader.blame(key.span, f"'{key.lower}' is given twice", also=(spans[key.lower],))
        elif key.kind == "word":
            spans[key.lower] = key.span
            if value is not None:
                given[key.lower] = value
        if not reader.at(",", *_OPTION_ENDS):
            hint = "options are separated by commas: (l2=0.001, bias=off)"
            reader.blame(reader.token.span, reader.token.unexpected, hint)
            reader.skip_to(",", ")", "newline", ";", "arrow")
            reader.expects("nothing")
        reader.skip(",")
    reader.skip(")")
    return tuple((option.key, given[option.key]) for option in table if option.key in given)


def _read_option(
    reader: Reader, options: Mapping[str, Option], expected: str, context: Mapping[str, Any]
) -> Value | None:
    key = reader.token
    option = options.get(key.lower) if key.kind == "word" else None
    if option is None or reader.ahead().kind not in {"=", ":"}:
        advice = reader.hint(explain, expected, **context) if expected else None
        reader.advance()
        if advice is not None:
            reader.blame(*advice)
        elif key.kind != "bad":
            _blame_key(reader, key, context["subject"], options)
        while not reader.at(",", *_OPTION_ENDS):  # up to the next option
            if reader.decimal_comma() is not None:
                reader.take_decimal_comma()
            elif reader.at("("):
                reader.skip_brackets()
            else:
                reader.advance()
        return None
    reader.advance()
    if reader.advance().kind == ":":
        reader.blame(reader.before.span, "an option takes '='", f"write '{option.key}='")
    if reader.at("{") and not reader.holds_number_choice():
        return read_choice(reader, "name", lambda one: _plain_value(one, option))
    return _plain_value(reader, option)


def _blame_key(reader: Reader, key: Token, word: str, options: Mapping[str, Option]) -> None:
    if not options:
        reader.blame(key.span, f"{word} takes no options")
    elif key.kind == "word" and key.lower in options:
        has_value = reader.at("number") or (reader.at("word") and reader.ahead().kind in {",", ")"})
        value = shortened(reader.token.text) if has_value else options[key.lower].example
        span = key.span.to(reader.token.span) if has_value else key.span
        lacks = "'='" if has_value else "value"
        message = f"the option '{key.lower}' has no {lacks}"
        reader.blame(span, message, f"write '{key.lower}={value}'")
    else:
        is_word, known = key.kind == "word", f"its options: {', '.join(options)}"
        message = f"{word} has no option '{shortened(key.text)}'" if is_word else key.unexpected
        reader.blame(key.span, message, lambda: did_you_mean(key.text, options, known))


def _plain_value(reader: Reader, option: Option) -> Value | None:
    if reader.expects("value", options=(option,)):
        return None
    if option.kind in {"switch", "offset"} and reader.at_word("on", "off"):
        return reader.advance().lower
    if option.kind == "switch":
        _refuse_switch(reader, option)
        return None
    if option.kind == "initializer":
        return read_initializer(reader)
    quantity = Quantity() if option.kind == "offset" else option.quantity
    value = reader.number(Due(f"'{option.key}'", quantity))
    return value if value is None or isinstance(value, Choice) else value + 0


def _refuse_switch(reader: Reader, option: Option) -> None:
    token = reader.advance()
    if token.kind == "bad":
        return
    bare = token.text.strip("\"'").lower()
    hint = f"write '{option.key}=on' or '{option.key}=off'"
    meant = {"true": "on", "yes": "on", "false": "off", "no": "off", "none": "off"}.get(bare)
    if meant is not None:
        reader.blame(token.span, f"'{token.text}' is written '{meant}' here", f"write '{meant}'")
        return
    if token.kind == "string" and bare in {"on", "off"}:
        hint = f"write '{option.key}={bare}', without quotes"
    if option.key == "bias" and token.kind == "number":
        hint += f"; the start value is a clause: '; bias {token.text}'"
    reader.blame(token.span, f"'{option.key}' is on or off", hint)


def read_initializer(reader: Reader) -> Named | None:
    """Read `he_normal` or `tn:0.1`, or a choice among such."""
    if reader.at("{"):
        return read_choice(reader, "name", _plain_initializer)
    return _plain_initializer(reader)


def _plain_initializer(reader: Reader) -> Named | None:
    token = reader.token
    if token.kind == "bad":
        reader.advance()
        return None
    initializer = INITIALIZERS.get(ALIASES.get(token.lower, token.lower))
    if token.kind != "word" or initializer is None:
        _refuse_initializer(reader)
        return None
    word = initializer.word
    reader.advance()
    if reader.at(":"):
        colon = reader.advance()
        if initializer.argument is not None:
            value = reader.number(Due(f"the number of '{word}'", initializer.quantity))
            return None if value is None else Named(word, number=value)
        reader.blame(colon.span, f"'{word}' takes no number", f"write only '{word}'")
        _skip_number(reader)
    elif (initializer.needs_number or reader.at("(")) and reader.refuses(
        explain, "number of an initializer"
    ):
        _skip_number(reader)
    elif not initializer.needs_number:
        return Named(word)
    else:
        reader.blame(token.span, f"'{word}' needs a number", f"write '{word}:0.1'")
    return None


def _refuse_initializer(reader: Reader) -> None:
    if reader.expects("initializer"):
        return
    token = reader.token
    advice = reader.hint(explain, "initializer")
    if not reader.at("newline", "end", ";", ")", ",", "arrow"):
        reader.advance()
        _skip_number(reader)
    if advice is not None:
        reader.blame(*advice)
        return
    message = "'init' takes the name of an initializer"
    if token.kind == "word":
        message = f"unknown initializer {token.quoted}"
    known, otherwise = [*INITIALIZERS, *ALIASES], "write 'he_normal' or 'tn:0.1'"
    reader.blame(token.span, message, lambda: did_you_mean(token.text, known, otherwise))


def _skip_number(reader: Reader) -> None:
    if reader.at("("):
        reader.skip_brackets()
        return
    reader.skip(":", "=")
    reader.skip("number")
