"""The card of a saved model: the facts that a list shows, without the model.

It is the member `densemodel/card.json` of the file. Cards come from untrusted files: every field is
read with its bounds, and errors name the field.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from densemodel.errors import StoreError
from densemodel.store.card._names import LONGEST_NOTES, LONGEST_TAG, MOST_TAGS, display_name, is_id
from densemodel.store.readers._json import MOST_WHOLE, json_bytes, json_values, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Rule: TypeAlias = Callable[[object, str], Any]

Kind = TypeVar("Kind")
Metrics = dict[str, float | None]

FORMAT = 1
"The form that is written and read; a file with another one is of a newer densemodel."
MOST_BYTES = 1_000_000
MOST_POINTS = 60

_MOST_METRICS = 200


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Facts about a model's training data; none of its rows."""

    rows: int
    columns: tuple[str, ...] | None
    "Names of the columns of x; None if they have none."
    dtypes: tuple[str, ...]
    "Kinds of the columns, or of the whole array."
    shape: tuple[int, ...]
    "The shape of x, rows first."
    fingerprint: str
    "Hexadecimal digits that other data do not have."


@dataclass(frozen=True, slots=True)
class CellKey:
    """Hashes of what a cell says: a cell with the same ones trains the same network again."""

    spec: str
    "Of the canonical text without a name, the seed and `--strict`."
    data: str
    "Of all rows that the cell names, those for validation and for the test included."

    @classmethod
    def of(cls, text: str, data: str, *, seed: int, is_strict: bool) -> CellKey:
        """The key of a cell, from the hash of its data."""
        content = repr((text, seed, is_strict)).encode()
        return cls(hashlib.blake2b(content, digest_size=16).hexdigest(), data)


@dataclass(frozen=True, slots=True)
class Card:
    """The facts about a saved model, without its weights and its history."""

    id: str
    "16 hexadecimal digits, another for each saved model."
    name: str
    spec: str
    "The canonical text, without `auto`."
    saved_at: str
    "ISO 8601, UTC."
    training_rows: int
    validation_rows: int
    test_rows: int
    metrics: Mapping[str, Metrics]
    'What it scored on "training", "validation" and "test" data, in the numbers of the best epoch.'
    baseline: Metrics
    best_epoch: int | None
    "Counted from 1; None without validation."
    epochs: int
    "Epochs that are done."
    seconds: float
    "The time that training took."
    parameters: int
    monitored: str
    'The loss of `curve`: "val_loss" or "loss".'
    seed: int
    curve: tuple[float | None, ...] = ()
    "The monitored loss, thinned to 60 numbers at most; None where it was no number."
    notes: str = ""
    tags: tuple[str, ...] = ()
    parent: str | None = None
    "The id of the saved model that it continues."
    data: DataFacts | None = None
    cell: CellKey | None = None
    "None if no cell made it, or if its data were batches."
    class_names: tuple[str, ...] | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    "The versions of the libraries that it was saved with, by name."
    machine: str = ""
    format: int = FORMAT

    @classmethod
    def from_bytes(cls, data: bytes) -> Card:
        """Read a card. Unknown keys are ignored.

        Raises:
            StoreError: The field that is wrong, in words that follow "damaged:".
        """
        if len(data) > MOST_BYTES:
            raise StoreError(f"its card has {len(data):,} bytes, {MOST_BYTES:,} are the most")
        table = read_json(data, "its card")
        if _whole(table.get("format"), "format") != FORMAT:
            raise StoreError("it was saved by a newer densemodel: update this one to open it")
        return cls(**_read(table, _CARD))

    def to_bytes(self) -> bytes:
        """Write the card as UTF-8 JSON, with null for nan and infinity.

        Raises:
            StoreError: It could not be read again as it is: the field is named.
        """
        table = json_values(self)
        _read(table, _CARD)
        written = json_bytes(table, is_ascii=False)
        Card.from_bytes(written)
        return written


def metrics_by_side(
    logs: Mapping[str, float], test: Mapping[str, float] | None
) -> dict[str, Metrics]:
    """Group the metrics of one evaluation by "training", "validation" and "test".

    Those of the first two are Keras's logs: `loss`, `val_loss`.
    """
    sides: dict[str, Metrics] = {"training": {}}
    for name, value in logs.items():
        if name.startswith("val_"):
            sides.setdefault("validation", {})[name.removeprefix("val_")] = value
        elif not name.startswith("test_") and name != "learning_rate":
            sides["training"][name] = value
    if test is not None:
        sides["test"] = dict(test)
    return sides


def _read(
    table: Mapping[str, object], rules: Mapping[str, Rule], within: str = ""
) -> dict[str, Any]:
    return {name: read(table.get(name), f"{within}{name}") for name, read in rules.items()}


