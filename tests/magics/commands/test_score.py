import numpy as np
import pytest

from densemodel.scoring import Report

pytestmark = pytest.mark.tensorflow

CELL = "%%densemodel {name} -x x_train -y y_train {more} --wait\n4 -> 3 softmax ; epochs 1"


def test_score_gives_the_report_of_the_runs_own_rows(notebook):
    notebook.run(CELL.format(name="digits", more="--test x_train y_train"))
    notebook.run("report = %densemodel score digits")
    report = notebook.variables["report"]
    assert isinstance(report, Report)
    assert (report.name, report.where, report.rows) == ("digits", "test", 60)


def test_score_takes_other_rows(notebook):
    notebook.run(CELL.format(name="digits", more=""))
    notebook.run("some, kinds = x_train[::2], y_train[::2]")
    notebook.run("report = %densemodel score digits -x some -y kinds")
    report = notebook.variables["report"]
    assert (report.where, report.rows) == ("given", 30)
    y_pred = notebook.variables["digits"].predict(notebook.variables["some"], verbose=0)
    right = np.mean(y_pred.argmax(axis=1) == notebook.variables["kinds"])
    assert report.metrics["accuracy"] == right


def test_score_takes_a_frame(notebook):
    notebook.run("import pandas as pd\ndf = pd.DataFrame(x_train).assign(kind=y_train)")
    notebook.run("%%densemodel digits --frame df --target kind --wait\n4 -> 3 softmax ; epochs 1")
    notebook.run("report = %densemodel score digits --frame df --target kind")
    assert notebook.variables["report"].rows == 60


def test_score_puts_trees_beside_the_network(notebook):
    notebook.run(CELL.format(name="digits", more=""))
    for line in ("digits --beside trees", "--beside=trees", "--beside trees -x x_train -y y_train"):
        notebook.run(f"report = %densemodel score {line}")
        assert (
            "gradient-boosted trees (scikit-learn)" in notebook.variables["report"].notes[0].lower()
        )
    assert notebook.variables["report"].where == "given"


def test_the_only_model_need_not_be_named_and_is_shown(notebook):
    notebook.run(CELL.format(name="digits", more=""))
    shown = notebook.run("%densemodel score")
    assert "digits on 18 validation rows: accuracy" in shown
