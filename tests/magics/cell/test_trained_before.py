"""A cell offers the runs that it trained in an earlier kernel, and shows them by a button."""

import re
from dataclasses import replace

import numpy as np
import pytest
from ipywidgets import HTML, Button

import densemodel as dm
from densemodel.store import CELLS, default_store
from densemodel.store.autosave._autosave import BACKGROUND
from densemodel.store.folder._files import process_space
from densemodel.store.folder._index import card_bytes_in
from densemodel.store.readers._archive import CARD, rewritten
from densemodel.widgets import TrainingPanel
from support.magics.asking import answer, parts, registry, wait_for

pytestmark = pytest.mark.tensorflow

CELL = "%%densemodel digits -x x_train -y y_train\n4 -> 8 relu -> 3 softmax ; epochs 3"
SEVERAL = """%%densemodel -x x_train -y y_train
epochs 2
a: 4 -> 3 softmax
b: 4 -> 5 relu -> 3 softmax"""
_GONE = 2**22 + 7
"No process has this number."


def train(notebook, cell=CELL, *, is_cut_off=False):
    """Train a cell, and leave its runs as a kernel does that is restarted afterwards, or amid them.

    Gives what is unsaved then, the newest first.
    """
    notebook.run_without_waiting(cell)
    for entry in registry(notebook)._entries.values():
        for run in entry.runs:
            if run.state == "ready":
                run.start()
            run.wait()
    assert BACKGROUND.flush(30)
    forget(notebook)
    folder = default_store().folder / ".running"
    for path in folder.glob("*.keras"):
        leave(path, is_cut_off=is_cut_off)
    return default_store().unsaved()


def forget(notebook):
    """Forget all runs, as a kernel does that is restarted."""
    entries = registry(notebook)._entries
    for name in [*entries]:
        entry = entries.pop(name)
        registry(notebook).close_panel(entry)
        entry.close()
        del notebook.variables[name]
    registry(notebook).earlier.clear()


def leave(path, *, process=_GONE, is_cut_off=False, **facts):
    """Give a file the name of another process, and its card other facts."""
    from densemodel.store import Card

    card = Card.from_bytes(card_bytes_in(path))
    tags = ("cut off",) if is_cut_off else card.tags
    path.write_bytes(rewritten(path, {CARD: replace(card, tags=tags, **facts).to_bytes()}))
    slug, *_, model_id = path.name.split("-")
    path.rename(path.with_name(f"{slug}-{process_space()}-{process}-0-{model_id}"))


def offers(notebook):
    return list(registry(notebook).questions)


def offer(notebook):
    (shown,) = offers(notebook)
    return shown


def text(shown):
    return " ".join(
        w.value for w in parts(shown) if isinstance(w, HTML) and "<style" not in w.value
    )


def run_of(notebook, name="digits"):
    return registry(notebook).named(name).run


@pytest.mark.parametrize("is_cut_off", [False, True])
def test_a_cell_offers_its_run_in_one_line_and_shows_it_at_a_click(notebook, *, is_cut_off):
    (left,) = train(notebook, is_cut_off=is_cut_off)
    weights = [w.numpy() for w in default_store().load(left).model.variables]
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    assert re.fullmatch(
        r"Trained at \d\d:\d\d to epoch 3( \(best \d\))?: "
        r"validation loss [\d.]+, accuracy [\d.]+\.",
        repr(shown),
    )
    assert run_of(notebook).state == "ready"  # nothing was changed
    panel = registry(notebook).named("digits").panel
    answer(notebook, shown, "Show it")
    entry = registry(notebook).named("digits")
    assert entry.run.history.epochs == 3
    for variable, value in zip(entry.run.model.variables, weights, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)
    assert notebook.variables["digits"] is entry.run.model
    assert entry.run.has_data
    assert entry.panel is panel
    assert panel.run is entry.run
    assert re.fullmatch(r"digits is the model trained at \d\d:\d\d\.", repr(shown))
    entry.run.resume(epochs=1).wait()
    assert entry.run.history.epochs == 4


