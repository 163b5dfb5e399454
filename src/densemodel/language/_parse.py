"""Parse cells into specs: networks, and the clauses of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from densemodel.errors import SpecError, with_call_hints
from densemodel.language.grammar._clause_grammar import ClauseGrammar, blame_missing_semicolon
from densemodel.language.grammar._line_kinds import is_layer, is_network, read_name
from densemodel.language.grammar._network_grammar import read_network
from densemodel.language.read_keras_code._keras_code import keras_code_in
from densemodel.language.reading._problems import Problems, RefusedError
from densemodel.language.reading._reader import Reader
from densemodel.language.reading._tokens import tokenize
from densemodel.language.reading._words import JOINTS
from densemodel.language.shapes._check import check
from densemodel.language.spec._settings import in_order, merge
from densemodel.language.spec._spec import Spec
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._tree import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.language.read_keras_code._keras_code import KerasCode
    from densemodel.language.syntax_tree._tree import Clause, Network


def not_text(given: object, *, takes: str) -> SpecError:
    """The error for something that is not text; `takes` says what is expected."""
    found = f"this is of type {type(given).__name__}"
    if hasattr(given, "fit") and hasattr(given, "layers"):
        found = "this is a model, and dm.spec_of(model) returns its spec"
    elif hasattr(given, "network_text"):
        found = "this is a Spec already"
    return SpecError(f"{takes}; {found}")


T = TypeVar("T")

_START = Span(1, 1, 1)
_LINE_STARTS = frozenset({"newline", "cursor"})
"Tokens before a cursor at the start of a line: the first of a text has only itself."


@with_call_hints
def parse(text: str, names: Mapping[str, object] | None = None) -> Spec:
    """Read one spec.

    Args:
        text: A network, and clauses for its training.
        names: Variables for numbers. Their values are inserted; nothing is evaluated.

    Returns:
        The spec, checked: every layer fits the one before it.

    Raises:
        SpecError: Lists everything that is wrong in the text, with carets and hints.

    Example:
        >>> parse("784 -> 50 relu -> 10 softmax ; adam lr 0.001").parameter_count
        39760
    """
    return _read_twice(text, names or {}, _read_one)[0]


def parse_cell(text: str, names: Mapping[str, object] | None = None) -> tuple[Spec, ...]:
    r"""Read all specs of a cell, in order.

    Args:
        text: Networks with their clauses; clauses before the first network are shared by all.
        names: Variables for numbers.

    Returns:
        The specs, at least one, each checked.

    Raises:
        SpecError: Everything that is wrong in the text; also if it holds no network.

    Example:
        >>> [spec.name for spec in parse_cell("adam\nsmall: 784 -> 10\nlarge: 784 -> 500 -> 10")]
        ['small', 'large']
    """
    return tuple(_read_twice(text, names or {}, _read_all))


def parse_clauses(text: str) -> tuple[Clause, ...]:
    """Read only clauses, in canonical order.

    Raises:
        SpecError: Everything that is wrong in the text; also if it holds a network.
    """
    return _read_twice(text, {}, _read_clauses)


def as_spec(spec_or_text: object) -> Spec:
    """The given spec; text is parsed.

    Raises:
        SpecError: The text is wrong, or the argument is neither.

    Example:
        >>> as_spec("784 -> 10").parameter_count
        7850
    """
    if isinstance(spec_or_text, Spec):
        return spec_or_text
    if isinstance(spec_or_text, str):
        return parse(spec_or_text)
    takes = "a spec is text such as '784 -> 50 relu -> 10 softmax', or what dm.parse returns"
    raise not_text(spec_or_text, takes=takes)


def _read_clauses(reader: Reader) -> tuple[Clause, ...]:
    grammar = ClauseGrammar(reader)
    while not reader.at("end"):
        if reader.at("newline"):
            reader.advance()
        elif is_network(reader):
            reader.blame(reader.token.span, "only clauses are allowed here", "such as 'patience 3'")
            reader.skip_to("newline")
        else:
            grammar.read_line()
    return in_order(grammar.clauses)


def read_keras_code(text: str, names: Mapping[str, object] | None = None) -> KerasCode | None:
    """The spec for Keras code, which is not run, and the data that its `fit` names.

    Returns:
        None if the text is not Keras code that makes a network.

    Raises:
        SpecError: The language can't express the network.
    """
    return keras_code_in(text, names or {}, parse_cell)


def _read_twice(text: str, names: Mapping[str, object], read: Callable[[Reader], T]) -> T:
    """Read a text strictly, and if it is refused again, for all its problems and their hints."""
    try:
        return read(_open(text, names, is_strict=True))
    except RefusedError:
        reader = _open(text, names)
    result = read(reader)
    code = keras_code_in(text, names, parse_cell)
    if code is not None:
        raise code.error
    reader.problems.raise_any()
    return result


def _open(text: str, names: Mapping[str, object], *, is_strict: bool = False) -> Reader:
    if not isinstance(text, str):
        raise not_text(text, takes="expected the text of a spec, such as '784 -> 10 softmax'")
    problems = Problems(text, is_strict)
    if len(text) > _limits.CHARACTERS:
        problems = Problems("")  # the message would repeat the whole text
        problems.add(_START, f"a cell of {len(text):,} characters: at most {_limits.CHARACTERS:,}")
        problems.raise_any()
    return Reader(tokenize(text, problems), problems, names)


def _read_all(reader: Reader) -> list[Spec]:
    cell = CellReader(reader)
    cell.read()
    return cell.specs()


def _read_one(reader: Reader) -> list[Spec]:
    specs = _read_all(reader)
    if len(specs) > 1 and not reader.problems.found:
        message = f"expected one network, and the text holds {len(specs)}"
        reader.blame(specs[1].network.span, message, "read them with parse_cell")
    return specs


class CellPart(NamedTuple):
    """A network of a cell, and its clauses."""

    name: str | None
    network: Network | None
    "None if it was refused."
    grammar: ClauseGrammar
    start: int
    "The place of its first token after the name."
    end: int


class CellReader:
    """Reads the lines of a cell."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.shared = ClauseGrammar(reader)
        self.parts: list[CellPart] = []
        self.own_lines: set[int] = set()
        "The lines that begin with a clause."

    def read(self) -> None:
        """Read all lines."""
        reader, parts, grammar = self.reader, self.parts, self.shared
        names: dict[str, Span] = {}
        while not reader.at("end"):
            if reader.at("newline"):
                reader.advance()
            elif reader.expects("line" if reader.before.kind in _LINE_STARTS else "nothing"):
                pass
            elif parts and reader.at("arrow"):
                message = "a network can't continue after its clauses"
                reader.blame(reader.token.span, message, "write the clauses on the last line")
                reader.skip_to("newline")
            elif parts and not grammar.first and is_layer(reader):
                first = reader.token  # after a network without an arrow at its end
                reader.skip_to("newline")
                message = "a network continues on the next line only after an arrow"
                span = first.span.to(reader.before.span)
                reader.blame(span, message, "write '->' before it, or at the end of the line above")
            elif is_network(reader):
                name = read_name(reader, names)
                known, start = len(reader.problems.found), reader.place
                network = read_network(reader)
                is_whole = len(reader.problems.found) == known or reader.problems.is_unfinished
                grammar = ClauseGrammar(reader)
                parts.append(
                    CellPart(name, network if is_whole else None, grammar, start, reader.place)
                )
                self._after_network(grammar)
            else:
                self.own_lines.add(reader.token.span.line)
                grammar.read_line()
        if not parts and not reader.problems.found:
            span = reader.tokens[0].span if reader.tokens[0].kind != "newline" else _START
            hint = "write one such as '784 -> 50 relu -> 10 softmax'"
            reader.blame(span, "there is no network here", hint)

    def specs(self) -> list[Spec]:
        """The specs that were read, those that fit."""
        last = self.parts[-1].grammar.clauses if self.parts else ()
        for_all = [*self.shared.clauses]
        if all(one.word != "repeat" for one in for_all):
            # networks are compared with equally many seeds, so a `repeat` on a last line without a
            # network is for all of them
            for_all += [
                one for one in last if one.word == "repeat" and one.span.line in self.own_lines
            ]
        specs = [
            Spec(part.network, merge(for_all, part.grammar.clauses), part.name)
            for part in self.parts
            if part.network is not None
        ]
        return [spec for spec in specs if check(spec, self.reader.problems)]

    def _after_network(self, grammar: ClauseGrammar) -> None:
        reader = self.reader
        if reader.at("newline", "end") or reader.before.kind == "newline":
            return  # after an arrow at a line's end, already reported
        if reader.at(";"):
            reader.advance()
        elif reader.token.begins_clause:
            if reader.before.kind not in {"arrow", *JOINTS}:  # those are already reported
                blame_missing_semicolon(reader)
        else:
            if not reader.expects("arrow") and not reader.problems.found:
                reader.blame(reader.token.span, reader.token.unexpected)
            reader.skip_to(";", "newline")
            reader.skip(";")
        grammar.read_line()
