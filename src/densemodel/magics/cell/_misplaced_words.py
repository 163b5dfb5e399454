"""Words on a cell's first line that belong elsewhere: settings, arrays, a second name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from densemodel.errors import field_hint
from densemodel.language import clause_like
from densemodel.magics.notebook._variables import LineError, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EQUALS = re.compile(r"\s*(?<![=!<>])=(?!=)\s*")
_ARGUMENT = re.compile(r"write (\w+)='?([\w .]*)")
_OPTION_OF = {
    "x": "-x",
    "x_train": "-x",
    "y": "-y",
    "y_train": "-y",
    "labels": "-y",
    "df": "--frame",
    "data_frame": "--frame",
    "validation_data": "--validation",
    "test_data": "--test",
    "target_column": "--target",
    "n_trials": "--trials",
    "n_jobs": "--workers",
    "jobs": "--workers",
}
"Options for the arguments of functions, ours and those of other tools."

_GIVEN = "Data are given as -x ROWS -y LABELS"


def misplaced_words(
    names: Sequence[str], options: Mapping[str, tuple[str, str]], variables: Mapping[str, Any]
) -> LineError | None:
    """The error for words besides the name; None where there is the name alone."""
    found = [word.rstrip(",") for word in words(_EQUALS.sub("=", " ".join(names)))]
    for place, word in enumerate(found):
        left, equals, value = word.partition("=")
        after = found[place + 1 : place + 2]
        if equals and left.isidentifier():
            return LineError(
                _setting(word, left, value, options), names[min(place, len(names) - 1)]
            )
        if place and after and after[0][:1].isdigit() and clause_like(word, after[0]):
            return LineError(_setting(f"{word} {after[0]}", word, after[0], options), word)
    if len(found) < 2:
        return None
    return LineError(_several(found, variables), names[1])


def option_of(word: str) -> str:
    """The option for the argument of a function; empty for other words."""
    return _OPTION_OF.get(word, "")


def _setting(written: str, word: str, value: str, options: Mapping[str, tuple[str, str]]) -> str:
    option = _OPTION_OF.get(word.lower(), f"--{word.replace('_', '-')}")
    if option in options:
        values = " ".join(part.strip() for part in value.strip("()[]").split(","))
        text = f"{option} {values}" if options[option][0] else option
        return f"{written} is an option of the first line: write {text}"
    if word in ("name", "model_name"):
        return f"the name is a word alone: write %%densemodel {bare_text(value)}"
    hint = field_hint("train", word)
    found = _ARGUMENT.match(hint)
    is_for_python = found is not None or hint.startswith("give")
    clause = "" if hint else clause_like(word, bare_text(value))
    if found:
        clause = clause_like(found[1], bare_text(value) if found[2].isdecimal() else found[2])
    if clause:
        return f"{written} is written in the cell, after the network: ; {clause}"
    if not hint or is_for_python:
        hint = "settings are clauses in the cell, after the network, such as ; epochs 5 ; batch 64"
    return f"{word} cannot be set on the first line: {hint}"


def bare_text(value: str) -> str:
    """The value without quotes."""
    return value.strip("\"'")


def _several(found: Sequence[str], variables: Mapping[str, Any]) -> str:
    """The message for more words than a name."""
    count = f"one name only, and here are {len(found)}: {' '.join(found[:4])}"
    data = [word for word in found if _is_data(variables.get(word))]
    data += [part for word in found for part in _in_brackets(word, variables)]
    if data:
        name = "NAME" if found[0] in data else found[0]
        columns = getattr(variables[data[0]], "columns", None)
        if columns is not None and len(data) == 1:
            target = next((word for word in found[1:] if word not in data), "COLUMN")
            given = f"--frame {data[0]} --target {bare_text(target)}"
        else:
            given = f"-x {data[0]} -y {data[1] if len(data) > 1 else 'LABELS'}"
        return f"data are given with options: write %%densemodel {name} {given}"
    if all(word.isidentifier() for word in found):
        return (
            f"{count}. Several networks are written in the cell, one a line, each with its name: "
            f"{found[0]}: 784 -> 10 softmax. {_GIVEN}"
        )
    return f"{count}. {_GIVEN}"


def _in_brackets(word: str, variables: Mapping[str, Any]) -> list[str]:
    """The arrays in `(x, y)`."""
    parts = [part.strip() for part in word.strip("()[]").split(",")] if word[0] in "([" else []
    return [part for part in parts if _is_data(variables.get(part))]


def _is_data(value: Any) -> bool:
    return hasattr(value, "shape") or (isinstance(value, list) and len(value) > 1)
