"""The panel of a run that was loaded: its story is there, and it goes on once it has its data."""

import numpy as np
import pytest

import densemodel as dm
from support.widgets.panel_parts import buttons, by_class, control, press_and_wait, texts

pytestmark = pytest.mark.tensorflow

X = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
Y = np.where(X[:, 0] > 0, "cat", "dog")


def test_a_loaded_run_is_shown_and_goes_on(make_panel, writer, tmp_path):
    store = dm.ModelStore(tmp_path)
    store.save(dm.train("4 -> 4 relu -> 2 softmax ; epochs 2", X, Y), "pets")
    panel = make_panel(store.load("pets"))
    assert writer.flush()
    assert panel.run.sentence in by_class(panel, "dm-summary-words").value
    assert control(panel, "Resume").disabled
    assert "Loaded without its data: run.resume(x, y) continues with data." in texts(panel)
    panel.run.give(X, Y)
    panel.run.resume(epochs=1).wait()
    assert writer.flush()
    assert buttons(panel)[:2] == ["Resume", "Restart"]
    press_and_wait(panel, "Resume")
    assert panel.run.history.epochs == 13
