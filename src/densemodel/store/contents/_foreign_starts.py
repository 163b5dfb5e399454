"""How the weights of a layer that plain Keras wrote start and are pulled, in words."""

from __future__ import annotations

from typing import Any

from densemodel.language import INITIALIZERS, write_number
from densemodel.store.contents._foreign_table import ForeignTable, is_number

_WORD_OF = {entry.name: word for word, entry in INITIALIZERS.items()}


def pulls(table: ForeignTable, key: str) -> list[str]:
    """A regularizer as options."""
    value = table.take(key)
    if value is None:
        return []
    pull = ForeignTable(value, table.title)
    pull.expect("module", "keras.regularizers")
    pull.none("registered_name")
    pull.leave(("shared_object_id",))
    kind = pull.word("class_name", "L1", "L2", "L1L2")
    factors = pull.inner("config")
    pull.done()
    options = [
        f"{factor}={factors.number(factor)}"
        for factor in ("l1", "l2")
        if factor in kind.lower().replace("l1l2", "l1 l2").split()
    ]
    factors.done()
    return options


def start(table: ForeignTable, key: str, usual: str = "") -> str:
    """How weights start, as a word; empty if the language can't say it.

    Args:
        table: The config of the layer.
        key: What says it there.
        usual: The only word that the language has for these weights; empty: any.
    """
    word = _start_word(table, key)
    if not word or (usual and word != usual):
        table.lost.append(f"{key.removesuffix('_initializer')} of {table.title}")
    return word


def _start_word(table: ForeignTable, key: str) -> str:
    value = table.take(key)
    if value is None:
        return ""
    told = ForeignTable(value, table.title)
    told.expect("module", "keras.initializers")
    told.none("registered_name")
    told.leave(("shared_object_id",))
    kind = told.take("class_name")
    if not isinstance(kind, str) or not kind.isalnum():
        raise table.refused(f"{key} is none of Keras's")
    config = told.take("config")
    told.done()
    if not isinstance(config, dict) or not all(map(_is_plain, config.values())):
        raise table.refused(f"{key} holds more than numbers")
    entry = INITIALIZERS.get(_WORD_OF.get(kind, ""))
    said = {k: v for k, v in config.items() if v is not None and k != "seed"}
    if entry is None or not said:
        return "" if entry is None else entry.word
    if said.get("mean") == 0:
        del said["mean"]
    number: Any = said.get(entry.argument)
    if set(said) != {entry.argument} or not is_number(number) or not entry.quantity.holds(number):
        return ""
    if entry.name == "Constant" and number in (0, 1):
        return "ones" if number else "zeros"
    is_usual = number == entry.default
    return entry.word if is_usual else f"{entry.word}:{write_number(number)}"


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | bool) or is_number(value)
