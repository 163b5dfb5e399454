"""The text of `%densemodel help` and `%%densemodel?`, made from the tables."""

from __future__ import annotations

from difflib import get_close_matches

from densemodel.errors import DenseModelError
from densemodel.language import (
    ACTIVATIONS,
    CLAUSES,
    FIND,
    FIND_HELP,
    LAYERS,
    SCHEDULES,
    completions_at,
)
from densemodel.magics.cell._arguments import OPTIONS
from densemodel.magics.help._help_entries import columns, entries, named, options_with

_FIRST_EXAMPLES = {
    "classes": "784 -> 50 relu -> 50 relu -> 10 softmax",
    "numbers": "auto -> norm -> 50 relu -> 1 ; epochs 20",
    "frame": "table -> 64 relu -> auto",
}
"""Below the first lines of cells."""

EXAMPLES = (
    "784 -> 3*(100 relu drop 0.2) -> 10 softmax ; adam lr 0.001 ; epochs 10",
    "28x28x1 -> conv 32 relu -> max 2 -> 100 relu -> 10 softmax ; patience 3",
    "9 -> 50 relu -> 1 ; loss mse ; split 20%",
    "2 -> 4 tanh -> 1 sigmoid ; sgd lr 0.1 ; epochs 100 ; patience off",
)
"""Specs that show most of what is usually written: classes, images, numbers, yes or no."""

_USAGE = """\
Three cells to begin with, for images, for numbers in columns, for a frame:

  %%densemodel digits -x x_train -y y_train
  {classes}

  %%densemodel prices -x x_train -y y_train
  {numbers}

  %%densemodel survived --frame df --target survived
  {frame}

%%densemodel [NAME] [options]
the network: its input, then its layers, joined by arrows
how to train it: clauses, separated by semicolons

The cell binds NAME to a compiled Keras model and shows its panel. Other specs:

  {others}

OPTIONS

{options}

%densemodel SPEC gives back the model of a spec on one line. Other commands:

{commands}
"""

_PAGE = """\
{usage}
THE NETWORK: 784 -> 50 relu drop 0.2 -> 10 softmax

{layers}

  2*(50 relu) is 50 relu -> 50 relu, and {{32|64}} is a choice.
  Options go in brackets: 50(l2=0.001, bias=off), bn(scale=off).

ACTIVATIONS

{activations}

CLAUSES: adam lr 0.001 ; batch 32 ; epochs 30

{clauses}

Choices in braces make a sweep: {{32|64}} relu, lr {{0.01|0.001}}.

%densemodel help conv shows all about one word: a layer, a loss, an option."""


def usage() -> str:
    """The usage of a cell, its options, the commands, and common specs."""
    from densemodel.magics.commands._commands import COMMANDS  # it imports this

    options = [(f"{name} {values}".strip(), text) for name, (values, text) in OPTIONS.items()]
    commands = [(f"%densemodel {example}", text) for example, text in COMMANDS.values()]
    return _USAGE.format(
        **_FIRST_EXAMPLES,
        others="\n  ".join(EXAMPLES),
        options=columns(options),
        commands=columns(commands),
    )


def help_text() -> str:
    """The help page: cell, options, commands, and the language in brief."""
    layers = [(one.example or word, one.help) for word, one in LAYERS.items()]
    clauses = [(one.example, one.help) for one in CLAUSES.values()]
    clauses += [(f"lr {one.example}", one.help) for one in SCHEDULES.values()]
    clauses.append((f"lr {FIND}", FIND_HELP))
    return _PAGE.format(
        usage=usage(),
        layers=columns(layers),
        activations=columns([(word, one.help) for word, one in ACTIVATIONS.items()]),
        clauses=columns(clauses),
    )


def help_words() -> dict[str, str]:
    """Every word with help, with its line."""
    return {entry.word: entry.help for entry in entries()}


def help_on(word: str) -> str:
    """The help on one word: of the language, an option of the cell, or a command.

    Raises:
        DenseModelError: It is none of them.
    """
    asked = "dense" if word.isdecimal() else word.lower()  # a size is a layer
    parts = [entry.text for entry in entries() if entry.word == asked]
    holding = [
        (entry.example_with(asked), entry.help) for entry in entries() if asked in entry.also
    ]
    owners = options_with(asked)
    if holding:
        parts.append(f"{asked} is used in\n\n{columns(holding)}")
    if owners:
        parts.append(f"{asked} is an option of\n\n{columns(owners)}")
    if parts:
        return "\n\n".join(parts)
    near = _near(word)
    hint = f"did you mean {near}?" if near else "%densemodel help shows the words there are"
    raise DenseModelError(f"there is no help on {named(word)}: {hint}")


def _near(word: str) -> str | None:
    """The closest word, for a name of Keras or another tool, or a typo."""
    bare = _bare(word)
    for entry in entries():
        if _bare(entry.keras.rpartition(".")[2]) == bare:
            return entry.word
    words = [entry.word for entry in entries()]
    # where a word of another tool may have stood
    for place in ("784 -> 50 ", "784 -> 10 ; ", "784 -> 10 ; loss ", "784 -> 10 ; init "):
        text = place + word
        found = [one.text.rstrip(":=") for one in completions_at(text, len(text))]
        known = [one for one in found if one in words]
        if known:
            return known[0]
    return next(iter(get_close_matches(word.lower(), words, n=1, cutoff=0.7)), None)


def _bare(word: str) -> str:
    return word.lower().replace("_", "")
