import io

import numpy as np
import pytest
from PIL import Image

from densemodel.charts._static import MOST_BYTES
from densemodel.experiments import Capacity, CapacityPoint, TrialStarted, capacity
from densemodel.widgets import CapacityPanel
from densemodel.widgets.experiments._capacity_panel import capacity_html_and_text
from densemodel.widgets.experiments._capacity_sizes import (
    capacity_plot,
    capacity_table,
    static_capacity,
)
from densemodel.widgets.experiments._experiment_view import moment_of
from support.widgets.outputs import wait_until_drawn
from support.widgets.panel_parts import is_hidden, wait_for

SPEC = "4 -> 2 relu -> 2 softmax ; epochs 2 ; batch 8 ; adam lr 0.01"
HOSTILE = "<img src=x onerror=alert(1)> $x$ \u202eolleh"


@pytest.fixture(autouse=True)
def _few_sizes(monkeypatch):
    monkeypatch.setattr("densemodel.experiments.plan._sizes.MOST_SIZES", 4)


def point(units, validation, training, **more):
    moved = np.random.default_rng(sum(units)).normal(size=100) * 0.05
    options = {
        "words": f"{units[0]} units",
        "spec": f"784 -> {units[0]} relu -> 10 softmax",
        "parameters": 795 * units[0] + 100 * (len(units) - 1),
        "units": units,
        "training_loss": training,
        "validation_loss": validation,
        "best_epoch": 4,
        "epochs": 6,
        "seconds": 2.5,
        "row_losses": validation + moved - moved.mean(),
    }
    return CapacityPoint(**{**options, **more})


POINTS = (
    point((4,), 0.9, 0.8),
    point((8,), 0.3, 0.25, is_written=True),
    point((16,), 0.299, 0.2),
    point((32,), 0.5, 0.1),
    point((8, 8), 0.31, 0.26, is_deeper=True),
    point((64,), float("inf"), float("nan"), failure="the loss is no number", row_losses=None),
)


@pytest.fixture
def make(writer):
    panels = []

    def make_one(measured):
        panels.append(CapacityPanel(measured, writer=writer))
        return panels[-1]

    yield make_one
    for panel in panels:
        panel.capacity.stop()
        panel.close()


def settled(panel):
    assert panel._writer.flush()
    return panel


def test_the_picture_marks_knee_written_and_overfitting():
    plot = capacity_plot(POINTS)
    assert plot is not None
    assert plot.knee is not None
    assert plot.knee[1] == "knee: 8 units, as written"
    assert len(plot.written) == 0
    assert 10 ** plot.knee[0] == pytest.approx(795 * 8)
    assert len(plot.wider) == len(plot.training) == 4
    assert [round(10**x) for x in plot.deeper[:, 0]] == [795 * 8, 795 * 8 + 100]
    assert plot.overfits == pytest.approx(np.log10(795 * 32))
    assert plot.title == "Validation loss by parameters"
    assert all("," in label for label in plot.x.labels)


def test_the_written_network_at_a_lines_end_is_in_the_lines_name():
    written = point((32,), 0.5, 0.1, is_written=True)
    plot = capacity_plot([point((4,), 0.9, 0.8), point((8,), 0.3, 0.25), written])
    assert plot is not None
    assert plot.names == ("training", "validation, written", "more layers")
    assert len(plot.written) == 0
    within = capacity_plot([point((4,), 0.9, 0.8, is_written=True), *POINTS[2:4]])
    assert within is not None
    assert within.names == ("training", "validation", "more layers")
    assert len(within.written) == 1


def test_losses_of_many_sizes_are_on_a_log_scale():
    plot = capacity_plot([point((4,), 90.0, 80.0), point((8,), 0.9, 0.8)])
    assert plot is not None
    assert plot.title.endswith("(both on log scales)")
    assert plot.wider[0, 1] == pytest.approx(np.log10(90))


def test_where_nothing_could_be_trained_nothing_is_drawn():
    assert capacity_plot(POINTS[-1:]) is None
    assert static_capacity("digits", POINTS[-1:]) is None
    assert "failed: the loss is no number" in capacity_table(POINTS[-1:]).text()


