import pytest

from densemodel.widgets import TrainingPanel
from densemodel.widgets.panel._base_panel import Accessibility
from support.widgets.panel_parts import every

pytestmark = pytest.mark.tensorflow


def test_the_controls_of_a_panel_are_accessible_and_the_fix_takes_no_room(make_run):
    panel = TrainingPanel(make_run())
    (accessibility,) = (widget for widget in every(panel) if isinstance(widget, Accessibility))
    assert "noUi-handle" in accessibility._esm
    assert "dm-style" in accessibility._dom_classes
    panel.close()
    assert accessibility.comm is not None  # other panels show it, too