@pytest.mark.parametrize(
    ("cell", "is_same"),
    [
        (CELL.replace("%%densemodel digits", "%%densemodel --no-panel"), True),
        (CELL.replace("4 ->", "named: 4  ->"), True),
        (CELL.replace("epochs 3", "epochs 3 ; seed 1"), False),
        (CELL.replace("y_train\n", "y_train --test x_train y_train\n"), False),
    ],
)
def test_the_spec_with_its_clauses_and_the_data_count_and_the_name_does_not(
    notebook, cell, *, is_same
):
    train(notebook)
    notebook.run_without_waiting(cell)
    lines = [repr(shown) for shown in offers(notebook)]
    assert [line.startswith("Trained at") for line in lines] == [True] * is_same


def test_a_saved_model_is_offered_too(notebook):
    notebook.run(CELL.replace("y_train\n", "y_train --wait\n"))
    notebook.run("%densemodel save digits as mine")
    forget(notebook)
    notebook.run_without_waiting(CELL)
    answer(notebook, offer(notebook), "Show it")
    assert run_of(notebook).history.epochs == 3
    assert "mine" in notebook.run("%densemodel list")


def test_an_older_run_that_was_better_or_longer_is_in_the_list(notebook):
    (left,) = train(notebook)
    best, longest = 0.01, 50
    facts = {"saved_at": "2026-01-01T12:00:00+00:00", "epochs": longest}
    facts["metrics"] = {"validation": {"loss": best}}
    leave(left.path, **facts)
    train(notebook)
    notebook.run_without_waiting(CELL)
    newest, older = repr(offer(notebook)).split("\n")
    assert "to epoch 3" in newest
    assert older.startswith("An earlier run was better and longer, trained on 1 January at ")
    assert "to epoch 50" in older
    answer(notebook, offer(notebook)._lines[1], "Show it")
    assert run_of(notebook).state == "finished"


def test_a_run_on_other_rows_is_named_and_not_offered(notebook):
    train(notebook)
    notebook.variables["x_train"] = notebook.variables["x_train"][::-1].copy()
    output = notebook.run_without_waiting(CELL)
    assert offers(notebook) == []
    found = re.search(
        r"This network was trained at \d\d:\d\d on other rows: a split without a fixed seed is the "
        r"usual cause\. (%densemodel load [0-9a-f]{8}) loads that model\.",
        output,
    )
    assert found
    notebook.run(f"{found[1]} as earlier")
    assert run_of(notebook, "earlier").history.epochs == 3


def test_a_base_of_the_notebook_is_found_again_by_its_weights(notebook):
    cell = CELL.replace("4 -> 8 relu", "base frozen")
    base = dm.build("4 -> 5 relu")
    notebook.variables["base"] = base
    train(notebook, cell)
    assert notebook.run_without_waiting(cell)
    answer(notebook, offer(notebook), "Show it")
    assert run_of(notebook).history.epochs == 3
    base.set_weights([one + 1 for one in base.get_weights()])
    forget(notebook)
    shown = notebook.run_without_waiting(cell)
    assert "with other weights of base, or on other rows. %densemodel load" in shown


def test_a_run_that_trains_in_another_kernel_is_named_and_not_offered(notebook, monkeypatch):
    from densemodel.store.autosave import _running

    train(notebook, is_cut_off=True)
    monkeypatch.setattr(_running, "is_gone", lambda _: False)
    monkeypatch.setattr(_running, "_birth_now", lambda _: 0)
    output = notebook.run_without_waiting(CELL)
    assert re.search(r"This network is training in another kernel: epoch 3 at \d\d:\d\d\.", output)
    assert offers(notebook) == []


def test_train_says_only_what_was_cut_off(notebook):
    cell = CELL.replace("y_train\n", "y_train --train\n")
    train(notebook, cell, is_cut_off=True)
    output = notebook.run_without_waiting(cell)
    run_of(notebook).wait()
    assert re.search(
        r"digits was cut off when its kernel ended, trained at \d\d:\d\d to epoch 3.*\. "
        r"%densemodel load [0-9a-f]{8} as digits loads it\.",
        output,
    )
    train(notebook, cell)
    assert "cut off" not in notebook.run_without_waiting(cell)
    run_of(notebook).wait()


def test_the_networks_of_a_cell_are_shown_together(notebook):
    train(notebook, SEVERAL)
    notebook.run_without_waiting(SEVERAL)
    shown = offer(notebook)
    assert re.fullmatch(r"a and b were trained at \d\d:\d\d\.", repr(shown))
    answer(notebook, shown, "Show them")
    for name in ("a", "b"):
        entry = registry(notebook).named(name)
        assert entry.run.state == "finished"
        assert entry.run.has_data
        assert notebook.variables[name] is entry.run.model
        assert entry.run in [run for group in entry.panel.groups for run in group.runs]


