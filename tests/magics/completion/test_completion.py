"""Completion in a real shell, as the front ends ask for it, and once in a real kernel."""

import numpy as np
import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from jupyter_client.manager import start_new_kernel

from densemodel.language import ACTIVATIONS
from densemodel.magics.cell._arguments import OPTIONS
from densemodel.magics.commands._commands import COMMANDS

FIRST = "%%densemodel digits"


def at(notebook, text):
    """IPython's completions at the mark in the text."""
    cursor = text.index("¦")
    with provisionalcompleter():
        return list(notebook.shell.Completer.completions(text.replace("¦", ""), cursor))


def texts(notebook, text):
    return [one.text for one in at(notebook, text)]


def test_a_word_of_the_cell_is_completed_with_its_line_of_help(notebook):
    found = at(notebook, f"{FIRST}\n784 -> 50 re¦")
    assert [one.text for one in found] == ["relu", "reshape", "relu6"]
    assert found[0].type == f"activation: {ACTIVATIONS['relu'].help}"
    start = len(FIRST) + 1 + len("784 -> 50 ")
    assert [(one.start, one.end) for one in found] == [(start, start + 2)] * 3


def test_the_older_interface_answers_as_well(notebook):
    line = "%densemodel 784 -> 50 re"
    typed, found = notebook.shell.complete(None, line, len(line))
    assert (typed, found) == ("re", ["relu", "reshape", "relu6"])


def test_a_near_match_takes_the_place_of_what_was_typed(notebook):
    (found,) = at(notebook, f"{FIRST}\n784 -> 50 dropuot(¦".replace("(", ""))[:1]
    assert found.text == "drop"
    assert found.end - found.start == len("dropuot")


def test_python_is_not_offered_in_a_cell_of_ours_and_ours_not_elsewhere(notebook):
    notebook.variables["relations"] = [1]
    assert texts(notebook, f"{FIRST}\n784 -> 50 rela¦") == ["relu"]
    assert texts(notebook, f"{FIRST}\n784 -> 50 zzz¦") == []
    assert "relu" not in texts(notebook, "x = re¦")
    assert "relations" in texts(notebook, "x = re¦")
    assert "relations" in texts(notebook, "%%time\nx = rel¦")


def test_variables_of_the_notebook_are_offered_where_a_number_is_due(notebook):
    (found,) = [one for one in at(notebook, f"{FIRST}\n784 -> n_¦") if one.text == "n_in"]
    assert found.type == "variable = 4"


def test_the_first_line_is_completed_with_options(notebook):
    found = at(notebook, f"{FIRST} -¦")
    assert {one.text: one.type for one in found} == {
        name: f"option: {text}" for name, (_, text) in OPTIONS.items()
    }
    assert texts(notebook, f"{FIRST} --train --¦ --wait\n784 -> 10").count("--train") == 0
    assert texts(notebook, f"{FIRST} --wiat¦") == ["--wait"]
    assert texts(notebook, "%%densem¦") == ["%%densemodel"]


@pytest.mark.tensorflow
def test_data_are_completed_with_what_they_are(notebook):
    notebook.variables.update(
        a_list=[1, 2],
        a_model=object(),
        a_type=np.ndarray,
        a_module=np,
        a_text="rows",
        a_number=3,
        df=pd.DataFrame({"price": [1.0], "size of it": [2]}),
    )
    found = {one.text: one.type for one in at(notebook, f"{FIRST} -x ¦")}
    assert found == {
        "a_list": "variable: list of 2",
        "df": "variable: DataFrame 1x2",
        "x_train": "variable: ndarray 60x4",
        "y_train": "variable: ndarray 60",
    }
    assert texts(notebook, f"{FIRST} -x x_¦") == ["x_train"]
    notebook.run("import tensorflow as tf; rows = tf.data.Dataset.range(3)")
    assert texts(notebook, f"{FIRST} --validation row¦") == ["rows"]
    assert texts(notebook, f"{FIRST} -y row¦") == []
    assert texts(notebook, f"{FIRST} --validation x_train y_¦") == ["y_train"]
    assert texts(notebook, f"{FIRST} --frame ¦") == ["df"]
    assert texts(notebook, f"{FIRST} --frame df --target ¦") == ["price", '"size of it"']
    assert texts(notebook, f'{FIRST} --frame df --target "si¦') == ['"size of it"']
    assert texts(notebook, f"{FIRST} --frame nothing --target ¦") == []
    assert texts(notebook, f"{FIRST} --search ¦") == ["random", "tpe"]
    assert "'price'" in texts(notebook, f"{FIRST} -x df[¦")  # by IPython itself


