"""Checks the text of a cell without running it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

from densemodel.errors import DataError, SpecError
from densemodel.language import parse_cell
from densemodel.magics.cell._arguments import parse_arguments
from densemodel.magics.notebook._variables import LineError, first_name, lookup
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from densemodel.errors import DenseModelError, Problem
    from densemodel.language import Spec

_FIRST_LINE = re.compile(r"(?:[^\S\n]*(?:#[^\n]*)?\n)*[^\S\n]*%%densemodel\b(?P<options>[^\n]*)\n")
"With the comments and blank lines above it."
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_WITHOUT_WORDS = re.compile(r"\s*(?:#.*)?")
_OPTION_INSTEAD = re.compile(r"did you mean (\S+)\?")
_WORD_INSTEAD = re.compile(r"(?:did you mean|write) '([^'\s]+)'\??")


class MarkedProblem(TypedDict):
    """A problem under its words.

    Places count UTF-16 units of the whole text, as pages do; the end may be one behind it.
    """

    start: int
    end: int
    message: str
    hint: str
    replacement: str
    "The word that fixes it in place of the marked one; empty if it takes more."


class NetworkSize(TypedDict):
    """The size of a network, behind its last line."""

    line: int
    "From 0, in the whole text."
    text: str


class CellAnswer(TypedDict):
    """What is said of a text."""

    problems: list[MarkedProblem]
    sizes: list[NetworkSize]
    "Those that the text decides, if its networks have no problem."


def check_cell(text: str, variables: Mapping[str, object]) -> CellAnswer:
    """The problems of a cell's first line and of its spec, or the sizes of its networks.

    A cell without a spec yet, and one of other magics, has neither.
    """
    first = _FIRST_LINE.match(text)
    body = text[first.end() :] if first else ""
    if first is None or not body.strip():
        return CellAnswer(problems=[], sizes=[])
    problems = [*_option_marks(text, first, variables)]
    try:
        specs = parse_cell(body, names=variables)
    except SpecError as error:
        problems += _marks(text, first.end(), error, variables)
        return CellAnswer(problems=problems, sizes=[])
    return CellAnswer(problems=problems, sizes=[*_sizes(text, first.end(), specs)])


def _option_marks(
    text: str, first: re.Match[str], variables: Mapping[str, object]
) -> Iterator[MarkedProblem]:
    for word, error in _option_errors(first["options"], variables):
        # the last: a network may have the name of a variable
        symbols = re.escape(word)
        places = [*re.finditer(rf"(?<![\w-]){symbols}(?!\w)|{symbols}", first["options"])]
        begin = first.start("options") + (places[-1].start() if places else 0)
        message, _, hint = str(error).partition(": ")
        instead = _OPTION_INSTEAD.fullmatch(hint)
        yield MarkedProblem(
            start=_units(text[:begin]),
            end=_units(text[: begin + len(word)]),
            message=message,
            hint=hint,
            replacement=instead[1] if instead else "",
        )


def _option_errors(
    options: str, variables: Mapping[str, object]
) -> Iterator[tuple[str, DenseModelError]]:
    """What running the cell would say before it reads any data; each with its word."""
    try:
        given = parse_arguments(options, variables)
    except LineError as error:
        yield error.word, error
        return
    names = (given.x, given.y, given.frame, *(given.validation or ()), *(given.test or ()))
    for name in filter(None, map(first_name, filter(None, names))):
        try:
            lookup(name, variables)
        except DataError as error:
            yield name, error


def _marks(
    text: str, start: int, error: SpecError, variables: Mapping[str, object]
) -> Iterator[MarkedProblem]:
    body = text[start:]
    lines = [start, *(start + end.end() for end in _LINE_ENDS.finditer(body))]
    for problem in error.problems:
        replacement = _replacement(body, problem, len(error.problems) + error.more, variables)
        places = [(problem.line, problem.column, problem.length), *problem.also]
        for line, column, length in places:
            begin = lines[line - 1] + column - 1
            yield MarkedProblem(
                start=_units(text[:begin]),
                end=_units(text[:begin]) + _units(text[begin : begin + length].ljust(length)),
                message=problem.message,
                hint=problem.hint,
                replacement=replacement,
            )
            replacement = ""  # it stands in the place of the first


def _replacement(body: str, problem: Problem, count: int, variables: Mapping[str, object]) -> str:
    """The word of a hint, if there are fewer problems with it."""
    hint = _WORD_INSTEAD.fullmatch(problem.hint)
    if hint is None:
        return ""
    lines = re.split(r"(\r\n|\r|\n)", body)
    line, place = lines[2 * problem.line - 2], problem.column - 1
    lines[2 * problem.line - 2] = line[:place] + hint[1] + line[place + problem.length :]
    try:
        parse_cell("".join(lines), names=variables)
    except SpecError as error:
        return hint[1] if len(error.problems) + error.more < count else ""
    return hint[1]


def _sizes(text: str, start: int, specs: Sequence[Spec]) -> Iterator[NetworkSize]:
    lines = text.split("\n")
    above = text.count("\n", 0, start)
    begins = [above + spec.network.span.line - 1 for spec in specs]
    for spec, begin, end in zip(specs, begins, [*begins[1:], len(lines)], strict=True):
        try:
            size = counted(spec.parameter_count, "parameter")
        except SpecError:  # the data or a choice decides it
            continue
        last = max(
            n for n in range(begin, end) if n == begin or not _WITHOUT_WORDS.fullmatch(lines[n])
        )
        yield NetworkSize(line=last, text=size)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
