"""Images whose channels stand first, as PyTorch keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data.findings._wording import size

if TYPE_CHECKING:
    from densemodel.data.findings._finding import Findings
    from densemodel.data.read._values import Values
    from densemodel.language import Spec

_CHANNELS = (1, 3)
"Grey, and red, green and blue."
_SMALLEST = 5
"The fewest rows of an image that can't be taken for anything else."
_WINDOWS = ("Conv", "Pooling")


def offer_channels_last(
    spec: Spec, sized: Spec | None, x: Values | None, findings: Findings
) -> None:
    """Say so where a convolution would slide over the channels of an image, and not over it.

    Args:
        spec: As it was written.
        sized: The same with its sizes known; None if it does not fit such rows.
        x: The rows as they were handed over.
        findings: Gets the offer.
    """
    if x is None or x.array.ndim != 4:  # noqa: PLR2004 - rows of three axes
        return
    shape = x.array.shape[1:]
    channels, height, width = shape
    looks_so = channels in _CHANNELS and height == width >= _SMALLEST
    is_taken = spec.has_auto_input or (sized is not None and sized.input_shape == shape)
    if looks_so and is_taken and (sized is None or _has_windows(sized)):
        findings.offer(
            "x",
            f"the rows of x are {size(shape)}, with the channels first: here they stand last, "
            "as x.transpose(0, 2, 3, 1) puts them",
        )


def _has_windows(spec: Spec) -> bool:
    return any(window in layer.kind for layer in spec.layers for window in _WINDOWS)
