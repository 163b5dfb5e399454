"""Spec: one network and how it is to be trained, as it was said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from densemodel.spec._canonical import write_clauses, write_network
from densemodel.spec._layers_of import Unrolling
from densemodel.spec._merge import merge
from densemodel.spec._settings_of import settings_of
from densemodel.spec._tree import Named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from densemodel.spec._layer import Layer
    from densemodel.spec._settings import Settings
    from densemodel.spec._tree import Clause, Network, Value

_LEAVES_ALONE = frozenset({"Dropout", "GaussianNoise", "Flatten"})
"Layers that do not change what the output means once the model is used."

_ACTIVATION_LAYERS = {"LeakyReLU": "leaky_relu", "ELU": "elu", "ReLU": "relu"}


@dataclass(frozen=True)
class Spec:
    """A network and its clauses. Made by `parse`, `parse_cell` and `with_settings`.

    Two specs are equal if they said the same: `patience 2` said and not said are two specs with
    one meaning. ``parse(str(spec)) == spec`` always holds.

    Example:
        >>> spec = parse("28x28 -> 50 relu -> 10 softmax")
        >>> [layer.kind for layer in spec.layers]
        ['Flatten', 'Dense', 'Dense']
    """

    network: Network
    "The words of the network, names put in as numbers."
    clauses: tuple[Clause, ...] = ()
    "What was said about training, in canonical order."
    name: str | None = None
    "From `small: 784 -> ...`."

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The sizes of one row of x, without the batch axis."""
        return self.network.input_shape

    @cached_property
    def _unrolled(self) -> tuple[tuple[Layer, ...], tuple[str, ...]]:
        init, bias = self._said_values.get("init"), self._said_values.get("bias")
        unrolling = Unrolling(
            self.input_shape,
            init if isinstance(init, Named) else None,
            float(bias) if isinstance(bias, int | float) else None,
        )
        layers = tuple(made.layer for made in unrolling.layers(self.network))
        return layers, tuple(unrolling.notes)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Every layer, repeats unrolled, without the input."""
        return self._unrolled[0]

    @property
    def notes(self) -> tuple[str, ...]:
        """What the text leaves out and was put in, a sentence each; empty where nothing was."""
        return self._unrolled[1]

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The sizes of one row of the model's answer."""
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
        """The activation that the answer comes out of; None for plain numbers."""
        for layer in reversed(self.layers):
            if layer.kind not in _LEAVES_ALONE:
                named = _ACTIVATION_LAYERS.get(layer.kind, layer.activation)
                return None if named == "linear" else named
        return None

    @cached_property
    def _said_values(self) -> Mapping[str, Value]:
        return {clause.word: clause.value for clause in self.clauses}

    @cached_property
    def settings(self) -> Settings:
        """The value of every clause, said or not."""
        return settings_of(self._said_values)

    @property
    def said(self) -> frozenset[str]:
        """The words of the clauses that were said; an optimizer counts as `optimizer`."""
        return frozenset(self._said_values)

    @cached_property
    def network_text(self) -> str:
        """The canonical text of the network alone."""
        return write_network(self.network)

    def with_settings(self, settings: str) -> Spec:
        """The same network, trained another way.

        Args:
            settings: Clauses, as in a cell: ``"patience 3 ; split 25%"``. Each replaces the one
                that was said; `epochs` replaces `steps` and the reverse.

        Returns:
            A new spec; this one stays as it is.

        Raises:
            SpecError: The text is not made of clauses.

        Example:
            >>> str(parse("784 -> 10 ; epochs 5").with_settings("epochs 9 ; split 25%"))
            '784 -> 10 ; epochs 9 ; split 0.25'
        """
        from densemodel.spec._parse import parse_clauses  # it makes specs, so it imports this

        return self.with_clauses(parse_clauses(settings))

    def with_clauses(self, clauses: tuple[Clause, ...]) -> Spec:
        """The same network with these clauses in place of those that say the same."""
        return replace(self, clauses=merge(self.clauses, clauses))

    def __str__(self) -> str:
        """The canonical text: a single line."""
        prefix = f"{self.name}: " if self.name else ""
        return prefix + " ; ".join([self.network_text, *write_clauses(self.clauses)])

    def __repr__(self) -> str:
        return f"parse({str(self)!r})"
