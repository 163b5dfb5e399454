from densemodel.training import Mark
from densemodel.widgets.charts._curve_drawing import (
    MOST_HAPPENINGS,
    Happening,
    captions,
    happenings,
)


def test_a_stop_and_the_resume_after_it_are_one():
    found = happenings(
        [
            Mark("ended", "stop", 30, 1.5),
            Mark("changed", "adam lr 0.0001 ; batch 64", 30, 1.5),
            Mark("resumed", "", 30, 1.5),
        ]
    )
    full = "stopped, resumed, now lr 0.0001, batch 64"
    assert found == [Happening(1.5, "lr 0.0001, batch 64", full)]


def test_each_end_has_its_words_but_for_one_that_was_planned():
    assert happenings([Mark("ended", "epochs", 40, 2.0)]) == []
    assert happenings([Mark("ended", "stop", 40, 2.0)])[0].short == "stopped"
    assert happenings([Mark("ended", "patience", 40, 2.0)])[0].words == "ended by patience"
    assert happenings([Mark("ended", "non-finite", 40, 2.0)])[0].short == "failed"
    again = happenings([Mark("ended", "epochs", 40, 2.0), Mark("resumed", "", 40, 2.0)])
    assert [(a.short, a.words) for a in again] == [("resumed", "all its epochs were done, resumed")]


def test_of_two_changes_of_one_setting_at_one_place_the_later_holds():
    found = happenings(
        [Mark("changed", "lr 0.1", 5, 0.2), Mark("changed", "lr 0.2 ; patience 3", 5, 0.2)]
    )
    assert found[0].short == "lr 0.2, patience 3"


def test_long_words_are_cut_short_above_the_plot_and_kept_in_full():
    clauses = "epochs 1000 ; patience 30 ; lr 0.00015"
    (found,) = happenings([Mark("changed", clauses, 5, 0.2)])
    assert found.short == "epochs 1000, patience…"
    assert found.words == "now epochs 1000, patience 30, lr 0.00015"


def test_of_very_many_the_newest_are_drawn():
    marks = [Mark("changed", f"lr {n}", n, n) for n in range(10_000)]
    found = happenings(marks)
    assert len(found) == MOST_HAPPENINGS
    assert found[-1].short == "lr 9999"


def test_words_of_the_newest_stand_where_they_fit():
    found = [Happening(place, "lr 0.001", "") for place in (10.0, 11.0, 50.0, 99.0)]
    right, left = captions(found, 0.0, 100.0)
    assert [one.place for one in right] == [50.0, 11.0]
    assert [one.place for one in left] == [99.0]
    assert captions(found, 60.0, 90.0) == ([], [])
    assert captions(found[:1], 10.0, 11.0) == (found[:1], [])
