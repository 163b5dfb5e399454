"""The panel shows the run that trains; a setting that is to come is marked as such."""

import numpy as np
import pytest

from densemodel.training import prepare
from densemodel.widgets.panel._pending_settings import FROM_RESTART, NEXT, pending_settings_of
from densemodel.widgets.training_controls._offers import FixActions
from support.widgets.panel_parts import (
    LONG,
    buttons,
    by_class,
    control,
    press,
    press_and_wait,
    set_by_person,
    texts,
    wait_for,
)
from support.widgets.table_parts import SPEC as TABLE
from support.widgets.table_parts import table_run

pytestmark = pytest.mark.tensorflow


def head_of(panel):
    """What is said to train in the panel's first line, and what is to come."""
    spec, _, coming = by_class(panel, "dm-header").value.partition('<span class="dm-pending">')
    return spec, coming


def pixels():
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (60, 64)).astype("uint8"), rng.integers(0, 2, 60)


def test_a_split_changed_while_it_trains_is_shown_as_pending(make_run, make_panel, writer):
    panel = make_panel(make_run(f"{LONG} ; split 30%"))
    press(panel, "Start")
    wait_for(lambda: panel.run.history.epochs > 0)
    set_by_person(panel, writer, "Validation split", 0.5)
    spec, coming = head_of(panel)
    assert "split 0.3" in spec
    assert "split 0.5" not in spec
    assert "from the next Resume: split 0.5" in coming
    data = by_class(panel, "dm-facts").value
    first, _, then = data.partition("From the next Resume: ")
    assert "28 rows to train on, 12 to validate" in first
    assert "20 rows to train on, 20 to validate" in then
    assert "from the next Resume; now 30 %" in texts(panel)
    press_and_wait(panel, "Stop")
    assert "28 rows to train on" in by_class(panel, "dm-facts").value.partition("From the next")[0]


def test_what_resume_has_taken_is_to_come_no_more(make_run, make_panel, writer):
    panel = make_panel(make_run())
    press_and_wait(panel, "Start")
    set_by_person(panel, writer, "Validation split", 0.5)
    control(panel, "More settings").value = True
    set_by_person(panel, writer, "Batch size", 4)
    assert "from the next Resume: split 0.5 ; batch 4" in head_of(panel)[1]
    wait_for(lambda: "from the next Resume; now 8" in texts(panel))
    press_and_wait(panel, "Resume")
    spec, coming = head_of(panel)
    assert "split 0.5" in spec
    assert "batch 4" in spec
    assert not coming
    data = by_class(panel, "dm-facts").value
    assert "20 rows to train on" in data
    assert "next Resume" not in data


def test_settings_pending_for_restart_are_marked_in_the_head(make_run, make_panel, writer):
    panel = make_panel(make_run())
    press_and_wait(panel, "Start")
    set_by_person(panel, writer, "Optimizer", "sgd")
    set_by_person(panel, writer, "Batch size", 4)
    spec, coming = head_of(panel)
    assert "sgd" not in spec
    assert "from the next Resume: batch 4" in coming
    assert "from Restart: sgd" in coming
    wait_for(lambda: "from Restart; now adam" in texts(panel))


def test_a_layer_applied_after_a_run_is_marked_as_from_restart(make_panel, writer):
    panel = make_panel(prepare("64 -> 4 relu -> 2 softmax ; epochs 1", *pixels()))
    press_and_wait(panel, "Start")
    assert control(panel, "Use scale / 255").tooltip == "Use scale / 255, from Restart"
    press(panel, "Use scale / 255")
    assert writer.flush()
    assert "Use scale / 255" not in buttons(panel)
    spec, coming = head_of(panel)
    assert "scale / 255" not in spec
    assert "from Restart: scale / 255" in coming
    assert "pixels run from 0 to 255" in texts(panel).lower()
    assert "scale / 255 holds from Restart." in texts(panel)
    assert "scale" not in str(panel.run.spec)
    press(panel, "Restart")
    assert writer.flush()
    press(panel, "Restart")
    wait_for(lambda: "scale / 255" in str(panel.run.spec) and panel.run.state == "finished")
    assert writer.flush()
    assert "holds from Restart" not in texts(panel)


def test_an_offer_that_was_taken_says_when_it_holds(make_run):
    run = make_run()
    pending = pending_settings_of(run)
    actions = FixActions(run, pending)
    several = "8 relu => 8 tanh ; init he_normal"
    taken = {
        "weights balanced": NEXT,
        "sgd": FROM_RESTART,
        "norm": FROM_RESTART,
        several: FROM_RESTART,
    }
    assert {words: actions.pending_until(words) for words in taken} == dict.fromkeys(taken, "")
    run.start().wait()
    for words in taken:
        actions.apply(words)
    assert {words: actions.pending_until(words) for words in taken} == taken
    assert not actions.pending_until("adam")
    assert not actions.pending_until("batch 4")
    assert "8 tanh" in str(pending.next_spec)
    assert "init he_normal" in str(pending.next_spec)


def test_columns_of_a_table_are_named_by_one_clause_each():
    run = table_run(f"{TABLE} ; category rooms")
    pending = pending_settings_of(run)
    pending.add_clause("category", "category area")
    pending.add_clause("without", "without sold")
    assert str(pending.next_spec.without_lengths()).endswith("category rooms area ; without sold")
    pending.choose_kind("area", "without")
    pending.choose_kind("rooms", "")
    assert str(pending.next_spec.without_lengths()).endswith("; without sold area")
    assert pending.is_new_network
    assert pending.waiting() == ("", "without sold ; without area ; automatic rooms")
    pending.choose_kind("rooms", "category")  # as the spec says
    assert pending.kind_of("rooms") is None
    pending.take_back("without sold", "without")
    assert not pending.is_new_network
