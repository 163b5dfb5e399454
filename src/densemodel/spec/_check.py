"""What only the whole network shows: too large, or an activation that makes no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.spec import _limits
from densemodel.spec._activations import NORMALISED
from densemodel.spec._layers_of import Unrolling, count_layers
from densemodel.spec._tree import Repeat

if TYPE_CHECKING:
    from densemodel.spec._layers_of import Made
    from densemodel.spec._problems import Problems
    from densemodel.spec._spec import Spec


def check(spec: Spec, problems: Problems) -> bool:
    """Note what is wrong with a network that was read; True if nothing is."""
    before = len(problems.found)
    network = spec.network
    count = count_layers(network.stages)
    if count > _limits.LAYERS:
        repeat = next(
            (stage.span for stage in network.stages if isinstance(stage, Repeat)), network.span
        )
        problems.add(repeat, f"a network of {count:,} layers: at most {_limits.LAYERS:,}")
        return False
    parameters = 0
    seen: set[int] = set()
    for made in Unrolling(network.input_shape).layers(network):
        parameters += made.layer.parameter_count
        if parameters > _limits.PARAMETERS:
            problems.add(
                made.item.span,
                f"the network has {parameters:,} parameters up to here: "
                f"at most {_limits.PARAMETERS:,}",
            )
            return False
        if id(made.item) not in seen:  # once for all rounds of a repeat
            seen.add(id(made.item))
            _check_single(made, problems)
    return len(problems.found) == before


def _check_single(made: Made, problems: Problems) -> None:
    """A softmax over one unit is always 1, so nothing can be learnt."""
    activation = made.layer.activation
    if activation not in NORMALISED or made.layer.output_shape[-1] != 1:
        return
    problems.add(
        made.item.span,
        f"'{activation}' over a single unit always gives the same",
        "write '1 sigmoid' for yes or no, or '2 softmax' for two classes",
    )
