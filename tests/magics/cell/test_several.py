import threading
from types import SimpleNamespace

import pytest

from densemodel.magics.notebook._registry import Registry

pytestmark = pytest.mark.tensorflow

DATA = "-x x_train -y y_train"
CELL = """%%densemodel digits {}
epochs 2
4 -> 5 relu -> 3 softmax
small: 4 -> 3 softmax
4 -> 7 relu -> 3 softmax ; epochs 1
"""
LONG = """%%densemodel digits {}
epochs 100000 ; patience off
a: 4 -> 5 relu -> 3 softmax
b: 4 -> 3 softmax
"""


def run_of(notebook, name):
    return notebook.shell.run_line_magic("densemodel", f"run {name}")


def test_each_network_is_bound_to_its_own_name(notebook):
    shown = notebook.run(CELL.format(DATA))
    counts = [notebook.variables[n].count_params() for n in ("digits_1", "small", "digits_2")]
    assert counts == [43, 15, 59]
    assert "digits" not in notebook.variables
    assert shown.count("Start it with") == 3
    assert shown.index("digits_1") < shown.index("small") < shown.index("digits_2")
    assert [run_of(notebook, n).spec.settings.epochs for n in ("small", "digits_2")] == [2, 1]


def test_wait_trains_them_in_turn(notebook):
    shown = notebook.run(CELL.format(f"{DATA} --wait"))
    runs = [run_of(notebook, name) for name in ("digits_1", "small", "digits_2")]
    assert [run.state for run in runs] == ["finished"] * 3
    assert shown.count("Best epoch: ") == 3
    assert [run.history.epochs for run in runs] == [2, 2, 1]
    again = notebook.run(CELL.format(DATA))
    assert again.count("Best epoch: ") == 3
    assert "Start it with" not in again


def test_train_starts_all_and_they_take_turns(notebook):
    notebook.run_without_waiting(LONG.format(f"{DATA} --train"))
    runs = [run_of(notebook, name) for name in ("a", "b")]
    assert [run.state for run in runs] == ["running", "waiting"]
    runs[0].stop().wait(60)
    runs[1].stop().wait(60)
    assert [run.state for run in runs] == ["stopped"] * 2


def test_the_same_cell_while_it_trains_attaches_to_all(notebook):
    cell = LONG.format(f"{DATA} --train")
    notebook.run_without_waiting(cell)
    runs = [run_of(notebook, name) for name in ("a", "b")]
    notebook.run_without_waiting(cell)
    assert [run_of(notebook, name) for name in ("a", "b")] == runs
    runs[0].stop().wait(60)
    notebook.run_without_waiting(cell)  # b still trains, so this is the same cell still
    assert [run_of(notebook, name) for name in ("a", "b")] == runs


def test_a_changed_network_stops_only_its_own_run(notebook):
    cell = LONG.format(f"{DATA} --train")
    notebook.run_without_waiting(cell)
    first, second = run_of(notebook, "a"), run_of(notebook, "b")
    shown = notebook.run_without_waiting(cell.replace("5 relu", "6 relu"))
    assert "The earlier run of a was stopped" in shown
    assert first.state == "stopped"
    assert run_of(notebook, "b") is second
    assert run_of(notebook, "a") is not first
    assert second.is_busy


@pytest.mark.parametrize(
    "broken",
    ["c: 5 -> 3 softmax", "c: 4 -> 3 rellu", "c: 4 -> {8|16} -> 3 softmax", "taken: 4 -> 3"],
    ids=["data", "spec", "choices", "foreign name"],
)
def test_an_error_in_any_network_binds_none(notebook, broken):
    notebook.run("taken = 1")
    notebook.fail(LONG.format(f"{DATA} --train") + broken)
    assert not {"a", "b", "c"} & set(notebook.variables)
    assert notebook.variables["taken"] == 1


def test_auto_and_norm_take_what_they_need_from_the_cells_data(notebook):
    shown = notebook.run(
        f"%%densemodel digits {DATA} --wait\nauto -> norm -> auto softmax\nepochs 1"
    )
    assert "auto is 3, from y_train: 3 classes" in shown
    run = run_of(notebook, "digits")
    assert str(run.spec) == "4 -> norm -> 3 softmax ; epochs 1 ; patience 250"
    assert run.model.layers[0].get_weights()[0] == pytest.approx(
        run.bound.x[run.bound.training_rows].mean(axis=0), abs=1e-5
    )


REPEATED = """%%densemodel {}
epochs 2 ; repeat 3
small: 4 -> 3 softmax
big: 4 -> 9 relu -> 3 softmax
"""


def panel_of(notebook, name):
    return notebook.shell.magics_manager.registry["DenseModel"].registry.named(name).panel


def test_repeat_trains_each_network_with_as_many_seeds(notebook):
    shown = notebook.run(REPEATED.format(f"{DATA} --wait"))
    assert shown.count("Best epoch: ") == 6
    for name in ("small", "big"):
        assert all(f"{name}, seed {seed}: Finished 2 epochs." in shown for seed in range(3))
    assert "± " in shown
    assert "noise between seeds" in shown


