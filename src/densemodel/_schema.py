"""What the values of JSON in a file may be: declared once, and by that read, checked and written.

A `Kind` says what one value may be, with its limits; `record` makes the kind of an object from the
kinds of its fields, `list_of` that of a list. The declarations stand with what they describe: the
history of a run, its last state, its card, a column, the result of a trial.

Files are untrusted. A kind calls only what its declaration names; nothing in a file names a class
or a function. What is not of its kind is refused with a StoreError that names the place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

from densemodel.errors import StoreError

T = TypeVar("T")
_MOST = 2**63 - 1


class FieldError(StoreError):
    """A value is not of its kind.

    Args:
        why: The reason, which follows the name of the value: "is not a list".
        path: The names on the way to the value, the innermost first.
    """

    def __init__(self, why: str, path: tuple[str, ...] = ()) -> None:
        self.why, self.path = why, path
        super().__init__(f"{' in '.join(path)} {why}")


def _unchanged(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Kind(Generic[T]):
    """What a value of JSON may be."""

    read: Callable[[Any], T]
    "From JSON. Raises a FieldError, or another StoreError, for what is not of the kind."
    write: Callable[[Any], Any] = _unchanged
    "To JSON; `json_bytes` writes arrays, and nan as null."
    attribute: str = ""
    "What a record calls the field, if not by its key."
    is_inline: bool = False
    "Whether the fields of a record stand among those of the record that holds it."
    is_optional: bool = False
    "Whether the field may be missing: it is null then, or else what the record has without it."
    is_nullable: bool = False
    "Whether it may be null. Other fields are not written where they are None."

    def named(self, attribute: str) -> Kind[T]:
        return replace(self, attribute=attribute)

    def inline(self) -> Kind[T]:
        return replace(self, is_inline=True)

    def optional(self) -> Kind[T]:
        return replace(self, is_optional=True)

    def or_null(self, null: Callable[[], Any] = lambda: None) -> Kind[Any]:
        """The same kind, or null, which is read as what the function gives."""
        return replace(
            self,
            read=lambda value: null() if value is None else self.read(value),
            write=lambda value: None if value is None else self.write(value),
            is_nullable=True,
        )

    def nullable(self) -> Kind[Any]:
        """A field that may be null or missing, and is None then."""
        return self.or_null().optional()

    def where(self, is_right: Callable[[T], bool], why: str) -> Kind[T]:
        """Those of its values for which a condition holds; `why` is said of others."""

        def read(value: Any) -> T:
            found = self.read(value)
            if not is_right(found):
                raise FieldError(why)
            return found

        return replace(self, read=read)

    def titled(self, title: str) -> Kind[T]:
        """The same kind, named so in messages: "steps in its history is not a list"."""

        def read(value: Any) -> T:
            try:
                return self.read(value)
            except FieldError as error:
                place = " in ".join((*error.path, title))
                raise StoreError(f"{place} {error.why}") from None

        return replace(self, read=read)


def _read_number(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not abs(value) <= 1e308:  # whole numbers may be larger than any float
        raise FieldError("is not a finite number")
    return float(value)


ANY: Kind[Any] = Kind(_unchanged)
WHOLE: Kind[int] = ANY.where(
    lambda value: type(value) is int and 0 <= value <= _MOST, "is not a whole number of 0 or more"
)
NUMBER = Kind(_read_number)
"A finite number."
NUMBER_OR_NAN = NUMBER.or_null(lambda: math.nan)
"JSON has null for numbers that are not finite."
FLAG: Kind[bool] = ANY.where(lambda value: isinstance(value, bool), "is not true or false")


def text(most: int = 500) -> Kind[str]:
    """Text of at most so many characters."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise FieldError("is not text")
        _require_at_most(most, value, "characters")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise FieldError("is not text") from None
        return value

    return Kind(read)


ANY_TEXT = text(_MOST)
"Text that only the size of the file bounds."


def one_of(*words: str) -> Kind[Any]:
    return ANY.where(
        lambda value: isinstance(value, str) and value in words, f"is none of {', '.join(words)}"
    )


