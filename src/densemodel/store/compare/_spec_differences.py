"""The differences between specs, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language import CLAUSES, optimizer_words, write_clauses, write_number
from densemodel.store.compare._compared_model import loss_of_run
from densemodel.store.compare._comparison import layer_rows, layer_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Spec
    from densemodel.training import Run


_NOT_SAID = {
    "init": "glorot_uniform",
    "bias": "0",
    "metrics": "the usual",
    "every": "once an epoch",
    "split": "off",
    "patience": "off",
}
"The text for a clause without a default, or one that is off."
_ELSEWHERE = frozenset({"loss", "steps"})
"The loss has its own entry, and steps are another way to write epochs."


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


_ARROW = " -> "
_STRAIGHT = "no layer there"


def run_differences(runs: Sequence[Run]) -> tuple[str, ...]:
    """For each run, the parts of its spec that not all specs have: `50 relu ; epochs 5`.

    Args:
        runs: One or more; their specs hold no `auto`.

    Raises:
        StoreError: A network waits for data.
    """
    specs = [run.spec for run in runs]
    columns = [_inputs(specs), _layers(specs), [loss_of_run(run) for run in runs]]
    settings = [setting_texts(spec) for spec in specs]
    # what nobody said in any of them follows from the rest
    from_data = frozenset.intersection(*(spec.from_data for spec in specs))
    for word in (word for word in settings[0] if word not in from_data):
        told = [texts[word] for texts in settings]
        columns.append(told if word == "optimizer" else [f"{word} {text}" for text in told])
    differing = [column for column in columns if len(set(column)) > 1]
    return tuple(" ; ".join(parts) for parts in zip(*differing, strict=True)) or ("",) * len(runs)


def _inputs(specs: Sequence[Spec]) -> list[str]:
    return [f"input {spec.network_text.partition(_ARROW)[0]}" for spec in specs]


def _layers(specs: Sequence[Spec]) -> list[str]:
    """The layers of each spec that are not the same in all."""
    rows = [row for row in layer_rows([layer_texts(spec) for spec in specs]) if row.differs]
    if not rows:
        return [""] * len(specs)
    columns = zip(*(row.texts for row in rows), strict=True)
    return [_ARROW.join(filter(None, texts)) or _STRAIGHT for texts in columns]
