"""`%densemodel diagnose NAME` shows what `dm.diagnose` finds out."""

import re
from dataclasses import replace

import pytest

from densemodel.data import Finding
from densemodel.network import build
from densemodel.training import Diagnosis

pytestmark = pytest.mark.tensorflow

CELL = "%%densemodel digits -x x_train -y y_train --wait\n4 -> 5 relu -> 3 softmax ; epochs 2"


def test_diagnose_shows_a_sentence_and_a_table_by_layer(notebook):
    notebook.run(CELL)
    shown = notebook.run("%densemodel diagnose")
    sentence, table, rows = shown.partition(": ")[2].strip().split("\n\n")
    notebook.run("run = %densemodel run digits")
    assert sentence == notebook.variables["run"].diagnosis.sentence
    head, first, last = table.splitlines()
    assert head.split() == [
        "layer", "units", "dead", "saturated", "gradient", "norm", "update", "ratio",
        "activation", "mean", "activation", "std",
    ]  # fmt: skip
    assert re.match(r" *hidden layer 1: dense\w* \(relu\) +5 ", first)
    assert re.match(r"the last layer: dense\w* \(softmax\) +3 ", last)
    assert rows == "Measured on 42 training rows."


def test_diagnose_gives_what_the_run_says(notebook):
    notebook.run(CELL)
    notebook.run("report = %densemodel diagnose digits")
    report = notebook.variables["report"]
    assert isinstance(report, Diagnosis)
    notebook.run("run = %densemodel run digits")
    assert report is notebook.variables["run"].diagnosis


def test_a_run_that_was_loaded_without_its_data_shows_what_its_file_keeps(notebook):
    notebook.run(CELL)
    notebook.run("%densemodel save digits")
    notebook.run("%densemodel load digits as old")
    assert "hidden layer 1: dense" in notebook.run("%densemodel diagnose old")


def test_a_model_whose_file_keeps_no_diagnosis_needs_its_data(notebook, tmp_path):
    build("4 -> 5 relu -> 3 softmax").save(tmp_path / "plain.keras")
    notebook.run(f"%densemodel load {tmp_path / 'plain.keras'} as old")
    assert notebook.fail("%densemodel diagnose old") == (
        "old was loaded without its data, and its file keeps no diagnosis: load it with -x X -y Y"
    )
    notebook.run(f"%densemodel load {tmp_path / 'plain.keras'} as new -x x_train -y y_train")
    assert "hidden layer 1: dense" in notebook.run("%densemodel diagnose new")


def test_findings_are_shown_with_the_words_that_take_them(notebook):
    notebook.run(CELL)
    notebook.run("report = %densemodel diagnose digits")
    findings = (
        Finding("offer", "training", "the gradient is <b>small</b>", "5 sigmoid => 5 relu"),
        Finding("offer", "training", "the rate is large: write lr 0.01", "lr 0.01"),
        Finding("offer", "training", "look at row 7 of $x$ and $y$."),
    )
    report = replace(notebook.variables["report"], findings=findings)
    first, _, *more = repr(report).split("\n\n")
    assert first == "The gradient is <b>small</b>. The change: 5 sigmoid => 5 relu"
    assert more[0].splitlines()[:2] == [
        "Also: the rate is large: write lr 0.01.",
        "Also: look at row 7 of $x$ and $y$.",
    ]
    html = report._repr_html_()
    assert "The gradient is &lt;b&gt;small&lt;/b&gt;. The change: 5 sigmoid =&gt; 5 relu" in html
    assert 'class="tex2jax_ignore mathjax_ignore"' in html
    assert re.search(r"<td>hidden layer 1: dense\w* \(relu\)</td>", html)


@pytest.mark.parametrize("line", ["di¦", "diagnose di¦"])
def test_diagnose_and_the_name_behind_it_are_completed(notebook, line):
    notebook.run("%%densemodel digits -x x_train -y y_train --no-panel\n4 -> 3 softmax")
    found = notebook.shell.complete(f"%densemodel {line.removesuffix('¦')}")[1]
    assert ("digits" if " " in line else "diagnose") in [text.split()[-1] for text in found]
