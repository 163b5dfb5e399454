"""The card of a saved model: the facts that a list shows, without the model.

It is the member `densemodel/card.json` of the file. Cards come from untrusted files: every field is
read with its bounds, and errors name the field.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from densemodel.errors import StoreError
from densemodel.store.card._names import LONGEST_NOTES, LONGEST_TAG, MOST_TAGS, display_name, is_id
from densemodel.store.readers._json import json_bytes, json_values, read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Kind = TypeVar("Kind")
Metrics = dict[str, float | None]

MEMBER = "densemodel/card.json"
"The name of the card within the file."
FORMAT = 1
"The form that is written here; a file with a higher one is of a newer densemodel."
MOST_BYTES = 1_000_000
MOST_POINTS = 60

_LONGEST_SPEC = 500_000
_LARGEST = 2**63 - 1
_MOST_METRICS = 200
_LONGEST_WORD = 500
_SIDES = ("training", "validation", "test")


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
class Card:
    """The facts about a saved model, without its weights and its history."""

    id: str
    "16 hexadecimal digits, another for each saved model."
    name: str
    "The display name."
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
    "The baseline's scores."
    best_epoch: int | None
    "Counted from 1; None without validation."
    epochs: int
    "Epochs that are done."
    seconds: float
    "The time that training took."
    parameters: int
    watched: str
    'The loss of `curve`: "val_loss" or "loss".'
    seed: int
    curve: tuple[float | None, ...] = ()
    "The watched loss, thinned to 60 numbers at most; None where it was no number."
    notes: str = ""
    tags: tuple[str, ...] = ()
    parent: str | None = None
    "The id of the saved model that it continues."
    data: DataFacts | None = None
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
        table = table_of(read_json(data, "its card"), "card.json")
        if whole_of(table.get("format"), "format") > FORMAT:
            raise StoreError("it was saved by a newer densemodel: update this one to open it")
        return cls._of(table)

    @classmethod
    def _of(cls, table: dict[str, Any]) -> Card:
        get = table.get
        sides = table_of(get("metrics"), "metrics")
        return cls(
            format=whole_of(get("format"), "format"),
            id=_id_of(get("id"), "id"),
            name=_name_of(get("name")),
            spec=text_of(get("spec"), "spec", _LONGEST_SPEC),
            saved_at=_moment_of(get("saved_at")),
            notes=text_of(get("notes"), "notes", LONGEST_NOTES),
            tags=words_of(get("tags"), "tags", MOST_TAGS, LONGEST_TAG),
            parent=maybe(_id_of, get("parent"), "parent"),
            data=maybe(_data_of, get("data"), "data"),
            class_names=maybe(words_of, get("class_names"), "class_names"),
            training_rows=whole_of(get("training_rows"), "training_rows"),
            validation_rows=whole_of(get("validation_rows"), "validation_rows"),
            test_rows=whole_of(get("test_rows"), "test_rows"),
            metrics={
                side: metrics_of(sides[side], f"metrics of {side}")
                for side in _SIDES
                if side in sides
            },
            baseline=metrics_of(get("baseline"), "baseline"),
            best_epoch=maybe(whole_of, get("best_epoch"), "best_epoch"),
            epochs=whole_of(get("epochs"), "epochs"),
            seconds=_seconds_of(get("seconds")),
            parameters=whole_of(get("parameters"), "parameters"),
            curve=numbers_of(get("curve"), "curve", MOST_POINTS),
            watched=text_of(get("watched"), "watched"),
            seed=whole_of(get("seed"), "seed"),
            versions=texts_of(get("versions"), "versions"),
            machine=text_of(get("machine"), "machine"),
        )

    def to_bytes(self) -> bytes:
        """Write the card as UTF-8 JSON, with null for nan and infinity.

        Raises:
            StoreError: It could not be read again as it is: the field is named.
        """
        table = json_values(self)
        Card._of(table)
        written = json_bytes(table, is_ascii=False)
        Card.from_bytes(written)
        return written


def _id_of(value: object, what: str) -> str:
    if not is_id(value):
        raise fail(what, "is not made of 16 hexadecimal digits")
    return str(value)


def _name_of(value: object) -> str:
    try:
        name = display_name(value)
    except StoreError as error:
        raise fail("name", "is not one that a saved model can have") from error
    return name


def _moment_of(value: object) -> str:
    text = text_of(value, "saved_at")
    try:
        offset = datetime.fromisoformat(text).utcoffset()
    except ValueError as error:
        raise fail("saved_at", "is not a time") from error
    if offset != timedelta(0):
        raise fail("saved_at", "is not a time in UTC")
    return text


def _seconds_of(value: object) -> float:
    seconds = number_of(value, "seconds")
    if seconds is None or seconds < 0:
        raise fail("seconds", "is not a number of 0 or more")
    return seconds


def _data_of(value: object, what: str) -> DataFacts:
    get = table_of(value, what).get
    fingerprint = text_of(get("fingerprint"), "data.fingerprint")
    if not set(fingerprint) <= set("0123456789abcdef"):
        raise fail("data.fingerprint", "is not made of hexadecimal digits")
    return DataFacts(
        rows=whole_of(get("rows"), "data.rows"),
        columns=maybe(words_of, get("columns"), "data.columns"),
        dtypes=words_of(get("dtypes"), "data.dtypes"),
        shape=wholes_of(get("shape"), "data.shape"),
        fingerprint=fingerprint,
    )


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


def fail(what: str, wrong: str) -> StoreError:
    """The error of one field."""
    return StoreError(f"its card is wrong: {what} {wrong}")


def text_of(value: object, what: str, longest: int = _LONGEST_WORD) -> str:
    """Text of limited length, without lone surrogates."""
    if not isinstance(value, str):
        raise fail(what, "is not text")
    if len(value) > longest:
        raise fail(what, f"has {len(value):,} characters, {longest:,} are the most")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise fail(what, "is not text") from error
    return value


def whole_of(value: object, what: str) -> int:
    """A whole number, 0 or more."""
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise fail(what, "is not a whole number of 0 or more")
    return value


def number_of(value: object, what: str) -> float | None:
    """A number; None for nan and infinity."""
    if value is None:
        return None
    # a whole number of JSON may be larger than any float
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not abs(value) <= sys.float_info.max
    ):
        raise fail(what, "is not a number")
    return float(value)


def words_of(
    value: object, what: str, most: int = _LARGEST, longest: int = _LONGEST_WORD
) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(text_of(item, what, longest) for item in _list_of(value, what, most))


def wholes_of(value: object, what: str) -> tuple[int, ...]:
    """A list of whole numbers."""
    return tuple(whole_of(item, what) for item in _list_of(value, what))


def numbers_of(value: object, what: str, most: int) -> tuple[float | None, ...]:
    """A list of numbers and None."""
    return tuple(number_of(item, what) for item in _list_of(value, what, most))


def table_of(value: object, what: str) -> dict[str, object]:
    """Values by name."""
    if not isinstance(value, dict):
        raise fail(what, "is not a table")
    return value


def metrics_of(value: object, what: str) -> Metrics:
    """Numbers by name."""
    table = table_of(value, what)
    if len(table) > _MOST_METRICS:
        raise fail(what, f"has {len(table):,} numbers, {_MOST_METRICS} are the most")
    return {text_of(name, what): number_of(number, what) for name, number in table.items()}


def texts_of(value: object, what: str) -> dict[str, str]:
    """Texts by name."""
    items = table_of(value, what).items()
    return {text_of(name, what): text_of(text, what) for name, text in items}


def maybe(read: Callable[[object, str], Kind], value: object, what: str) -> Kind | None:
    """A value that may be missing."""
    return None if value is None else read(value, what)


def _list_of(value: object, what: str, most: int = _LARGEST) -> list[object]:
    if not isinstance(value, list):
        raise fail(what, "is not a list")
    if len(value) > most:
        raise fail(what, f"has {len(value):,} entries, {most:,} are the most")
    return value
