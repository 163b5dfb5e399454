"""Reads one item of a stage: a size, an activation, or a layer, `conv 8 5x5/2 valid (l2=0.001)`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from densemodel.language.grammar._choice_grammar import read_choice
from densemodel.language.grammar._option_grammar import ADVICE, read_options
from densemodel.language.hints import explain
from densemodel.language.reading._named_numbers import describe, lookup
from densemodel.language.reading._problems import Due
from densemodel.language.reading._reader import number_names
from densemodel.language.reading._words import ITEM_WORDS, JOINTS, WORDS
from densemodel.language.syntax_tree._base import BASE_WORDS, FROZEN, Base, BaseError
from densemodel.language.syntax_tree._canonical import write_item, write_number
from densemodel.language.syntax_tree._closest_words import near, shortened
from densemodel.language.syntax_tree._option import COUNT
from densemodel.language.syntax_tree._tree import Item
from densemodel.language.vocabulary._layer_words import ACTIVATIONS, LAYERS, PARTS

if TYPE_CHECKING:
    from typing import Literal

    from densemodel.language.reading._problems import Advice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.vocabulary._layer_words import LayerWord

_PADDINGS = ("same", "valid")


def read_layer_word(reader: Reader, word: LayerWord) -> Item | None:
    """Read a layer and what belongs to it, from its word on; None if it was refused."""
    token = reader.advance()
    if reader.refuses(explain, "after a layer's word", word=word.word) or (
        word.argument and reader.refuses(explain, "after a size", word=word.word)
    ):
        reader.skip_brackets()
        return None
    number: int | float | None = None
    if word.quantity is not None:
        number = _read_number(reader, word)
        if number is None:
            _skip_rest(reader)
            return None
    known = len(reader.problems.found)
    start = write_item(Item(word.word, number))
    if word.has_stride and (reader.at("bad") or reader.refuses(explain, "kernel", start=start)):
        reader.skip_brackets()
        _skip_rest(reader)
        return None
    sizes = _read_sizes(reader, word)
    item = Item(word.word, number, sizes, span=token.span)
    item = _with_window(reader, item) if word.has_stride else item
    if word.mode and reader.at_word(word.mode):
        item = replace(item, mode=reader.advance().lower)
    if len(reader.problems.found) > known:
        _skip_rest(reader)
        return None
    if reader.refuses(explain, "after a layer", word=write_item(item)):
        reader.skip_brackets()
        return None
    expected = "option of a window" if word.has_stride else ""
    options = read_options(reader, f"'{word.word}'", word.options, expected, start=start)
    return replace(item, options=options)


def _read_number(reader: Reader, word: LayerWord) -> int | float | None:
    assert word.quantity is not None  # noqa: S101 - the caller looked
    if word.word == "scale":
        if reader.expects("words", word.word, ("/ 255",)):
            return None
        if not reader.at("/"):
            number = reader.token.text if reader.at("number") else "255"
            if reader.ahead().kind == "/" and reader.ahead(2).kind == "number":  # scale 1/255
                number = reader.ahead(2).text
            message = "'scale' divides, so its number goes after '/'"
            reader.blame(reader.before.span, message, f"write 'scale / {number}'")
            reader.skip("number")
            return None
        reader.advance()
        due = Due("the number that 'scale' divides by", word.quantity, word.example)
    elif word.sizes is not None:
        subject = f"the number of filters of '{word.word}'"
        due = Due(subject, word.quantity, word.example, place=0)
    else:
        due = Due(f"'{word.word}'", word.quantity, word.example, ADVICE.get(word.word))
    return reader.number(due)


def _read_sizes(reader: Reader, word: LayerWord) -> tuple[int, ...]:
    """The kernel or the shape, as written."""
    if word.sizes is None:
        return ()
    what = "a kernel size" if word.sizes == "kernel" else "a size of 'reshape'"
    due = Due(what, COUNT, word.example)
    if not reader.holds_number():
        is_variable = reader.at("word") and reader.ahead().kind == "times"  # an unknown one
        if word.sizes == "kernel" and not (is_variable or _at_sizes(reader)):
            return ()
        if word.sizes == "shape" and not reader.at("number", "word", "bad", "{", "cursor"):
            hint = f"write '{word.example}'"
            reader.blame(reader.before.span, "'reshape' has no sizes", hint)
            return ()
    start = reader.token.span
    if _refuse_choice_of_sizes(reader, word):
        return ()
    numbers = [reader.number(due)]
    # after a variable or a choice the x is a word of its own
    follows = {"number", "word", "{", "cursor"}
    while reader.at("times") or (reader.at_word("x") and reader.ahead().kind in follows):
        reader.advance()
        numbers.append(reader.number(due))
    sizes = tuple(size for size in numbers if size is not None and not isinstance(size, float))
    span = start.to(reader.before.span)
    if word.sizes == "shape" and reader.at(",") and reader.ahead().kind == "number":
        hint = f"write '{word.example}'"
        reader.blame(reader.token.span, "sizes are joined by 'x', without commas", hint)
    if word.sizes == "kernel" and len(numbers) > 2:  # height and width
        hint = "write '3x3': the channels come from the layer before"
        reader.blame(span, "a kernel has a height and a width", hint)
    return sizes


def _at_sizes(reader: Reader) -> bool:
    """Whether a choice of sizes comes next: {3x3|5x5}."""
    end = reader.closing_brace()
    inside = [reader.ahead(ahead).kind for ahead in range(1, end or 0)]
    return "times" in inside and {"number", "word", "times", "|"}.issuperset(inside)


def _refuse_choice_of_sizes(reader: Reader, word: LayerWord) -> bool:
    """Whether here is {3x3|5x5}: then it is refused and skipped."""
    if not _at_sizes(reader):
        return False
    start = reader.token.span
    reader.alternatives()
    whole = "{conv 8 3x3|conv 8 5x5}" if word.argument else "{max 2x2|max 3x3}"
    hint = f"write {{3|5}}, or the whole layer: {whole}"
    if word.sizes == "shape":
        hint = "write the whole layer: {reshape 28x28x1|reshape 14x56x1}"
    span = start.to(reader.before.span)
    reader.blame(span, "sizes joined by 'x' can't be alternatives of a choice", hint)
    return True


def _read_padding(reader: Reader) -> str | None:
    if cursor := reader.expects("words", words=_PADDINGS):
        return cursor
    token = reader.advance()
    if token.kind == "word" and token.lower in _PADDINGS:
        return token.lower
    if token.kind != "bad":
        message = f"{token.quoted} is not a padding, as the other alternatives are"
        reader.blame(token.span, message, "write {same|valid}")
    return None


def _with_window(reader: Reader, item: Item) -> Item:
    """The item with its stride and padding, if given; a problem ends the reading."""
    while True:
        if reader.at_word(*_PADDINGS) and item.padding is None:
            item = replace(item, padding=reader.advance().lower)
            continue
        if reader.at("{") and reader.ahead().lower in _PADDINGS and item.padding is None:
            padding = read_choice(reader, "name", _read_padding)
            if padding is None:
                return item
            item = replace(item, padding=padding)
            continue
        if (
            reader.refuses(explain, "window", item=item)
            or not reader.at("/")
            or item.stride is not None
        ):
            return item
        reader.advance()
        example = write_item(replace(item, sizes=item.sizes or (3, 3), padding=None))
        number = reader.number(Due("a stride", COUNT, f"{example}/2"))
        if number is None or isinstance(number, float):
            return item
        item = replace(item, stride=number)


def _skip_rest(reader: Reader) -> None:
    """Skip what belongs to a refused layer, for a single problem."""
    signs = "times", "/", "%", "=", ",", "*", "@"
    while reader.at("number", "string", "bad", *signs) or reader.at_word(*_PADDINGS, *PARTS):
        reader.advance()
    reader.skip_brackets()


_DENSE = LAYERS["dense"]


def _size_advice(value: float, text: str | None) -> Advice:
    """A size that can't be one."""
    if isinstance(value, float):
        hint = f"for dropout write 'drop {text or write_number(value)}'" if 0 < value < 1 else ""
        return "a layer size is a whole number", hint
    if value < 1:
        return "a layer has at least one unit", "write a size such as '50'"
    return f"a layer of {value:,} units is over the limit of 1,000,000,000 parameters", ""


