"""Epochs and patience that nobody said fit the data."""

import pytest

from densemodel.language import parse, schedule_sentence


@pytest.mark.parametrize(
    ("steps", "epochs", "patience"),
    [(22, 137, 23), (1, 3_000, 500), (99, 31, 6), (100, 30, 5), (250, 30, 2), (1_313, 30, 2)],
)
def test_the_default_is_3000_steps_and_a_patience_of_500(steps, epochs, patience):
    spec = parse("2 -> 1 sigmoid").with_lengths(steps, validates=True)
    assert str(spec) == f"2 -> 1 sigmoid ; epochs {epochs} ; patience {patience}"
    assert spec.from_data == {"epochs", "patience"}


def test_steps_that_nobody_knows_are_30_epochs_and_patience_2():
    spec = parse("2 -> 1").with_lengths(None, validates=True)
    assert str(spec) == "2 -> 1 ; epochs 30 ; patience 2"


def test_explicit_lengths_stay():
    explicit = parse("2 -> 1 ; epochs 30 ; patience 2")
    assert explicit.with_lengths(22, validates=True) is explicit
    off = parse("2 -> 1 ; epochs 4 ; patience off").with_lengths(22, validates=True)
    assert str(off) == "2 -> 1 ; epochs 4 ; patience off"


@pytest.mark.parametrize("clause", ["steps 2000", "minutes 5"])
def test_steps_or_minutes_leave_epochs_as_they_are(clause):
    spec = parse(f"2 -> 1 ; {clause}").with_lengths(22, validates=True)
    assert spec.from_data == {"patience"}
    assert spec.settings.epochs == (None if clause.startswith("steps") else 30)


def test_with_every_patience_counts_evaluations_of_so_many_steps():
    spec = parse("2 -> 1 ; every 100").with_lengths(22, validates=True)
    assert (spec.settings.epochs, spec.settings.patience) == (137, 5)


def test_patience_is_left_out_where_nothing_validates():
    spec = parse("2 -> 1 ; split off").with_lengths(22, validates=False)
    assert str(spec) == "2 -> 1 ; epochs 137 ; split off"


def test_lengths_from_the_data_are_not_explicit():
    written = parse("2 -> 1 ; batch 8")
    spec = written.with_lengths(22, validates=True)
    assert spec.explicit_clauses == {"batch"}
    assert spec.without_lengths() == written
    assert str(spec.without_lengths("patience")) == "2 -> 1 ; batch 8 ; epochs 137"


def test_a_clause_makes_a_length_explicit():
    spec = parse("2 -> 1").with_lengths(22, validates=True)
    assert spec.with_settings("patience 23").from_data == {"epochs"}
    steps = spec.with_settings("steps 90")
    assert (str(steps), steps.from_data) == ("2 -> 1 ; steps 90 ; patience 23", {"patience"})


def test_lengths_that_are_read_again_are_explicit():
    spec = parse("2 -> 1").with_lengths(22, validates=True)
    again = parse(str(spec))
    assert again == spec
    assert again.explicit_clauses == {"epochs", "patience"}


def test_a_rate_has_no_end_before_the_data_say_how_long_it_trains():
    open_end = parse("2 -> 1 ; lr 0.01*0.6^epoch")
    assert schedule_sentence(open_end) == (
        "The learning rate is 0.01 at first, and 0.6 times that after each epoch."
    )
    known = open_end.with_lengths(600, validates=True)
    assert "at the end" in schedule_sentence(known)
    assert "Patience" not in schedule_sentence(parse("2 -> 1 ; lr plateau 0.01"))
