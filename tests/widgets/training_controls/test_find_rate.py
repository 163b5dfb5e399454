"""Find the rate: nine points, the best in bold, and a button that uses what it says."""

import pytest

from densemodel.charts import Words
from densemodel.language import parse
from densemodel.widgets.panel._cell_text import CellText
from densemodel.widgets.panel._pending_settings import pending_settings_of
from densemodel.widgets.training_controls._find_rate import best_of, rate_chart
from support.widgets.panel_parts import buttons, press, set_by_person, texts, wait_for

SHORT = "4 -> 2 softmax ; epochs 3 ; patience off ; batch 8"
RATES = [(0.001, 0.9), (0.0316227766017, 0.2), (1.0, 0.4)]


@pytest.mark.parametrize(
    ("rate", "clause"),
    [(0.0316227766017, "lr 0.03"), (0.001, "lr 0.001"), (3.16227766017, "lr 3"), (10, "lr 10")],
)
def test_the_best_rate_has_one_digit(rate, clause):
    assert best_of([(rate / 2, 0.5), (rate, 0.1), (2 * rate, 0.3)])[1] == clause


def test_the_best_of_the_points_is_bold():
    chart = rate_chart(RATES, (0.0001, 1))
    line, best, name = chart.marks
    assert line.points.tolist()[1] == best.points.tolist()[0] == pytest.approx([-1.5, 0.2])
    assert isinstance(name, Words)
    assert (name.texts, name.is_bold) == ("0.03", True)
    assert chart.x.labels == ("0.0001", "0.01", "1")  # also of those that are still to come


def test_losses_that_are_far_apart_are_on_a_log_scale():
    chart = rate_chart([*RATES, (10.0, 2e5)], (0.001, 10))
    assert chart.y.high < 6


@pytest.fixture
def searched(make_run, make_panel, writer):
    """A panel whose button was pressed, and whose search has ended; `spec` is the run's."""

    def search(spec=SHORT, optimizer=""):
        panel = make_panel(make_run(spec))
        if optimizer:
            set_by_person(panel, writer, "Optimizer", optimizer)
        press(panel, "Find the rate")
        wait_for(lambda: writer.flush() and used(panel), 60.0)
        return panel

    return search


def used(panel):
    return [label for label in buttons(panel) if label.startswith("Use lr ")]


@pytest.mark.tensorflow
def test_the_best_rate_is_used_and_put_into_the_cell(searched, writer):
    panel = searched()
    (label,) = used(panel)
    assert "9 of 9 trials done" in texts(panel)
    assert "Validation loss by rate" in texts(panel)
    clause = label.removeprefix("Use ")
    assert f"{clause} has the lowest validation loss of 9: " in texts(panel)

    cell = CellText.of(f"%%densemodel digits -x x -y y\n{SHORT}", {}, {"digits": parse(SHORT)})
    cell.bind("digits", panel.run.spec)
    pending = pending_settings_of(panel.run)
    pending.cell = cell
    press(panel, label)
    assert writer.flush()
    assert f"; {clause} ;" in str(panel.run.spec)
    assert cell.wanted == {"digits"}
    text = cell.text_for("digits", cell.spec_for("digits", pending.next_spec))
    assert text.endswith(clause)
    assert not used(panel)  # it holds
    assert panel.run.state == "ready"


@pytest.mark.tensorflow
def test_a_pending_optimizer_has_its_own_rates_and_keeps_the_one_that_is_used(searched, writer):
    panel = searched(optimizer="sgd")
    (label,) = used(panel)
    press(panel, label)
    assert writer.flush()
    assert f"sgd {label.removeprefix('Use ')}" in str(pending_settings_of(panel.run).next_spec)


@pytest.mark.tensorflow
def test_start_ends_the_search(make_run, make_panel, writer):
    panel = make_panel(make_run("4 -> 8 relu -> 2 softmax ; epochs 3000 ; patience off"))
    press(panel, "Find the rate")
    wait_for(lambda: writer.flush() and "Stop the search" in buttons(panel))
    press(panel, "Start")
    wait_for(lambda: panel.run.history.evaluations)
    wait_for(lambda: writer.flush() and "Find the rate" in buttons(panel))
    panel.run.stop().wait()
