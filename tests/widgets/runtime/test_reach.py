import pytest

from densemodel.widgets import TrainingPanel
from densemodel.widgets.panel._base_panel import Accessibility
from support.widgets.panel_parts import every

pytestmark = pytest.mark.tensorflow


def test_a_panel_lets_its_controls_be_reached_and_the_mend_takes_no_room(make_run):
    panel = TrainingPanel(make_run())
    (reach,) = (widget for widget in every(panel) if isinstance(widget, Accessibility))
    assert "noUi-handle" in reach._esm
    assert "dm-style" in reach._dom_classes
    panel.close()
    assert reach.comm is not None  # other panels show it, too