def _wrong(what: str, why: str) -> StoreError:
    return StoreError(f"its card is wrong: {what} {why}")


def _text(value: object, what: str, longest: int = 500) -> str:
    if not isinstance(value, str):
        raise _wrong(what, "is not text")
    if len(value) > longest:
        raise _wrong(what, f"has {len(value):,} characters, {longest:,} are the most")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise _wrong(what, "is not text") from error
    return value


def _whole(value: object, what: str) -> int:
    if type(value) is not int or not 0 <= value <= MOST_WHOLE:
        raise _wrong(what, "is not a whole number of 0 or more")
    return value


def _number(value: object, what: str) -> float | None:
    """A number; None for nan and infinity."""
    if value is None:
        return None
    # a whole number of JSON may be larger than any float
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not abs(value) <= sys.float_info.max
    ):
        raise _wrong(what, "is not a number")
    return float(value)


def _table(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _wrong(what, "is not a table")
    return value


def _list(
    read: Callable[[object, str], Kind], most: int = MOST_WHOLE
) -> Callable[[object, str], tuple[Kind, ...]]:
    def read_list(value: object, what: str) -> tuple[Kind, ...]:
        if not isinstance(value, list):
            raise _wrong(what, "is not a list")
        if len(value) > most:
            raise _wrong(what, f"has {len(value):,} entries, {most:,} are the most")
        return tuple([read(item, what) for item in value])

    return read_list


def _or_none(read: Rule) -> Rule:
    return lambda value, what: None if value is None else read(value, what)


def _id(value: object, what: str) -> str:
    if not is_id(value):
        raise _wrong(what, "is not made of 16 hexadecimal digits")
    return str(value)


def _name(value: object, what: str) -> str:
    try:
        return display_name(value)
    except StoreError as error:
        raise _wrong(what, "is not one that a saved model can have") from error


def _moment(value: object, what: str) -> str:
    text = _text(value, what)
    try:
        offset = datetime.fromisoformat(text).utcoffset()
    except ValueError as error:
        raise _wrong(what, "is not a time") from error
    if offset != timedelta(0):
        raise _wrong(what, "is not a time in UTC")
    return text


def _seconds(value: object, what: str) -> float:
    seconds = _number(value, what)
    if seconds is None or seconds < 0:
        raise _wrong(what, "is not a number of 0 or more")
    return seconds


def _fingerprint(value: object, what: str) -> str:
    fingerprint = _text(value, what)
    if not set(fingerprint) <= set("0123456789abcdef"):
        raise _wrong(what, "is not made of hexadecimal digits")
    return fingerprint


def _metrics(value: object, what: str) -> Metrics:
    table = _table(value, what)
    if len(table) > _MOST_METRICS:
        raise _wrong(what, f"has {len(table):,} numbers, {_MOST_METRICS} are the most")
    return {_text(name, what): _number(number, what) for name, number in table.items()}


def _metrics_of_sides(value: object, what: str) -> dict[str, Metrics]:
    table = _table(value, what)
    sides = ("training", "validation", "test")
    return {side: _metrics(table[side], f"{what} of {side}") for side in sides if side in table}


def _texts_by_name(value: object, what: str) -> dict[str, str]:
    return {_text(name, what): _text(text, what) for name, text in _table(value, what).items()}


_DATA: Mapping[str, Rule] = {
    "fingerprint": _fingerprint,
    "rows": _whole,
    "columns": _or_none(_list(_text)),
    "dtypes": _list(_text),
    "shape": _list(_whole),
}
_CELL: Mapping[str, Rule] = {"spec": _fingerprint, "data": _fingerprint}
_CARD: Mapping[str, Rule] = {
    "format": _whole,
    "id": _id,
    "name": _name,
    "spec": partial(_text, longest=500_000),
    "saved_at": _moment,
    "notes": partial(_text, longest=LONGEST_NOTES),
    "tags": _list(partial(_text, longest=LONGEST_TAG), MOST_TAGS),
    "parent": _or_none(_id),
    "data": _or_none(lambda value, what: DataFacts(**_read(_table(value, what), _DATA, "data."))),
    "cell": _or_none(lambda value, what: CellKey(**_read(_table(value, what), _CELL, "cell."))),
    "class_names": _or_none(_list(_text)),
    **dict.fromkeys(("training_rows", "validation_rows", "test_rows"), _whole),
    "metrics": _metrics_of_sides,
    "baseline": _metrics,
    "best_epoch": _or_none(_whole),
    "epochs": _whole,
    "seconds": _seconds,
    "parameters": _whole,
    "curve": _list(_number, MOST_POINTS),
    "monitored": _text,
    "seed": _whole,
    "versions": _texts_by_name,
    "machine": _text,
}
