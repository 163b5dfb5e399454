"""Losses and metrics of `compile`, as text of the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.language import LOSSES, METRICS
from densemodel.network.builder._keras import load_keras
from densemodel.network.from_keras._layer_facts import config_of, is_number, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from densemodel.language import Loss, Metric, Option

_ACCURACY = "accuracy"


@dataclass(frozen=True)
class Measure:
    """A loss or metric of the language."""

    word: str
    name: str
    "Its class in Keras."
    options: tuple[str, ...] = ()
    "Its options in the language: `label_smoothing=0.1`."
    config: dict[str, Any] | None = None
    "Its config; None if it was given by name, with defaults."

    @property
    def text(self) -> str:
        """The word with its options."""
        return self.word + (f"({', '.join(self.options)})" if self.options else "")


def has_loss(given: Any) -> bool:
    """Whether compile was given a loss."""
    return any(True for _ in one_by_one(given))


def read_loss(given: Any, lost: list[str]) -> Measure | None:
    """The loss of a model.

    Args:
        given: The argument of compile.
        lost: Receives a sentence if the loss is lost.
    """
    for one in one_by_one(given):
        entry = _entry(one, "losses", LOSSES)
        if entry is None:
            lost.append(f"The loss {_shown(one)} is lost: the default is used instead")
            return None
        # by name or as a function it has Keras's defaults
        config = _config(one) or settings_of_measure(_plain(entry.name))
        texts = (
            _option_text(option, config.get(option.argument))
            for option in LOSSES[entry.word].options
            if config.get(option.argument) != option.default
        )
        return Measure(entry.word, entry.name, tuple(filter(None, texts)), config)
    return None


def read_metrics(given: Any, lost: list[str]) -> list[Measure]:
    """The metrics of a model that are in the language."""
    found: list[Measure] = []
    for one in one_by_one(given):
        entry = _entry(one, "metrics", METRICS)
        if entry is None:
            lost.append(f"The metric {_shown(one)} is lost: the language has no word for it")
            continue
        config = _config(one)
        word = entry.word
        called = str(getattr(one, "name", ""))
        if called in (_ACCURACY, "acc") and entry.name.endswith("Accuracy"):
            word = _ACCURACY  # the language chooses the kind that fits, as Keras does
        found.append(Measure(word, entry.name, config=config))
    return found


def one_by_one(given: Any) -> Iterator[Any]:
    """The items of lists and dicts, as for models with several outputs."""
    if given is None:
        return
    if isinstance(given, list | tuple):
        for inner in given:
            yield from one_by_one(inner)
    elif isinstance(given, dict):
        for inner in given.values():
            yield from one_by_one(inner)
    else:
        yield given


def _entry(one: Any, module: str, table: Mapping[str, Any]) -> Loss | Metric | None:
    """The table entry of a word, an object, a class or a function."""
    keras = load_keras()
    by_class = {entry.name: entry for entry in table.values()}
    if isinstance(one, str):
        return _by_name(one, table, by_class)
    kind = one if isinstance(one, type) else type(one)
    if getattr(getattr(keras, module), kind.__name__, None) is kind:
        entry: Loss | Metric | None = by_class.get(kind.__name__)
        return entry
    name = str(getattr(one, "__name__", ""))
    is_keras = any(getattr(place, name, None) is one for place in (keras.losses, keras.metrics))
    return _by_name(name, table, by_class) if name and is_keras else None


def _by_name(
    name: str, table: Mapping[str, Any], by_class: Mapping[str, Any]
) -> Loss | Metric | None:
    plain: dict[str, Loss | Metric | None] = {
        entry.name.lower(): entry for entry in by_class.values()
    }
    plain |= {word.replace("_", ""): entry for word, entry in table.items()}
    plain["acc"] = plain.get(_ACCURACY)
    key = name.lower().replace("_", "")
    if key in plain:
        return plain[key]
    try:  # a short name, such as bce or mape
        function = load_keras().losses.get(name)
    except ValueError:
        return None
    return plain.get(str(getattr(function, "__name__", "")).replace("_", ""))


def settings_of_measure(one: Any) -> dict[str, Any]:
    """The config of a loss or metric, with the delta of Huber that Keras leaves out."""
    return {**getattr(one, "_fn_kwargs", {}), **config_of(one)}


def _config(one: Any) -> dict[str, Any] | None:
    is_instance = hasattr(one, "get_config") and not isinstance(one, type)
    return settings_of_measure(one) if is_instance else None


def _plain(name: str) -> Any:
    return getattr(load_keras().losses, name)()


def _option_text(option: Option, value: Any) -> str:
    if option.kind == "switch" and isinstance(value, bool):
        return f"{option.key}={'on' if value else 'off'}"
    if is_number(value) and option.quantity.holds(value):
        return f"{option.key}={number_text(value)}"
    return ""


def _shown(one: Any) -> str:
    """The name of a loss or metric."""
    if isinstance(one, str):
        return one
    return str(getattr(one, "__name__", type(one).__name__))
