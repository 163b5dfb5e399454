"""Reads a network: sizes of the input, arrows, stages, repeats."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal

from densemodel.language.grammar._choice_grammar import at_stage_choice, kind_of_items, read_choice
from densemodel.language.grammar._item_grammar import at_base, read_item, refuse_base_word
from densemodel.language.hints import explain
from densemodel.language.reading._problems import Due
from densemodel.language.reading._punctuation import with_arrows
from densemodel.language.reading._words import FIRST_NUMBER, JOINTS, WORDS
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._base import BASE_WORDS
from densemodel.language.syntax_tree._canonical import write_count
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._option import COUNT, Quantity
from densemodel.language.syntax_tree._tree import (
    AUTO,
    MISPLACED_AUTO,
    Choice,
    Item,
    Network,
    Repeat,
    Stage,
)

if TYPE_CHECKING:
    from densemodel.language.reading._problems import Slot
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._tree import Span

_SIZE = Due("an input size", COUNT, hint=FIRST_NUMBER, is_of_data=True)
_STOPS = ("arrow", ";", "newline")
_SIZES = frozenset({"number", "word", "cursor"})


def _read_input(reader: Reader) -> tuple[int, ...] | Literal["auto", "table"] | None:
    if reader.expects("input"):
        return None
    if at_base(reader):
        return "auto"
    token = reader.token
    advice = reader.hint(explain, "input size" if reader.holds_number() else "input")
    if advice is not None:
        reader.blame(*advice, covers=advice[0] != token.span)
        reader.skip_to(*_STOPS)
        return None
    if reader.at_word("auto", "table"):
        word: Literal["auto", "table"] = "auto" if reader.advance().lower == "auto" else "table"
        if not reader.at("arrow", ";", "newline", "end"):
            is_known = word == "table" and reader.refuses(explain, "after the input table")
            if reader.token.kind != "bad" and not is_known:
                message = f"{reader.token.unexpected} after '{word}'"
                reader.blame(reader.token.span, message, f"write '{word} -> 50 relu'")
            reader.skip_to(*_STOPS)
        return word
    if token.kind == "word" and token.lower in WORDS:
        if token.lower in BASE_WORDS:
            refuse_base_word(reader, token)
        else:
            reader.blame(token.span, "the input size is missing", FIRST_NUMBER)
        reader.skip_to(*_STOPS)
        return None
    return _read_sizes(reader)


def _read_sizes(reader: Reader) -> tuple[int, ...] | None:
    if reader.at("{"):
        choice = reader.token.span
        reader.alternatives()
        hint = "choose one, or write 'auto' for the size of the data"
        reader.blame(choice, "the size of the input can't be a choice", hint)
        reader.skip_to(*_STOPS)
        return None
    start = reader.token.span
    sizes = [reader.plain_number(_SIZE)]
    # after a variable the x between two sizes is a word of its own
    while reader.at("times") or (reader.at_word("x") and reader.ahead().kind in _SIZES):
        reader.advance()
        sizes.append(reader.plain_number(_SIZE))
    span = start.to(reader.before.span)
    if not reader.at("arrow", ";", "newline", "end"):
        _blame_rest(reader, several=len(sizes) > 1, refused=None in sizes)
    shape = tuple(int(size) for size in sizes if size is not None)
    if len(shape) < len(sizes):
        return None
    if prod(shape) > _limits.INPUT_VALUES:
        message = f"an input of {write_count(prod(shape))} numbers a row"
        reader.blame(span, f"{message}: at most {_limits.INPUT_VALUES:,}")
        return None
    return shape


def _blame_rest(reader: Reader, *, several: bool, refused: bool) -> None:
    token = reader.token
    if token.kind == "number" and not several:
        if not refused:
            hint = "did you forget '->' before it?"
            if token.text.startswith("-"):  # 784-50-10
                start = token.start - token.span.column + 1
                line = reader.problems.text[start : start + 200].splitlines()[0]
                written = with_arrows(line)
                hint = f"write '{written}'" if written else "write '->' between layers, not '-'"
            reader.blame(token.span, token.unexpected, hint)
    elif token.begins_clause:
        hint = "write an arrow and a layer: 784 -> 10 softmax"
        reader.blame(reader.before.span, "a network needs a layer after its input", hint)
    elif token.kind == "word" and token.lower in WORDS and not several:
        reader.blame(reader.before.span.to(token.span), "the input size is missing", FIRST_NUMBER)
    elif token.kind != "bad" and not refused:
        message = f"{token.unexpected} after the input size"
        reader.blame(token.span, message, "the input is only a size: 784 -> 50 relu")
    reader.skip_to(*_STOPS)


_ENDS = ("arrow", ";", "newline", "end", ")")

_COUNT = Due("a repeat", Quantity(kind="whole", low=1, high=_limits.REPEAT), "3*(50 relu)")

Stages = list[Stage | Repeat]


def read_network(reader: Reader) -> Network | None:
    """Read a network up to its clauses or the next line; None if its input was refused."""
    start = reader.token.span
    known, place = len(reader.problems.found), reader.place
    shape = _read_input(reader)
    grammar = _NetworkGrammar(reader)
    refused = len(reader.problems.found) > known or any(
        token.kind == "bad" for token in reader.tokens[place : reader.place]
    )
    if refused and not grammar.goes_on():
        return None  # one problem is enough for a line without an arrow
    stages = grammar.run()
    if shape is None:
        return None
    base = Network(shape, tuple(stages)).base
    if shape == AUTO and base is not None and base.sized is not None:
        shape = base.sized
    return Network(shape, tuple(stages), start.to(reader.before.span))


class _NetworkGrammar:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.depth = 0

    def run(self) -> Stages:
        reader = self.reader
        stages: Stages = []
        if at_base(reader):
            self._stage(stages)
        if not self.goes_on():
            before = reader.before
            source = before.lower if before.lower in {"auto", "table"} else "784"
            source = "base frozen" if before.lower in BASE_WORDS else source
            hint = f"write an arrow and a layer: {source} -> 10 softmax"
            reader.blame(reader.before.span, "a network needs a layer after its input", hint)
            return stages
        while self.goes_on():
            self._arrow(stages)
            if reader.at(")"):  # one that was never opened
                reader.blame(reader.advance().span, "this ')' closes nothing")
                reader.skip_to("arrow", ";", "newline")
        return stages

    def goes_on(self) -> bool:
        """Whether an arrow comes next, perhaps on a later line."""
        ahead = 0
        while self.reader.ahead(ahead).kind == "newline":
            ahead += 1
        if self.reader.ahead(ahead).kind != "arrow":
            return False
        self.reader.place += ahead
        return True

    def _arrow(self, stages: Stages) -> None:
        reader = self.reader
        arrow = reader.advance()
        while reader.at("newline"):
            reader.advance()
        if reader.at("arrow"):
            span = arrow.span.to(reader.token.span)
            reader.blame(span, "a layer is missing between two arrows", "remove one '->'")
        elif reader.at(";", "end", ")") or (reader.at("word") and reader.ahead().kind == ":"):
            # `small:` begins another network
            hint = "write a layer, such as '10 softmax', or remove the arrow"
            reader.blame(arrow.span, "a layer is missing after '->'", hint)
        elif reader.token.begins_clause:
            goes_on = reader.token.span.line == arrow.span.line
            message = f"'{reader.token.text}' begins a clause, not a layer"
            hint = "write ';' instead of '->'" if goes_on else "remove the arrow"
            reader.blame(arrow.span, message, hint, (reader.token.span,))
        else:
            self._stage(stages)

    def _stage(self, stages: Stages) -> None:
        reader = self.reader
        if reader.at("arrow"):  # the first in brackets or braces
            message = "brackets begin with a layer"
            reader.blame(reader.advance().span, message, "remove this '->'")
        count: int | None = 1
        first, product = reader.token, ""
        if self._at_count():
            number = reader.number(_COUNT)
            count = None if isinstance(number, float) else number
            if reader.advance().kind == "times":  # 3x(50 relu)
                span = first.span.to(reader.before.span)
                reader.blame(span, "a repeat is written with '*'", f"write '{count}*'")
            # `2*width` or `depth*50`: a repeat that may be meant as a product
            size, kinds = reader.token, {first.kind, reader.token.kind}
            is_pair = "word" in kinds and kinds <= {"number", "word"} and size.lower not in WORDS
            product = f"{first.text}*{size.text}" if is_pair else ""
            if reader.at(*_ENDS) or reader.token.begins_clause:
                written = shortened(reader.problems.text[first.start : reader.before.end])
                span = first.span.to(reader.before.span)
                reader.blame(span, "nothing follows '*'", f"write '{written}(50 relu)'")
                return
        if reader.at("(") and reader.skips(explain, "stage"):
            return
        is_group = reader.at("(")
        if is_group:
            inner = self._group()
        elif at_stage_choice(reader):
            inner = self._stage_choice()
        else:
            items = read_items(reader, first=True)
            inner = [Stage(tuple(items))] if items else []
        if count is None or not inner:
            return
        # what makes an open group fit a second time may follow
        is_open = (is_group and reader.before.kind != ")") or isinstance(count, Choice)
        if count == 1 or (is_open and reader.problems.is_unfinished):
            # written as the stages themselves
            stages += inner
        else:
            stages.append(Repeat(count, tuple(inner), first.span.to(reader.before.span), product))

    def _at_count(self) -> bool:
        """Whether `3*` or `{1|2|3}*` comes next."""
        reader = self.reader
        brace = reader.closing_brace()
        if brace is not None:
            return reader.ahead(brace + 1).kind == "*"
        by_times = reader.ahead().kind == "times" and reader.ahead(2).kind == "("
        return (reader.ahead().kind == "*" or by_times) and reader.at("number", "word")

    def _stage_choice(self) -> Stages:
        reader = self.reader
        place = reader.place
        choice = _without_auto(reader, place, read_choice(reader, "stage", self._alternative))
        if not reader.at(*_ENDS) and not reader.token.begins_clause:
            hint = "did you forget '->' before it?"
            message = f"{reader.token.unexpected}: nothing can follow a choice of stages"
            reader.blame(reader.token.span, message, hint)
            reader.skip_to(*_ENDS)
        return [] if choice is None else [choice]

    def _alternative(self, one: Reader) -> tuple[Stage | Repeat, ...] | None:
        grammar = _NetworkGrammar(one)
        grammar.depth = self.depth
        stages: Stages = []
        grammar._stage(stages)
        while grammar.goes_on():
            grammar._arrow(stages)
        return tuple(stages) or None

    def _group(self) -> Stages:
        reader = self.reader
        opening = reader.advance()
        if self.depth >= _limits.BRACKET_DEPTH:
            message = f"brackets are over {_limits.BRACKET_DEPTH} deep: that is the limit"
            reader.blame(opening.span, message)
            reader.place -= 1
            reader.skip_brackets()
            return []
        self.depth += 1
        stages: Stages = []
        if reader.at(")"):
            span = opening.span.to(reader.token.span)
            reader.blame(span, "the brackets are empty", "write layers in them: 3*(50 relu)")
        else:
            self._stage(stages)
        while reader.at("arrow") or (reader.at("newline") and self.goes_on()):
            self._arrow(stages)
        self.depth -= 1
        self._close(opening)
        return stages

    def _close(self, opening: Token) -> None:
        reader = self.reader
        if not reader.at(")"):
            self._blame_open(opening.span)
            return
        reader.advance()
        if reader.at(*_ENDS) or reader.token.begins_clause:
            return  # a missing ';' is found where the clauses are read
        if reader.at(*JOINTS) and reader.ahead().begins_clause and reader.skips(explain, "item"):
            return
        advice = reader.hint(explain, "end of a group", opening=opening)
        if advice is not None:
            reader.blame(opening.span.to(advice[0]), *advice[1:])
        else:
            message = f"{reader.token.unexpected}: nothing can follow ')' before the next arrow"
            reader.blame(reader.token.span, message, "did you forget '->' before it?")
        reader.skip_to(*_ENDS)

    def _blame_open(self, opening: Span) -> None:
        reader = self.reader
        if not reader.at("newline"):
            reader.blame(opening, "the bracket is not closed", "write ')' after the last layer")
            return
        hint = "end the line with '->' to continue on the next"
        reader.blame(opening, "the bracket is not closed on its line", hint)
        ahead = 1
        while reader.ahead(ahead).kind not in {")", "(", "newline", "end"}:
            ahead += 1
        if reader.ahead(ahead).kind == ")":  # the next line continues with it all the same
            reader.place += ahead + 1


def read_items(reader: Reader, *, first: bool, before: Item | None = None) -> list[Item]:
    """Read the items of a stage, up to its end; `before` is the item before an alternative."""
    items: list[Item] = []
    while not reader.at(*_ENDS):
        token = reader.token
        if token.begins_clause:
            break
        slot: Slot = "stage" if first else "item"
        if token.kind == "cursor" and (cursor := reader.expects(slot, item=before)):
            items.append(cursor)
            continue
        if token.kind == "{" and not (first and reader.holds_number_choice()):
            item: Item | None = _read_item_choice(reader, before, first=first)
        else:
            item = read_item(reader, first=first)
        if item is not None:
            items.append(item)
            before = item
        first = first and token.kind == "bad"  # it is already refused, and a size may follow
    return items


def _read_item_choice(reader: Reader, before: Item | None, *, first: bool) -> Choice | None:
    if not first and reader.holds_number_choice():
        read_item(reader, first=False)  # it refuses the sizes
        return None

    def read_one(one: Reader) -> tuple[Item, ...] | None:
        return tuple(read_items(one, first=first, before=before)) or None

    place = reader.place
    choice = read_choice(reader, "stage", read_one)
    choice = None if choice is None else kind_of_items(choice, reader.problems)
    return _without_auto(reader, place, choice)


def _without_auto(reader: Reader, place: int, choice: Choice | None) -> Choice | None:
    """The choice that begins at a place; `auto` in it is refused."""
    for token in reader.tokens[place : reader.place] if choice is not None else ():
        if token.lower == AUTO:
            reader.blame(token.span, *MISPLACED_AUTO)
    return choice
