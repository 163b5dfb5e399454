import re
from types import SimpleNamespace

import IPython
import pytest

from densemodel.language import parse
from densemodel.widgets import Echo


@pytest.mark.tensorflow
def test_as_text_it_is_the_table_and_the_loss(make_run):
    run = make_run()
    text = repr(Echo(run.spec, run.bound, name="digits"))
    assert text.startswith("digits\n")
    assert "8 relu" in text
    assert "Loss: sparse categorical crossentropy, because y holds classes" in text
    assert "Measured: accuracy." in text
    assert "28 rows to train on, 12 to validate" in text


def test_without_data_the_last_layer_decides():
    text = repr(Echo(parse("4 -> 1"), None, name="price"))
    assert "Loss: mean squared error, because the last layer is" in text
    assert "rows" not in text


def test_a_metric_that_does_not_fit_is_reported_without_data_too():
    text = repr(Echo(parse("4 -> 1 ; metrics accuracy")))
    assert "Accuracy scores classes, not a regression: mean_absolute_error and r2_score" in text


def test_repairs_are_noted():
    spec = parse("28x28 -> 10 softmax")
    assert spec.notes
    assert all(note in repr(Echo(spec)) for note in spec.notes)


@pytest.mark.tensorflow
def test_a_schedule_is_described_with_its_rates(make_run):
    text = "784 -> 10 softmax ; adam lr exp 0.003->0.0001/2000 ; batch 100 ; steps 10000"
    html = "The learning rate falls: 0.0031 at first, 0.000346 halfway, 0.00012 at the end."
    assert html in repr(Echo(parse(text)))
    run = make_run("4 -> 3 softmax ; adam lr exp 0.01->0/28 ; batch 4 ; epochs 8")
    assert "0.01 at first, 0.00368 halfway, 0.00135 at the end." in repr(Echo(run.spec, run.bound))
    assert "learning rate" not in repr(Echo(parse("784 -> 10 softmax ; adam lr 0.003")))


@pytest.mark.tensorflow
def test_a_plateau_monitors_the_training_loss_if_nothing_validates(make_run):
    for split, monitored in (("split 0.3", "validation"), ("split off", "training")):
        run = make_run(f"4 -> 2 softmax ; lr plateau 0.01*0.5/3 ; {split}")
        text = f"0.5 times that after each 3 epochs without a better {monitored} loss."
        assert text in repr(Echo(run.spec, run.bound))


@pytest.mark.tensorflow
def test_patience_that_ends_before_a_plateau_is_reported(make_run):
    text = " Patience 2 usually ends the training before it falls: write patience 10."
    assert text in repr(Echo(parse("784 -> 10 softmax ; adam lr plateau 0.01 ; patience 2")))
    for clauses in ("patience 10", "patience off"):
        assert "Patience" not in repr(Echo(parse(f"784 -> 10 ; lr plateau 0.01 ; {clauses}")))
    run = make_run("4 -> 2 softmax ; lr plateau 0.01 ; split off")
    assert "Patience" not in repr(Echo(run.spec, run.bound))


def test_a_name_is_shown_once():
    spec = parse("small: 784 -> 10 softmax")
    assert repr(Echo(spec, name="small")).count("small") == 1
    assert repr(Echo(spec, name="digits")).startswith("digits\nsmall\n")
    assert repr(Echo(parse("784 -> 10"))).startswith("Layer ")


def test_a_terminal_shows_the_table_once(capsys):
    Echo(parse("784 -> 10 softmax"), name="digits")._ipython_display_()
    assert capsys.readouterr().out.count("7,850 parameters") == 1


@pytest.fixture
def outputs(monkeypatch):
    """What a kernel sends to a cell, output by output."""
    sent = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setattr(
        "IPython.display.display", lambda data, **options: sent.append(data | options)
    )
    return sent


@pytest.mark.tensorflow
def test_a_kernel_shows_the_drawing_and_keeps_picture_and_table_in_the_file(make_run, outputs):
    run = make_run()
    echo = Echo(run.spec, run.bound, name="<b>digits</b>")
    echo._ipython_display_()
    live, file = outputs
    assert "application/vnd.jupyter.widget-view+json" in live
    assert live["text/plain"] == ""
    assert live["text/html"] == "<span></span>"
    assert file["text/plain"] == repr(echo)
    for part in ('<img src="data:image/svg+xml', "<table>", "Loss: sparse categorical"):
        assert part in file["text/html"]
    assert "<b>digits" not in file["text/html"]
    assert "&lt;b&gt;digits" in file["text/html"]


def test_two_echoes_never_hide_each_other(outputs):
    for _ in range(2):
        Echo(parse("784 -> 10 softmax"))._ipython_display_()
    keys = [re.findall(r'"dm-file-(\w+)', output["text/html"]) for output in outputs[1::2]]
    assert keys[0] != keys[1]
    assert [len(key) for key in keys] == [1, 1]


def test_dollars_in_the_file_are_no_maths(outputs):
    Echo(parse("4 -> 2 softmax"), None, name="$x$")._ipython_display_()
    classes = re.findall(r'<div class="dm-file-(.+?)">', outputs[1]["text/html"])[0].split()
    assert {"mathjax_ignore", "tex2jax_ignore"} <= set(classes)


def test_a_terminal_breaks_no_word(capsys):
    Echo(parse("small: 784 -> 10 softmax"), name="small")._ipython_display_()
    printed = capsys.readouterr().out
    assert max(map(len, printed.split("\n"))) <= 80
    assert "Loss: sparse categorical crossentropy" in printed


def test_every_name_stands_above_the_picture_in_the_file():
    html = Echo(parse("small: 784 -> 10 softmax"), name="small").html()
    assert html.startswith("<b>small</b>")
    assert "<caption>" not in html
    both = Echo(parse("small: 784 -> 10 softmax"), name="digits").html()
    assert both.startswith("<b>digits</b> <b>small</b>")


@pytest.mark.tensorflow
def test_below_another_drawing_only_differences_are_shown(make_run):
    run, other = make_run(), make_run("4 -> 2 relu -> 2 softmax ; adam lr cosine 0.1")
    first = Echo(run.spec, run.bound, name="small")
    second = Echo(other.spec, other.bound, name="cosine", above=(first,))
    assert "28 rows to train on" in repr(first)
    assert [line.split(" ", 4)[:4] for line in second.lines] == [
        ["The", "learning", "rate", "falls:"]
    ]


@pytest.mark.tensorflow
def test_a_drawing_with_a_panel_below_leaves_the_lines_to_it(make_run):
    run = make_run()
    echo = Echo(run.spec, run.bound, name="digits", has_panel=True)
    text = [part for part in echo.widget().children if "dm-said" in part._dom_classes]
    assert [part.value for part in text] == [""]
    assert "28 rows to train on" in echo.html()  # a file may be read without the panel
