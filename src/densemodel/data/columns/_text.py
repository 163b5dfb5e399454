"""Free text: how often a text has each of the words of the training rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from densemodel.data.columns._category import Category
from densemodel.data.columns._column import READ_FROM_MODEL, RawColumn, UsedColumn
from densemodel.data.columns._left_out import LeftOut
from densemodel.data.columns._scaled import in_32_bits, set_scale
from densemodel.data.columns._summary import MOST_VALUES, ColumnSummary
from densemodel.data.columns._values import TextValues
from densemodel.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from densemodel._array import Array
    from densemodel.data.columns._column import Column, TrainingValues
    from densemodel.data.columns._column_findings import ColumnFindings
    from densemodel.data.columns._layer_graph import LayerGraph
    from densemodel.data.columns._stored import FoundValues, Stored
    from densemodel.data.columns._values import ColumnValues

MOST_WORDS = 2_000
LONGEST_TEXT = 500
"Words of a text that are read."
_FEWEST_TEXTS = 2
"A word is learnt if so many texts of the training rows have it."
_MOST_SHOWN, _CLEAR = 4, 3.0
"Words that are shown for each class, and the standard errors that they have to differ by."
_OTHERS = 2
"`TextVectorization` has 0 where a text has ended, and 1 for a word that it does not know."


@dataclass(frozen=True)
class FreeText(UsedColumn):
    """A column of free text: tf-idf of its words.

    An encoded row has the numbers of its words in their order, as `TextVectorization` gives them.
    The first layer of the network counts them.
    """

    words: tuple[str, ...] = ()
    "The words that most texts of the training rows have, the most common first."
    weights: tuple[float, ...] = ()
    "The inverse document frequency of each word as Keras computes it; more where places are free."
    length: int = 1
    "The words that are read of a text."

    kind: ClassVar[str] = "text"
    nouns: ClassVar[tuple[str, str]] = "text", "texts"
    default: ClassVar[str] = "a text without known words"
    usual: ClassVar[str] = "no word"

    # reading

    @classmethod
    def detect(cls, found: FoundValues) -> RawColumn | None:
        del found
        return None  # a person says so

    @classmethod
    def correct(cls, stored: Stored, notes: ColumnFindings) -> RawColumn | None:
        if stored.form != "text":
            notes.refuse(f"{notes.what} holds no text. Remove 'text' from the spec")
            return None
        values = cls(notes.name).parse(stored, notes)
        if not values.labels:
            notes.refuse_empty(cls.kind)
            return None
        if not have_spaces(values.labels):
            notes.refuse(
                f"{notes.what} is text {NO_SPACES}: its words can't be told apart. Remove 'text' "
                "from the spec"
            )
            return None
        return RawColumn(cls(notes.name, counted(len(values.labels), "different text")), values)

    def parse(self, stored: Stored, notes: ColumnFindings) -> TextValues:
        return Category(self.name).parse_texts(stored, notes)

    # learning

    def learn(self, rows: TrainingValues, like: Column | None) -> Column:
        texts, found, lengths = rows.values.labels, Counter[bytes](), []
        for place, count in zip(rows.distinct.tolist(), rows.counts.tolist(), strict=True):
            some = words_of(texts[place])
            lengths.append(len(some))
            for word in set(some[:LONGEST_TEXT]):
                found[word] += count
        earlier = like if isinstance(like, FreeText) else None
        fewest, most = (_FEWEST_TEXTS, MOST_WORDS) if earlier is None else (1, earlier.outputs)
        common = sorted(
            (one for one in found.items() if one[1] >= fewest), key=lambda one: (-one[1], one[0])
        )[:most]
        if not common:
            if earlier is not None:
                return replace(
                    self, words=earlier.words, weights=earlier.weights, length=earlier.length
                )
            facts = self.name, "no word comes twice", self.written, self.missing, self.distinct
            return LeftOut(*facts, kind=self.kind)
        total = int(rows.counts.sum())
        weights = [in_32_bits(np.log(1 + total / (1 + count))) for _, count in common]
        if earlier is not None:
            length = earlier.length
            weights += [1.0] * (most - len(weights))
        else:  # twice as long as nearly all
            usual = np.repeat(lengths, rows.counts)
            length = int(min(max(2 * np.quantile(usual, 0.99), 1), LONGEST_TEXT))
        words = tuple(word.decode() for word, _ in common)
        return replace(self, words=words, weights=tuple(weights), length=length)

    # encoding

    @property
    def text(self) -> str:
        return f"tf-idf of {len(self.words):,} words in the first {self.length} of a text"

    @property
    def width(self) -> int:
        return self.length

    @property
    def outputs(self) -> int:
        return len(self.weights)

    @property
    def is_expanded(self) -> bool:
        return True

    def encode(self, values: ColumnValues) -> Array:
        numbers = {word.encode(): number for number, word in enumerate(self.words, _OTHERS)}
        out = np.zeros((len(values.array), self.length), np.float32)
        for row, place in enumerate(values.array.tolist()):
            if place >= 0:
                words = words_of(values.labels[place])[: self.length]
                out[row, : len(words)] = [numbers.get(word, 1) for word in words]
        return out

    def for_trees(self, values: ColumnValues) -> Array:
        """How many of its words a text has, NaN for missing."""
        counts = (self.encode(values) >= _OTHERS).sum(axis=1).astype(np.float64)
        counts[values.is_missing] = np.nan
        return counts

    def unknown(self, values: ColumnValues) -> Array:
        if not self.words:  # it is not learnt yet
            return super().unknown(values)
        return np.asarray(self.for_trees(values) == 0)

    def usual_values(self) -> ColumnValues:
        return TextValues(np.array([-1], np.int32))

    def sample(self, random: np.random.Generator, count: int) -> ColumnValues:
        words = (*self.words, "Unknown", "wörd, \t")
        texts = [" ".join(random.choice(words, random.integers(1, 9))) for _ in range(count)]
        gaps = random.random(count) < 0.2
        return TextValues(np.where(gaps, -1, np.arange(count)).astype(np.int32), tuple(texts))

    def summary(self, values: ColumnValues) -> ColumnSummary:
        """The commonest words, each with the share of the texts that have it."""
        counts = np.bincount(self._pairs(values)[1], minlength=len(self.words))
        shares = counts / max(len(values.array), 1)
        common = np.argsort(-counts, kind="stable")[:MOST_VALUES].tolist()
        return ColumnSummary(values=tuple((self.words[one], float(shares[one])) for one in common))

    def words_for(self, values: ColumnValues, target: Array) -> tuple[str, ...]:
        rows, words = self._pairs(values)
        counts = np.bincount(words, minlength=len(self.words))
        sums = np.bincount(words, (target - target.mean())[rows], minlength=len(self.words))
        errors = target.std() * np.sqrt(counts)
        found = np.argsort(-sums / np.maximum(errors, 1e-9), kind="stable")[:_MOST_SHOWN].tolist()
        return tuple(self.words[one] for one in found if sums[one] > _CLEAR * errors[one])

    def _pairs(self, values: ColumnValues) -> tuple[Array, Array]:
        """The rows and the words of the texts, int64: each word once a text."""
        numbers = self.encode(values).astype(np.int64) - _OTHERS
        rows, places = np.nonzero(numbers >= 0)
        pairs = np.unique(rows * MOST_WORDS + numbers[rows, places])
        return pairs // MOST_WORDS, pairs % MOST_WORDS

    def parts(self, numbers: Array) -> list[tuple[str, Array]]:
        known = dict.fromkeys(numbers[numbers >= _OTHERS].astype(int).tolist())
        return [(self.words[one - _OTHERS], np.where(numbers == one, 1, numbers)) for one in known]

    # Keras

    @property
    def keras_type(self) -> str:
        return "string"

    def layers(self, keras: Any, given: Any, embedding: Any) -> list[Any]:
        del embedding
        layers, name = keras.layers, given.name
        numbers = layers.TextVectorization(
            output_sequence_length=self.length, vocabulary=list(self.words), name=f"{name}-words"
        )(given)
        weights = layers.Normalization(**self._scale, name=f"{name}-weights")
        return [self._tf_idf(keras, numbers, weights, name)]

    def expand(self, keras: Any, numbers: Any, name: str, layer: Any) -> Any:
        del layer
        weights = np.array(self.weights, np.float32)
        return self._tf_idf(keras, numbers, lambda counts: counts * weights, name)

    def _tf_idf(self, keras: Any, numbers: Any, weights: Any, name: str) -> Any:
        """The vectors of texts, of length 1, or 0 for those without known words."""
        layers, size = keras.layers, len(self.weights) + _OTHERS
        count = layers.CategoryEncoding(size, output_mode="count", name=f"{name}-counts")
        count.supports_jit = False  # XLA lacks what counts
        counts = count(numbers)[:, _OTHERS:]
        return layers.UnitNormalization(name=f"{name}-vector")(weights(counts))

    @property
    def _scale(self) -> dict[str, list[float]]:
        """Of a Normalization that multiplies by the weights."""
        variances = [in_32_bits(1 / weight**2) for weight in self.weights]
        return {"mean": [0.0] * len(variances), "variance": variances}

    def set_layers(self, model: Any, name: str) -> None:
        lookup = model.get_layer(f"{name}-words")
        lookup._lookup_layer.input_vocabulary = list(self.words)  # noqa: SLF001 - for its config
        lookup.set_vocabulary(list(self.words))
        set_scale(model.get_layer(f"{name}-weights"), **self._scale)

    # scripts

    script: ClassVar[str] = '''def add_text(name, length, words, variances):
    """How often a text has each word, times its weight, as a vector of length 1."""
    layers, size = keras.layers, len(variances)
    numbers = layers.TextVectorization(vocabulary=words, output_sequence_length=length)
    counts = layers.CategoryEncoding(size + 2, output_mode="count")
    weights = layers.Normalization(mean=[0.0] * size, variance=variances)
    # 0 is where a text has ended, and 1 a word that is not known
    known = counts(numbers(inputs[name]))[:, 2:]
    vectors.append(layers.UnitNormalization()(weights(known)))'''

    def script_reader(self, column: str) -> str:
        return f'{column}.astype("string").fillna("").to_numpy(object)'

    def script_calls(self, name: str) -> list[dict[str, Any]]:
        variances = self._scale["variance"]
        call = {"name": name, "length": self.length, "words": list(self.words)}
        return [call | {"variances": variances}]

    # saving

    @classmethod
    def from_layers(cls, name: str, graph: LayerGraph) -> Column | None:
        lookup = graph.after(name, "TextVectorization")
        counts = graph.after(graph.after(lookup, "CategoryEncoding"), "GetItem")
        words = graph.fact(lookup, "vocabulary")
        if not lookup or not isinstance(words, list) or not all(isinstance(w, str) for w in words):
            return None
        variances = graph.numbers(graph.after(counts, "Normalization"), "variance")
        with np.errstate(all="ignore"):
            weights = 1 / np.sqrt(variances.astype(np.float64))
        length = graph.whole(lookup, "output_sequence_length")
        facts = tuple(words), tuple(weights.tolist()), length
        return cls(name, READ_FROM_MODEL, "", 0, len(words), *facts)

    def faults(self) -> Iterator[tuple[str, bool]]:
        words, places = self.words, len(self.weights)
        yield "has no words, or too many", not 1 <= len(words) <= places <= MOST_WORDS
        yield "has a word twice", len(set(words)) < len(words)
        yield "has words that no text has", any(words_of(one) != [one.encode()] for one in words)
        yield "has weights that no words have", not all(0.1 < one < 100 for one in self.weights)
        yield "reads texts of another length", not 1 <= self.length <= LONGEST_TEXT


_PUNCTUATION = b"!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'"
_LOWER = bytes.maketrans(bytes(range(65, 91)), bytes(range(97, 123)))


def words_of(text: str) -> list[bytes]:
    """The words of a text in UTF-8, exactly as `TextVectorization` splits it.

    Letters of ASCII become small, punctuation of ASCII is left out, also within words, and spaces
    are those of ASCII.
    """
    return text.encode().translate(_LOWER, _PUNCTUATION).split()


NO_SPACES = "without spaces between words, as Chinese, Japanese and Thai are written"
_WITHOUT = re.compile(
    # Thai, Lao, Myanmar, Khmer, kana, Chinese characters
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)


def have_spaces(texts: Sequence[str]) -> bool:
    """Whether most letters are of languages that write spaces between words."""
    some = "".join(texts[:1_000])
    return 2 * len(_WITHOUT.findall(some)) <= sum(map(str.isalpha, some))
