"""The metrics of a compiled model as Python code, and those that can't be written."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from densemodel.data import keras_word
from densemodel.network.builder._keras import load_keras
from densemodel.network.builder._make import make
from densemodel.network.from_keras._layer_config import config_of
from densemodel.network.from_keras._training_clauses import one_by_one
from densemodel.network.keras_script._call_text import joined, metric_text, number_text, string_text

if TYPE_CHECKING:
    from densemodel.data import Task


def own_metrics(model: Any, task: Task) -> tuple[list[str], list[str]]:
    """The metrics of a compiled model, and the names of those that can't be written.

    Metrics of the task are written in the usual way.
    """
    # what was given to compile, as it was given; Keras has no public name for it
    given = model._compile_config.config.get("metrics")  # noqa: SLF001
    chosen = {_facts(make(call)): metric_text(call, task) for call in task.metrics}
    texts: list[str] = []
    lost: list[str] = []
    for one in one_by_one(given):
        text = chosen.get(_facts(one)) or _text(one)
        if text is None:
            lost.append(_name(one))
        else:
            texts.append(text)
    return texts, lost


def _facts(one: Any) -> str:
    is_instance = hasattr(one, "get_config") and not isinstance(one, type)
    return f"{type(one)} {config_of(one)}" if is_instance else ""


def _text(one: Any) -> str | None:
    """Its Python code; None if it is custom, or can't be written."""
    keras = load_keras()
    if isinstance(one, str):
        # by the short names Keras chooses the kind that fits
        is_known = one in {"accuracy", "acc", "crossentropy", "ce"} or _is_name_of_keras(one)
        return string_text(one) if is_known else None
    kind = one if isinstance(one, type) else type(one)
    if getattr(keras.metrics, kind.__name__, None) is kind:
        arguments = [] if isinstance(one, type) else _arguments(one)
        call = f"keras.metrics.{kind.__name__}("
        return None if arguments is None else joined(call, arguments)
    name = str(getattr(one, "__name__", ""))
    for module in ("metrics", "losses"):
        if name and getattr(getattr(keras, module), name, None) is one:
            return f"keras.{module}.{name}"
    return None


def _is_name_of_keras(name: str) -> bool:
    """Whether it is a metric of Keras, without registration."""
    keras = load_keras()
    if ">" in name or any(hasattr(part, name) for part in (keras.metrics, keras.losses)):
        return ">" not in name
    try:
        known = keras.metrics.get(name)  # a short name, such as mae
    except ValueError:
        return False
    kind = known if hasattr(known, "__qualname__") else type(known)
    return str(kind.__module__).startswith("keras.")


def _arguments(metric: Any) -> list[str] | None:
    """The changed options of a metric, without making a new one: Keras would count it in names."""
    config, found = config_of(metric), []
    for key, parameter in inspect.signature(type(metric)).parameters.items():
        if key == "dtype" or (key == "name" and _is_usual_name(metric, parameter.default)):
            continue
        if key in config and config[key] == parameter.default:
            continue
        text = _value_text(config[key]) if key in config else None
        if text is not None:
            found.append(f"{key}={text}")
        elif key in config or parameter.default is parameter.empty:
            return None
    return found


def _is_usual_name(metric: Any, default: object) -> bool:
    if isinstance(default, str):
        return bool(metric.name == default)
    return re.fullmatch(rf"{keras_word(type(metric).__name__)}(_\d+)?", metric.name) is not None


def _value_text(value: Any) -> str | None:
    match value:
        case None | bool():
            return repr(value)
        case str():
            return string_text(value)
        case int():
            return repr(int(value))
        case float():
            return number_text(float(value))
        case list() | tuple():
            texts = [_value_text(item) for item in value]
            return None if None in texts else f"[{', '.join(filter(None, texts))}]"
    return None


def _name(one: Any) -> str:
    name = one if isinstance(one, str) else getattr(one, "name", getattr(one, "__name__", ""))
    name = str(name or type(one).__name__)
    return name if name.isidentifier() else ascii(name)