def read_item(reader: Reader, *, first: bool) -> Item | None:
    """Read one item, and at least one token; None if it was refused, with a problem.

    Only the first of a stage may be a size.
    """
    token = reader.token
    if at_base(reader):
        return _read_base(reader, first=first)
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
    advice = reader.hint(explain, "item")
    reader.advance()
    if token.kind != "bad":
        reader.blame(*(advice or (token.span, token.unexpected, "")))
        if token.kind not in JOINTS or not reader.token.begins_clause:
            reader.skip_to("arrow", ";", "newline", ")")
    return None


def at_base(reader: Reader) -> bool:
    """Whether `base frozen` or `base unfrozen` comes next."""
    token, after = reader.token, reader.ahead()
    is_name = token.kind == "word" and token.lower not in WORDS
    return is_name and after.kind == "word" and after.lower in BASE_WORDS


def refuse_base_word(reader: Reader, token: Token) -> None:
    """Report a `frozen` without a model before it."""
    word = token.lower
    hint = f"write 'base {word}', where base is a trained Keras model of the notebook"
    reader.blame(token.span, f"'{word}' goes after the name of a model", hint)


def _read_base(reader: Reader, *, first: bool) -> Item | None:
    token, word = reader.advance(), reader.advance()
    if not first:
        reader.blame(token.span, token.unexpected, "did you forget '->' before it?")
        return None
    value = lookup(reader.names, token.text)
    if value is None:
        message = f"there is no variable {shortened(token.text)}"
        hint = "set it in the notebook, or in code: dm.parse(text, names={'base': model})"
        reader.blame(token.span, message, hint)
        return None
    try:
        # a base that was read from a file has its facts already
        is_frozen = word.lower == FROZEN
        known = replace(value, is_frozen=is_frozen) if isinstance(value, Base) else None
        base = known or Base.of(token.text, value, is_frozen=is_frozen)
    except BaseError as error:
        reader.blame(token.span, error.message, error.hint)
        return None
    if not reader.at("arrow", ";", "newline", "end", "|", "}", ")") and not (
        reader.token.begins_clause
    ):
        hint = "did you forget '->' before it?"
        reader.blame(reader.token.span, f"{reader.token.unexpected} after '{word.lower}'", hint)
        reader.skip_to("arrow", ";", "newline", ")")
        return None
    return Item(word.lower, base=base, span=token.span.to(word.span))


