"""What all panels do alike: as text, in the file, with names that are markup, and when closed."""

import pytest
from ipywidgets import HTML, HTMLMath, Label

from densemodel.experiments import Capacity
from densemodel.widgets import CapacityPanel, ComparisonPanel, SweepPanel, TrainingPanel
from densemodel.widgets.runtime._parts import shared_ids
from support.widgets.fed_sweep import THREE, FedSweep
from support.widgets.outputs import wait_until_drawn
from support.widgets.panel_parts import every, open_widgets

HOSTILE = '"><script> <img src=x onerror=alert(1)>$x^2$ \u202eolleh'
MOST_BYTES = 180_000


class Training:
    """A panel, and what trains in it."""

    words = "Training panel of digits: Ready to train on 28 rows."

    def __init__(self, make_run, name):
        self.runs = [make_run(name=name)]

    def panel(self, writer):
        return TrainingPanel(self.runs[0], writer=writer)

    def train(self):
        for run in self.runs:
            run.start().wait()


class Comparison(Training):
    words = "Comparison of digits and other: Ready to train 2 networks on 28 rows"

    def __init__(self, make_run, name):
        other = "4 -> 5 relu -> 2 softmax ; epochs 2 ; batch 8"
        self.runs = [make_run(name=name), make_run(other, name="other")]

    def panel(self, writer):
        return ComparisonPanel(self.runs, writer=writer)


class Grown(Training):
    words = "Capacity of digits: "

    def __init__(self, make_run, name):
        self.runs = [Capacity(make_run(name=name))]

    def panel(self, writer):
        return CapacityPanel(self.runs[0], writer=writer)


class Swept(Training):
    words = "Sweep panel of digits: 18 trials are planned."

    def __init__(self, _, name):
        self.runs = [FedSweep(THREE, name=name, failing=(5, name))]

    def panel(self, writer):
        return SweepPanel(self.runs[0], writer=writer)


def needs_tensorflow(kind):
    return pytest.param(kind, marks=pytest.mark.tensorflow)


@pytest.fixture(params=[Swept, *map(needs_tensorflow, (Training, Comparison, Grown))])
def make(request, make_run, writer, monkeypatch):
    """Give a function that makes one of each kind of panel, by the name of what trains."""
    monkeypatch.setattr("densemodel.experiments.plan._sizes.MOST_SIZES", 2)
    panels = []

    def make_one(name="digits"):
        trained = request.param(make_run, name)
        panels.append(trained.panel(writer))
        assert writer.flush()
        return panels[-1], trained

    yield make_one
    for panel in panels:
        panel.close()


def html_of(panel):
    values = [part.value for part in every(panel) if isinstance(part, HTML)]
    return "".join(value for value in values if "<style>" not in value)


def test_as_text_a_panel_is_one_line(make, capsys):
    panel, trained = make()
    panel._ipython_display_()  # in a terminal
    assert capsys.readouterr().out == f"{panel!r}\n"
    assert repr(panel).startswith(trained.words)
    data, _ = panel._repr_mimebundle_()
    assert data["text/plain"] == repr(panel)
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_file_keeps_words_and_a_picture(make, outputs):
    panel, trained = make()
    panel._ipython_display_()
    before = outputs.first_lines
    assert outputs.pictures == [b""]
    trained.train()
    wait_until_drawn()
    panel.update_static_output()
    assert outputs.first_lines != before
    assert all(picture.startswith(b"\x89PNG") for picture in outputs.pictures)


def test_a_name_is_text_wherever_it_stands(make, writer, outputs):
    panel, trained = make(HOSTILE)
    panel._ipython_display_()
    trained.train()
    tabs = [part for part in every(panel) if "dm-tabs" in getattr(part, "_dom_classes", ())]
    for place in range(len(tabs[0].children) if tabs else 0):
        tabs[0].selected_index = place
        assert writer.flush()
    wait_until_drawn()
    panel.update_static_output()
    stored = "".join(text for bundle in outputs.values() for text in bundle.values())
    assert len(stored) < MOST_BYTES
    for html in (html_of(panel), "".join(one.get("text/html", "") for one in outputs.values())):
        assert "&lt;img" in html
        assert not [markup for markup in ("<img", "<script", "\u202e") if markup in html]
    assert not [part for part in every(panel) if isinstance(part, (Label, HTMLMath))]  # typeset


def test_a_closed_panel_leaves_nothing_and_what_trains_goes_on(make):
    before = set(open_widgets())
    panel, trained = make()
    for run in trained.runs:
        run.start()
    panel.close()
    panel.close()
    assert panel.comm is None
    for run in trained.runs:
        assert run.wait().state == "finished"
        assert not getattr(run._listeners, "_functions", run._listeners)
    left = [part for key, part in open_widgets().items() if key not in before]
    assert not [part for part in left if id(part) not in shared_ids()]
