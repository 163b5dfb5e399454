"""Reads one item of a stage: a size, an activation, or the word of a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language.grammar._layer_grammar import read_layer_word, refuse_brackets
from densemodel.language.grammar._option_grammar import read_options
from densemodel.language.hints._clause_hints import number_first
from densemodel.language.hints._layer_hints import activation_brackets_hint, brackets_hint
from densemodel.language.hints._network_hints import item_hint, linear_hint, size_advice
from densemodel.language.hints._sign_hints import JOINTS, options_of_the_size, repeat_without_sign
from densemodel.language.reading._named_numbers import describe
from densemodel.language.reading._problems import Due
from densemodel.language.reading._reader import number_names
from densemodel.language.reading._words import ITEM_WORDS
from densemodel.language.syntax_tree._closest_words import near, shortened
from densemodel.language.syntax_tree._option import COUNT
from densemodel.language.syntax_tree._tree import Item
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS

if TYPE_CHECKING:
    from typing import Literal

    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._tree import Number

_DENSE = LAYERS["dense"]
_KERAS_OPTIONS = {
    "use_bias": "write 'bias=off'",
    "kernel_initializer": "write 'init=he_normal'",
    "kernel_regularizer": "write 'l2=0.01'",
}
"Keras's keywords, and the options here."
_STOPS = ("arrow", ";", "newline", ")")


def read_item(reader: Reader, *, first: bool) -> Item | None:
    """Read one item, and at least one token; None if it was refused, with a problem.

    Args:
        reader: At the item.
        first: Whether it is the first of its stage: only there sizes are allowed.
    """
    token = reader.token
    if token.kind == "word" and token.lower in ACTIVATIONS:
        return _read_activation(reader, first=first)
    if token.kind == "word" and token.lower in LAYERS and token.lower != "dense":
        return read_layer_word(reader, LAYERS[token.lower])
    is_count = token.lower == "x" and not first and reader.ahead().kind == "number"
    if reader.at_word("auto") or (reader.holds_number() and not is_count):
        return _read_dense(reader, first=first)
    if token.kind == "word":
        _refuse_word(reader, first=first)
        return None
    reader.take()
    if token.kind != "bad":
        habit = item_hint(reader, token)
        reader.blame(token.span, *(habit or (token.unexpected, "")))
        if token.kind not in JOINTS or not reader.token.begins_clause:
            reader.skip_to(*_STOPS)
    return None


def _read_dense(reader: Reader, *, first: bool) -> Item | None:
    token = reader.token
    if not first:
        _refuse_size(reader)
        return None
    said = None if token.kind == "{" else token.text
    units: Number | Literal["auto"] | None
    if reader.at_word("auto"):
        reader.take()
        units = "auto"
    else:
        due = Due("a layer size", COUNT, "50", lambda value: size_advice(value, said))
        units = reader.number(due)
    written = said or "50"
    brackets = reader.hint(brackets_hint, written) or reader.hint(repeat_without_sign, written)
    if refuse_brackets(reader, brackets):
        return None
    elsewhere = {"activation": f"write it after the size: '{written} relu'", **_KERAS_OPTIONS}
    options = read_options(reader, "a Dense layer", _DENSE.options, elsewhere)
    return None if units is None else Item("dense", units, options=options, span=token.span)


def _refuse_size(reader: Reader) -> None:
    """Refuse a number instead of an activation or layer, and skip it with its options."""
    token = reader.token
    clause = number_first(reader)
    if token.kind == "{":
        reader.alternatives()
    else:
        reader.take()
    if clause is not None:  # 10 softmax 20 epochs
        word = reader.take()
        message = "a ';' is missing, and the word of a clause goes before its number"
        reader.blame(token.span.to(word.span), message, f"write '; {clause}'")
        return
    what = "unexpected choice of numbers" if token.kind == "{" else token.unexpected
    reader.blame(token.span, what, "did you forget '->' before it?")
    if reader.at("("):
        reader.skip_brackets()


def _read_activation(reader: Reader, *, first: bool) -> Item | None:
    token = reader.take()
    activation = ACTIVATIONS[token.lower]
    habit = reader.hint(linear_hint) if token.lower == "linear" else None
    if habit is not None:
        reader.skip_brackets()
        reader.blame(token.span.to(reader.before.span), *habit, covers=True)
        return None
    if first and reader.at("number"):  # softmax 10
        size = reader.take()
        hint = f"write '{size.text} {activation.word}'"
        reader.blame(token.span.to(size.span), "the size goes before its activation", hint)
        return None
    if reader.at("(") and reader.ahead().kind == ")":
        span = reader.take().span.to(reader.take().span)
        reader.blame(span, "empty brackets", f"write '{activation.word}' alone")
        return None
    if refuse_brackets(reader, reader.hint(activation_brackets_hint, activation)):
        return None
    elsewhere = reader.hint(options_of_the_size, token, _DENSE.options)
    options = read_options(reader, f"'{activation.word}'", activation.options, elsewhere)
    return Item(activation.word, options=options, span=token.span)


def _skip_arguments(reader: Reader) -> None:
    """Skip what belongs to a refused word, for a single problem."""
    if reader.at("=", ":"):
        reader.take()
        if reader.at("number", "word", "string"):
            reader.take()
    while reader.at("number", "times", "/", "%", "^") or reader.at_word("same", "valid", "x"):
        reader.take()
    if reader.at("("):
        reader.skip_brackets()


def _refuse_word(reader: Reader, *, first: bool) -> None:
    token = reader.take()
    habit = item_hint(reader, token)
    known = describe(reader.names, token.text)
    if habit is not None:
        _skip_arguments(reader)
        is_whole = reader.before.kind == ")" or (reader.before.kind == "number" and not known)
        span = token.span.to(reader.before.span) if is_whole else token.span
        reader.blame(span, *habit, covers=is_whole)
        return
    if token.lower == "table":
        hint = "write 'table -> 50 relu -> 1'"
        reader.blame(token.span, "'table' is an input, and comes first", hint)
    elif token.lower in {"same", "valid"}:
        message = f"'{token.lower}' goes after the kernel of 'conv', 'max' or 'avg'"
        reader.blame(token.span, message, f"write 'conv 32 3x3 {token.lower}'")
    elif known is not None:
        activation = f" {reader.token.lower}" if reader.token.lower in ACTIVATIONS else ""
        hint = f"write the number of units, such as '10{activation}'"
        reader.blame(token.span, f"{known[0]}: a layer size is a whole number", hint)
    else:
        _blame_unknown(reader, token, first=first)
    _skip_arguments(reader)


def _blame_unknown(reader: Reader, token: Token, *, first: bool) -> None:
    """Refuse a word; the first of a stage may also be meant as a variable."""
    word = shortened(token.text)
    takes_more = reader.at("number", "(")  # which no variable does

    def hint() -> str:
        variables = number_names(reader.names)
        match = near(token.text, [*ITEM_WORDS, *(variables if first else [])])
        if match is None and takes_more:
            return f"the language has no layer {word}: %densemodel help lists the layers"
        if first and (match is None or match in variables):
            fix = "set it in the notebook, or write a number"
            fix = f"did you mean '{match}'?" if match else fix
            return f"there is no variable {word}: {fix}"
        return f"did you mean '{match}'?" if match else ""

    reader.blame(token.span, f"unknown word '{word}'", hint)