def test_the_seeds_of_repeat_are_shown_together(notebook):
    cell = SEVERAL.replace("\na:", "\nrepeat 2\na:")
    train(notebook, cell)
    notebook.run_without_waiting(cell)
    answer(notebook, offer(notebook), "Show them")
    for name in ("a", "b"):
        group = registry(notebook).named(name).group
        assert [run.state for run in group.runs] == ["finished"] * 2
        assert [run.spec.settings.seed for run in group.runs] == [0, 1]


def test_the_line_goes_when_the_new_run_has_trained_an_epoch(notebook):
    train(notebook)
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    run_of(notebook).start().wait()
    wait_for(lambda: "dm-hidden" in shown._dom_classes)
    assert (repr(shown), shown._static_output().html) == ("", "")


def test_the_same_cell_run_again_shows_the_run_that_was_shown(notebook):
    train(notebook)
    notebook.run_without_waiting(CELL)
    answer(notebook, offer(notebook), "Show it")
    run = run_of(notebook)
    notebook.run_without_waiting(CELL)
    assert run_of(notebook) is run
    assert registry(notebook).questions == []


def test_a_second_click_finds_it_done(notebook):
    train(notebook)
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    (button,) = [w for w in parts(shown) if getattr(w, "description", "") == "Show it"]
    answer(notebook, shown, "Show it")
    run = run_of(notebook)
    button.click()
    assert run_of(notebook) is run


def test_a_name_that_trains_is_not_taken(notebook):
    long = CELL.replace("epochs 3", "epochs 1000000 ; patience off ; minutes 0.02")
    train(notebook, long)
    notebook.run_without_waiting(long)
    shown = offer(notebook)
    blocked = registry(notebook).named("digits").run
    answered = []

    def click(event):
        if not answered and type(event).__name__ == "RunStarted":
            answered.append("once")
            answer(notebook, shown, "Show it")

    blocked.on_event(click)
    blocked.start()
    blocked.stop().wait()
    assert run_of(notebook) is blocked
    wait_for(lambda: "digits is training: stop it" in text(shown))


def test_without_a_panel_the_button_gives_one(notebook):
    train(notebook)
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    registry(notebook)._entries.pop("digits").close()  # as if the cell had made nothing
    answer(notebook, shown, "Show it")
    wait_for(lambda: any(isinstance(w, TrainingPanel) for w in shown.children))
    assert registry(notebook).named("digits").panel in shown.children


def test_what_was_shown_keeps_its_cell_in_its_file(notebook):
    (left,) = train(notebook)
    notebook.run_without_waiting(CELL)
    answer(notebook, offer(notebook), "Show it")
    run = run_of(notebook)
    assert CELLS[run] == left.cell
    run.resume(epochs=2).wait()
    assert BACKGROUND.flush(30)
    (now,) = default_store().unsaved()
    assert (now.cell, now.card and now.card.epochs) == (left.cell, 5)
    default_store().save(run, "digits")
    assert default_store().unsaved() == []


def test_what_was_deleted_meanwhile_says_so_in_words(notebook):
    (left,) = train(notebook)
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    default_store().delete(left)
    answer(notebook, shown, "Show it")
    wait_for(lambda: "it was deleted, or moved away" in text(shown))


def test_a_terminal_prints_a_line(notebook):
    train(notebook)
    output = notebook.run(CELL)
    assert re.search(r"Trained at .*\. %densemodel load [0-9a-f]{8} as digits loads it\.", output)
    assert registry(notebook).questions == []


def test_cells_that_are_run_again_leave_one_offer(notebook):
    train(notebook)
    for _ in range(3):
        notebook.run_without_waiting(CELL)
    assert len([w for w in parts(offer(notebook)) if isinstance(w, Button)]) == 1


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "a & b"])
def test_a_hostile_name_is_text(notebook, name):
    from densemodel.widgets import ButtonOffer, Outcome, TrainedBefore

    shown = TrainedBefore([ButtonOffer(name, "Show it", name, lambda: Outcome(name))])
    assert "<img" not in text(shown)
    answer(notebook, shown, "Show it")
    wait_for(lambda: text(shown).count("&") > 0)
    assert "<img" not in text(shown)
    assert "<img" not in shown._static_output().html
