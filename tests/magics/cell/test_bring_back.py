"""A run that was cut off comes back into the cell that made it, by a button."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from ipywidgets import HTML

from densemodel.store import ModelStore
from densemodel.store.autosave._autosave import BACKGROUND
from densemodel.store.folder._files import process_space
from densemodel.training import prepare
from densemodel.widgets import TrainingPanel, default_store
from support.magics.asking import answer, parts, registry, wait_for

if TYPE_CHECKING:
    from conftest import Notebook
    from densemodel.widgets import BringBack

pytestmark = pytest.mark.tensorflow

SPEC = "4 -> 8 relu -> 3 softmax ; epochs 1000000 ; patience off"
CELL = f"%%densemodel digits -x x_train -y y_train\n{SPEC}"
_GONE = 2**22 + 7
"No process has this number."


def cut_off(notebook: Notebook, name: str = "digits", spec: str = SPEC) -> tuple[int, Any]:
    """Leave a run as a killed kernel does; gives its epochs and its weights."""
    store = ModelStore(default_store().folder)
    run = prepare(spec, notebook.variables["x_train"], notebook.variables["y_train"], name=name)
    cancel = store.autosave(run)
    run.start()
    folder = store.folder / ".running"
    while not (files := [*folder.glob("*.keras")]):
        time.sleep(0.01)
    cancel()
    run.stop().wait()
    assert BACKGROUND.flush(30)
    (path,) = files
    *_, model_id = path.stem.split("-")
    path.rename(folder / f"{name}-{process_space()}-{_GONE}-0-{model_id}.keras")
    (left,) = store.recoverable()
    assert left.card is not None
    return left.card.epochs, left


def offer(notebook: Notebook) -> BringBack:
    (shown,) = registry(notebook).questions
    return shown


def said(shown: BringBack) -> str:
    return " ".join(
        w.value for w in parts(shown) if isinstance(w, HTML) and "<style" not in w.value
    )


def test_a_cell_offers_the_run_of_its_name_that_was_cut_off(notebook: Notebook) -> None:
    epochs, _ = cut_off(notebook)
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    assert f"A run of digits was cut off after {epochs} epoch" in said(shown)
    assert registry(notebook).named("digits").run.state == "ready"  # nothing was changed


def test_bring_back_gives_model_history_data_and_the_cells_panel(notebook: Notebook) -> None:
    epochs, left = cut_off(notebook)
    expected = ModelStore(default_store().folder)._running.folder / left.path.name
    from densemodel.store import load

    weights = [w.numpy() for w in load(expected).model.variables]
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    panel = registry(notebook).named("digits").panel
    answer(notebook, shown, "Restore")
    entry = registry(notebook).named("digits")
    assert entry.run.history.epochs == epochs
    assert all(
        np.array_equal(a.numpy(), b)
        for a, b in zip(entry.run.model.variables, weights, strict=True)
    )
    assert notebook.variables["digits"] is entry.run.model
    assert entry.run.has_data
    assert entry.panel is panel
    assert panel.run is entry.run
    assert f"digits is restored, with {epochs} epoch" in repr(shown)
    entry.run.resume(epochs=1).wait()
    assert entry.run.history.epochs == epochs + 1


def test_the_same_cell_run_again_shows_the_run_that_was_brought_back(notebook: Notebook) -> None:
    cut_off(notebook)
    notebook.run_without_waiting(CELL)
    answer(notebook, offer(notebook), "Restore")
    run = registry(notebook).named("digits").run
    run.resume(epochs=1_000_000)
    notebook.run_without_waiting(CELL)
    assert registry(notebook).named("digits").run is run
    assert registry(notebook).questions == []
    run.stop().wait()


def test_other_data_are_asked_for(notebook: Notebook) -> None:
    cut_off(notebook)
    notebook.variables["x_train"] = notebook.variables["x_train"][:-1]
    notebook.variables["y_train"] = notebook.variables["y_train"][:-1]
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    answer(notebook, shown, "Restore")
    run = registry(notebook).named("digits").run
    assert not run.has_data
    assert "59 rows instead of 60." in repr(shown)
    answer(notebook, shown, "Use x_train and y_train")
    assert run.has_data
    assert registry(notebook).named("digits").panel.run is run
    run.resume(epochs=1).wait()


def test_a_second_click_finds_it_done(notebook: Notebook) -> None:
    cut_off(notebook)
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    (button,) = [w for w in parts(shown) if getattr(w, "description", "") == "Restore"]
    answer(notebook, shown, "Restore")
    run = registry(notebook).named("digits").run
    button.click()
    assert registry(notebook).named("digits").run is run


def test_a_name_that_trains_is_not_taken(notebook: Notebook) -> None:
    cut_off(notebook)
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    new = registry(notebook).named("digits").run.start()
    answer(notebook, shown, "Restore")
    assert registry(notebook).named("digits").run is new
    wait_for(lambda: "digits is training: stop it" in said(shown))
    new.stop().wait()
    answer(notebook, shown, "Restore")
    assert registry(notebook).named("digits").run is not new


def test_without_a_panel_the_button_gives_one(notebook: Notebook) -> None:
    cut_off(notebook)
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    registry(notebook)._entries.pop("digits").close()  # as if the cell had made nothing
    answer(notebook, shown, "Restore")
    wait_for(lambda: isinstance(shown.children[-1], TrainingPanel))
    assert shown.children[-1] is registry(notebook).named("digits").panel


def test_what_was_brought_back_is_kept_in_its_file_until_it_is_saved(notebook: Notebook) -> None:
    _, left = cut_off(notebook)
    notebook.run_without_waiting(CELL)
    answer(notebook, offer(notebook), "Restore")
    run = registry(notebook).named("digits").run
    (kept,) = default_store().recoverable()
    assert kept.id == left.id
    assert not left.path.exists()  # it has this kernel's name, so that no other takes it too
    run.resume(epochs=2).wait()
    assert BACKGROUND.flush(30)
    (now,) = default_store().recoverable()
    assert (now.id, now.card and now.card.epochs) == (left.id, run.history.epochs)
    default_store().save(run, "digits")
    assert default_store().recoverable() == []


def test_what_is_taken_elsewhere_says_so_in_words(notebook: Notebook) -> None:
    _, left = cut_off(notebook)
    notebook.run_without_waiting(CELL)
    shown = offer(notebook)
    default_store().recover(left)
    answer(notebook, shown, "Restore")
    wait_for(lambda: "no longer among the autosaved runs" in said(shown))


def test_a_terminal_is_told_in_a_line(notebook: Notebook) -> None:
    cut_off(notebook)
    told = notebook.run(CELL.replace("\n", " --no-panel\n"))
    assert "A run of digits was cut off when its kernel ended: %densemodel recover" in told
    assert registry(notebook).questions == []


def test_a_run_of_another_name_is_told_of_once(notebook: Notebook) -> None:
    cut_off(notebook, "other")
    told = notebook.run_without_waiting(CELL)
    assert "A run of other was cut off when its kernel ended" in told
    assert "cut off" not in notebook.run_without_waiting(CELL)


def test_cells_that_are_run_again_leave_one_offer(notebook: Notebook) -> None:
    cut_off(notebook)
    for _ in range(3):
        notebook.run_without_waiting(CELL)
    offer(notebook)


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "a & b"])
def test_a_hostile_name_is_text(notebook: Notebook, name: str) -> None:
    from densemodel.widgets import BringBack, ButtonOffer, Outcome

    shown = BringBack(ButtonOffer(name, "Restore", name, lambda: Outcome(name)))
    answer(notebook, shown, "Restore")
    wait_for(lambda: said(shown).count("&") > 0)
    assert "<img" not in said(shown)
    assert "<img" not in shown._static_output().html
