from dataclasses import replace
from math import inf

import numpy as np
import pytest

from densemodel.experiments import Importance
from densemodel.language import Variable
from densemodel.widgets.experiments._experiment_view import (
    LIGHT,
    empty_words,
    in_numbers,
    moment_of,
    short_value,
    shown,
    steps_of,
)
from densemodel.widgets.experiments._sweep_curves import MOST_LINES as MOST_CURVES
from densemodel.widgets.experiments._sweep_curves import as_table, lines_of, ranges_of
from densemodel.widgets.experiments._sweep_foot import foot_sentences, sweep_table
from densemodel.widgets.experiments._sweep_importance import (
    importance_html,
    importance_sentence,
    importance_words,
)
from densemodel.widgets.experiments._sweep_map import grid_of, has_grid
from densemodel.widgets.experiments._sweep_panel import sweep_picture
from densemodel.widgets.experiments._sweep_parallel import MOST_LINES, least_width, parallel_of
from densemodel.widgets.experiments._sweep_rows import best_first, columns_of, ranks_of, rows_of
from support.widgets.fed_sweep import THREE, FedSweep, ended_run


def done(sweep, *losses):
    """The sweep with these scores, of its first trials."""
    sweep.results = {
        trial.number: ended_run(trial, "finished", [1.0, 2.0], [loss + 1, loss])
        for trial, loss in zip(sweep.trials, losses, strict=False)
    }
    sweep.state = "stopped"
    return sweep


def test_trials_are_ranked_by_score_without_those_that_have_none():
    moment = moment_of(done(FedSweep(), 3.0, 1.0, inf, 2.0))
    assert moment.ranked == (2, 4, 1)
    rows = best_first(rows_of(moment, {}))
    assert [row["number"] for row in rows[:4]] == [2, 4, 1, 3]
    assert ranks_of(rows)[:4] == ["1", "2", "3", ""]
    assert ranks_of([rows[3], *rows[:2]]) == ["", "1", "2"]


def test_the_score_is_the_first_column_and_seed_and_trial_the_last():
    moment = moment_of(done(FedSweep(seeds=2), 3.0, 1.0))
    assert [column["words"] for column in columns_of(moment)] == [
        *("Validation loss", "units", "lr", "Validation accuracy", "Epochs", "Time"),
        *("seed", "Trial"),
    ]
    row = rows_of(moment, {})[1]
    assert row["cells"] == ["1.00", "8", "0.1", "0.667", "2", "0.60 s", "1", "2"]
    assert row["ranks"][-2:] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.0177827941004", "0.01778"),
        ("1000000000", "1e9"),
        ("1000000000000", "1e12"),
        ("0.0001", "0.0001"),
        ("16384", "16384"),
        ("0.00001", "1e-5"),
    ],
)
def test_a_number_is_shown_with_four_digits(text, expected):
    assert shown(Variable("lr", (text, "1"), (float(text), 1.0), is_log=True), text) == expected


def test_numbers_that_would_round_to_the_same_are_shown_whole_and_so_are_seeds():
    near = Variable("lr", ("0.1000001", "0.1000002"), (0.1000001, 0.1000002), is_log=False)
    assert shown(near, "0.1000002") == "0.1000002"
    seed = Variable("seed", ("12345678", "1"), (12345678.0, 1.0), is_log=False)
    assert shown(seed, "12345678") == "12345678"
    words = Variable("layers", ("0.0177827941004 relu",), None, is_log=False)
    assert shown(words, "0.0177827941004 relu") == "0.0177827941004 relu"


def test_a_number_is_short_wherever_it_stands():
    text = "4 -> {8|16} relu -> 2 softmax ; adam lr {0.0001..0.1 log/5} ; epochs 12 ; batch 8"
    moment = moment_of(done(FedSweep(text), 5.0, 4.0, 3.0, 1.0))
    assert moment.trial(4).values[1] == "0.0177827941004"
    assert rows_of(moment, {})[3]["cells"][2] == "0.01778"
    assert "(units 8, lr 0.01778)" in foot_sentences(moment)[0]
    assert "0.01778" in [label for _, label in parallel_of(moment).axes[1].labels]
    assert grid_of(moment).columns[3] == "0.01778"
    assert grid_of(moment).means[0][3] == 1.0


