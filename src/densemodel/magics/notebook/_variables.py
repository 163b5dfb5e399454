"""Finds the notebook's variables that a magic's line names."""

from __future__ import annotations

import ast
from difflib import get_close_matches
from operator import attrgetter, itemgetter
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from densemodel.errors import DataError, DenseModelError
from densemodel.language import write_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class LineError(DenseModelError):
    """A mistake on the line of a magic."""

    def __init__(self, message: str, word: str) -> None:
        super().__init__(message)
        self.word = word
        "As it stands on the line."


_OPENING = {"[": "]", "(": ")", "{": "}"}


def words(line: str) -> list[str]:
    """Split at spaces, but not within brackets or quotes: `-x df["a b"]` is two words.

    A comment goes from # to the end.

    Raises:
        LineError: A bracket or a quote is not closed.
    """
    found, last, closing = cut(line)
    if closing:
        raise LineError(f"{closing[-1]} is missing in: {line.strip()}", last or "")
    return [*found, last] if last else found


def cut(line: str) -> tuple[list[str], str | None, list[str]]:
    """The words of an unfinished line.

    Returns:
        The whole words; the last one as it was typed, None in a comment; the signs that close what
        is open in it.
    """
    found: list[str] = []
    word = ""
    closing: list[str] = []
    for character in line:
        if character == "#" and not closing and not word:
            return found, None, []
        if closing and closing[-1] in "\"'":
            if character == closing[-1]:
                closing.pop()
        elif character in "\"'":
            closing.append(character)
        elif character in _OPENING:
            closing.append(_OPENING[character])
        elif closing and character == closing[-1]:
            closing.pop()
        elif character.isspace() and not closing:
            found += [word] if word else []
            word = ""
            continue
        word += character
    return found, word, closing


def lookup(text: str, variables: Mapping[str, Any]) -> Any:
    """The value of a name, its attributes, items and slices: `data.train[0]`, `x_train[:8000]`.

    Raises:
        DataError: The text is anything else, or there is no such value.
    """
    tree = _parsed(text)
    if tree is None:
        raise DataError(f"{text} is not the name of a variable")
    return _value(tree, text, variables)


def first_name(text: str) -> str:
    """The variable of `x_train[:8000]` and `data.train`; empty for what is no variable's."""
    node = _parsed(text)
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def layer_instead(text: str) -> tuple[str, str] | None:
    """The variable and the layer that replace a calculation; None for anything else.

    `("x_train", "scale / 255")` of `x_train / 255`, `("x", "norm")` of `(x - x.mean()) / x.std()`.
    """
    match _parsed(text):
        case ast.BinOp(left=ast.BinOp(left=base, op=ast.Sub()), op=ast.Div()):
            return (ast.unparse(base), "norm") if _is_variable(base) else None
        case ast.BinOp(left=base, op=ast.Div(), right=ast.Constant(value=int() | float() as by)):
            match base:
                case ast.Call(func=ast.Attribute(value=of, attr="astype")):
                    base = of
            is_known = _is_variable(base) and by > 0
            return (ast.unparse(base), f"scale / {write_number(by)}") if is_known else None
    return None


def _is_variable(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript)


def _value(node: ast.expr, text: str, variables: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return _named(node.id, variables)
    if not isinstance(node, ast.Attribute | ast.Subscript) or (read := _reader(node)) is None:
        raise DataError(
            f"{text} is more than a name: put it in a variable first, and give its name"
        )
    value = _value(node.value, text, variables)
    try:
        return read(value)
    except Exception:  # noqa: BLE001 - a variable of the notebook may raise whatever it likes
        name, kind = ast.unparse(node.value), type(value).__name__
        raise DataError(f"there is no {ast.unparse(node)}: {name} is of type {kind}") from None


def _reader(node: ast.Attribute | ast.Subscript) -> Callable[[Any], Any] | None:
    """Reads a public attribute, or an item or slice given by literals; None for others."""
    if isinstance(node, ast.Attribute):
        return None if node.attr.startswith("_") else attrgetter(node.attr)
    try:
        return itemgetter(_key(node.slice))
    except (ValueError, TypeError):
        return None


def _key(node: ast.expr) -> Any:
    match node:
        case ast.Slice(lower=lower, upper=upper, step=step):
            return slice(*(one and _key(one) for one in (lower, upper, step)))
        case ast.Tuple(elts=parts):
            return tuple(map(_key, parts))
    return ast.literal_eval(node)


def _named(name: str, variables: Mapping[str, Any]) -> Any:
    if name in variables:
        return variables[name]
    routines = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)
    own = [  # not a function, class or module, such as `open`: these hold no data
        known
        for known, value in dict(variables).items()
        if not known.startswith("_") and not isinstance(value, routines)
    ]
    same = [known for known in own if known.lower() == name.lower()]
    near = same or get_close_matches(name, own, n=1)
    hint = f"did you mean {near[0]}?" if near else "run the cell that makes it first"
    raise DataError(f"there is no variable {name}: {hint}")
