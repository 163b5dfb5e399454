"""A call of a Keras class, described without importing Keras."""

from __future__ import annotations

from dataclasses import dataclass

Argument = int | float | bool | str | None | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class KerasCall:
    """One call of a public Keras class, such as ``keras.optimizers.Adam(learning_rate=0.001)``.

    `network` makes both the object and the code from it, so they can't differ.
    """

    module: str
    "The public module below `keras`: layers, optimizers, losses, metrics, initializers, ..."
    name: str
    "The class in that module."
    arguments: tuple[tuple[str, Argument | KerasCall], ...] = ()
    "Keyword arguments in writing order; those equal to Keras's own default are left out."

    def with_argument(self, key: str, value: Argument | KerasCall) -> KerasCall:
        """The same call with one argument set, in its place if it is there already."""
        rest = dict(self.arguments)
        rest[key] = value
        return KerasCall(self.module, self.name, tuple(rest.items()))