def _read_dense(reader: Reader, *, first: bool) -> Item | None:
    token = reader.token
    if not first:
        _refuse_size(reader)
        return None
    text = None if token.kind == "{" else token.text
    units: int | float | Literal["auto"] | None
    if reader.at_word("auto"):
        reader.advance()
        units = "auto"
    else:
        due = Due("a layer size", COUNT, "50", lambda value: _size_advice(value, text))
        units = reader.number(due)
    size = text or "50"
    if reader.refuses(explain, "after a size", word=size):
        reader.skip_brackets()
        return None
    options = read_options(reader, "a Dense layer", _DENSE.options, "option of a size", size=size)
    return None if units is None else Item("dense", units, options=options, span=token.span)


def _refuse_size(reader: Reader) -> None:
    """Refuse a number instead of an activation or layer, and skip it with its options."""
    token = reader.token
    if reader.skips(explain, "number of a clause"):  # 10 softmax 20 epochs
        return
    if token.kind == "{":
        reader.alternatives()
    else:
        reader.advance()
    what = "unexpected choice of numbers" if token.kind == "{" else token.unexpected
    reader.blame(token.span, what, "did you forget '->' before it?")
    reader.skip_brackets()


def _read_activation(reader: Reader, *, first: bool) -> Item | None:
    token = reader.advance()
    activation = ACTIVATIONS[token.lower]
    if first and reader.at("number"):  # softmax 10
        size = reader.advance()
        hint = f"write '{size.text} {activation.word}'"
        reader.blame(token.span.to(size.span), "the size goes before its activation", hint)
        return None
    if reader.at("(") and reader.ahead().kind == ")":
        span = reader.advance().span.to(reader.advance().span)
        reader.blame(span, "empty brackets", f"write '{activation.word}' alone")
        return None
    if reader.refuses(explain, "after an activation", word=activation.word, activation=activation):
        reader.skip_brackets()
        return None
    subject, expected = f"'{activation.word}'", "option of an activation"
    options = read_options(reader, subject, activation.options, expected)
    return Item(activation.word, options=options, span=token.span)


def _skip_arguments(reader: Reader) -> None:
    """Skip what belongs to a refused word, for a single problem."""
    if reader.at("=", ":"):
        reader.advance()
        reader.skip("number", "word", "string")
    while reader.at("number", "times", "/", "%", "^") or reader.at_word("same", "valid", "x"):
        reader.advance()
    reader.skip_brackets()


def _refuse_word(reader: Reader, *, first: bool) -> None:
    advice = reader.hint(explain, "item")
    token = reader.advance()
    known = describe(reader.names, token.text)
    if advice is not None:
        _skip_arguments(reader)
        is_whole = reader.before.kind == ")" or (reader.before.kind == "number" and not known)
        span = token.span.to(reader.before.span) if is_whole else token.span
        reader.blame(span, *advice[1:], covers=is_whole)
        return
    if token.lower in BASE_WORDS:
        refuse_base_word(reader, token)
    elif token.lower == "table":
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
