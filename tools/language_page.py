"""Writes docs/language.md: its text from docs/_language.md, its tables from `language`.

It needs only the standard library, like the language itself.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pages
import project

sys.path.insert(0, str(project.ROOT / "src"))

from densemodel.errors import SpecError
from densemodel.language import (
    ACTIVATIONS,
    CLAUSES,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    parse,
    written_out,
)
from densemodel.language.syntax_tree import _limits as limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from densemodel.language import ClauseWord, Option

PAGE = pages.DOCS / "language.md"
_TEMPLATE = pages.DOCS / "_language.md"
_NOTE = (
    "<!-- made by tools/language_page.py (make docs) from docs/_language.md and the tables -->\n\n"
)

_EXAMPLES = {
    "784 -> 50 relu -> 50 relu -> 10 softmax": "ten classes from rows of 784 numbers",
    "784 -> 10 softmax ; init zeros ; sgd lr 0.5 ; batch 100 ; steps 2000": "no hidden layer",
    "784 -> 3*(100 relu drop 0.2) -> 10 softmax": "three equal layers with dropout",
    "784 -> 200 bn(scale=off) relu -> 100 bn(scale=off) relu -> 10 softmax ; "
    "adam lr exp 0.03->0.0001/1000": "batch normalization, and a decaying learning rate",
    "28x28x1 -> conv 4 5x5 relu -> conv 8 5x5/2 relu -> conv 12 4x4/2 relu -> 200 relu "
    "-> 10 softmax": "convolutions with stride 2",
    "28x28x1 -> conv 6 5x5 same tanh -> avg 2 -> conv 16 5x5 valid tanh -> avg 2 -> 120 tanh "
    "-> 84 tanh -> 10 softmax": "LeNet-5",
    "32x32x3 -> 2*(conv 32 relu) -> max 2 -> 2*(conv 64 relu) -> max 2 -> gavg "
    "-> 10 softmax": "a small VGG",
    "784 -> reshape 28x28x1 -> conv 12 relu -> max 2 -> 200 relu -> 10 softmax": "flattened images",
    "2 -> 4 tanh -> 2 tanh -> 1 sigmoid": "two classes",
    "9 -> 50 relu -> 32 relu -> 1 ; loss mse ; split 20%": "regression",
}
_CHOICE = "784 -> {32|64|128} relu -> 10 softmax ; adam lr {0.1|0.01|0.001}"
_WRONG = "784 -> 50 rellu -> 10 softmax"
_KERAS = """\
model = Sequential()
model.add(Dense(50, activation="relu", input_shape=(784,)))
model.add(Dense(10, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])"""
_PYTHON = "n_cols -> 50 relu -> 1 ; loss mse"


def text() -> str:
    """The whole page."""
    return _NOTE + pages.filled(_TEMPLATE, _PARTS)


def write() -> None:
    """Write the page if it has changed."""
    pages.write(PAGE, text())


def _code(words: str) -> str:
    return f"`{words}`"


def _examples() -> str:
    rows = [
        (_code(spec), what, f"{parse(spec).parameter_count:,}") for spec, what in _EXAMPLES.items()
    ]
    return pages.table(("spec", "", "parameters"), rows)


def _layers() -> str:
    rows = [(_code(one.example), one.help, f"`keras.layers.{one.name}`") for one in LAYERS.values()]
    return pages.table(("you write", "you get", "in Keras"), rows)


def _layer_options() -> str:
    rows: dict[tuple[Option, ...], list[str]] = {}
    for word, layer in LAYERS.items():
        if layer.options:
            rows.setdefault(layer.options, []).append("a size" if word == "dense" else _code(word))
    for word, activation in ACTIVATIONS.items():
        if activation.options:
            rows.setdefault(activation.options, []).append(_code(word))
    table = [(", ".join(words), _options(options)) for options, words in rows.items()]
    return pages.table(("word", "options, with their defaults"), table)


def _options(options: Iterable[Option]) -> str:
    return "<br>".join(f"{_code(_written(option))} {option.help}" for option in options)


def _written(option: Option) -> str:
    if option.default is None:
        return option.key
    if isinstance(option.default, bool):
        return f"{option.key}={'on' if option.default else 'off'}"
    return f"{option.key}={option.default:g}"


def _activations() -> str:
    return pages.table(
        ("activation", ""), [(_code(word), one.help) for word, one in ACTIVATIONS.items()]
    )


def _clauses() -> str:
    rows = [(_forms(one), one.help, one.default_text) for one in CLAUSES.values()]
    return pages.table(("clause", "what it does", "default"), rows)


def _forms(clause: ClauseWord) -> str:
    forms = [clause.example] if clause.word == "lr" else [clause.example, *clause.forms]
    if clause.can_be_off:
        forms.append(f"{clause.word} off")
    return ", ".join(_code(form) for form in forms)


def _schedules() -> str:
    rows = [(_code(f"lr {one.example}"), one.help) for one in SCHEDULES.values()]
    return pages.table(("rate", ""), rows)


def _optimizers() -> str:
    rows = [
        (
            _code(word),
            one.help,
            f"{one.learning_rate:g}",
            ", ".join(_code(o.key) for o in one.options),
        )
        for word, one in OPTIMIZERS.items()
    ]
    return pages.table(("optimizer", "", "default rate", "options"), rows)


def _losses() -> str:
    rows = [(_code(word), one.help, _options(one.options)) for word, one in LOSSES.items()]
    return pages.table(("loss", "", "options"), rows)


def _metrics() -> str:
    return pages.table(("metric", ""), [(_code(word), one.help) for word, one in METRICS.items()])


def _initializers() -> str:
    rows = []
    for word, one in INITIALIZERS.items():
        number = "" if one.default is None else f"{one.default:g}"
        written = f"{word}:{number or '0.1'}" if one.argument else word
        rows.append((_code(f"init {written}"), one.help, number))
    return pages.table(("initialiser", "", "default number"), rows)


def _limits() -> str:
    return (
        f"A cell has at most {limits.CHARACTERS:,} characters, {limits.BRACKET_DEPTH} nested "
        f"brackets, {limits.REPEAT:,} repeats, {limits.LAYERS:,} layers, "
        f"{limits.PARAMETERS:,} parameters, {limits.NUMBER_CHARACTERS} characters in a number, "
        f"and choices that make {limits.TRIALS:,} networks."
    )


def _error(text: str = _WRONG) -> str:
    try:
        parse(text)
    except SpecError as error:
        return str(error)
    raise AssertionError(text)


def _grammar() -> str:
    grammar = (pages.DOCS / "_grammar.txt").read_text(encoding="utf-8")
    return f"```text\n{grammar}```"


def _python() -> tuple[str, str]:
    spec = parse(_PYTHON, names={"n_cols": 9})
    return str(spec.parameter_count), str(spec)


_PARTS: dict[str, Callable[[], str]] = {
    "examples": _examples,
    "layers": _layers,
    "layer_options": _layer_options,
    "activations": _activations,
    "clauses": _clauses,
    "schedules": _schedules,
    "optimizers": _optimizers,
    "losses": _losses,
    "metrics": _metrics,
    "initializers": _initializers,
    "limits": _limits,
    "error": _error,
    "keras_error": lambda: f"{_KERAS}\n\n{_error(_KERAS)}",
    "grammar": _grammar,
    "find": lambda: f"`lr {written_out()}`, with `sgd` for `lr {written_out('sgd')}`",
    "choice_example": lambda: f"{_CHOICE}   # {parse(_CHOICE).trial_count} networks",
    "python_count": lambda: _python()[0],
    "python_text": lambda: _python()[1],
}


if __name__ == "__main__":
    write()
