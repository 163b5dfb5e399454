import re
from contextlib import suppress
from itertools import pairwise

import numpy as np
import pytest

from densemodel.charts import NETWORK_COLORS
from densemodel.errors import TrainingError
from densemodel.language import parse
from densemodel.training import RunGroup, prepare
from densemodel.widgets import ComparisonPanel, table_text
from densemodel.widgets.charts._line_styles import line_styles_of
from densemodel.widgets.experiments._compared_words import table_html
from densemodel.widgets.runtime._style import stylesheet
from densemodel.widgets.runtime._writer import Writer
from densemodel.wording import rounded
from support.widgets.panel_parts import is_hidden, wait_for

pytestmark = pytest.mark.tensorflow

CLAUSES = "; epochs 3 ; batch 8 ; adam lr 0.01"
SMALL = f"4 -> 4 relu -> 2 softmax {CLAUSES}"
BIG = f"4 -> 16 relu -> 2 softmax {CLAUSES}"
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def make_group(rows):
    def make(name, text):
        return RunGroup.of(name, parse(text), lambda once: prepare(once, *rows, name=name))

    return make


@pytest.fixture
def make_comparison(writer):
    panels = []

    def make(*networks, **options):
        panels.append(ComparisonPanel(networks, writer=writer, **options))
        assert writer.flush()
        return panels[-1]

    yield make
    for panel in panels:
        for group in panel.groups:
            for run in group.runs:
                run.stop()
        panel.close()


def press(panel, writer, action):
    panel._head.buttons[action].click()
    assert writer.flush()


def shown_buttons(panel):
    buttons = panel._head.buttons.values()
    return [button.description for button in buttons if not is_hidden(button)]


def drawn(panel, kind):
    """The marks of one kind: a network's line, its shape, its star, its name."""
    marks = panel._views.curves.chart.marks.items()
    return [mark for name, mark in marks if name.startswith(f"{kind} ")]


def finish(panel, writer):
    for group in panel.groups:
        for run in group.runs:
            run.wait(60)
    assert writer.flush()


@pytest.fixture(scope="module")
def trained():
    """The panel of two networks that have ended, of which nothing is changed, and its writer."""
    x = np.random.default_rng(0).normal(size=(40, 4)).astype("float32")
    runs = [
        prepare(text, x, (x[:, 0] > 0).astype(int), name=name)
        for name, text in (("red", SMALL), ("blue", BIG))
    ]
    writer = Writer(refresh_seconds=0.005)
    panel = ComparisonPanel(runs, writer=writer)
    press(panel, writer, "start")
    finish(panel, writer)
    yield panel, writer
    panel.close()


def test_start_all_trains_every_network_and_says_which_is_lower(make_run, make_comparison, writer):
    panel = make_comparison(make_run(SMALL, name="small"), make_run(BIG, name="big"))
    assert shown_buttons(panel) == ["Start all"]
    assert "Ready to train 2 networks on 28 rows, in turns of an epoch." in panel._foot.words.value
    press(panel, writer, "start")
    finish(panel, writer)
    assert [group.best.state for group in panel.groups] == ["finished"] * 2
    assert shown_buttons(panel) == ["Train 2 more seeds: 4 runs", "Restart all"]
    assert "has the lower validation loss" in panel._foot.words.value
    assert "One run each: the seed alone may make this difference" in panel._foot.words.value


def test_the_curves_of_all_share_their_axes(trained):
    panel, _ = trained
    first, second = drawn(panel, "line")
    assert len(first.x) == len(second.x) == 3
    assert first.scales["y"] is second.scales["y"]
    assert first.colors != second.colors
    assert first.line_style != second.line_style
    shapes, stars = drawn(panel, "shape"), drawn(panel, "star")
    assert [len(shape.x) for shape in shapes] == [3, 3]
    assert shapes[0].marker != shapes[1].marker
    assert [list(name.text) for name in drawn(panel, "name")] == [["red"], ["blue"]]
    assert all(list(star.text) == ["★"] for star in stars)
    best = panel.groups[1].best
    assert stars[1].x[0] == best.best_epoch
    values = best.history["val_loss"]
    assert second.y == pytest.approx(np.log10(values), rel=1e-5)


def test_another_measure_can_be_chosen(trained):
    panel, writer = trained
    curves = panel._views.curves
    assert [name for _, name in curves.choice.shown.options] == ["loss", "accuracy"]
    curves.choice.shown.value = "accuracy"
    assert writer.flush()
    assert "Validation accuracy" in curves.parts["title"].value
    assert curves.choice.scale.value == "linear"
    assert drawn(panel, "line")[0].y == pytest.approx(panel.groups[0].best.history["val_accuracy"])
    curves.choice.shown.value = "loss"
    assert writer.flush()
    assert curves.choice.scale.value == "log"


