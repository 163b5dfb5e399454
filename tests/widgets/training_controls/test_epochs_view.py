import pytest

from densemodel.errors import DenseModelError
from densemodel.training import prepare
from densemodel.widgets.training_controls._epochs_view import (
    MOST_ROWS,
    EpochsTable,
    curves_file,
    epochs_csv,
    epochs_table,
    file_stem,
)
from support.widgets.panel_parts import by_class, press_and_wait, titles_of
from support.widgets.typescript_names import typescript_fields

pytestmark = pytest.mark.tensorflow


def open_epochs(panel, writer):
    tabs = by_class(panel, "dm-tabs")
    tabs.selected_index = titles_of(tabs).index("Epochs")
    settle(panel, writer)
    return by_class(panel, "dm-epochs")


def settle(panel, writer):
    assert panel._tabs.chosen.wait()
    assert writer.flush()


def test_the_front_end_knows_each_field_of_the_table(make_run):
    table = epochs_table(make_run().start().wait())
    assert typescript_fields("epochs", "Table") == set(table) == set(EpochsTable().table)
    assert typescript_fields("epochs", "Row") == set(table["rows"][0])


def test_epochs_stand_in_a_table_with_the_best_marked(make_run, make_panel, writer):
    panel = make_panel(make_run())
    shown = open_epochs(panel, writer)
    assert shown.table == {"head": [], "rows": [], "note": "No epoch is done yet."}
    press_and_wait(panel, "Start")
    settle(panel, writer)
    assert [row["key"] for row in shown.table["rows"]] == [2, 1]
    assert shown.table["head"][:2] == ["Epoch", "Loss"]
    assert "Validation loss" in shown.table["head"]
    (best,) = (row["cells"][0] for row in shown.table["rows"] if row["is_best"])
    assert best == f"★ best, {panel.run.best_epoch}"


def test_the_best_epoch_stays_in_a_long_table(make_run):
    run = make_run("4 -> 2 softmax ; epochs 1")
    run.start().wait()
    names = list(run.history)
    for epoch in range(2, 302):
        run.history.add(dict.fromkeys(names, 9.0), step=4 * epoch, place=epoch)
    table = epochs_table(run)
    assert len(table["rows"]) == MOST_ROWS + 1
    assert table["rows"][-1]["is_best"]
    assert table["note"].startswith("201 of 301 epochs")


def test_the_csv_has_all_epochs(make_run):
    run = make_run().start().wait()
    name, mime, data = epochs_csv(run)
    assert (name, mime) == ("digits-epochs.csv", "text/csv")
    lines = data.decode().splitlines()
    assert lines[0].startswith("epoch,")
    assert len(lines) == 3


def test_curves_are_given_as_svg_and_png(make_run):
    run = make_run().start().wait()
    assert curves_file(run, None, "svg")[:2] == ("digits-curves.svg", "image/svg+xml")
    name, mime, data = curves_file(run, None, "png")
    assert (name, mime, data[1:4]) == ("digits-curves.png", "image/png", b"PNG")


def test_before_the_first_epoch_there_is_nothing_to_take_along(make_run):
    with pytest.raises(DenseModelError, match="press Start"):
        epochs_csv(make_run())
    with pytest.raises(DenseModelError, match="press Start"):
        curves_file(make_run(), None, "png")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("digits", "digits"),
        ("../../etc/passwd", "etc_passwd"),
        ('<img src=x onerror="1">', "img_src_x_onerror_1"),
        ("数字 2", "数字_2"),
        ("...", "model"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_file_is_named_as_every_system_allows(name, stem):
    assert file_stem(name) == stem


def test_the_script_of_a_given_model_names_its_own_metrics(make_panel, rows, writer):
    import keras

    def mine(true, _guess):
        return true

    class Mine(keras.metrics.MeanSquaredError):
        """One of a person's own."""

    kinds = keras.metrics
    metrics = [
        *("accuracy", "mae", "kl_divergence", kinds.Precision(), kinds.hinge),
        *(kinds.AUC(num_thresholds=50, name="area"), kinds.Precision(thresholds=[0.5])),
        *(mine, Mine(name="a\nb"), kinds.MeanMetricWrapper(mine, name="wrapped")),
    ]
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=metrics)
    panel = make_panel(prepare(model, *rows, settings="epochs 1"))
    tabs = by_class(panel, "dm-tabs")
    tabs.selected_index = titles_of(tabs).index("Keras code")
    assert writer.flush()
    (copy,) = by_class(panel, "dm-code-tab").children[0].children
    note = r"Not in this script: the metrics mine, 'a\nb', wrapped, as they are not Keras's own."
    assert note in copy.text.replace("\n# ", " ")
    there = {}
    code = compile(copy.text.split("model.summary()")[0], "script", "exec")
    exec(code, there)  # noqa: S102 - the script that a person would run
    again = there["model"]._compile_config.config["metrics"]
    assert again[:3] == metrics[:3]
    assert again[4] is kinds.hinge
    made = [again[3], *again[5:]]
    theirs = [metrics[3], *metrics[5:7]]
    assert [type(one) for one in made] == [type(one) for one in theirs]
    for one, other in zip(made, theirs, strict=True):
        assert {**one.get_config(), "name": ""} == {**other.get_config(), "name": ""}
    assert made[1].name == "area"


def test_the_script_is_copied_as_it_is_now(make_run, make_panel, writer):
    panel = make_panel(make_run())
    tabs = by_class(panel, "dm-tabs")
    tabs.selected_index = titles_of(tabs).index("Keras code")
    assert writer.flush()
    (copy,) = by_class(panel, "dm-code-tab").children[0].children
    assert "epochs=2" in copy.text
    panel.run.start(settings="epochs 3").wait()
    assert writer.flush()
    assert "epochs=3" in copy.text
    assert "epochs=3" in by_class(panel, "dm-codes").value