def test_a_variable_that_raises_does_no_harm(notebook):
    class Hostile:
        @property
        def shape(self):
            raise RuntimeError

        __index__ = __getitem__ = __len__ = shape

        def __getattr__(self, name):
            raise RuntimeError(name)

    notebook.variables["hostile"] = Hostile()
    assert "x_train" in texts(notebook, f"{FIRST} -x ¦")
    assert "n_in" in texts(notebook, f"{FIRST}\n¦")


@pytest.mark.tensorflow
def test_the_line_form_is_completed_with_commands_models_and_specs(notebook):
    assert set(texts(notebook, "%densemodel ¦")) >= {*COMMANDS, "n_in", "auto"}
    assert texts(notebook, "%densemodel sto¦") == ["stop"]
    assert texts(notebook, "%densemodel sotp¦") == ["stop"]
    assert "bn" in texts(notebook, "m = %densemodel 784 -> 50 ¦")
    assert "bn" in texts(notebook, "x = 1\n%densemodel 784 -> 50 ¦\ny = 2")
    assert texts(notebook, "%densemodel help leaky¦") == ["leaky_relu"]
    notebook.run("%%densemodel digits\n4 -> 3 softmax")
    (found,) = at(notebook, "%densemodel stop ¦")
    assert (found.text, found.type) == ("digits", "model: ready: 4 -> 3 softmax")


def test_unloading_takes_completion_away(notebook):
    cell = f"{FIRST}\n784 -> 50 rel¦"
    offered = texts(notebook, cell)
    notebook.shell.run_line_magic("load_ext", "densemodel")
    assert texts(notebook, cell) == offered
    notebook.shell.run_line_magic("unload_ext", "densemodel")
    assert "relu" not in texts(notebook, cell)
    notebook.shell.run_line_magic("load_ext", "densemodel")
    assert texts(notebook, cell) == offered


@pytest.mark.tensorflow
def test_a_real_kernel_sends_the_words_their_places_and_their_help():
    manager, client = start_new_kernel()
    try:
        client.execute_interactive("%load_ext densemodel\nn_cols = 9", silent=True, timeout=60)
        code = "%%densemodel digits\nn_cols -> 50 rellu"
        content = client.complete(code, len(code), reply=True, timeout=30)["content"]
        assert content["matches"][0] == "relu"
        assert code[content["cursor_start"] : content["cursor_end"]] == "rellu"
        kinds = content["metadata"]["_jupyter_types_experimental"]
        # JupyterLab would break a line at its blanks
        line = f"activation: {ACTIVATIONS['relu'].help}"
        assert kinds[0]["type"] == line.replace(" ", "\N{NO-BREAK SPACE}")
        code = "%%densemodel digits\n"
        content = client.complete(code, len(code), reply=True, timeout=30)["content"]
        assert content["matches"][0] == "n_cols"
        code = "%%densemodel d\n4 -> 3 ; # " + "é😀" + "\n4 -> 50 bn(sc"
        content = client.complete(code, len(code), reply=True, timeout=30)["content"]
        assert content["matches"] == ["scale="]
        assert content["cursor_end"] - content["cursor_start"] == len("sc")
        (kind,) = content["metadata"]["_jupyter_types_experimental"]
        assert kind["type"].startswith("option:\N{NO-BREAK SPACE}learn\N{NO-BREAK SPACE}a")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.mark.tensorflow
