"""`target norm` in a Keras model: a Rescaling at its end that brings answers into the unit of y."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from densemodel.data import choose_task
from densemodel.language import KerasCall
from densemodel.network.builder._make import make
from densemodel.network.from_keras._spec_of_facts import facts_of
from densemodel.network.from_keras._spec_of_items import divisor_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.language import Spec
    from densemodel.network.from_keras._spec_of_parts import Part

_SHOWN = 3
"Columns of y whose numbers a note says."


@dataclass(frozen=True, slots=True)
class Target:
    """The numbers that end a model, for each column of y or one for all."""

    part: Part
    mean: tuple[float, ...]
    spread: tuple[float, ...]

    @property
    def note(self) -> str:
        """What the spec does not hold of it."""
        return (
            "target norm learns its numbers from the y that it is built with again: those in the "
            f"model, mean {_shown(self.mean)} and spread {_shown(self.spread)}, are not in the spec"
        )

    def require_numbers_to_guess(self, spec: Spec) -> None:
        """Refuse a model that does not guess numbers: for others the clause has no meaning.

        Raises:
            SpecError: It is one.
        """
        kind = choose_task(spec).kind
        if kind != "regression":
            raise self.part.link.refusal(
                "it brings the answers into another unit, which 'target norm' does for numbers to "
                "guess alone"
            )


def target_of(parts: Sequence[Part]) -> Target | None:
    """The end of a model that `target norm` says; None if `scale / N` or nothing says it.

    Args:
        parts: All parts of the model.
    """
    last, layer = parts[-1], parts[-1].link.layer
    is_last = last.kind == "Rescaling" == type(layer).__name__
    if not is_last or not any(part.is_linear for part in parts):
        return None
    columns = last.output_shape[-1]
    mean, spread = _numbers(layer.offset, columns), _numbers(layer.scale, columns)
    is_scale = not any(mean) and divisor_of(layer.scale) is not None
    if is_scale or not mean or not spread or min(spread) <= 0 or _differs_otherwise(last):
        return None
    return Target(last, mean, spread)


def _numbers(value: Any, columns: int) -> tuple[float, ...]:
    """One number, or one for each column; nothing if it is something else."""
    import numpy as np

    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):  # ragged lists, say
        return ()
    is_known = numbers.shape in ((), (columns,)) and bool(np.isfinite(numbers).all())
    return tuple(numbers.reshape(-1).tolist()) if is_known else ()


def _differs_otherwise(part: Part) -> bool:
    """Whether it differs from the layer of `target norm` in more than its numbers."""
    call = KerasCall("layers", "Rescaling", (("scale", 1.0), ("name", "of_spec")))
    ours = facts_of(make(call), part.input_shape)
    ours["dtype"] = "float32"
    numbers = {key: part.facts[key] for key in ("scale", "offset")}
    return {**ours, **numbers} != {**part.facts, **numbers}


def _shown(numbers: Sequence[float]) -> str:
    texts = [f"{number:,.6g}" for number in numbers[:_SHOWN]]
    rest = len(numbers) - len(texts)
    return ", ".join(texts) + (f" and {rest:,} more" if rest else "")