def test_repeats_are_one_row_and_their_seeds_are_faint(make_group, make_comparison, writer):
    groups = make_group("small", f"{SMALL} ; repeat 3"), make_group("big", f"{BIG} ; repeat 3")
    panel = make_comparison(*groups)
    assert "Ready to train 2 networks in 6 runs on 28 rows" in panel._foot.words.value
    press(panel, writer, "start")
    finish(panel, writer)
    assert [len(drawn(panel, f"faint {place}")) for place in (0, 1)] == [3, 3]
    assert all(len(mark.x) == 3 for mark in drawn(panel, "faint"))
    table = table_text(groups)
    assert len(table.splitlines()) == 3
    assert table.count("±") == 4
    assert re.search("is better: |can be told from the noise between seeds", panel.sentence)
    seeds = [group.best.spec.settings.seed for group in groups]
    assert f"Best seeds: small {seeds[0]}, big {seeds[1]}." in panel.sentence


def test_stop_all_stops_what_trains_and_what_waits(make_run, make_comparison, writer):
    long = SMALL.replace("epochs 3", "epochs 100000 ; patience off")
    runs = [make_run(long, name=name) for name in ("a", "b", "c")]
    panel = make_comparison(*runs)
    press(panel, writer, "start")
    assert shown_buttons(panel) == ["Stop all"]
    wait_for(lambda: all(run.history.evaluations for run in runs))
    assert writer.flush()
    assert "a, b and c train in turns, now in epoch " in panel.sentence
    press(panel, writer, "stop")
    finish(panel, writer)
    assert [run.state for run in runs] == ["stopped"] * 3
    assert shown_buttons(panel) == ["Resume all", "Restart all"]
    assert "Not all were trained to their end." in panel.sentence
    press(panel, writer, "resume")
    assert all(run.is_busy for run in runs)
    press(panel, writer, "stop")
    finish(panel, writer)


def test_the_table_says_what_differs(make_run):
    groups = [
        RunGroup("a", (make_run("4 -> 4 relu -> 2 softmax ; batch 8"),)),
        RunGroup("b", (make_run("4 -> 9 relu -> 3 tanh -> 2 softmax ; sgd lr 0.1"),)),
        RunGroup("c", (make_run("4 -> 2 softmax ; batch 8"),)),
    ]
    heads, *rows = (re.split("  +", line) for line in table_text(groups).splitlines())
    assert heads == [
        *("Network", "What differs", "Parameters", "Epochs", "Best epoch", "Validation loss"),
        *("Time", "State"),
    ]
    assert rows[0][1] == "4 relu ; adam ; lr 0.001 ; batch 8"
    assert rows[1][1] == "9 relu -> 3 tanh ; sgd ; lr 0.1 ; batch 32"
    assert rows[2][1] == "no layer there ; adam ; lr 0.001 ; batch 8"
    assert [row[2] for row in rows] == ["30", "83", "10"]
    assert rows[0][-1] == "ready"


def test_where_test_rows_are_given_the_table_has_a_column_of_them(make_run, rows):
    runs = [make_run(SMALL, test_data=rows), make_run(BIG, test_data=rows)]
    groups = [RunGroup(name, (run,)) for name, run in zip("ab", runs, strict=True)]
    heads, first, _ = (re.split("  +", line) for line in table_text(groups).splitlines())
    assert first[heads.index("Test loss")] == "-"
    for run in runs:
        run.start().wait()
    heads, *lines = (re.split("  +", line) for line in table_text(groups).splitlines())
    tested = [rounded(run.test_metrics["accuracy"]) for run in runs]
    assert [line[heads.index("Test accuracy")] for line in lines] == tested
    assert "Test loss" not in heads


def test_restart_all_asks_before_it_discards(make_run, make_comparison, writer):
    panel = make_comparison(make_run(SMALL, name="small"), make_run(BIG, name="big"))
    press(panel, writer, "start")
    finish(panel, writer)
    press(panel, writer, "restart")
    assert shown_buttons(panel) == []
    assert not is_hidden(panel._head.question.widget)
    words = panel._head.question._words.value
    assert "Restart all discards 2 runs of 6 epochs together." in words
    panel._head.handle(panel._head.cancel)
    assert writer.flush()
    assert shown_buttons(panel) == ["Train 2 more seeds: 4 runs", "Restart all"]
    assert is_hidden(panel._head.question.widget)
    before = panel.groups[0].best.history
    press(panel, writer, "restart")
    panel._keep_now()  # the file is written meanwhile
    panel._head.restart()
    panel._head.restart()  # the second click of two
    finish(panel, writer)
    assert panel.groups[0].best.history is not before
    assert panel.groups[0].best.history.epochs == 3


def test_a_single_network_has_nothing_to_be_compared_with(make_run):
    with pytest.raises(ValueError, match="two networks or more"):
        ComparisonPanel([make_run()])