def test_a_row_says_how_far_a_trial_is():
    sweep = FedSweep()
    sweep.live_curves = {2: ([1.0, 2.0], [0.7, 0.5])}
    row = rows_of(moment_of(sweep), {})[1]
    assert (row["state"], row["words"], row["score"]) == ("training", "training", None)
    assert row["cells"] == ["0.500", "8", "0.01", "2", "", "2"]


def test_rows_that_have_not_changed_are_the_same_objects():
    sweep = done(FedSweep(), 3.0, 1.0)
    made = {}
    first = rows_of(moment_of(sweep), made)
    sweep.live_curves = {3: ([1.0], [0.5])}
    second = rows_of(moment_of(sweep), made)
    assert [a is b for a, b in zip(first, second, strict=True)][:4] == [True, True, False, True]


def test_a_cell_of_the_map_is_the_mean_over_the_seeds():
    sweep = done(FedSweep(seeds=2), 1.0, 3.0, inf, inf, 5.0)
    grid = grid_of(moment_of(sweep))
    assert (grid.upright, grid.rows) == ("units", ("8", "16", "32"))
    assert (grid.across, grid.columns) == ("lr", ("0.001", "0.01", "0.1"))
    assert grid.means[0] == (5.0, None, 2.0)
    assert grid.means[1] == (None, None, None)
    assert grid.failed == {(0, 1)}
    assert grid.best == (0, 2)


def test_a_trial_that_a_person_stopped_is_in_no_mean():
    sweep = done(FedSweep(seeds=2), 1.0, 3.0, 5.0)
    for number in (2, 3):
        sweep.results[number] = replace(sweep.results[number], outcome="stopped")
    assert grid_of(moment_of(sweep)).means[0] == (None, None, 1.0)
    sweep.results[2] = replace(sweep.results[2], outcome="left behind", until_epoch=1)
    assert grid_of(moment_of(sweep)).means[0] == (None, None, 1.0)


def test_a_map_needs_two_choices_of_few_alternatives():
    few = Variable("units", ("1", "2"), None, is_log=False)
    many = Variable("lr", tuple(map(str, range(30))), None, is_log=False)
    assert has_grid([few, few])
    assert has_grid([few, few, Variable("seed", ("0", "1"), None, is_log=False)])
    assert not has_grid([few, many])
    assert not has_grid([few, few, few])


def test_numbers_run_upwards_and_words_as_written():
    assert in_numbers(Variable("lr", ("0.1", "0.01"), (0.1, 0.01), is_log=False)) == ["0.01", "0.1"]
    assert in_numbers(Variable("activation", ("tanh", "elu"), None, is_log=False)) == [
        "tanh",
        "elu",
    ]


def test_the_best_line_ends_at_the_top_of_the_last_axis():
    parallel = parallel_of(moment_of(done(FedSweep(THREE), 3.0, 1.0, 2.0)))
    assert [axis.name for axis in parallel.axes] == ["units", "activation", "lr", "validation loss"]
    assert parallel.numbers == (2, 3, 1)
    ends = [heights[-1] for heights in parallel.heights]
    assert ends == sorted(ends, reverse=True)
    assert all(0 <= height <= 1 for heights in parallel.heights for height in heights)
    relu = {text: height for height, text in parallel.axes[1].labels}
    assert relu["relu"] > relu["tanh"]


def test_the_axes_stand_so_far_apart_that_their_labels_are_read():
    narrow = least_width(parallel_of(moment_of(FedSweep())))
    assert narrow < least_width(parallel_of(moment_of(FedSweep(THREE)))) < 600
    text = "4 -> {8|16} relu -> {2 * (16 relu)|32 tanh drop 0.2} -> 2 softmax"
    longer = least_width(parallel_of(moment_of(FedSweep(text))))
    assert longer > narrow