def test_the_table_has_the_smallest_first_and_marks_the_knee():
    lines = capacity_table(POINTS).text().splitlines()
    assert lines[1].startswith("4 units ")
    assert lines[2].startswith("8 units (knee, written)")
    assert "best" in lines[4]
    assert "0.2010 ± 0.0066" in lines[5]
    assert capacity_table(POINTS).html().count("<tr") == 7
    assert capacity_table(POINTS).html().count('class="dm-best"') == 1


def test_the_static_picture_is_small():
    png = static_capacity(HOSTILE, POINTS)
    assert png is not None
    assert len(png) <= MOST_BYTES
    assert Image.open(io.BytesIO(png)).width == 1720


@pytest.mark.tensorflow
def test_hostile_words_stay_words(make_run):
    measured = capacity(make_run(SPEC, name=HOSTILE))
    html, _ = capacity_html_and_text(moment_of(measured))
    assert "<img" not in html
    assert "\u202e" not in html
    failed = point((4,), float("inf"), 1.0, failure=HOSTILE, row_losses=None)
    assert "<img" not in capacity_table([failed]).html()


@pytest.mark.tensorflow
def test_a_panel_follows_to_the_end(make_run, make):
    measured = Capacity(make_run(SPEC))
    panel = make(measured)
    measured.start().wait()
    settled(panel)
    assert is_hidden(panel._foot.parts["stop"])
    assert measured.sentence.split(".")[0] in panel._foot.parts["words"].value
    assert measured.knee is not None
    assert measured.knee.spec.replace("->", "-&gt;") in panel._views.parts["code"].value
    assert panel._views.parts["table"].value.count("<tr") == len(measured.points) + 1
    marks = panel._views.parts["chart"].marks
    assert len(marks["wider"].x) == sum(not one.is_deeper for one in measured.points)
    assert marks["knee words"].text[0].startswith("knee: ")


@pytest.mark.tensorflow
def test_a_size_is_opened_in_its_panel(make_run, writer):
    opened = []
    measured = Capacity(make_run(SPEC)).start().wait()

    def bind(run):
        opened.append(run)
        return run.name

    panel = CapacityPanel(measured, on_load=bind, writer=writer)
    assert settled(panel)._foot.choice.options[1] == (measured.points[0].words, 0)
    panel._foot.choice.value = 1
    wait_for(lambda: "digits_size_2 is" in panel._context.lines.widget.value)
    (shown,) = settled(panel)._context.opened.parts["place"].children
    assert shown.run is opened[0]
    assert shown.run.wait(60).state == "finished"
    panel._foot.choice.value = -1
    assert settled(panel)._context.opened.parts["place"].children == ()
    panel.close()


@pytest.mark.tensorflow
def test_stop_is_there_while_it_grows(make_run, make):
    measured = Capacity(make_run(SPEC.replace("epochs 2", "epochs 100000 ; patience off")))
    seen = []
    measured.on_event(seen.append)
    panel = make(measured.start())
    assert not is_hidden(settled(panel)._foot.parts["stop"])
    wait_for(lambda: any(isinstance(event, TrialStarted) for event in seen))
    panel._foot.parts["stop"].click()
    measured.wait(60)
    settled(panel)
    assert is_hidden(panel._foot.parts["stop"])
    assert "It was stopped" in panel._foot.parts["words"].value
    assert not is_hidden(panel._foot.parts["more"])
    panel._foot.parts["more"].click()
    wait_for(lambda: is_hidden(settled(panel)._foot.parts["more"]))
    assert panel.capacity.is_busy
    panel.capacity.stop().wait(60)


@pytest.mark.tensorflow
def test_a_reloaded_page_shows_what_the_file_will_lack(make_run, make, outputs):
    panel = make(Capacity(make_run(SPEC)))
    panel._ipython_display_()
    assert outputs.first_lines
    panel._greet(2)
    panel._writer.flush(timeout=5)
    assert is_hidden(panel._note)  # nothing in the file is behind
    panel.capacity.start().wait()
    wait_until_drawn()
    panel._writer.flush(timeout=5)
    assert not is_hidden(panel._note)


def test_the_largest_size_so_far_is_no_knee():
    plot = capacity_plot(POINTS[:1])
    assert plot is not None
    assert plot.knee is not None
    assert plot.knee[1].startswith("best so far: ")
    assert "(best so far" in capacity_table(POINTS[:1]).text()
