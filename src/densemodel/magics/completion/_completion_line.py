"""Completes the magic's own line: options, commands, names of models, data."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from densemodel.errors import DenseModelError
from densemodel.language import Completion, completions_at
from densemodel.magics.cell._arguments import OPTIONS, values_of
from densemodel.magics.commands._commands import COMMANDS, DESTRUCTIVE, SCORE_OPTIONS
from densemodel.magics.completion._completion_data import (
    attributes_of,
    columns_of,
    data_variables,
    keras_models,
)
from densemodel.magics.help._help import help_words
from densemodel.magics.notebook._variables import cut
from densemodel.store import EXPORTS, default_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from densemodel.magics.notebook._registry import Registry
    from densemodel.store import SavedModel

    Offers = Iterable[tuple[str, str]]

_SHOWN = 60
"Characters of a spec that stand beside the name of its model."


def complete_cell_line(line: str, shell: Any, registry: Registry) -> list[Completion] | None:
    """Complete the first line of a cell behind `%%densemodel`, up to the cursor.

    Returns:
        Completions whose start counts characters of `line`; None where Python is to complete: in
        a subscript.
    """
    found, last, _ = cut(line)
    if last is None:
        return []
    *before, typed = chain.from_iterable(map(_split, [*found, last]))
    start = len(line) - len(typed)
    # the last option, and the number of values after it
    option, given = next(
        ((word, place) for place, word in enumerate(reversed(before)) if word in OPTIONS), ("", 0)
    )
    count = len(OPTIONS[option][0].split()) if option else 0
    if given >= count:
        return _names_and_options(before, typed, start, registry)
    if option == "--target":
        frame = next((value for name, value in pairwise(before) if name == "--frame"), "")
        return _chosen(typed, columns_of(frame, typed, shell.user_ns), start, "column")
    if values := values_of(option):
        return _chosen(typed, values.items(), start, "value")
    if "." in typed or "[" in typed:
        return _attributes(typed, start, shell.user_ns)
    hidden = set(shell.user_ns_hidden)
    return _chosen(typed, data_variables(option, shell.user_ns, hidden), start, "variable")


def _names_and_options(
    before: list[str], typed: str, start: int, registry: Registry
) -> list[Completion]:
    left = [(option, help_) for option, (_, help_) in OPTIONS.items() if option not in before]
    options = _chosen(typed, left, start, "option")
    if before:
        return options
    both = [*_chosen(typed, _models(registry), start, "model"), *options]
    begun = [one for one in both if one.text.lower().startswith(typed.lower())]
    return begun or both


def complete_line(
    rest: str, cursor: int, variables: Mapping[str, object], registry: Registry
) -> list[Completion]:
    """Complete `%densemodel SPEC` and `%densemodel COMMAND NAME`.

    `rest` stands behind `%densemodel`; variables are offered where a number is due.
    """
    if "->" in rest[:cursor] or "→" in rest[:cursor]:
        return list(completions_at(rest, cursor, variables))
    first, *others = rest[:cursor].split() or [""]
    is_first = not others and not rest[:cursor].endswith((" ", "\t"))
    typed = "" if rest[:cursor].endswith((" ", "\t")) else (others or [first])[-1]
    start = cursor - len(typed)
    if is_first:
        lines = [(command, help_) for command, (_, help_) in COMMANDS.items()]
        commands = _chosen(typed, lines, start, "command")
        begun = [one for one in commands if one.text.startswith(typed.lower())]
        # the words that start a network: a single line can't start with a clause
        network = f"network: {typed}"
        begun += (
            replace(one, start=start)
            for one in completions_at(network, len(network), variables)
            if one.text.lower().startswith(typed.lower())
        )
        return begun or commands
    if first == "help":
        return _chosen(typed, help_words().items(), start, "help")
    if first == "from_keras":
        return _chosen(typed, keras_models(variables), start, "model")
    if first in COMMANDS:
        options = _after_score(others, typed) if first == "score" else []
        is_named = len(others) > bool(typed) and rest[:cursor].count('"') % 2 == 0
        if first == "export" and is_named:
            options = list(EXPORTS)
        offers, kind = options or _named_after(first, registry), "option" if options else "model"
        return _chosen(typed, offers, start, kind)
    return list(completions_at(rest, cursor, variables))


def _after_score(others: list[str], typed: str) -> list[tuple[str, str]]:
    """The options of `score` alone, once a dash is typed, and what stands after them."""
    before = others[: len(others) - bool(typed)]
    if before and before[-1] in SCORE_OPTIONS:
        return [SCORE_OPTIONS[before[-1]]]
    is_option = typed.startswith("-")
    return [(option, help_) for option, (_, help_) in SCORE_OPTIONS.items() if is_option]


def _named_after(command: str, registry: Registry) -> Iterator[tuple[str, str]]:
    """The names that fit a command: of runs, of saved models, or of both."""
    if command not in ("load", "export", "list", "rename", "delete"):
        yield from _models(registry)
    if command in ("load", "export", "compare", "rename", "delete"):
        with suppress(DenseModelError):  # a folder that can't be read offers nothing
            yield from _saved(default_store().list())
    if command == "load":
        with suppress(DenseModelError):
            yield from _saved(default_store().unsaved())


def _saved(models: Iterable[SavedModel]) -> Iterator[tuple[str, str]]:
    for model in models:
        if model.card is not None:
            name = model.name if model.name.isidentifier() else f'"{model.name}"'
            yield name, f"saved {model.saved_at.astimezone():%Y-%m-%d}: {_short(model.card.spec)}"


def _attributes(typed: str, start: int, variables: Mapping[str, Any]) -> list[Completion] | None:
    """The attributes after the last dot; None if it is not a variable's."""
    base, dot, name = typed.rpartition(".")
    if not dot or "[" in name:
        return None
    found = attributes_of(base, variables)
    return (
        None if found is None else _chosen(name, found, start + len(typed) - len(name), "variable")
    )


def _split(word: str) -> list[str]:
    """An option and its value: `--test=X` is two words."""
    option, equals, value = word.partition("=")
    return [option, value] if equals and option in OPTIONS else [word]


def _models(registry: Registry) -> list[tuple[str, str]]:
    runs = registry.runs().items()
    return [(name, f"{run.state}: {_short(run.spec.network_text)}") for name, run in runs]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _chosen(typed: str, offers: Offers, start: int, kind: str) -> list[Completion]:
    """The completions that start with the typed text, else similar ones."""
    by_text = dict(offers)
    word = typed.lower()
    # a column with a blank in it is offered in quotes, whether they are typed or not
    texts = [text for text in by_text if text.lower().startswith((word, f'"{word}'))]
    harmless = [text for text in by_text if text not in {*DESTRUCTIVE, "--replace"}]
    texts = texts or get_close_matches(typed, harmless, n=3, cutoff=0.7)
    return [Completion(text, by_text[text], start, kind) for text in texts]