def test_score_offers_trees_beside_a_network(notebook):
    notebook.run("%%densemodel digits\n4 -> 3 softmax")
    assert texts(notebook, "%densemodel score ¦") == ["digits"]
    assert texts(notebook, "%densemodel score digits --¦") == ["--beside"]
    assert texts(notebook, "%densemodel score digits --beside ¦") == ["trees"]
    assert texts(notebook, "%densemodel score digits --beside tr¦") == ["trees"]


def test_columns_of_the_frame_on_the_first_line_are_offered(notebook):
    notebook.variables["df"] = pd.DataFrame({"price": [1.0], "size of it": [2], "day": [3], 4: 5})
    frame = "%%densemodel d --frame df --target price"
    assert texts(notebook, f"{frame}\n2 -> 1 ; without ¦") == ['"size of it"', "day"]
    assert texts(notebook, f"{frame} # all\n2 -> 1 ; without day ¦") == ['"size of it"']
    assert texts(notebook, "%%densemodel d -x df -y y\n2 -> 1 ; split 0.3 by p¦") == ["price"]
    assert texts(notebook, "%%densemodel d -x x_train -y y\n2 -> 1 ; without ¦") == []
    assert texts(notebook, f"{frame}\n2 -> 1 ; without si¦") == ['"size of it"']
    assert texts(notebook, "%%densemodel d --frame df --target si¦") == ['"size of it"']
    assert texts(notebook, '%%densemodel d -x "\n2 -> 1 ; without ¦') == []
    (found,) = at(notebook, f"{frame}\n2 -> 1 ; without da¦")
    assert found.type == "column: int64"


def test_a_quote_that_the_editor_closed_is_not_closed_twice(notebook):
    notebook.variables["df"] = pd.DataFrame({"size of it": [2]})
    assert texts(notebook, '%%densemodel d -x df -y y\n2 -> 1 ; without "s¦"') == ['"size of it']
    assert texts(notebook, "%%densemodel d --frame df --target 's¦'") == ["'size of it"]


def test_what_a_variable_holds_is_offered(notebook):
    notebook.variables["df"] = pd.DataFrame({"price": [1.0], "size of it": [2]})
    found = at(notebook, f"{FIRST} -x df.¦")
    assert (found[0].text, found[0].type) == ("price", "variable: float64")
    assert "values" in [one.text for one in found]
    assert "drop" not in [one.text for one in found]  # nothing is called
    (only,) = at(notebook, f"{FIRST} -x df.pri¦")
    assert (only.text, only.end - only.start) == ("price", 3)


def test_nothing_is_offered_before_the_magic(notebook, capsys):
    assert texts(notebook, f"\n¦\n{FIRST}\n784 -> 10") == []
    assert "Traceback" not in "".join(capsys.readouterr())  # IPython's own, on an empty line


def test_a_spec_on_one_line_may_stand_without_blanks(notebook):
    notebook.variables["run"] = 4
    assert texts(notebook, "m=%densemodel 4->re¦") == ["reshape", "relu", "relu6"]
    assert "reshape" in texts(notebook, "%densemodel run -> re¦")


def test_words_of_the_language_come_before_many_variables_until_a_letter_is_typed(notebook):
    notebook.variables.update({f"n_{number}": number for number in range(1, 1000)})
    found = texts(notebook, f"{FIRST}\n784 -> ¦")
    assert found.index("drop") < found.index("n_1")
    assert texts(notebook, f"{FIRST}\n784 -> n¦")[0] == "n_1"
    assert "n_1" in texts(notebook, f"{FIRST}\n784 -> 10 ; batch ¦")


def test_data_whose_names_begin_like_their_option_come_first(notebook):
    notebook.variables.update(a=[1], y=[1], x=[1])
    assert texts(notebook, f"{FIRST} -x ¦") == ["x", "x_train", "a", "y", "y_train"]
    assert texts(notebook, f"{FIRST} -y ¦") == ["y", "y_train", "a", "x", "x_train"]
    assert texts(notebook, f"{FIRST} --test x ¦")[:2] == ["a", "x"]
