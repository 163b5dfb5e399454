"""The tab Score of a panel."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from densemodel.training import EvaluationDone, prepare
from densemodel.widgets.panel._view import ViewContext
from densemodel.widgets.score._score_facts import ScoredRows
from densemodel.widgets.score._score_view import ScoreView
from support.widgets.images_parts import digits_run
from support.widgets.panel_parts import (
    LONG,
    by_class,
    is_hidden,
    press,
    seen,
    texts,
    titles_of,
    wait_for,
)
from support.widgets.table_parts import flats, table_run

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def show(writer):
    """Make the view of a run, as its tab does, with all that it has to draw drawn."""
    views = []

    def make(run):
        views.append(ScoreView(ViewContext(run, writer)))
        settle(views[-1], writer)
        return views[-1]

    yield make
    for view in views:
        view.run.stop()
        view.close()


def settle(view, writer):
    assert view.wait()
    assert writer.flush()


def shown_list(view):
    return view.state()["list"]["shown"]


def send(view, writer, part, **message):
    """What the page of a part sends."""
    view.parts[part].receive(message)
    settle(view, writer)


def unfold(view, writer):
    view.parts["more"].value = True
    settle(view, writer)


def test_the_tab_stands_behind_the_network(make_run, make_panel):
    tabs = titles_of(by_class(make_panel(make_run()), "dm-tabs"))
    assert tabs[1:4] == ("Network", "Plane", "Score")


def test_before_training_it_says_what_comes(make_run, show):
    view = show(make_run())
    assert "its scores on the 12 rows that are held out appear here" in texts(view.widget)
    assert all("dm-score-full" not in widget._dom_classes for widget in seen(view.widget))


def test_without_data_it_says_how_to_score(show):
    assert "dm.evaluate(model, x, y)" in texts(show(prepare("4 -> 2 softmax", None, None)).widget)


def test_when_it_has_ended_the_scores_stand_beside_the_baseline(finished_run, show):
    view = show(finished_run)
    text = texts(view.widget)
    assert f"12 validation rows, with the best weights, of epoch {finished_run.best_epoch}." in text
    assert "Accuracy" in text
    assert "baseline" in text
    assert sum(map(sum, view.state()["matrix"]["matrix"]["counts"])) == 12


def test_each_column_of_the_scores_has_a_heading(finished_run, show, writer):
    view = show(finished_run)
    unfold(view, writer)
    for table in ("metrics", "classes"):
        headings = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', view.state()[table]["value"])
        assert headings
        assert all(headings)


def test_at_first_sight_there_are_few_metrics_and_more_on_request(finished_run, show, writer):
    view = show(finished_run)
    few = texts(view.widget)
    assert "Balanced accuracy" not in few
    assert "The training curve is a mean" not in few
    unfold(view, writer)
    assert "Balanced accuracy" in texts(view.widget)
    assert "The training curve is a mean" in texts(view.widget)
    assert view.parts["more"].description == "Fewer metrics"
    view.parts["more"].value = False
    settle(view, writer)
    assert texts(view.widget) == few


def test_every_term_has_a_tooltip(finished_run, show, writer):
    view = show(finished_run)
    unfold(view, writer)
    html = view.state()["metrics"]["value"]
    assert 'title="Always the most common class; for numbers, always the mean"' in html
    assert 'title=""' not in html


def test_a_cell_shows_its_rows_and_goes_back_to_the_worst(finished_run, show, writer):
    view = show(finished_run)
    assert shown_list(view)["title"] == "Worst mistakes"
    send(view, writer, "matrix", type="cell", true=1, predicted=1)
    assert shown_list(view)["title"].startswith("true 1, predicted 1")
    assert view.state()["matrix"]["chosen"] == [1, 1]
    count = view.state()["matrix"]["matrix"]["counts"][1][1]
    assert len(shown_list(view)["rows"]) == count
    send(view, writer, "list", type="close")
    assert shown_list(view)["title"] == "Worst mistakes"
    assert view.state()["matrix"]["chosen"] == []


def test_a_cell_that_is_not_shown_opens_nothing(finished_run, show, writer):
    view = show(finished_run)
    for true, predicted in ((0, 7), (-1, 0), (True, 0), ("0", 0), (None, None)):
        send(view, writer, "matrix", type="cell", true=true, predicted=predicted)
        assert view.cell is None


def test_a_worst_mistake_opens_and_closes_with_the_cell(show, writer):
    view = show(digits_run().start().wait())
    key = shown_list(view)["rows"][0]["key"]
    for unknown in (-1, str(key), True, None):
        send(view, writer, "list", type="open", key=unknown)
        assert view.parts["list"].detail == {}
    send(view, writer, "list", type="open", key=key)
    assert view.parts["list"].detail["number"] == key
    assert len(view.parts["list"].large) == 64
    send(view, writer, "matrix", type="cell", true=1, predicted=1)
    assert view.parts["list"].detail == {}


def test_it_is_scored_while_it_trains(make_run, make_panel):
    panel = make_panel(make_run(LONG))
    tabs = by_class(panel, "dm-tabs")
    tabs.selected_index = titles_of(tabs).index("Score")
    press(panel, "Start")
    wait_for(lambda: "12 validation rows, after epoch" in texts(panel))
    before = texts(by_class(panel, "dm-score-head"))
    wait_for(lambda: texts(by_class(panel, "dm-score-head")) != before)
    press(panel, "Stop")
    wait_for(lambda: "with the best weights" in texts(panel))


def test_untrained_weights_are_not_scored_as_those_of_an_epoch(make_run, show, writer):
    run, lines = make_run(), []

    def open_at_first_epoch(event):
        # its weights are copied for others only after this event
        if isinstance(event, EvaluationDone) and not lines:
            view = show(run)
            settle(view, writer)
            lines.append(str(view.parts["empty"].value))
            lines.append(is_hidden(view.parts["full"]))

    run.on_event(open_at_first_epoch)
    run.start().wait()
    assert "The first scores appear here in a moment." in lines[0]
    assert lines[1]


def test_scores_are_of_the_epoch_whose_weights_were_asked(make_run, show, writer):
    run, lines = make_run(), []

    def open_at_second_epoch(event):
        if isinstance(event, EvaluationDone) and event.epoch == 2:
            view = show(run)
            settle(view, writer)
            lines.append((view.parts["line"].value, run.newest_at.place))

    run.on_event(open_at_second_epoch)
    run.start().wait()
    ((line, place),) = lines
    assert place == 1
    assert "after epoch 1" in line


def test_nobody_scores_for_a_tab_that_is_not_seen(make_run, show, writer):
    run = make_run()
    view = show(run)
    view.set_shown(is_shown=False)
    run.start().wait()
    settle(view, writer)
    assert view.facts is None
    view.set_shown(is_shown=True)
    settle(view, writer)
    assert "12 validation rows" in texts(view.widget)


def test_the_test_rows_are_scored_once_when_it_has_ended(make_run, rows, show, writer, monkeypatch):
    asked = []
    score = ScoredRows.score

    def counted(self, side=None):
        asked.append((side, self._run.is_busy))
        return score(self, side)

    monkeypatch.setattr(ScoredRows, "score", counted)
    run = make_run(test_data=rows)
    view = show(run)
    run.start().wait()
    settle(view, writer)
    view.set_shown(is_shown=True)
    settle(view, writer)
    assert [one for one in asked if one[0] == "test"] == [("test", False)]
    assert view.parts["side"].options == ("Validation", "Test")
    assert "12 validation rows" in texts(view.widget)
    view.parts["side"].value = "Test"
    assert writer.flush()
    assert "40 test rows" in texts(view.widget)
    run.resume(epochs=1).wait()
    settle(view, writer)
    assert [one for one in asked if one[0] == "test"] == [("test", False)] * 2


def test_a_note_names_the_monitored_test_set(make_run, rows, show):
    text = "4 -> 8 relu -> 2 softmax ; epochs 2 ; split off"
    view = show(make_run(text, test_data=rows).start().wait())
    assert "These are the test rows" in texts(view.widget)
    assert texts(view.widget).count("These are the test rows") == 1
    assert is_hidden(view.parts["side"])


def test_a_note_counts_validation_rows_that_were_trained_on(make_run, show, writer):
    run = make_run("4 -> 8 relu -> 2 softmax ; epochs 2 ; split 10%").start().wait()
    view = show(run)
    assert "were trained on before" not in texts(view.widget)
    run.resume(epochs=1, settings="split 50%").wait()
    settle(view, writer)
    text = f"{run.leaked_rows} of the validation rows were trained on before"
    assert run.leaked_rows
    assert text in texts(view.parts["warnings"])
    assert not is_hidden(view.parts["warnings"])
    assert texts(view.widget).count("were trained on before") == 1


def test_the_number_of_scored_rows_is_shown_once(finished_run, show, monkeypatch):
    monkeypatch.setattr("densemodel.widgets.score._score_facts.MOST_ENDED", 5)
    monkeypatch.setattr("densemodel.widgets.score._score_facts._LEAST", 5)
    text = texts(show(finished_run).widget)
    assert "5 of 12 validation rows, drawn at random, with the best weights" in text
    assert text.count("drawn at random") == 1


def test_restart_discards_the_scores(make_run, show, writer):
    run = make_run().start().wait()
    view = show(run)
    first = view.facts.main
    run.restart().wait()
    settle(view, writer)
    assert view.facts.main is not None
    assert view.facts.main is not first


def test_the_picture_in_the_file_is_drawn_once(make_run, show):
    run = make_run()
    view = show(run)
    assert view.static_png() is None
    run.start().wait()
    picture = view.static_png()
    assert picture is view.static_png()
    assert Image.open(io.BytesIO(picture)).width > 800
    assert len(picture) <= 60_000


def test_the_file_is_saved_again_for_a_tab_that_is_opened_after_the_end(finished_run, writer):
    saved = []
    view = ScoreView(ViewContext(finished_run, writer))
    view.keep = lambda: saved.append(1)
    try:
        wait_for(lambda: saved == [1])
    finally:
        view.close()


def test_a_network_that_answers_no_number_says_so(make_run, show):
    run = make_run().start().wait()
    for variable in run.model.variables:
        variable.assign(np.full(variable.shape, np.nan))
    assert "weights that are not numbers" in texts(show(run).widget)


def numbers(columns):
    import pandas as pd

    x = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3)), columns=["age", "<b>", "sun"])
    y = pd.DataFrame({"price": 100 * x["age"], "$y$": x["sun"]})
    return x, y["price"] if columns == 1 else y


def test_numbers_are_shown_in_the_unit_of_y(show, writer):
    run = prepare("3 -> 8 relu -> 1 ; epochs 2", *numbers(1)).start().wait()
    view = show(run)
    assert "Mean absolute error (price)" in texts(view.widget)
    assert "price: predicted" in texts(view.widget)
    assert "price: residual (true - predicted)" not in texts(view.widget)
    unfold(view, writer)
    assert "price: residual (true - predicted)" in texts(view.widget)
    assert "price: rows" in texts(view.widget)
    assert shown_list(view)["columns"] == [
        "Row",
        "True",
        "Predicted",
        "Error",
        "age",
        "<b>",
        "sun",
    ]
    assert is_hidden(view.parts["matrix_place"])
    assert Image.open(io.BytesIO(view.static_png())).height > 500


def test_of_several_columns_a_person_chooses_one(show, writer):
    view = show(prepare("3 -> 8 relu -> 2 ; epochs 2", *numbers(2)).start().wait())
    assert view.parts["column"].options == ("price", "$y$")
    assert "price: predicted" in texts(view.widget)
    view.parts["column"].value = "$y$"
    assert writer.flush()
    assert "$y$: predicted" in texts(view.widget)


def test_two_classes_have_their_curves(rows, show, writer):
    x, y = rows
    names = np.where(y > 0, "<i>yes", "no")
    view = show(prepare("4 -> 8 relu -> 1 sigmoid ; epochs 2", x, names).start().wait())
    unfold(view, writer)
    text = texts(view.widget)
    assert all(word in text for word in ("ROC", "Calibration", "Precision ("))
    assert "<i>yes" not in text
    assert view.static_png() is not None


def test_several_answers_have_no_matrix(rows, show, writer):
    x, _ = rows
    view = show(prepare("4 -> 8 relu -> 3 sigmoid ; epochs 2", x, x[:, :3] > 0).start().wait())
    assert is_hidden(view.parts["matrix_place"])
    assert shown_list(view)["columns"][:2] == ["Row", "Wrong"]
    unfold(view, writer)
    assert "Answer" in texts(view.widget)
    assert view.static_png() is not None


def test_a_worst_mistake_of_a_table_shows_its_raw_row_and_what_moved_it(show, writer):
    view = show(table_run().start().wait())
    listed = shown_list(view)
    assert listed["columns"][4:] == ["id", "area", "rooms", "heating", "sold"]
    assert listed["picture"] is None
    key = listed["rows"][0]["key"]
    send(view, writer, "list", type="open", key=key)
    shown = view.parts["list"]
    x, _ = flats()
    rows = {row["name"]: row for row in shown.detail["columns"]}
    assert rows["id"] == {"name": "id", "value": x["id"][key], "typical": "", "change": ""}
    assert rows["heating"]["value"] == x["heating"][key]
    assert rows["heating"]["typical"] in ("gas", "oil", "wood")
    assert "would be" in shown.detail["why"] or "no single column" in shown.detail["why"]
    assert shown.large_form == {}
    send(view, writer, "list", type="close_example")
    assert shown.detail == {}
