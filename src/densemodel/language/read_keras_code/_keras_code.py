"""Keras code instead of a spec: it is read as a syntax tree and never run."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from densemodel.errors import Problem, SpecError
from densemodel.language.read_keras_code._keras_layers import (
    UnsayableError,
    input_shape,
    is_input,
    keras_layer,
    size_text,
)
from densemodel.language.read_keras_code._keras_models import CodeWalk
from densemodel.language.read_keras_code._keras_training import Training, training_of
from densemodel.language.read_keras_code._python_values import Call, PythonValues, Unknown
from densemodel.language.reading._words import WORDS
from densemodel.language.shapes._layers_of import write_layers
from densemodel.language.syntax_tree import _limits
from densemodel.language.syntax_tree._closest_words import shortened
from densemodel.language.syntax_tree._tree import Span
from densemodel.wording import enumerated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from densemodel.language.spec._spec import Spec
    from densemodel.language.syntax_tree._tree import Item

    Read = Callable[[str, Mapping[str, object]], tuple[Spec, ...]]

_KERAS_CALL = re.compile(r"\bSequential\s*\(|\.add\s*\(|\bModel\s*[()]")
_MAKES_A_MODEL = re.compile(
    r"=\s*(?:\w+\.)*(?:Sequential|Model)\s*\(|^\s*\w+\.add\s*\(", re.MULTILINE
)
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_PROMPT = re.compile(r"^(?:>>>|\.\.\.|In \[\d*\]:) ?", re.MULTILINE)
_SHELL_LINE = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
"A magic, or a command of the shell, which Python does not read."
_LINEAR = frozenset({"Dense", "Conv2D", "SeparableConv2D", "Convolution2D"})
_SHOWN = 3
"The most lost settings that are named."


@dataclass(frozen=True, slots=True)
class KerasCode:
    """The content of Keras code."""

    spec: str
    "The text of the specs, a line for each network."
    error: SpecError
    "The error of the parser: its `hint` is the spec."
    data: dict[str, tuple[str, ...]]
    "The variables in `fit`: of x, y, validation."


def keras_code_in(text: str, names: Mapping[str, object], read: Read) -> KerasCode | None:
    """Read Keras code as `read_keras_code` does; `read` parses the new spec, to check it."""
    if _KERAS_CALL.search(text) is None:
        return None
    code = _SHELL_LINE.sub(r"\1pass", _PROMPT.sub("", textwrap.dedent(text)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
        walk = CodeWalk(PythonValues(_LINE_ENDS.split(code), names))
        walk.statements(tree.body)
        return _answer(code, walk, names, read)
    except UnsayableError as error:
        raise _error(code, [(error.span, f"this is Keras code, and {error.message}")]) from None
    except SyntaxError as error:
        if _MAKES_A_MODEL.search(code) is None or "->" in code:
            return None
        lines = _LINE_ENDS.split(code)
        line = min(max(1, error.lineno or 1), len(lines))
        column = min(max(1, error.offset or 1), len(lines[line - 1]) + 1)
        message = f"this is Python code, which can't be read: {shortened(error.msg)}"
        raise _error(code, [(Span(line, column, 1), message)]) from None
    except (ValueError, MemoryError, RecursionError):
        return None


def _error(text: str, found: Sequence[tuple[Span, str]], spec: str = "") -> SpecError:
    problems = [
        Problem(span.line, span.column, span.length, message, spec) for span, message in found
    ]
    return SpecError(problems, text, hint=spec)


def _answer(code: str, walk: CodeWalk, names: Mapping[str, object], read: Read) -> KerasCode | None:
    inside: set[Call] = set()
    wrong: list[UnsayableError] = []
    whole = {
        model.call: [*_flat(model.layers, walk, inside, wrong)]
        for model in walk.models
        if model.layers
    }
    models = [model for model in walk.models if model.layers and model.call not in inside]
    if not models and not wrong:
        return None
    texts: list[str] = []
    trainings: list[Training] = []
    counted = [model.name for model in models]
    for model in models:
        lost: list[str] = []
        network = _network(whole[model.call], lost, wrong)
        training = training_of(model.compiled, model.fitted, walk.seed)
        training.lost[:0] = lost
        trainings.append(training)
        may_be_name = bool(model.name) and model.name.lower() not in WORDS
        is_named = len(models) > 1 and counted.count(model.name) == 1 and may_be_name
        name = f"{model.name}: " if is_named else ""
        texts.append(name + " ; ".join([network, *training.clauses]))
    if wrong:
        found = {(one.span, one.message): None for one in wrong}
        shown = [*found][: _limits.PROBLEMS_SHOWN]
        raise _error(code, [(span, f"this is Keras code, and {reason}") for span, reason in shown])
    spec = "\n".join(texts)
    try:
        read(spec, names)
    except SpecError as error:
        reason = error.problems[0].message if error.problems else error.message
        message = f"this is Keras code, and the spec for it is refused: {reason}"
        raise _error(code, [(models[0].call.span, message)]) from None
    data = _data_of(next((model.fitted for model in models if model.fitted), None))
    message = _message(trainings)
    return KerasCode(spec, _error(code, [(models[0].call.span, message)], spec), data)


def _flat(
    layers: Sequence[Any], walk: CodeWalk, inside: set[Call], wrong: list[UnsayableError]
) -> Iterator[Call]:
    """The calls of layers, those of networks within the network in their place."""
    models = {model.call: model.layers for model in walk.models}
    waiting = [iter(layers)]
    count = 0
    while waiting:
        one = next(waiting[-1], None)
        count += 1
        if one is None:
            waiting.pop()
        elif count > _limits.LAYERS or len(waiting) > _limits.BRACKET_DEPTH:
            message = f"it has over {_limits.LAYERS:,} layers, or a model within itself"
            wrong.append(UnsayableError(message, _span(one, walk)))
            return
        elif isinstance(one, UnsayableError):
            wrong.append(one)
        elif isinstance(one, Call) and one in models:
            inside.add(one)
            waiting.append(iter(models[one]))
        elif isinstance(one, Call) and one.name == "Sequential":
            inner = one.argument("layers", 0)
            waiting.append(iter(inner if isinstance(inner, tuple) else (Unknown(one.name),)))
        elif isinstance(one, Call):
            yield one
        else:
            message = f"{shortened(str(one))} is a layer that this code does not define"
            wrong.append(UnsayableError(message, _span(one, walk)))


def _span(value: Any, walk: CodeWalk) -> Span:
    return value.span if isinstance(value, Call) else walk.models[0].call.span


def _network(calls: Sequence[Call], lost: list[str], wrong: list[UnsayableError]) -> str:
    shape = next(
        (known_shape for call in calls[:2] if (known_shape := input_shape(call)) is not None), ()
    )
    layers = [call for call in calls if not is_input(call)]
    sized = [place for place, call in enumerate(layers) if call.name in _LINEAR]
    found: list[tuple[Item, str]] = []
    for place, call in enumerate(layers):
        is_last = sized[-1:] == [place] and call.name == "Dense"
        try:
            found += keras_layer(call, lost, is_last=is_last)
        except UnsayableError as error:
            wrong.append(error)
    return " -> ".join([size_text(shape), *write_layers(found)])


def _message(trainings: Sequence[Training]) -> str:
    lost = [*{one: None for training in trainings for one in training.lost}]
    usual = [*{one: None for training in trainings for one in training.usual}]
    shown = lost[:_SHOWN] + ([f"{len(lost) - _SHOWN} more"] if len(lost) > _SHOWN else [])
    message = "this is Keras code: write the spec below instead"
    if shown:
        message += f". It leaves out {enumerated(shown)}"
    if usual:
        message += f". Not in the code, so the defaults hold: {enumerated(usual)}"
    return message


def _data_of(fitted: Call | None) -> dict[str, tuple[str, ...]]:
    if fitted is None:
        return {}
    validation = fitted.argument("validation_data", 7)
    given = {
        "x": (fitted.argument("x", 0),),
        "y": (fitted.argument("y", 1),),
        "validation": validation if isinstance(validation, tuple) else (validation,),
    }
    variables = {key: tuple(_variable(one) for one in values) for key, values in given.items()}
    return {key: names for key, names in variables.items() if names and all(names)}


def _variable(value: Any) -> str:
    if not isinstance(value, Unknown):
        return ""
    return value.text if all(part.isidentifier() for part in value.text.split(".")) else ""
