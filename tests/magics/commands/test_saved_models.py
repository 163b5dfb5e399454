import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from densemodel.store import ModelStore, default_store
from densemodel.widgets import use_notebook
from support.forked import run_script
from support.store.scripts_here import try_scripts_here
from support.widgets.panel_parts import wait_for

pytestmark = pytest.mark.tensorflow

TRAIN = "%%densemodel {name} -x x_train -y y_train --train\n4 -> 5 relu -> 3 softmax ; epochs 2"


@pytest.fixture
def folder(notebook, tmp_path):
    """Where this notebook saves."""
    notebook.run(f"%config DenseModel.folder = {str(tmp_path / 'models')!r}")
    return tmp_path / "models"


@pytest.fixture
def saved(notebook, folder):
    """A notebook that trained `digits` and saved it."""
    notebook.run(TRAIN.format(name="digits"))
    notebook.run("%densemodel save digits --tags course,best --notes 'first try'")
    assert len(ModelStore(folder).list()) == 1
    return notebook


def weights(notebook, name):
    return notebook.variables[name].get_weights()


def same_weights(notebook, one, other):
    pairs = zip(weights(notebook, one), weights(notebook, other), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def test_save_says_where_and_keeps_name_tags_and_notes(notebook, folder):
    notebook.run(TRAIN.format(name="digits"))
    shown = notebook.run('%densemodel save digits as "digits, two layers" --tags a,b --notes "x y"')
    (model,) = ModelStore(folder).list()
    assert (model.name, model.tags, model.notes) == ("digits, two layers", ("a", "b"), "x y")
    assert "Saved as 'digits, two layers'" in shown
    assert model.path.name in shown


def test_the_only_model_need_not_be_named(notebook, folder):
    notebook.run(TRAIN.format(name="digits"))
    notebook.run("%densemodel save")
    assert [model.name for model in ModelStore(folder).list()] == ["digits"]


def test_list_shows_what_is_saved_and_what_holds_words(saved):
    shown = saved.run("%densemodel list")
    assert "digits" in shown
    assert "4 -> 5 relu -> 3 softmax" in shown.replace("→", "->")
    assert "accuracy" in shown or "0." in shown
    assert "digits" in saved.run("%densemodel list course relu")
    assert "has 'conv'" in saved.run("%densemodel list conv")


def test_list_of_an_empty_folder_says_how_to_save(notebook, folder):
    assert "%densemodel save NAME" in notebook.run("%densemodel list")
    assert not folder.exists()


def test_load_binds_the_model_and_its_run(saved):
    saved.run("%densemodel load digits as old")
    assert same_weights(saved, "digits", "old")
    saved.run("run = %densemodel run old")
    assert saved.variables["run"].history.evaluations == 2


def test_load_without_a_name_takes_that_of_the_saved_model(saved):
    saved.run('%densemodel save digits as "wide, 2"')
    saved.run('%densemodel load "wide, 2"')
    assert same_weights(saved, "digits", "wide")


@pytest.mark.parametrize("between", ["", "to ", "as "])
def test_rename_gives_a_saved_model_another_name(saved, between):
    shown = saved.run(f'%densemodel rename digits {between}"two layers"')
    assert shown == "'digits' is now called 'two layers'.\n"
    saved.run('%densemodel load "two layers" as old')
    assert same_weights(saved, "digits", "old")


def test_delete_moves_a_saved_model_to_the_trash_and_says_how_to_restore_it(saved, folder):
    shown = saved.run("%densemodel delete digits")
    assert not ModelStore(folder).list()
    (call,) = re.findall(r"^'digits' is in the trash\. (.*) restores it\.$", shown, re.MULTILINE)
    saved.run(f"import densemodel as dm\n{call}")
    assert [model.name for model in ModelStore(folder).list()] == ["digits"]


def test_load_lets_no_run_of_this_notebook_go(saved):
    mine = saved.variables["digits"]
    saved.run("%densemodel load digits")
    assert saved.variables["digits"] is mine
    assert same_weights(saved, "digits", "digits_saved")


def test_load_takes_a_file_from_anywhere(saved, folder, tmp_path):
    (model,) = ModelStore(folder).list()
    mailed = shutil.copy(model.path, tmp_path / "mailed by ann.keras")
    saved.run(f'%densemodel load "{mailed}" as hers')
    assert same_weights(saved, "digits", "hers")


def require_it_goes_on(notebook, command):
    """Run a command that trains `old`, and stop it: it would train for long."""
    notebook.run_without_waiting(command)
    notebook.run("run = %densemodel run old")
    run = notebook.variables["run"]
    wait_for(lambda: run.history.evaluations > 2)
    run.stop().wait()


def test_a_loaded_run_goes_on_with_data_on_its_line(saved):
    saved.run("%densemodel load digits as old -x x_train -y y_train")
    require_it_goes_on(saved, "%densemodel resume old")


def test_a_loaded_run_is_given_its_data_when_it_is_resumed(saved):
    saved.run("%densemodel load digits as old")
    require_it_goes_on(saved, "%densemodel resume old -x x_train -y y_train")


def test_a_loaded_run_says_when_its_data_are_others(saved):
    saved.variables["other"] = saved.variables["x_train"] + 1
    assert "not the data" in saved.run("%densemodel load digits as old -x other -y y_train")


def test_load_with_train_goes_on_at_once(saved):
    require_it_goes_on(saved, "%densemodel load digits as old -x x_train -y y_train --train")


def test_load_leaves_what_is_not_ours(saved):
    saved.variables["old"] = data = [1, 2]
    shown = saved.fail("%densemodel load digits as old")
    assert "old is in use" in shown
    assert saved.variables["old"] is data
    saved.run("%densemodel load digits as old --replace")
    assert same_weights(saved, "digits", "old")


def test_export_gives_a_script(saved, tmp_path, monkeypatch):
    try_scripts_here(monkeypatch)
    saved.run(f"%densemodel export digits script to {tmp_path / 'digits.py'}")
    assert "keras.Sequential" in (tmp_path / "digits.py").read_text()


def test_compare_shows_what_differs(saved):
    saved.run(TRAIN.format(name="wide").replace("5 relu", "9 relu"))
    shown = saved.run("%densemodel compare digits wide")
    assert "5 relu" in shown
    assert "9 relu" in shown
    assert "accuracy" in shown


KILLED = """
import os, time
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from densemodel.store import ModelStore
shell = InteractiveShell.instance()
shell.kernel = object()  # a cell does not wait for its run
shell.run_line_magic("load_ext", "densemodel")
shell.run_cell("%config DenseModel.folder = 'models'")
y = np.repeat(np.arange(3), 20)
x = (np.random.default_rng(1).normal(size=(60, 4)) + 2.0 * np.eye(3, 4)[y]).astype("float32")
shell.user_ns.update(x_train=x, y_train=y)
first = "%%densemodel done -x x_train -y y_train --train --no-panel\\n4 -> 3 softmax ; epochs 3"
assert shell.run_cell(first).success
shell.run_cell("%densemodel wait done")
while [model.card.epochs for model in ModelStore("models").unsaved()] != [3]:
    time.sleep(0.02)  # it is written beside the training
more = first.replace("done", "lost").replace("epochs 3", "epochs 1000000 ; patience off")
assert shell.run_cell(more).success
while not any(entry.name.startswith("lost-") for entry in os.scandir("models/.running")):
    time.sleep(0.02)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name == "nt", reason="nothing is killed there like this")
def test_load_lists_what_a_killed_kernel_left_and_loads_it(notebook, tmp_path):
    assert run_script(KILLED, cwd=tmp_path).returncode == -9
    notebook.run(f"%config DenseModel.folder = {str(tmp_path / 'models')!r}")
    assert "lost" not in notebook.run("%%densemodel digits\n4 -> 3 softmax")  # of another network
    left = notebook.run("%densemodel load")
    assert re.search(r"lost .*[0-9a-f]{16}  cut off", left)
    assert re.search(r"done .* 3 .*[0-9a-f]{16}  unsaved", left)
    notebook.run("%densemodel load lost as found")
    notebook.run("run = %densemodel run found")
    assert notebook.variables["run"].history.evaluations > 0
    notebook.run("%densemodel save found")
    assert re.search(r"found .*[0-9a-f]{16}  saved", notebook.run("%densemodel load"))
    assert "lost" not in notebook.run("%densemodel load")


def test_no_run_is_kept_where_that_is_switched_off(notebook, folder):
    notebook.run("%config DenseModel.autosave = False")
    notebook.run(TRAIN.format(name="digits"))
    assert not folder.exists()


def test_browse_lists_where_there_are_no_widgets(saved):
    assert "digits" in saved.run("%densemodel browse")


def test_browse_takes_another_folder(saved, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "theirs")
    shown = saved.run(f"%densemodel browse {tmp_path / 'theirs'}")
    assert "digits" in shown
    assert "there is no folder" in saved.fail(f"%densemodel browse {tmp_path / 'nothing'}")


def test_trash_shows_what_it_takes_and_is_emptied(saved, folder):
    assert "is empty" in saved.run("%densemodel trash")
    for _ in range(3):
        assert "The trash takes" not in saved.run("%densemodel save digits")
    shown = saved.run("%densemodel trash")
    assert "%densemodel trash empty removes it for good" in shown
    assert "It keeps 30 days, 3 versions of a name and 1 GB" in shown
    assert len(ModelStore(folder).trash()) == 3
    shown = saved.run("%densemodel trash empty")
    assert re.search(r"3 deleted models \([\d.]+ kB\) removed for good", shown)
    assert "The trash was empty" in saved.run("%densemodel trash empty")


def test_config_says_how_much_the_trash_keeps(saved, folder):
    saved.run("%config DenseModel.trash_versions = 1\n%config DenseModel.trash_days = None")
    for _ in range(3):
        saved.run("%densemodel save digits")
    assert len(ModelStore(folder).trash()) == 1
    shown = saved.run("%densemodel trash")
    assert "It keeps 1 version of a name and 1 GB" in shown


def test_models_are_saved_beside_the_notebook_wherever_a_cell_works(notebook, tmp_path):
    home = Path.cwd()
    notebook.run(
        "%config DenseModel.folder = 'elsewhere'\n%config DenseModel.folder = 'densemodels'"
    )
    assert default_store().folder == home / "densemodels"
    os.chdir(tmp_path)
    try:
        assert default_store().folder == home / "densemodels"
    finally:
        os.chdir(home)
    notebook.run(f"%config DenseModel.folder = {str(tmp_path)!r}")
    assert default_store().folder == tmp_path


def test_a_run_saves_itself_where_the_command_does(saved, folder):
    saved.run("run = %densemodel run digits\nmine = run.save('by hand', tags=['paper'])")
    (found,) = ModelStore(folder).find("by hand paper")
    assert found.path == saved.variables["mine"].path


def test_nothing_reaches_the_notebook_once_the_extension_is_unloaded(notebook):
    from densemodel.widgets.panel._notebook import notebook as reached

    assert reached() is not None
    notebook.run("%unload_ext densemodel")
    assert reached() is None
    use_notebook(None)
    notebook.run("%load_ext densemodel")
    assert reached() is not None


@pytest.mark.usefixtures("notebook")
def test_a_name_for_a_variable_is_made_of_that_of_a_model():
    from densemodel.widgets.panel._notebook import notebook as reached

    names = reached()
    assert names is not None
    made = {
        "digits": "digits",
        "digits, two layers": "digits",
        "MNIST: conv": "MNIST",
        "größe 3": "größe_3",
        "2 layers": "model_2_layers",
        "class": "class_model",
        "数字": "数字",
        "!?": "model",
        "a" * 100: "a" * 40,
    }
    assert {name: names.suggest(name) for name in made} == made


def test_a_completed_line_offers_saved_models(saved):
    saved.run('%densemodel save digits as "wide, 2"')
    offers = {
        "load d": ["digits"],
        "export w": ['"wide, 2"'],
        "export digits li": ["litert"],
        'export "wide, 2" on': ["onnx"],
        'export "wide, o': [],
        "save w": [],
        "delete d": ["digits"],
    }
    for typed, offered in offers.items():
        line = f"%densemodel {typed}"
        _, found = saved.shell.complete(line, line, len(line))
        assert found == offered