def list_of(
    kind: Kind[Any], most: int = _MOST, make: Callable[[list[Any]], Any] = list
) -> Kind[Any]:
    """A list of at most so many values, made into a tuple or an array, for example."""

    def read(value: Any) -> Any:
        if not isinstance(value, list):
            raise FieldError("is not a list")
        _require_at_most(most, value, "entries")
        return make([kind.read(item) for item in value])

    if kind.write is _unchanged:
        return Kind(read)
    return Kind(read, lambda values: [kind.write(item) for item in values])


def by_name(kind: Kind[T], most: int = _MOST, name: Kind[str] = ANY_TEXT) -> Kind[dict[str, T]]:
    """An object of at most so many values, all of one kind, with any names of a kind."""

    def read(value: Any) -> dict[str, T]:
        table = _object(value)
        _require_at_most(most, table, "entries")
        return {name.read(key): _read_field(table, key, kind) for key in table}

    return Kind(read)


def record(make: Callable[..., T], /, **kinds: Kind[Any]) -> Kind[T]:
    """An object with these fields, in the order in which they are written; others are ignored.

    Args:
        make: Makes the value of keyword arguments: a class, or a function that checks how they go
            together, and raises a StoreError for those that do not.
        kinds: The kinds of the fields by their keys.
    """
    names = {key: kind.attribute or key for key, kind in kinds.items()}

    def read(value: Any) -> T:
        table = _object(value)
        return make(
            **{
                names[key]: kind.read(table) if kind.is_inline else _read_field(table, key, kind)
                for key, kind in kinds.items()
                if key in table or kind.is_inline or kind.is_nullable or not kind.is_optional
            }
        )

    def write(value: Any) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for key, kind in kinds.items():
            name = names[key]
            part = value.get(name) if isinstance(value, Mapping) else getattr(value, name)
            if kind.is_inline:
                table |= kind.write(part)
            elif part is not None or kind.is_nullable:
                table[key] = kind.write(part)
        return table

    return Kind(read, write)


TYPES: Mapping[str, Kind[Any]] = {
    "int": WHOLE,
    "float": NUMBER,
    "str": text(),
    "int | None": WHOLE.nullable(),
    "float | None": NUMBER.nullable(),
    "tuple[int, ...]": list_of(WHOLE, make=tuple),
    "tuple[str, ...]": list_of(text(), make=tuple),
    "tuple[str, ...] | None": list_of(text(), make=tuple).nullable(),
}
"What a field of each type is, where nothing else is said of it."


def fields_of(
    of: Any, types: Mapping[str, Kind[Any]] = TYPES, /, **kinds: Kind[Any]
) -> dict[str, Kind[Any]]:
    """The kinds of all fields of a dataclass: those given, or else those of its types."""
    found = {one.name: kinds.get(one.name) or types[str(one.type)] for one in fields(of)}
    return found | kinds


def row(make: Callable[..., T], /, **kinds: Kind[Any]) -> Kind[T]:
    """A record that is written as the list of its values."""
    inner = record(make, **kinds)

    def read(value: Any) -> T:
        if not isinstance(value, list) or len(value) != len(kinds):
            raise FieldError(f"is not a list of {len(kinds)}")
        return inner.read(dict(zip(kinds, value, strict=True)))

    return Kind(read, lambda value: list(inner.write(value).values()))


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FieldError("is not a JSON object")
    return value


def _require_at_most(most: int, value: Any, what: str) -> None:
    if len(value) > most:
        raise FieldError(f"has {len(value):,} {what}, {most:,} are the most")


def _read_field(table: Mapping[str, Any], key: str, kind: Kind[T]) -> T:
    shown = ascii(key[:40])[1:-1]  # a name may come from the file as well
    if key not in table and not kind.is_optional:
        raise FieldError("is missing", (shown,))
    try:
        return kind.read(table.get(key))
    except FieldError as error:
        raise FieldError(error.why, (*error.path, shown)) from None
