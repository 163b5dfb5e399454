"""Spec: one network and its training settings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from math import prod
from operator import getitem
from typing import TYPE_CHECKING, Literal, Protocol

from densemodel.errors import SpecError, with_field_hints
from densemodel.language.reading._problems import Problems
from densemodel.language.shapes._check import check
from densemodel.language.shapes._layers_of import (
    COLUMNS,
    Layer,
    Unrolling,
    items_in,
    product_notes,
    with_units,
)
from densemodel.language.spec._kinds import with_column
from densemodel.language.spec._settings import (
    TABLE_SPLIT,
    fitting,
    in_order,
    merge,
    settings_of,
    write_clauses,
)
from densemodel.language.syntax_tree._canonical import write_network
from densemodel.language.syntax_tree._tree import (
    AUTO,
    Clause,
    Item,
    Named,
    choices_in,
    choose,
    each_once,
    picks_at,
    replaced,
)
from densemodel.language.vocabulary._find import finds_rate
from densemodel.language.vocabulary._keras_call import KerasCall
from densemodel.language.vocabulary._layer_words import AUGMENTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from densemodel.language.spec._settings import Settings
    from densemodel.language.syntax_tree._base import Base
    from densemodel.language.syntax_tree._tree import Choice, Network, Value

_LEAVES_ALONE = frozenset(
    {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise", "Flatten", "Reshape"}
    | AUGMENTATIONS
)
"Layers that do not change the output at prediction."

_ACTIVATION_LAYERS = {"LeakyReLU": "leaky_relu", "ELU": "elu", "ReLU": "relu"}


class TableShape(Protocol):
    """The sizes of an encoded table: see `TableEncoding` of the package `data`."""

    @property
    def is_fitted(self) -> bool:
        """Whether the sizes are known."""

    @property
    def width(self) -> int:
        """The numbers of an encoded row."""

    @property
    def outputs(self) -> int:
        """The numbers that the first layer takes, with those of embeddings."""

    @property
    def parameter_count(self) -> int:
        """The numbers of all embeddings."""


@with_field_hints
@dataclass(frozen=True)
class Spec:
    """A network and its clauses. Made by `parse`, `parse_cell` and `with_settings`.

    Two specs are equal if their text is: an explicit `patience 2` is another spec with the same
    meaning. ``parse(str(spec)) == spec`` always holds.

    Example:
        >>> spec = parse("28x28 -> 50 relu -> 10 softmax")
        >>> [layer.kind for layer in spec.layers]
        ['Flatten', 'Dense', 'Dense']
    """

    network: Network
    "The network, with names replaced by numbers."
    clauses: tuple[Clause, ...] = ()
    "The clauses, in canonical order."
    name: str | None = None
    "From `small: 784 -> ...`."

    own_notes: tuple[str, ...] = field(default=(), compare=False)
    "Notes of the conversion from a model or code, a sentence each."
    from_data: frozenset[str] = field(default=frozenset(), compare=False)
    "Which of `epochs` and `patience` have values computed from the data."

    table: TableShape | None = field(default=None, compare=False)
    "The encoding of the columns where the input is `table`; None until the data are bound."

    @property
    def takes_table(self) -> bool:
        """Whether the input is `table`."""
        return self.network.input_shape == "table"

    def with_table(self, table: TableShape | None) -> Spec:
        """The same spec for another encoding of the columns; None: for an unknown one.

        The encoding stays with what `with_settings` and `expand` make of the spec, also where a
        clause asks for another one: that is learnt when data are bound.

        Raises:
            SpecError: A layer does not fit the encoded rows, or the network is too large.
        """
        return checked(replace(self, table=table))

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The sizes of one row of x, without the batch axis; of a table as it is encoded.

        Raises:
            SpecError: The input is `auto` or `table`.
        """
        shape = self.network.input_shape
        if self.takes_table and self.table is not None:
            return (self.table.width,)
        if isinstance(shape, str):
            raise SpecError(
                f"the size of the input is {shape}, so it needs data: "
                "give x and y, as in dm.build(spec, x, y)"
            )
        return shape

    @property
    def base(self) -> Base | None:
        """The trained model that the network begins with; None without one."""
        return self.network.base

    @property
    def frozen(self) -> Base | None:
        """The base whose outputs are computed once, in the size that it has here, if known."""
        base = self.sized_base
        return base if base is not None and base.is_frozen else None

    @property
    def sized_base(self) -> Base | None:
        """The base, in the size that it has here, if known."""
        base = self.base
        return base if base is None or self.has_auto_input else base.resized(self.input_shape)

    def with_base(self, base: Base) -> Spec:
        """The same network with other facts of its base, or another copy of it."""
        network: Network = replaced(
            self.network, Item, lambda one: replace(one, base=base) if one.base else one
        )
        return replace(self, network=network)

    @property
    def has_auto_input(self) -> bool:
        """Whether the input is `auto`."""
        return self.network.input_shape == AUTO

    @property
    def has_auto_output(self) -> bool:
        """Whether the size of the last layer is `auto`."""
        return any(item.number == AUTO for item in self._items)

    @property
    def _items(self) -> Iterator[Item]:
        """Every item, in any alternative of a choice."""
        return (item for network in each_once(self.network) for item in items_in(network.stages))

    @property
    def needs(self) -> tuple[str, ...]:
        """The words that need data to build a model: `auto`, `table`, `norm`."""
        words = []
        if self.has_auto_input or self.has_auto_output:
            words.append(AUTO)
        if self.takes_table and self.table is None:
            words.append("table")
        if not self.takes_table and any(item.word == "norm" for item in self._items):
            words.append("norm")
        return tuple(words)

    def with_sizes(self, input_shape: tuple[int, ...] | None, units: int | None) -> Spec:
        """The spec with `auto` replaced by numbers.

        Args:
            input_shape: The sizes of one row of x; None to keep the input.
            units: The size of the last layer; None to keep it.

        Raises:
            SpecError: A layer does not fit the one before it, or the network is too large.

        Example:
            >>> str(parse("auto -> 50 relu -> auto softmax").with_sizes((784,), 10))
            '784 -> 50 relu -> 10 softmax'
        """
        network = self.network
        if input_shape is not None and self.has_auto_input:
            network = replace(network, input_shape=input_shape)
        if units is not None:
            network = with_units(network, units)
        return checked(replace(self, network=network))

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The choices in braces, in the order of the text: each is one variable of a sweep."""
        return choices_in((self.network, self.clauses))

    @property
    def trial_count(self) -> int:
        """The number of specs from `expand`: 1 without choices."""
        return prod(len(choice.alternatives) for choice in self.choices)

    @property
    def finds_rate(self) -> bool:
        """Whether it says `lr find`: a sweep trains it with halving."""
        return any(finds_rate(clause.value) for clause in self.clauses)

    def expand(self) -> Iterator[Spec]:
        """One spec for each combination of the choices, made one by one.

        Yields:
            Specs without choices; the last choice changes fastest. Without choices: this one.

        Raises:
            SpecError: A combination does not fit together.

        Example:
            >>> [str(spec) for spec in parse("784 -> {32|64} relu -> 10").expand()]
            ['784 -> 32 relu -> 10', '784 -> 64 relu -> 10']
        """
        return map(self.combination, range(self.trial_count))

    def combination(self, place: int) -> Spec:
        """The spec at a place of `expand`, from 0, without making those before it.

        Raises:
            SpecError: The combination does not fit together.
        """
        offered = [choice.alternatives for choice in self.choices]
        if not offered:
            return self
        at = picks_at(place, list(map(len, offered)))
        picks = list(map(getitem, offered, at))
        network, clauses = choose((self.network, self.clauses), picks)
        return checked(replace(self, network=network, clauses=in_order(clauses)))

    def _refuse_choices(self) -> None:
        if self.choices:
            raise SpecError(
                f"this spec holds choices, {self.trial_count:,} networks in all: "
                "dm.sweep(spec, x, y) trains them all, spec.expand() yields them one by one"
            )

    @cached_property
    def _unrolled(self) -> tuple[tuple[Layer, ...], tuple[str, ...]]:
        self._refuse_choices()
        if self.has_auto_output:
            raise SpecError(
                "the size of the last layer is auto, so it needs labels: "
                "give x and y, as in dm.build(spec, x, y)"
            )
        init, bias = self._explicit_values.get("init"), self._explicit_values.get("bias")
        columns = _columns_layer(self.table) if self.takes_table else None
        unrolling = Unrolling(
            self.input_shape if columns is None else columns.output_shape,
            init if isinstance(init, Named) else None,
            float(bias) if isinstance(bias, int | float) else None,
            is_table=self.takes_table,
        )
        layers = tuple(layer for layer, _ in unrolling.layers(self.network))
        first = () if columns is None else (columns,)
        return (*first, *layers), tuple(unrolling.notes)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Every layer, repeats unrolled, without the input.

        Raises:
            SpecError: The spec holds choices, or `auto` waits for data.
        """
        return self._unrolled[0]

    @property
    def notes(self) -> tuple[str, ...]:
        """Layers that were added, and other notes, a sentence each."""
        return (*self.own_notes, *self._unrolled[1], *product_notes(self.network.stages))

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The sizes of one row of the model's output."""
        return self.layers[-1].output_shape

    @cached_property
    def parameter_count(self) -> int:
        """All parameters, as `keras.Model.count_params` counts them."""
        return sum(layer.parameter_count for layer in self.layers)

    @cached_property
    def trainable_count(self) -> int:
        """Parameters that training changes by gradient."""
        return sum(layer.trainable_count for layer in self.layers)

    @property
    def last_activation(self) -> str | None:
        """The activation of the output; None for linear outputs."""
        for layer in reversed(self.layers):
            if layer.kind not in _LEAVES_ALONE:
                named = _ACTIVATION_LAYERS.get(layer.kind, layer.activation)
                return None if named == "linear" else named
        return None

    @cached_property
    def _explicit_values(self) -> Mapping[str, Value]:
        return {clause.word: clause.value for clause in self.clauses}

    @cached_property
    def settings(self) -> Settings:
        """The value of every clause, with defaults.

        Default epochs and patience are the least values, 30 and 2: `run.spec` has those for the
        data.

        Raises:
            SpecError: The spec holds choices.
        """
        self._refuse_choices()
        usual = {"split": TABLE_SPLIT} if self.takes_table else {}
        return settings_of({**usual, **self._explicit_values})

    @property
    def explicit_clauses(self) -> frozenset[str]:
        """The words of the clauses in the text; an optimizer counts as `optimizer`."""
        return frozenset(self._explicit_values) - self.from_data

    @property
    def default_lengths(self) -> frozenset[str]:
        """Which of `epochs` and `patience` have default values, to be computed from the data."""
        explicit = frozenset(self._explicit_values)
        # with `steps` or `minutes`, epochs have no default from the data
        words = {"patience"} if explicit & {"steps", "minutes"} else {"epochs", "patience"}
        return frozenset(words - explicit)

    def with_lengths(self, steps_per_epoch: int | None, *, validates: bool) -> Spec:
        """The spec with default epochs and patience computed from the data.

        Patience is 2 evaluations or 500 steps, epochs are 30 or 3,000 steps: whichever is more.

        Args:
            steps_per_epoch: Steps that pass over the training rows once; None if unknown.
            validates: Whether there are rows to validate on; without them patience is left out.

        Returns:
            A new spec with both; `from_data` has the computed ones.

        Example:
            >>> str(parse("2 -> 1 sigmoid").with_lengths(22, validates=True))
            '2 -> 1 sigmoid ; epochs 137 ; patience 23'
        """
        if not self.default_lengths:
            return self
        # with `every N` an evaluation comes after N steps
        steps = {"epochs": steps_per_epoch, "patience": self.settings.every or steps_per_epoch}
        words = self.default_lengths - (frozenset() if validates else {"patience"})
        clauses = [*self.clauses, *(Clause(word, fitting(word, steps[word])) for word in words)]
        return replace(self, clauses=in_order(clauses), from_data=self.from_data | words)

    def without_lengths(self, *words: str) -> Spec:
        """The spec without values computed from the data, of these words or of all."""
        out = self.from_data & frozenset(words) if words else self.from_data
        clauses = tuple(clause for clause in self.clauses if clause.word not in out)
        return replace(self, clauses=clauses, from_data=self.from_data - out) if out else self

    @cached_property
    def network_text(self) -> str:
        """The canonical text of the network without clauses."""
        return write_network(self.network)

    def with_settings(self, settings: str) -> Spec:
        """The same network, trained another way.

        Args:
            settings: Clauses, as in a cell: ``"patience 3 ; split 25%"``. Each replaces the same
                clause; `epochs` replaces `steps` and the reverse.

        Raises:
            SpecError: The text is not made of clauses, or one does not fit the network.

        Example:
            >>> str(parse("784 -> 10 ; epochs 5").with_settings("epochs 9 ; split 25%"))
            '784 -> 10 ; epochs 9 ; split 0.25'
        """
        from densemodel.language._parse import parse_clauses  # it makes specs, so it imports this

        return self.with_clauses(parse_clauses(settings))

    def with_clauses(self, clauses: tuple[Clause, ...]) -> Spec:
        """The same network with these clauses replacing the same ones, checked."""
        merged = merge(self.clauses, clauses)
        explicit = frozenset(clause.word for clause in clauses)
        from_data = self.from_data & {clause.word for clause in merged} - explicit
        return checked(replace(self, clauses=merged, from_data=from_data))

    def with_kind(
        self, column: str, kind: Literal["category", "number", "date", "text", "without"] | None
    ) -> Spec:
        """The same spec with another kind for one column of its table.

        Args:
            column: Its name, which other such clauses then name no more.
            kind: The clause that names it: a kind, or `without` to leave it out; None: no clause,
                so that its values decide.

        Raises:
            SpecError: The input is not `table`, or a spec can't write the name.

        Example:
            >>> str(parse("table -> 1 ; number zip rooms").with_kind("zip", "category"))
            'table -> 1 ; category zip ; number rooms'
        """
        clauses = in_order(with_column(self.clauses, column, kind))
        return checked(replace(self, clauses=clauses))

    def __str__(self) -> str:
        """The canonical text: a single line."""
        prefix = f"{self.name}: " if self.name else ""
        return prefix + " ; ".join([self.network_text, *write_clauses(self.clauses)])

    def __repr__(self) -> str:
        return f"parse({str(self)!r})"


def _columns_layer(table: TableShape | None) -> Layer | None:
    """The layer that makes inputs of the numbers of an encoded row; None before they are known."""
    if table is None or not table.is_fitted:
        return None
    return Layer(
        KerasCall("layers", COLUMNS),
        (),
        (table.width,),
        (table.outputs,),
        table.parameter_count,
        is_put_in=True,
    )


def checked(spec: Spec) -> Spec:
    """The spec, if all its layers fit; its own text gets the carets if not."""
    from densemodel.language._parse import parse  # it makes specs, so it imports this

    problems = Problems("")
    if check(spec, problems):
        return spec
    names = {} if spec.base is None else {spec.base.name: spec.base}
    parse(str(spec), names)
    # only the sizes of its table do not fit, and no text has them
    raise SpecError(f"{problems.found[0].message}: the table has {spec.input_shape[0]:,} numbers")
