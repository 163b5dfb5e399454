"""The panel's head: the run's name, its network, and how big that is."""

from __future__ import annotations

from ipywidgets import HTML

from densemodel.widgets._numbers import counted, memory
from densemodel.widgets._text import element, spec_markup
from densemodel.widgets._view import Scene, View


class Header(View):
    """`digits  784 → 50 relu → 10 softmax        39,760 parameters · 159 kB`."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        spec = scene.run.spec
        size = f"{counted(spec.parameter_count, 'parameter')} · {memory(spec.parameter_count)}"
        self.widget = HTML(
            element("span", scene.run.name, "dm-name")
            + f'<span class="dm-spec">{spec_markup(spec.network_text)}</span>'
            + element("span", size, "dm-size")
        )
        self.widget.add_class("dm-header")
