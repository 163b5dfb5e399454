import threading
from html import escape

import pytest

from densemodel.training import EvaluationDone, prepare
from densemodel.widgets.charts._static_picture import static_table

pytestmark = pytest.mark.tensorflow


def test_before_a_run_there_is_its_sentence_alone(make_run):
    html, text = static_table(make_run())
    assert html == '<p class="dm-line">digits: Ready to train on 28 rows.</p>'
    assert text == "digits: Ready to train on 28 rows."


def test_after_a_run_its_numbers_stand_below(make_run, rows):
    run = make_run(test_data=rows)
    run.start().wait()
    html, text = static_table(run)
    sentence, _, table = text.partition("\n\n")
    assert sentence == f"digits: {run.sentence}"
    labels = [line.split()[0] for line in table.split("\n")]
    assert labels == ["Model", "Spec", "Size", "Rows", "Trained", "Best", "Baseline", "Test"]
    assert "2 epochs in " in table
    assert f"epoch {run.best_epoch}: validation loss " in table
    assert html.count("<tr>") == len(labels)
    assert "4 -&gt; 8 relu -&gt; 2 softmax" in html


def test_without_validation_the_newest_training_numbers_stand_there(make_run):
    run = make_run("4 -> 2 softmax ; epochs 2 ; split off")
    run.start().wait()
    assert "Training  loss " in static_table(run)[1]


def test_names_are_escaped_and_long_ones_cut(rows):
    x, y = rows
    name = "<script>alert(1)</script>" * 400
    run = prepare("4 -> 2 softmax ; epochs 1", x, y, name=name)
    run.start().wait()
    html, text = static_table(run)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert len(html) < 20_000
    assert len(text) < 5_000


def test_a_saved_run_that_trains_has_the_numbers_of_that_moment(make_run):
    run = make_run("4 -> 2 softmax ; epochs 100000 ; patience off ; batch 40")
    seen = threading.Event()
    run.on_event(lambda event: seen.set() if isinstance(event, EvaluationDone) else None)
    run.start()
    assert seen.wait(20)
    text = static_table(run)[1]
    run.stop().wait()
    assert text.startswith("digits: It was still training when this was saved. Training: epoch ")
    assert "It was still training" not in static_table(run)[1]


def test_a_run_shows_itself_as_html_where_no_panel_can(make_run):
    run = make_run(name="<i>$x$")
    assert "&lt;i&gt;$x$: Ready to train on 28 rows." in run._repr_html_()
    assert "<img" not in run._repr_html_()
    run.start().wait()
    html = run._repr_html_()
    for part in (escape(run.sentence), "<table", 'alt="Curves of &lt;i&gt;$x$"', "mathjax_ignore"):
        assert part in html
    assert html.count('<img src="data:image/png;base64,') == 1
    assert "<i>" not in html
    assert len(html) < 80_000


@pytest.mark.usefixtures("outputs")
def test_a_run_stays_text_where_its_panel_is_shown(make_run):
    assert make_run()._repr_html_() is None
