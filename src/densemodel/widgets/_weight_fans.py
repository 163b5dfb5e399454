"""The widget that draws fans of weights and the pictures of a first layer."""

from __future__ import annotations

import anywidget
import traitlets

from densemodel.widgets._front_end import front_end


class WeightFans(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget's base is untyped
    """Shows `InsideFacts`, nothing at first. Raises DenseModelError where it was never built.

    Example:
        >>> facts = inside_facts(run, course_of(run))
        >>> WeightFans(fans=fans_state(facts), images=images_state(facts.pictures))
    """

    _esm = traitlets.Unicode().tag(sync=True)
    fans = traitlets.Dict().tag(sync=True)
    "As `fans_state` makes it."
    images = traitlets.Dict().tag(sync=True)
    "As `images_state` makes it."

    @traitlets.default("_esm")  # type: ignore[untyped-decorator]
    def _read_script(self) -> str:
        return front_end("inside.js")