def test_of_very_many_trials_the_best_have_lines():
    sweep = FedSweep(seeds=100)
    moment = moment_of(done(sweep, *np.linspace(1, 2, len(sweep.trials))))
    parallel = parallel_of(moment)
    assert len(parallel.heights) == MOST_LINES
    assert parallel.left_out == 900 - MOST_LINES
    lines = lines_of(moment)
    assert len(lines.ended) == MOST_CURVES
    assert lines.left_out == 900 - MOST_CURVES - 1


def test_nothing_done_is_drawn_as_nothing():
    moment = moment_of(FedSweep())
    assert parallel_of(moment).heights == ()
    assert as_table(lines_of(moment).ended, is_log=True).size == 0
    assert ranges_of(lines_of(moment), is_log=True)[0].low == 0
    assert sweep_picture(moment) is None
    assert grid_of(moment).best is None


def test_lines_of_different_lengths_stand_in_one_table():
    short, long = np.array([[1.0, 5.0]]), np.array([[1.0, 4.0], [2.0, 3.0]])
    drawn = as_table([short, long], is_log=False)
    assert drawn[..., 0].tolist() == [[1, 1], [1, 2]]
    assert drawn[..., 1].tolist() == [[5, 5], [4, 3]]


def test_one_that_diverged_does_not_flatten_the_colours_and_curves_of_the_others():
    scores = [*np.linspace(0.1, 0.2, 19), 1e9]
    steps = steps_of(scores)
    assert steps[0] == 0
    assert len(set(steps.tolist())) == len(LIGHT)
    sweep = FedSweep(seeds=3)
    lines = lines_of(moment_of(done(sweep, *np.linspace(0.1, 0.2, 26))))
    assert ranges_of(lines, is_log=False)[1].high < 2
    assert steps_of([]).tolist() == []
    assert steps_of([1.0, 1.0]).tolist() == [0, 0]


def test_importance_says_numbers_in_short():
    text = "4 -> 2 relu -> 2 softmax ; adam lr {0.0001..0.1 log/4} ; repeat 2 ; epochs 12"
    sweep = done(FedSweep(text, seeds=2), *(9.0, 9.5, 1.0, 1.5, 5.0, 5.5, 7.0, 7.5))
    sweep.state = "finished"
    assert "lowest with lr 0.001." in importance_words(moment_of(sweep))


def test_the_sentence_about_importance():
    few = [Importance("lr", None)]
    assert importance_sentence(few, "loss").startswith("Too few trials")
    assert "too few trials" in importance_html(few, "")
    clear = [Importance("lr", 0.81, "0.01"), Importance("<b>", 0.001, "<i>")]
    assert importance_sentence(clear, "validation loss") == (
        "lr matters most: it alone explains 81 % of the variance of the validation loss, which on "
        "average is lowest with lr 0.01."
    )
    shown = importance_html(clear, "")
    assert "lowest with 0.01" in shown
    assert "0.1 %" in shown
    assert "<b>" not in shown
    assert "<i>" not in shown
    noisy = [Importance("seed", 0.5, "1"), Importance("lr", 0.2, "0.01")]
    assert importance_sentence(noisy, "loss").endswith("so this may be noise.")
    assert importance_sentence([Importance("lr", 0.01, "1")], "loss").startswith("No choice alone")


def test_nothing_matters_most_while_one_choice_is_unknown():
    half = [Importance("lr", 0.56, "0.01"), Importance("units", None)]
    assert importance_sentence(half, "loss").startswith("Too few trials to say yet")
    assert importance_sentence(half, "loss", is_over=True) == (
        "Too few trials trained to their end to say."
    )
    failed = [Importance("units", 0.5, "8"), Importance("lr", None, failed=("1e9",))]
    assert importance_sentence(failed, "loss") == "All trials with lr 1e9 failed."
    many = [Importance("lr", None, failed=("1", "2", "3", "4", "5"))]
    assert importance_sentence(many, "loss") == (
        "All trials with lr 1 or lr 2 or lr 3 and 2 more failed."
    )


def test_after_the_last_trial_it_advises_more_seeds():
    sweep = FedSweep("4 -> {8|16|32} relu -> 2 softmax").start().wait()
    assert importance_words(moment_of(sweep)) == (
        "One trial of each says nothing about noise: add ; repeat 3."
    )
    seeds = [Importance("seed", None, is_single=True)]
    assert importance_sentence(seeds, "loss", is_over=True).startswith("Only the seed differs")


