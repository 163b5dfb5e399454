"""Values in Python code, read from its syntax tree. Nothing is ever run."""

from __future__ import annotations

import ast
import operator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from densemodel.language.reading._named_numbers import number_of
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from densemodel.language.syntax_tree._option import Option

_MOST_COPIES = 1_000
"The limit of loops, as for repeats in the language."
_LONGEST_LIST = 10_000
"The limit of lists: the most layers of a network."

_CALCULATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
_DIVISIONS = (operator.truediv, operator.floordiv)
_NOT_KNOWN = object()
"What only running the code would give."


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Unknown:
    """A value that only running the code would give: `len(x_train)`, `tf.nn.relu`."""

    text: str
    name: str = ""
    "The last part of a name with dots."

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False, slots=True)
class NotebookVariable:
    """A variable of the notebook that holds a number."""

    name: str
    number: int | float


@dataclass(frozen=True, eq=False, slots=True)
class LoopValues:
    """The variable of a loop, with its numbers."""

    name: str
    numbers: tuple[int | float, ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """A call: `Dense(50, activation="relu")`, `model.add(...)`, `Dense(10)(x)`."""

    name: str
    "The last part of what is called; empty if that is a value itself."
    owner: str
    "The name before the last dot, `model` in `model.add`; empty if it is none."
    called: Any
    "The value that is called, such as the layer in `Dense(10)(x)`; None for a name."
    args: tuple[Any, ...]
    keywords: dict[str, Any]
    span: Span
    "Of its first line."

    def argument(self, key: str, place: int | None = None) -> Any:
        """One argument by its keyword or its place; None if it is not given."""
        if key in self.keywords:
            return self.keywords[key]
        return self.args[place] if place is not None and place < len(self.args) else None


@dataclass(slots=True)
class PythonValues:
    """Reads values, with the variables that the code has set so far."""

    lines: list[str]
    "Of the code, for the places of calls."
    names: Mapping[str, object]
    "The notebook's variables."
    variables: dict[str, Any] = field(default_factory=dict)

    def value(self, node: ast.expr) -> Any:
        """The value of an expression: a literal, a tuple of values, a call, or an Unknown."""
        found: Any = _NOT_KNOWN
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as literal):
                found = literal
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                found = self._several(parts)
            case ast.Name(id=name):
                found = self._named(name)
            case ast.Attribute(attr=name):
                found = Unknown(_text(node), name)
            case ast.Call():
                found = self._call(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                number = plain_number(self.value(operand))
                found = _NOT_KNOWN if number is None else -number
            case ast.BinOp():
                found = self._calculated(node)
            case ast.ListComp(elt=one, generators=[ast.comprehension(ifs=[], iter=counted)]):
                times = self.count(counted)
                found = _NOT_KNOWN if times is None else (self.value(one),) * times
        return Unknown(_text(node)) if found is _NOT_KNOWN else found

    def count(self, node: ast.expr) -> int | None:
        """The number of rounds of `for _ in range(3)`; None if unknown."""
        made = self.value(node)
        if isinstance(made, Call) and made.name == "range" and len(made.args) == 1:
            times = plain_number(made.args[0])
            if isinstance(times, int) and 0 <= times <= _MOST_COPIES:
                return times
        return None

    def counted(self, name: str, node: ast.expr) -> LoopValues | Unknown:
        """The variable of a loop in its body."""
        values = self.value(node)
        numbers = [plain_number(one) for one in values] if isinstance(values, tuple) else []
        known = tuple(one for one in numbers if one is not None)
        is_whole = 1 < len(known) == len(numbers) <= _MOST_COPIES
        return LoopValues(name, known) if is_whole else Unknown(name)

    def _several(self, parts: list[ast.expr]) -> Any:
        found: list[Any] = []
        for part in parts:
            value = self.value(part.value if isinstance(part, ast.Starred) else part)
            if not isinstance(part, ast.Starred):
                found.append(value)
            elif isinstance(value, tuple) and len(found) + len(value) <= _LONGEST_LIST:
                found += value
            else:
                return Unknown(_text(part))
        return tuple(found)

    def _named(self, name: str) -> Any:
        known = self.variables.get(name)
        if name in self.variables and (not isinstance(known, Unknown) or known.name):
            return known
        number = number_of(self.names, name)
        return Unknown(name) if number is None else NotebookVariable(name, number)

    def _call(self, node: ast.Call) -> Call:
        name, owner, called = "", "", None
        if isinstance(node.func, ast.Name):
            called = self.variables.get(node.func.id)
            called = called if isinstance(called, Call) else None
            name = "" if called is not None else node.func.id
        elif isinstance(node.func, ast.Attribute):
            name = node.func.attr
            owner = _text(node.func.value) if isinstance(node.func.value, ast.Name) else ""
        else:
            called = self.value(node.func)
        given = self._several(node.args)
        args = given if isinstance(given, tuple) else (given,)
        keywords = {one.arg: self.value(one.value) for one in node.keywords if one.arg}
        return Call(name, owner, called, args, keywords, self.span(node))

    def _calculated(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.Add) and isinstance(left, tuple) and isinstance(right, tuple):
            return left + right if len(left) + len(right) <= _LONGEST_LIST else _NOT_KNOWN
        first, second = plain_number(left), plain_number(right)
        calculate = _CALCULATIONS.get(type(node.op))
        if first is None or second is None or calculate is None:
            return _NOT_KNOWN
        # 10**30 is beyond all numbers of the language
        if max(abs(first), abs(second)) > 10**30 or (not second and calculate in _DIVISIONS):
            return _NOT_KNOWN
        return calculate(first, second)

    def span(self, node: ast.expr | ast.stmt) -> Span:
        """The place of an expression, up to the end of its first line."""
        line = self.lines[node.lineno - 1] if node.lineno <= len(self.lines) else ""
        start = _characters(line, node.col_offset)
        is_one_line = node.end_lineno == node.lineno and node.end_col_offset is not None
        end = _characters(line, node.end_col_offset or 0) if is_one_line else len(line.rstrip())
        return Span(node.lineno, start + 1, max(1, end - start))


def plain_number(value: Any) -> int | float | None:
    """The number that a value is; None if it is none."""
    if isinstance(value, NotebookVariable):
        return value.number
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def option_value(option: Option, value: Any) -> str | float | None:
    """A value as it stands after `key=`; None if the option can't have it."""
    number = plain_number(value)
    if number is None:
        return option.given(value)
    return option.given(number) if option.quantity.holds(number) else None


def only(value: Any) -> Any:
    """The one value in a list of one; any other value itself."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value


def word_of(value: Any) -> str:
    """The name that a value is or that it calls: 'relu', `tf.nn.relu`, `ReLU()`."""
    if isinstance(value, Unknown | Call):
        return value.name
    return value if isinstance(value, str) else ""


def _characters(line: str, offset: int) -> int:
    # the tree counts bytes
    return len(line.encode()[:offset].decode(errors="ignore"))


def _text(node: ast.AST) -> str:
    return shortened(ast.unparse(node))
