"""Categories, and columns of yes and no: each value has a place of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

import numpy as np

from densemodel.data.columns._column import READ_FROM_MODEL, RawColumn, UsedColumn
from densemodel.data.columns._number_facts import are_whole, count_codes
from densemodel.data.columns._number_texts import read_numbers
from densemodel.data.columns._texts import (
    code_width,
    date_text,
    flag_of,
    flag_text,
    meant_by,
    text_of,
)
from densemodel.data.columns._values import MISSING, UNSEEN, NumberValues, TextValues, WholeValues
from densemodel.data.findings._finding import listed, value_text
from densemodel.data.read._objects import is_missing
from densemodel.wording import counted as count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from densemodel._array import Array
    from densemodel.data.columns._column import Column, TrainingValues
    from densemodel.data.columns._column_findings import ColumnFindings
    from densemodel.data.columns._layer_graph import LayerGraph
    from densemodel.data.columns._stored import FoundValues, Stored
    from densemodel.data.columns._values import ColumnValues

LARGEST_CATEGORY = 100_000
"Values of one category in a file."
LONGEST_VALUE = 10_000
"Characters of a name or a value in a file."
_MOST_ONE_HOT = 30
"Values up to which a category is one-hot; above, it is embedded."
_EMBEDDING_SIZE = 4
_MOST_VALUES = 10_000
"""Values with places of their own; rarer ones are pooled. To pool values with few rows as well, 3
or 10, made no table better, and one much worse."""


@dataclass(frozen=True)
class Category(UsedColumn):
    """A column of texts, or of whole numbers that are names."""

    form: Literal["text", "whole"] = "text"
    "Whether its values are texts or whole numbers."
    is_flag: bool = False
    "Whether whole numbers 0 and 1 are False and True."
    values: tuple[str, ...] | tuple[int, ...] = ()
    "The values with a place of their own, the most common first; '' or `MISSING` is one of them."
    pools: bool = False  # type: ignore[misc]
    """Whether rare values of the training rows share a place; values that are unknown then take it,
    too. Otherwise a one-hot row is all zeros for them."""
    size: int = 0
    "The numbers of the embedding of a value; 0: one-hot."
    places: int = 2
    "The places for values, that of other values included; some may be free after another split."

    kind: ClassVar[str] = "category"
    nouns: ClassVar[tuple[str, str]] = "category", "categories"
    is_category: ClassVar[bool] = True
    is_ordered: ClassVar[bool] = False
    default: ClassVar[str] = "none of the known values"
    usual: ClassVar[str] = "the most common"

    @property
    def has_texts(self) -> bool:
        return self.form == "text"

    # reading

    @classmethod
    def detect(cls, found: FoundValues) -> RawColumn | None:
        labels = found.values.labels
        if labels:
            if len(labels) == 1:
                shown = f"{value_text(labels[0])}, or missing"
            elif len(labels) <= 3:
                shown = listed(sorted(labels))
            else:
                rows = count_of(len(found.known), "row")
                shown = f"{len(labels):,} different texts in {rows}"
            return RawColumn(cls(found.name, shown), found.values)
        if found.is_category:
            return cls._of_numbers(found.name, found.values)
        codes = count_codes(found.known) if found.are_whole else 0
        if not codes:
            return None
        digits = len(str(int(found.known.min())))
        why = f"{codes:,} different whole numbers of {digits} digits"
        column = cls(found.name, why, found.written, form="whole")
        return RawColumn(column, _whole_numbers(found.values.array))

    @classmethod
    def _of_numbers(cls, name: str, values: ColumnValues) -> RawColumn:
        """A category whose values are numbers; those that are not whole become texts."""
        known = np.unique(values.array[~values.is_missing])
        if are_whole(values.array):
            column = cls(name, f"{len(known):,} different whole numbers", form="whole")
            return RawColumn(column, _whole_numbers(values.array))
        column = cls(name, f"{len(known):,} different numbers")
        codes = np.where(values.is_missing, -1, np.searchsorted(known, values.array))
        return RawColumn(
            column, TextValues(codes.astype(np.int32), tuple(map(text_of, known.tolist())))
        )

    @classmethod
    def correct(cls, stored: Stored, notes: ColumnFindings) -> RawColumn | None:
        stored = stored.as_exact()
        if stored.form == "number":
            return cls._of_numbers(notes.name, NumberValues(notes.finite(stored.values)))
        if stored.form == "flag":
            column = cls(notes.name, "True and False", form="whole", is_flag=True)
            return RawColumn(column, WholeValues(stored.values, are_flags=True))
        what = "different date" if stored.form == "seconds" else "different text"
        values = cls(notes.name).parse_texts(stored, notes)
        if not values.labels:
            notes.refuse_empty(cls.kind)
            return None
        return RawColumn(cls(notes.name, count_of(len(values.labels), what)), values)

    def parse(self, stored: Stored, notes: ColumnFindings) -> ColumnValues | None:
        return self.parse_texts(stored, notes) if self.has_texts else self._wholes(stored, notes)

    def _wholes(self, stored: Stored, notes: ColumnFindings) -> ColumnValues | None:
        if stored.form == "seconds" and not stored.is_missing.all():
            notes.refuse_kind("dates", "True or False" if self.is_flag else "whole numbers")
            return None
        if stored.form in ("seconds", "flag"):
            return WholeValues(stored.values, self.is_flag)
        if stored.form == "text":
            texts = stored.texts(among_numbers=True)
            of_labels = read_numbers(stored.labels, self.written, stored.are_numbers)
            if self.is_flag:
                flags = [flag_of(label) for label in stored.labels]
                of_labels = np.array([np.nan if one is None else one for one in flags], np.float64)
            of_labels[texts.are_missing] = 0
            whole, others = _as_whole(of_labels, stored.labels)
            whole[texts.are_missing] = MISSING
            return WholeValues(np.append(whole, MISSING)[stored.values], self.is_flag, others)
        distinct, places = np.unique(stored.values, return_inverse=True)
        gaps = np.isnan(distinct)
        whole, others = _as_whole(np.where(gaps, 0, distinct), [text_of(one) for one in distinct])
        whole[gaps] = MISSING
        return WholeValues(whole[places], self.is_flag, others)

    def parse_texts(self, stored: Stored, notes: ColumnFindings) -> TextValues:
        """Read texts, and other values as the texts that they are written with."""
        known = self.known_texts
        as_known = partial(meant_by, known=known, width=code_width(known))
        if stored.form == "text":
            stored = stored.as_texts()
            texts = stored.texts(among_numbers=False)
            notes.say_missing_texts(texts)
            labels = [
                "" if is_gap and label not in known else as_known(label)
                for label, is_gap in zip(stored.labels, texts.are_missing, strict=True)
            ]
            places = np.where(stored.values < 0, len(labels), stored.values)
            return _labels(places, [*labels, ""])
        distinct, places = np.unique(stored.values, return_inverse=True)
        if stored.form == "number":
            labels = [  # str: 0.1 of half or single precision is 0.1, another number in double
                "" if is_missing(one) else as_known(text_of(one), str(one)) for one in distinct
            ]
        elif stored.form == "flag":
            labels = ["" if one == MISSING else flag_text(bool(one), known) for one in distinct]
        else:
            labels = ["" if one == MISSING else date_text(one) for one in distinct.tolist()]
        return _labels(places, labels)

    @property
    def known_texts(self) -> set[str]:
        """The texts that it knows."""
        return {value for value in self.values if isinstance(value, str)}

    def unknown(self, values: ColumnValues) -> Array:
        if not self.values:  # it is not learnt yet
            return super().unknown(values)
        return np.asarray((self.places_of(values) == 0) & ~values.is_missing)

    # learning and encoding

    def learn(self, rows: TrainingValues, like: Column | None) -> Column:
        labels, distinct, counts = rows.values.labels, rows.distinct, rows.counts
        order = np.arange(len(distinct))
        if self.has_texts:  # not by their codes, which depend on the order of the rows
            order = np.array(sorted(order, key=lambda at: labels[distinct[at]]), np.int64)
        by_count = order[np.argsort(-counts[order], kind="stable")]
        common = by_count[:_MOST_VALUES]
        learnt: list[Any] = [
            labels[value] if self.has_texts else int(value) for value in distinct[common]
        ]
        if self.missing:
            learnt.append("" if self.has_texts else MISSING)
        if isinstance(like, Category):
            room = like.places - 1
            lacks = len(learnt) > room and bool(self.missing)
            learnt = [*learnt[: room - 1], learnt[-1]] if lacks else learnt[:room]
            sizes = like.pools, like.size, like.places
        else:
            size = _EMBEDDING_SIZE if len(common) > _MOST_ONE_HOT else 0
            sizes = len(common) < len(distinct), size, len(learnt) + 1
        pools, size, places = sizes
        return replace(self, values=tuple(learnt), pools=pools, size=size, places=places)

    @property
    def is_embedded(self) -> bool:
        return self.size > 0

    @property
    def width(self) -> int:
        """The numbers of it in an encoded row; an embedded value is one, its place."""
        return 1 if self.is_embedded else self.places - (not self.pools)

    @property
    def outputs(self) -> int:
        return self.size or self.width

    @property
    def parameter_count(self) -> int:
        return self.places * self.size

    @property
    def text(self) -> str:
        return f"embedding of {self.size}" if self.is_embedded else f"one-hot, {self.width}"

    def encode(self, values: ColumnValues) -> Array:
        places = self.places_of(values)
        if self.is_embedded:
            return places.astype(np.float32)[:, None]
        out = np.zeros((len(places), self.places), np.float32)
        out[np.arange(len(places)), places] = 1
        return out if self.pools else out[:, 1:]

    def expand(self, keras: Any, numbers: Any, name: str, layer: Any) -> Any:
        del keras, name
        return layer(numbers[:, 0])

    def for_trees(self, values: ColumnValues) -> Array:
        """The place of each value; scikit-learn's trees tell 254 apart, and 0 is any other."""
        places = self.places_of(values).astype(np.float64)
        places[places > 254] = 0
        places[values.is_missing] = np.nan
        return places

    def places_of(self, values: ColumnValues) -> Array:
        """The place of each value, from 0 for other ones, int64 of shape (n,)."""
        if self.has_texts:
            by_value = {value: place for place, value in enumerate(self.values, 1)}
            known = [by_value.get(label, 0) for label in values.labels]
            return np.array([*known, by_value.get("", 0)], dtype=np.int64)[values.array]
        learnt = np.array(self.values, np.int64)
        if not len(learnt):
            return np.zeros(len(values.array), np.int64)
        order = np.argsort(learnt)
        at = np.minimum(np.searchsorted(learnt[order], values.array), len(learnt) - 1)
        return np.where(learnt[order][at] == values.array, order[at] + 1, 0)

    @property
    def known_values(self) -> list[Any]:
        """The learnt values that are not missing."""
        return [value for value in self.values if value not in ("", MISSING)]

    def usual_values(self) -> ColumnValues:
        known = self.known_values[:1]
        if self.has_texts:
            return TextValues(np.array([0 if known else -1], np.int32), tuple(known))
        return WholeValues(np.array(known or [MISSING], np.int64), self.is_flag)

    def sample(self, random: np.random.Generator, count: int) -> ColumnValues:
        known = self.known_values
        if self.has_texts:
            gaps = random.random(count) < 0.2
            labels = (*known, f"{''.join(known[:1])} unknown")
            codes = np.where(gaps, -1, random.integers(0, len(labels), count))
            return TextValues(codes.astype(np.int32), labels)
        unknown = next(one for one in range(len(known) + 1) if one not in known)
        return WholeValues(random.choice(np.array([*known, unknown, MISSING], np.int64), count))

    @property
    def category_count(self) -> int | None:
        return self.distinct

    # Keras

    @property
    def keras_type(self) -> str:
        return "string" if self.has_texts else "int64"

    @property
    def oov_token(self) -> str | int:
        """What a lookup calls other values: Keras takes its usual one for no value of the data."""
        token: str | int = "[UNK]" if self.has_texts else -1
        while token in self.values:
            token = f"[{token}]" if isinstance(token, str) else token - 1
        return token

    def embedding(self, keras: Any, name: str) -> Any:
        """A new layer for its vectors: other values begin, and may stay, at zero."""
        return keras.layers.Embedding(
            self.places, self.size, embeddings_initializer="zeros", name=name
        )

    def layers(self, keras: Any, given: Any, embedding: Any) -> list[Any]:
        layers, name = keras.layers, given.name
        kind = layers.StringLookup if self.has_texts else layers.IntegerLookup
        places = kind(
            vocabulary=list(self.values),
            mask_token=None,
            oov_token=self.oov_token,
            name=f"{name}-value",
        )(given)
        if self.is_embedded:
            vectors = embedding(self, f"{name}-embedding")(places)
            return [layers.Flatten(name=f"{name}-vector")(vectors)]
        one_hot = layers.CategoryEncoding(
            num_tokens=self.places, output_mode="one_hot", name=f"{name}-one_hot"
        )(places)
        return [one_hot if self.pools else one_hot[:, 1:]]

    def set_layers(self, model: Any, name: str) -> None:
        lookup = model.get_layer(f"{name}-value")
        lookup.oov_token = self.oov_token
        lookup.input_vocabulary = list(self.values)
        lookup.set_vocabulary(lookup.input_vocabulary)

    # scripts

    script: ClassVar[str] = '''def add_category(name, values, places, pools=False, size=0, **oov):
    """The place of each value as a one-hot row, or as numbers that are learnt."""
    is_text = inputs[name].dtype == "string"
    kind = keras.layers.StringLookup if is_text else keras.layers.IntegerLookup
    found = kind(vocabulary=values, mask_token=None, **oov)(inputs[name])
    if size:
        layer = keras.layers.Embedding(places, size, embeddings_initializer="zeros")
        vectors.append(keras.layers.Flatten()(layer(found)))
        return
    layer = keras.layers.CategoryEncoding(num_tokens=places, output_mode="one_hot")
    # the first place is that of other values, which are all zeros unless rare ones share it
    others.append(layer(found) if pools else layer(found)[:, 1:])'''

    def script_reader(self, column: str) -> str:
        if self.has_texts:
            return f'{column}.astype("string").fillna("").to_numpy(object)'
        return f'{column}.astype("Int64").to_numpy("int64", na_value=MISSING)'

    def script_calls(self, name: str) -> list[dict[str, Any]]:
        call: dict[str, Any] = {"name": name, "values": list(self.values), "places": self.places}
        if self.pools:
            call["pools"] = True
        if self.size:
            call["size"] = self.size
        if self.oov_token not in ("[UNK]", -1):
            call["oov_token"] = self.oov_token
        return [call]

    # saving

    @classmethod
    def from_layers(cls, name: str, graph: LayerGraph) -> Column | None:
        lookup = graph.after(name, "StringLookup", "IntegerLookup")
        values = graph.fact(lookup, "vocabulary")
        if not lookup or not isinstance(values, list) or len(values) > LARGEST_CATEGORY:
            return None
        embedding = graph.after(lookup, "Embedding")
        one_hot = graph.after(lookup, "CategoryEncoding")
        column = Category(
            name,
            READ_FROM_MODEL,
            form="text" if graph.kind(lookup) == "StringLookup" else "whole",
            values=tuple(values),
            pools=not embedding and not graph.after(one_hot, "GetItem"),
            size=graph.whole(embedding, "output_dim"),
            places=graph.whole(
                *((embedding, "input_dim") if embedding else (one_hot, "num_tokens"))
            ),
        )
        known = column.known_values
        is_flag = not column.has_texts and {*map(repr, known)} <= {"0", "1"}
        kind = YesNo if len(known) == 2 else Category
        return kind(**vars(replace(column, distinct=len(known), is_flag=is_flag)))

    def faults(self) -> Iterator[tuple[str, bool]]:
        values, due = self.values, str if self.has_texts else int
        yield "has no values", not values
        yield "has values of another kind", not all(type(value) is due for value in values)
        yield "has a value twice", len(set(values)) < len(values)
        if due is str:
            longest = max((len(str(value)) for value in values), default=0)
            yield "has values that are too long", longest > LONGEST_VALUE
        else:
            numbers = cast("tuple[int, ...]", values)
            are_wide = any(not -(2**63) <= one < 2**63 for one in numbers)
            yield "has values that are too large", are_wide
        yield (
            f"has {self.places:,} places for {len(values):,} values",
            not len(values) < self.places <= LARGEST_CATEGORY + 1,
        )
        yield "gives no number", not self.width
        yield f"has an embedding of {self.size:,}", self.size > 1_024