def test_what_halving_left_is_named_so_in_its_row():
    sweep = done(FedSweep(), 3.0)
    sweep.results[1] = replace(sweep.results[1], outcome="left behind")
    row = rows_of(moment_of(sweep), {})[0]
    assert (row["state"], row["words"]) == ("stopped", "eliminated")


def test_the_head_leaves_the_best_to_the_foot():
    class EndedSweep(FedSweep):
        @property
        def sentence(self):
            return "2 of 9 trials done. Best is trial 2 (units 8, lr 0.01): validation loss 1."

    moment = moment_of(done(EndedSweep(), 3.0, 1.0))
    assert moment.progress == "2 of 9 trials done."
    assert sweep_table(moment)[1].count("trial 2") == 1


def test_the_foot_says_the_best_so_far_and_the_first_failures():
    sweep = done(FedSweep(), 3.0, 1.0)
    for number in range(3, 8):
        failed = ended_run(sweep.trials[number - 1], "failed", [], [], f"reason {number}")
        sweep.results[number] = failed
    sentences = foot_sentences(moment_of(sweep))
    assert sentences[0] == (
        "Best so far: trial 2 (units 8, lr 0.01), validation loss 1.00, accuracy 0.667 at epoch 2."
    )
    assert sentences[1:] == [
        *(f"Trial {number} failed: reason {number}." for number in (3, 4, 5)),
        "2 more failed: the table says why.",
    ]


def diverged(sweep, *numbers):
    for number in numbers:
        reason = (
            f"the loss is no longer a number at step {number}, in epoch 1, so training was "
            "stopped and the initial weights are restored: restart with a smaller learning rate"
        )
        sweep.results[number] = ended_run(sweep.trials[number - 1], "failed", [], [], reason)
    return sweep


def test_a_reason_is_given_once_with_the_choice_that_explains_it():
    text = "4 -> {8|16} relu -> 2 softmax ; sgd lr {0.1|1000000000} ; epochs 12 ; batch 8"
    moment = moment_of(diverged(done(FedSweep(text), 1.0, inf, 1.0), 2, 4))
    assert foot_sentences(moment)[1:] == [
        "2 trials failed, all with lr 1e9: the loss is no longer a number."
    ]
    row = rows_of(moment, {})[1]
    assert row["words"] == "failed: the loss is no longer a number"
    assert row["note"].startswith("the loss is no longer a number at step 2")


def test_a_reason_that_no_choice_explains_is_given_alone():
    moment = moment_of(diverged(done(FedSweep(), *[1.0] * 9), 2, 4, 9))
    assert foot_sentences(moment)[1:] == ["3 trials failed: the loss is no longer a number."]
    # where another trial of the same choice did not fail, the choice explains nothing
    moment = moment_of(diverged(done(FedSweep(), *[1.0] * 9), 1, 2))
    assert foot_sentences(moment)[1:] == ["2 trials failed: the loss is no longer a number."]


def test_where_all_failed_no_tab_promises_a_loss():
    sweep = FedSweep()
    assert empty_words(moment_of(sweep), "Soon.") == "Soon."
    diverged(sweep, *range(1, 10))
    sweep.state = "finished"
    assert empty_words(moment_of(sweep), "Soon.") == "No trial has a loss to show."
    assert empty_words(moment_of(done(FedSweep(), 1.0)), "Soon.") == ""


@pytest.mark.parametrize("sweep", [FedSweep(seeds=2), FedSweep(THREE)])
def test_what_stays_in_the_file_is_small(sweep):
    moment = moment_of(sweep.start().wait())
    html, text = sweep_table(moment)
    assert html.count("<tr>") == 11
    assert len(text.splitlines()) == 3 + 1 + 11  # the sentences, a gap, the head and ten
    picture = sweep_picture(moment)
    assert picture is not None
    assert len(picture) < 180_000


def test_a_long_value_is_cut_to_its_place():
    assert short_value("32 relu -> 16 relu", 8) == "32 relu…"
    assert short_value("a\u202eb", 8) == "ab"
