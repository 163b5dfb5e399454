"""A cell whose data can't be used ends in an error, and changes nothing but itself."""

import pytest

from densemodel.widgets import RefusedData
from support.magics.asking import wait_for
from support.widgets.panel_parts import texts

pytestmark = pytest.mark.tensorflow

FIRST = "# digits\n%%densemodel digits -x x_train -y y_train\n"


@pytest.fixture(autouse=True)
def in_kernel(notebook):
    notebook.shell.kernel = object()
    yield
    del notebook.shell.kernel


def registry(notebook):
    return notebook.shell.magics_manager.registry["DenseModel"].registry


def refused(notebook, cell):
    notebook.fail(cell)
    (bar,) = (one for one in registry(notebook).questions if isinstance(one, RefusedData))
    return bar


def labels(bar):
    return [button.label for button in bar._buttons.values()]


@pytest.mark.parametrize(
    ("data", "spec", "wanted"),
    [
        ("", "7 -> 9 relu -> 3 softmax ; seed 1 # one", {
            "Use 4": ("7 ->", "4 ->"), "Use auto": ("7 ->", "auto ->")}),
        ("", "4 -> 9 relu -> 2 softmax", {"Use 3 softmax": ("2 softmax", "3 softmax")}),
        ("", "4 -> 1 sigmoid", {"Use 3 softmax": ("1 sigmoid", "3 softmax")}),
        ("", "4 -> 3 softmax ; patience 2 ; split off", {
            "Use split 30%": ("split off", "split 0.3"),
            "Use patience off": ("patience 2", "patience off")}),
        ("x_train[3, 1] = float('nan')", "4 -> 3 softmax", {
            "Use missing fill": ("softmax", "softmax ; missing fill"),
            "Use missing drop": ("softmax", "softmax ; missing drop")}),
        ("y_train = y_train[:-1]", "4 -> 3 softmax", {}),
    ],
)  # fmt: skip
def test_each_fix_is_a_button_that_changes_the_cell(notebook, data, spec, wanted):
    notebook.run(data)
    bar = refused(notebook, FIRST + spec)
    assert {button.label: button.text for button in bar._buttons.values()} == {
        label: FIRST + spec.replace(*change) for label, change in wanted.items()
    }
    assert {button.expected for button in bar._buttons.values()} <= {FIRST + spec}
    assert "digits" not in notebook.variables


def test_the_other_fixes_change_the_cell_that_one_has_changed(notebook):
    bar = refused(notebook, f"{FIRST}7 -> 2 softmax")
    width, _, units = bar._buttons.values()
    width._handle_message(None, {"type": "written", "text": width.text}, None)
    wait_for(lambda: units.expected == f"{FIRST}4 -> 2 softmax")
    assert units.text == f"{FIRST}4 -> 3 softmax"
    units._handle_message(None, {"type": "written", "text": "something else"}, None)
    assert units.expected == f"{FIRST}4 -> 2 softmax"


def test_a_model_that_had_the_name_stays_with_its_run_and_its_panel(notebook):
    notebook.run(f"{FIRST}4 -> 3 softmax ; epochs 1")
    entry = registry(notebook).named("digits")
    run, panel = entry.run.start().wait(), entry.panel
    bar = refused(notebook, f"{FIRST}7 -> 3 softmax")
    assert "digits is still the model that was trained before." in texts(bar)
    assert registry(notebook).named("digits") is entry
    assert (entry.run, entry.panel) == (run, panel)
    assert notebook.variables["digits"] is run.model
    assert panel.comm is not None


def test_a_run_that_trains_goes_on(notebook):
    notebook.run(f"{FIRST}4 -> 3 softmax ; epochs 100000 ; patience off")
    run = registry(notebook).named("digits").run.start()
    refused(notebook, f"{FIRST}7 -> 3 softmax")
    assert run.is_busy
    run.stop()


def test_of_several_networks_the_error_names_one_and_none_is_bound(notebook):
    text = "%%densemodel -x x_train -y y_train\na: 4 -> 3 softmax\nb: 7 -> 3 softmax"
    bar = refused(notebook, text)
    assert "b: the spec says 7, the data has 4" in texts(bar)
    assert next(iter(bar._buttons.values())).text == text.replace("7", "4")
    assert not {"a", "b"} & set(notebook.variables)


def test_a_cell_that_is_refused_again_keeps_one_bar(notebook):
    first = refused(notebook, f"{FIRST}7 -> 3 softmax")
    assert refused(notebook, f"{FIRST}8 -> 3 softmax") is not first
    assert first.comm is None


def test_a_magic_that_no_cell_holds_has_no_button(notebook):
    notebook.variables["shell"] = notebook.shell
    call = "shell.run_cell_magic('densemodel', 'digits -x x_train -y y_train', '7 -> 3 softmax')"
    assert labels(refused(notebook, call)) == []
