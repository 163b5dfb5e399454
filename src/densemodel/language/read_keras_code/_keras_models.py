"""The networks of Keras code, from its syntax tree. Nothing is run."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from densemodel.language.read_keras_code._keras_layers import UnsayableError, is_input, is_layer
from densemodel.language.read_keras_code._python_values import Call, PythonValues, Unknown, only
from densemodel.language.syntax_tree import _limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_STEPS = 20_000
"Statements that are read, those of loops as often as they are run."


@dataclass(slots=True)
class MadeModel:
    """A network as far as the code has made it."""

    name: str
    call: Call
    "The call that made it."
    layers: list[Any] = field(default_factory=list)
    compiled: Call | None = None
    fitted: Call | None = None


@dataclass(slots=True)
class CodeWalk:
    """Goes through the statements in their order."""

    values: PythonValues
    models: list[MadeModel] = field(default_factory=list)
    by_name: dict[str, MadeModel] = field(default_factory=dict)
    seed: Any = None
    steps: int = 0

    def statements(self, body: Sequence[ast.stmt]) -> None:
        """Read these."""
        for statement in body:
            self.steps += 1
            if self.steps > _MOST_STEPS:
                message = f"the code makes over {_MOST_STEPS:,} steps"
                raise UnsayableError(message, self.values.span(statement))
            self._statement(statement)

    def _statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef(body=body) | ast.With(body=body) | ast.Try(body=body):
                self.statements(body)
            case ast.If(body=body, orelse=[]):
                self.statements(body)
            case ast.For(iter=counted):
                self._loop(statement, self.values.count(counted))
            case ast.While() | ast.If():
                message = "whether this runs is not known without running it"
                self._uncertain(statement, statement.body, message)
            case ast.ClassDef(bases=bases) if any(
                ast.unparse(base).endswith("Model") for base in bases
            ):
                message = "a model class can't be read: write its layers as a chain"
                raise UnsayableError(message, self.values.span(statement))
            case ast.AugAssign(target=ast.Name(id=name)):
                self.values.variables[name] = Unknown(name)
            case _:
                self._line(statement)

    def _line(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._expression(value, name)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self._expression(value, name)
            case ast.Expr(value=value) | ast.Return(value=ast.expr() as value):
                self._expression(value, "")

    def _loop(self, statement: ast.For, times: int | None) -> None:
        if times is None:
            if isinstance(statement.target, ast.Name):
                name = statement.target.id
                self.values.variables[name] = self.values.counted(name, statement.iter)
            message = "how often this runs is not known without running it"
            self._uncertain(statement, statement.body, message)
            return
        for _ in range(times):
            self.statements(statement.body)

    def _uncertain(self, statement: ast.stmt, body: Sequence[ast.stmt], message: str) -> None:
        """Statements that may run any number of times: models they change are unknown."""
        before = [(model, len(model.layers)) for model in self.models]
        self.statements(body)
        for model, count in before:
            if len(model.layers) != count:
                model.layers.append(UnsayableError(message, self.values.span(statement)))

    def _expression(self, node: ast.expr, target: str) -> None:
        value = self.values.value(node)
        if target:
            self.values.variables[target] = value
        if not isinstance(value, Call) or not isinstance(node, ast.Call):
            return
        if value.name == "Sequential":
            given = value.argument("layers", 0)
            if not isinstance(given, Call):  # nn.Sequential(nn.Linear(784, 50)) is no Keras
                one = () if given is None else (given,)
                self._new(value, target, list(given if isinstance(given, tuple) else one))
        elif value.name == "Model" and value.called is None:
            first, last = value.argument("inputs", 0), value.argument("outputs", 1)
            if first is not None and last is not None:
                self._new(value, target, [*_chain(only(first), only(last), value)])
        elif value.name in {"add", "pop", "compile", "fit"}:
            self._method(value)
        elif value.name in {"set_random_seed", "set_seed"}:
            self.seed = value.argument("seed", 0)

    def _new(self, call: Call, target: str, layers: list[Any]) -> None:
        model = MadeModel(target, call, layers)
        self.models.append(model)
        if target:
            self.by_name[target] = model

    def _method(self, call: Call) -> None:
        model = self.by_name.get(call.owner)
        if model is None and len(self.models) == 1 and call.owner:
            model = self.models[0]  # what a function made has another name outside it
        added = call.args[0] if call.name == "add" and call.args and call.owner else None
        if model is None and isinstance(added, Call) and (is_layer(added) or is_input(added)):
            self._new(call, call.owner, [])  # it was made in an earlier cell
            model = self.by_name[call.owner]
        if model is None:
            return
        if call.name == "compile":
            model.compiled = call
        elif call.name == "fit":
            model.fitted = call
        elif call.name == "pop":
            model.layers.append(UnsayableError("a layer is removed here", call.span))
        elif call.args:
            model.layers.append(call.args[0])


_NOT_A_CHAIN = "a spec is a chain of layers, each used once, from one input to one output"


def _chain(first: Any, last: Any, call: Call) -> Iterator[Any]:
    """The Input and the layers of `Model(inputs, outputs)`, in their order."""
    found: list[Any] = []
    place = last
    while isinstance(place, Call) and not is_input(place):
        if place.called is None or len(place.args) != 1 or len(found) > _limits.LAYERS:
            yield UnsayableError(_NOT_A_CHAIN, place.span)
            return
        found.append(place.called)
        place = place.args[0]
    if place is not first or not isinstance(place, Call):
        yield UnsayableError(_NOT_A_CHAIN, call.span)
        return
    yield place
    yield from reversed(found)