@dataclass(frozen=True)
class YesNo(Category):
    """A column of yes and no."""

    kind: ClassVar[str] = "yes/no"
    nouns: ClassVar[tuple[str, str]] = "yes/no column", "yes/no columns"
    is_category: ClassVar[bool] = False

    @classmethod
    def detect(cls, found: FoundValues) -> RawColumn | None:
        if found.are_flags:
            known = np.unique(found.known)
            why = "True and False" if len(known) > 1 else f"{bool(known[0])}, or missing"
            column = cls(found.name, why, form="whole", is_flag=True)
            return RawColumn(column, found.values)
        labels = found.values.labels
        if len(labels) != 2 or {flag_of(label) for label in labels} != {0, 1}:
            return None
        return RawColumn(cls(found.name, listed(sorted(labels))), found.values)


def _whole_numbers(numbers: Array) -> WholeValues:
    gaps = np.isnan(numbers)
    return WholeValues(np.where(gaps, MISSING, np.where(gaps, 0, numbers).astype(np.int64)))


def _as_whole(numbers: Array, texts: Sequence[str]) -> tuple[Array, tuple[str, ...]]:
    """Numbers as whole ones, and the texts of those that are none, NaN or 0.5.

    The first of these texts becomes `UNSEEN`, the next one the number after it.
    """
    if numbers.dtype.kind == "i":
        return numbers.astype(np.int64), ()
    with np.errstate(invalid="ignore"):
        is_whole = (numbers == np.floor(numbers)) & (np.abs(numbers) < 2.0**63)
    whole = np.where(is_whole, numbers, 0).astype(np.int64)
    others = np.flatnonzero(~is_whole)
    whole[others] = UNSEEN + np.arange(len(others))
    return whole, tuple(texts[place] for place in others.tolist())


def _labels(places: Array, texts: Iterable[str]) -> TextValues:
    """Texts from the place of each row's text; '' is missing."""
    texts = list(texts)
    labels = dict.fromkeys(text for text in texts if text)
    by_text = {text: code for code, text in enumerate(labels)}
    codes = np.array([by_text.get(text, -1) for text in texts], np.int32)
    return TextValues(codes[places], tuple(labels))