def test_a_run_that_failed_is_shown(make_run, make_comparison, writer):
    panel = make_comparison(
        make_run(SMALL, name="small"),
        make_run("4 -> 4 -> 1 ; sgd lr 1e30 ; epochs 2 ; batch 8 ; loss mse", name="wild"),
    )
    press(panel, writer, "start")
    for group in panel.groups:
        with suppress(TrainingError):  # it is said in the panel
            group.best.wait(60)
    assert writer.flush()
    assert panel.groups[1].best.state == "failed"
    assert panel.sentence.startswith("Their losses measure different things")
    assert "that both have. wild: Failed: " in panel.sentence


def test_networks_differ_by_more_than_their_colour():
    styles = line_styles_of([f"net{number}" for number in range(6)])
    assert len({style.color for style in styles}) == len({style.shape for style in styles}) == 6
    assert all(one.dash != two.dash for one, two in pairwise(styles))


def color_names(*names):
    return [re.findall(r"--dm-network-(\w+)", style.color)[0] for style in line_styles_of(names)]


def test_colours_come_in_one_order():
    order = ["blue", "orange", "green", "purple", "yellow", "grey", "red", "brown"]
    assert color_names(*"abcdefgh") == order
    assert color_names(*"abcdefghij")[8:] == order[:2]


def test_a_network_named_after_a_colour_has_that_colour():
    assert color_names("red", "blue") == ["red", "blue"]
    assert color_names("wide", "blue", "other") == ["orange", "blue", "green"]
    assert color_names("Green_2", "gray net", "reduced") == ["green", "grey", "blue"]
    assert color_names("red_small", "red_big") == ["red", "blue"]
    every_one = list(NETWORK_COLORS)
    assert color_names(*every_one[::-1], "wide")[:8] == every_one[::-1]


def test_a_network_has_its_colour_in_curves_and_table(trained):
    panel, _ = trained
    colors = [style.color for style in line_styles_of(["red", "blue"])]
    assert [line.colors[0] for line in drawn(panel, "line")] == colors
    assert [color in table_html(panel.groups) for color in colors] == [True, True]
    assert "--dm-network-orange" not in table_html(panel.groups)


def test_every_colour_is_in_the_stylesheet_for_each_theme():
    for name, (on_white, _) in NETWORK_COLORS.items():
        assert re.search(rf"--dm-network-{name}: light-dark\({on_white}, #\w+\);", stylesheet())


def test_the_panel_of_a_run_is_made_when_it_is_asked_for(make_run, make_comparison, writer):
    panel = make_comparison(make_run(SMALL, name="small"), make_run(BIG, name="big"))
    assert panel._context.opened.parts["place"].children == ()
    panel._foot.choice.value = 2
    assert writer.flush()
    (shown,) = panel._context.opened.parts["place"].children
    assert shown.run is panel.groups[1].best
    panel._foot.choice.value = -1
    assert writer.flush()
    assert panel._context.opened.parts["place"].children == ()
    panel._foot.choice.value = 2
    assert writer.flush()
    assert panel._context.opened.parts["place"].children == (shown,)


def test_a_run_that_takes_anothers_place_is_compared(make_run, make_comparison, writer):
    taken = []
    first, other = make_run(SMALL, name="small"), make_run(BIG, name="small")
    panel = make_comparison(first, make_run(BIG, name="big"), on_new_run=taken.append)
    panel._foot.choice.value = 1
    assert writer.flush()
    panel.experiment.set_run(1, other)
    assert writer.flush()
    assert taken == [other]
    assert panel.groups[0].best is other
    assert str(other.spec.parameter_count) in table_text(panel.groups)
    other.start().wait(60)
    assert writer.flush()
    assert len(drawn(panel, "line")[0].x) == 3


def test_the_file_is_written_at_the_start_and_when_all_have_ended(
    make_group, make_comparison, writer, monkeypatch
):
    panel = make_comparison(make_group("a", f"{SMALL} ; repeat 3"), make_group("b", BIG))
    asked = []
    monkeypatch.setattr(panel, "_keep_soon", lambda: asked.append(panel.groups[0].is_busy))
    press(panel, writer, "start")
    finish(panel, writer)
    assert asked == [True, False]


def test_more_seeds_are_trained_beside_those_that_were(make_run, make_comparison, writer):
    taken = []
    first, second = make_run(SMALL, name="small"), make_run(BIG, name="big")
    panel = make_comparison(first, second, on_new_run=taken.append)
    press(panel, writer, "start")
    finish(panel, writer)
    before = first.history
    press(panel, writer, "add")
    wait_for(lambda: [run.state for run in panel.experiment.runs] == ["finished"] * 6)
    assert writer.flush()
    assert [len(group.runs) for group in panel.groups] == [3, 3]
    assert first.history is before
    assert {(run.name, run.spec.settings.seed) for run in taken} == {
        (name, seed) for name in ("small", "big") for seed in (1, 2)
    }
    options = [name for name, _ in panel._foot.choice.options]
    assert options[:3] == ["no run", "small, seed 0", "small, seed 1"]
    assert "±" in panel._views.parts["table"].value
    assert shown_buttons(panel) == ["Train 2 more seeds: 4 runs", "Restart all"]
