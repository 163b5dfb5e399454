"""How a network is trained, a text for each clause, said or not: equal texts mean the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language import CLAUSES, optimizer_words, write_clauses, write_number

if TYPE_CHECKING:
    from densemodel.language import Spec

_NOT_SAID = {
    "init": "glorot_uniform",
    "bias": "0",
    "metrics": "the usual",
    "every": "once an epoch",
    "split": "off",
    "patience": "off",
}
"What stands for a clause that has no default of its own, or was switched off."
_ELSEWHERE = frozenset({"loss", "steps"})
"The loss is told by what it is, and steps are another way to say epochs."


def setting_texts(spec: Spec) -> dict[str, str]:
    """The value of each clause, by its word.

    Args:
        spec: Without choices.
    """
    said = {clause.word: _value(spec, clause.word) for clause in spec.clauses}
    texts = {word: said.get(word, _usual(spec, word)) for word in CLAUSES}
    texts["optimizer"] = optimizer_words(spec)
    if "steps" in said:
        texts["epochs"] = f"{said['steps']} steps"
    return {word: text for word, text in texts.items() if word not in _ELSEWHERE}


def _value(spec: Spec, word: str) -> str:
    """The clause as it is written, without its word."""
    (text,) = write_clauses([clause for clause in spec.clauses if clause.word == word])
    return text.removeprefix(f"{word} ")


def _usual(spec: Spec, word: str) -> str:
    if word == "lr":
        return write_number(spec.settings.learning_rate)
    default = CLAUSES[word].default
    return _NOT_SAID.get(word, "none") if default is None else write_number(default)
