"""The card of a saved model: the facts that a list shows, without the model.

It is the member `densemodel/card.json` of the file. Cards come from untrusted files: every field is
read with its bounds, and errors name the field.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from densemodel._schema import (
    ANY,
    FLAG,
    NUMBER,
    WHOLE,
    FieldError,
    Kind,
    by_name,
    fields_of,
    list_of,
    one_of,
    record,
    text,
)
from densemodel.errors import StoreError
from densemodel.language import Base, parse
from densemodel.store.card._names import LONGEST_NOTES, LONGEST_TAG, MOST_TAGS, display_name, is_id
from densemodel.store.readers._json import json_bytes, json_values, read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.language import Spec

T = TypeVar("T")
Metrics = dict[str, float | None]

FORMAT = 1
"The form that is written and read; a file with another one is of a newer densemodel."
MOST_BYTES = 1_000_000
MOST_POINTS = 60


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
    base: Base | None = None
    "The trained model that its network begins with."
    format: int = FORMAT

    def read_spec(self) -> Spec:
        """Its spec, whose base has no model.

        Raises:
            SpecError: It can't be read.
        """
        return parse(self.spec, {} if self.base is None else {self.base.name: self.base})

    @classmethod
    def from_bytes(cls, data: bytes) -> Card:
        """Read a card. Unknown keys are ignored.

        Raises:
            StoreError: The field that is wrong, in words that follow "damaged:".
        """
        if len(data) > MOST_BYTES:
            raise StoreError(f"its card has {len(data):,} bytes, {MOST_BYTES:,} are the most")
        table = read_json(data, "its card")
        if _read(_FORMAT, table)["format"] != FORMAT:
            raise StoreError("it was saved by a newer densemodel: update this one to open it")
        return _read(_CARD, table)

    def to_bytes(self) -> bytes:
        """Write the card as UTF-8 JSON, with null for nan and infinity.

        Raises:
            StoreError: It could not be read again as it is: the field is named.
        """
        table = json_values(_CARD.write(self))
        _read(_CARD, table)
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


# what a card may say


def _read_name(value: object) -> str:
    try:
        return display_name(value)
    except StoreError:
        raise FieldError("is not one that a saved model can have") from None


def _read_moment(value: object) -> str:
    written = text().read(value)
    try:
        offset = datetime.fromisoformat(written).utcoffset()
    except ValueError:
        raise FieldError("is not a time") from None
    if offset != timedelta(0):
        raise FieldError("is not a time in UTC")
    return written


@dataclass(frozen=True)
class _BaseFacts:
    """What a file holds of a base, beside its weights."""

    name: str
    title: str
    architecture: str
    arguments: tuple[tuple[str, Any], ...]
    layers: str
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    parameter_count: int
    learning_count: int
    is_frozen: bool


_ID = ANY.where(is_id, "is not made of 16 hexadecimal digits")
_FINGERPRINT = text().where(set("0123456789abcdef").issuperset, "is not made of hexadecimal digits")
_METRICS = by_name(NUMBER.or_null(), 200, text())
_DATA = record(DataFacts, **fields_of(DataFacts, fingerprint=_FINGERPRINT))
_CELL = record(CellKey, **dict.fromkeys(("spec", "data"), _FINGERPRINT))
_SIZE = WHOLE.where(lambda size: 0 < size <= 10_000, "is not a size")
_SIZES = list_of(_SIZE, 8, tuple).where(bool, "is empty")
_BASE = record(
    Base,
    **fields_of(
        _BaseFacts,
        name=text(100),
        title=text(100),
        architecture=text(100),
        layers=text(500_000),
        input_shape=_SIZES,
        output_shape=_SIZES,
        is_frozen=FLAG,
        arguments=Kind(
            record(
                lambda **given: tuple(sorted(given.items())),
                alpha=NUMBER.where(lambda alpha: 0 < alpha <= 4, "is not from 0 to 4").optional(),
                pooling=one_of("avg", "max").optional(),
            ).read,
            dict,
        ),
    ),
)
_FORMAT = record(dict[str, int], format=WHOLE)
_CARD = record(
    Card,
    **fields_of(
        Card,
        id=_ID,
        name=Kind(_read_name),
        spec=text(500_000),
        saved_at=Kind(_read_moment),
        metrics=record(
            dict[str, Metrics],
            **dict.fromkeys(("training", "validation", "test"), _METRICS.optional()),
        ),
        baseline=_METRICS,
        seconds=NUMBER.where(lambda seconds: seconds >= 0, "is not a number of 0 or more"),
        curve=list_of(NUMBER.or_null(), MOST_POINTS, tuple),
        notes=text(LONGEST_NOTES),
        tags=list_of(text(LONGEST_TAG), MOST_TAGS, tuple),
        parent=_ID.nullable(),
        data=_DATA.nullable(),
        cell=_CELL.nullable(),
        base=_BASE.nullable(),
        versions=by_name(text(), name=text()),
    ),
)


def _read(kind: Kind[T], table: Mapping[str, Any]) -> T:
    try:
        return kind.read(table)
    except FieldError as error:
        place = ".".join(reversed(error.path))
        raise StoreError(f"its card is wrong: {place} {error.why}") from None
