import numpy as np
import pytest

from densemodel.experiments.results._capacity_result import CapacityPoint
from densemodel.experiments.results._capacity_sentence import capacity_sentence

ROWS = 200
PAIR = ((100, 0.304), (102, 0.3))
"Units and validation losses."


def point(units, validation, training, *, is_written):
    """A network whose losses move by 0.1 from row to row, each in its own way."""
    moved = np.random.default_rng(units).normal(size=ROWS) * 0.1
    losses = validation + moved - moved.mean()
    return CapacityPoint(
        words=f"{units} units",
        spec="",
        parameters=units * 100,
        units=(units,),
        training_loss=training,
        validation_loss=float(losses.mean()),
        best_epoch=1,
        epochs=1,
        seconds=1.0,
        is_written=is_written,
        row_losses=losses,
    )


def sentence_of(*means, written=-1, rises=False, is_whole=True):
    points = [
        point(2 << place, mean, mean if rises else 1 - place / 10, is_written=place == written)
        for place, mean in enumerate(means)
    ]
    return capacity_sentence(points, is_whole=is_whole)


def test_the_knee_says_what_more_would_bring():
    assert sentence_of(0.9, 0.5, 0.304, 0.3) == (
        "8 units are enough: 2 times as many parameters lower the validation loss by 0.004, which "
        "is less than the noise (0.010)."
    )


def test_a_network_of_about_the_same_size_has_a_few_more_parameters():
    small, large = (point(units, loss, 0.2, is_written=False) for units, loss in PAIR)
    assert capacity_sentence([small, large], is_whole=True).startswith(
        "100 units are enough: a few more parameters lower the validation loss by 0.004"
    )


def test_a_knee_that_is_the_best_has_nothing_above_it():
    assert sentence_of(0.9, 0.3, 0.33, 0.34, rises=True) == (
        "4 units are enough: no larger network has a lower validation loss."
    )


def test_overfitting_is_reported():
    assert sentence_of(0.9, 0.3, 0.301, 0.5, 0.8).endswith("From 16 units on it overfits.")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (0, "What you wrote is smaller, and its validation loss is 0.600 above the best"),
        (3, "What you wrote has 4 times as many parameters and is no better."),
        (1, "no larger network has a lower validation loss."),
    ],
)
def test_the_written_network_is_held_against_the_knee(written, words):
    assert words in sentence_of(0.9, 0.3, 0.304, 0.303, written=written)


def test_a_growth_that_was_cut_off_says_what_it_does_not_know():
    more = "16 units are the largest tried so far: more may be better."
    assert sentence_of(0.9, 0.5, 0.4, 0.3, is_whole=False) == more
    assert (
        sentence_of(0.9, is_whole=False)
        == "2 units are the largest tried so far: more may be better."
    )


def test_where_all_sizes_were_better_the_largest_is_named():
    assert sentence_of(0.9, 0.5, 0.4, 0.3) == (
        "16 units are the largest tried, and still better than those before."
    )