def test_a_name_holds_the_model_of_its_best_seed(notebook):
    notebook.run(REPEATED.format(f"{DATA} --wait"))
    registry = notebook.shell.magics_manager.registry["DenseModel"].registry
    for name in ("small", "big"):
        entry = registry.named(name)
        losses = [min(run.history["val_loss"]) for run in entry.runs]
        assert min(run_of(notebook, name).history["val_loss"]) == min(losses)
        assert notebook.variables[name] is run_of(notebook, name).model
    assert registry.named("small").run.spec.settings.repeat == 1


def test_of_seeds_that_end_together_the_best_is_bound_last(monkeypatch):
    first, best = object(), object()
    bound = []
    later = []
    group = SimpleNamespace(best=first)
    entry = SimpleNamespace(run=None, group=group)

    def apply(run, *, binds):
        if run is first:  # meanwhile another thread has the end of the best
            group.best = best
            later.append(threading.Thread(target=registry.take_best, args=["small"]))
            later[0].start()
            later[0].join(0.2)
        bound.append((run, binds))
        entry.run = run

    registry = Registry({}, lambda _: print)
    registry._entries["small"] = entry
    monkeypatch.setattr(registry, "holds", lambda _: True)
    monkeypatch.setattr(registry, "set_run", apply)
    registry.take_best("small")
    later[0].join()
    assert bound == [(first, True), (best, True)]


def test_what_a_person_put_under_the_name_stays(notebook):
    cell = REPEATED.replace("epochs 2", "epochs 300 ; patience off").format(f"{DATA} --train")
    notebook.run_without_waiting(cell)
    notebook.variables["small"] = 5
    notebook.shell.run_line_magic("densemodel", "stop small")
    notebook.shell.run_line_magic("densemodel", "stop big")
    assert notebook.variables["small"] == 5


def test_stop_and_resume_mean_all_seeds_of_a_name(notebook):
    cell = REPEATED.replace("epochs 2", "epochs 100000 ; patience off")
    notebook.run_without_waiting(cell.format(f"{DATA} --train"))
    registry = notebook.shell.magics_manager.registry["DenseModel"].registry
    small = registry.named("small").runs
    assert [run.state for run in small] == ["running", "waiting", "waiting"]
    notebook.shell.run_line_magic("densemodel", "stop small")
    assert [run.state for run in small] == ["stopped"] * 3
    assert registry.named("big").is_busy
    notebook.shell.run_line_magic("densemodel", "stop big")
    notebook.run_without_waiting("%densemodel resume small")
    assert registry.named("small").is_busy
    assert not registry.named("big").is_busy


def test_one_panel_shows_them_all_until_each_name_is_another(notebook):
    notebook.run_without_waiting(LONG.format(DATA))
    shared = panel_of(notebook, "a")
    assert shared is panel_of(notebook, "b")
    assert [group.name for group in shared.groups] == ["a", "b"]
    notebook.run_without_waiting(f"%%densemodel a {DATA}\n4 -> 3 softmax")
    assert shared.comm is not None  # b has it still
    notebook.run_without_waiting(f"%%densemodel b {DATA}\n4 -> 3 softmax")
    assert shared.comm is None


def test_the_same_cell_again_shows_the_same_panel(notebook):
    cell = LONG.format(f"{DATA} --train")
    notebook.run_without_waiting(cell)
    shared = panel_of(notebook, "a")
    notebook.run_without_waiting(cell)
    assert panel_of(notebook, "b") is shared
    notebook.run_without_waiting(cell.replace("5 relu", "6 relu"))
    other = panel_of(notebook, "a")
    assert other is not shared
    assert other is panel_of(notebook, "b")
    assert shared.comm is None
    assert other.groups[1].best is run_of(notebook, "b")


def test_seeds_that_are_added_belong_to_the_names(notebook):
    cell = LONG.replace("epochs 100000 ; patience off", "epochs 1")
    notebook.run_without_waiting(cell.format(f"{DATA} --train"))
    race = panel_of(notebook, "a").experiment
    race.wait(60)
    race.extend(repeat=3).wait(60)
    registry = notebook.shell.magics_manager.registry["DenseModel"].registry
    for group in race.groups:
        entry = registry.named(group.name)
        assert entry.runs == group.runs
        assert [run.spec.settings.seed for run in entry.runs] == [0, 1, 2]
        assert entry.autosaves.keys() == set(group.runs)
        assert notebook.variables[group.name] is group.best.model
    notebook.run_without_waiting(cell.format(DATA))
    assert panel_of(notebook, "a").experiment is race


def test_compare_says_how_two_runs_of_a_cell_differ(notebook):
    notebook.run(CELL.format(f"{DATA} --wait"))
    output = notebook.run("%densemodel compare digits_1 small")
    assert "5 relu" in output
    assert "validation loss" in output
    notebook.run("%densemodel save digits_1 as kept")
    both = notebook.run("%densemodel compare kept digits_2")
    assert "7 relu" in both
    assert "epochs" in both
