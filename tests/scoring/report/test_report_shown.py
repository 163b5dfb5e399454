"""What a person sees of a report: as text, as a table, and as HTML that holds no surprise."""

from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from densemodel.scoring import report_of
from support.scoring.made_predictions import predictions_for, sigmoid, softmax

pytestmark = pytest.mark.tensorflow

TURN = "\N{RIGHT-TO-LEFT OVERRIDE}"
HOSTILE = ["<img src=x onerror=alert(1)>", "$x^2$", f"{TURN}{'x' * 500}", 'שלום & "more"']
TAGS = {"div", "p", "table", "caption", "thead", "tbody", "tr", "th", "td"}


def report_on(names, rows=80):
    rng = np.random.default_rng(0)
    y_true = rng.integers(0, len(names), rows)
    y_true[: len(names)] = np.arange(len(names))
    raw = rng.normal(size=(rows, len(names))) + np.eye(len(names))[y_true]
    return report_of(
        predictions_for(f"3 -> {len(names)} softmax", np.array(names)[y_true], softmax(raw))
    )


class Parts(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.attributes = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += f"{data} "


def test_a_report_is_a_line_and_a_small_table():
    report = report_on(["ant", "bee", "cat"])
    lines = repr(report).splitlines()
    assert lines[0].startswith(f"model on 80 rows: accuracy {report.metrics['accuracy']:.3f} (95 %")
    assert "baseline" in lines[0]
    assert lines[2].split() == ["Metric", "value", "95", "%", "interval", "baseline"]
    assert [line.split("  ")[0] for line in lines[3:7]] == [
        "Loss",
        "Accuracy",
        "Balanced accuracy",
        "Macro F1",
    ]


def test_the_frame_has_a_line_for_each_metric():
    report = report_on(["ant", "bee", "cat"])
    frame = report.frame()
    assert frame.index.tolist() == list(report.metrics)
    assert frame.columns.tolist() == ["value", "low", "high", "baseline"]
    assert tuple(frame.loc["accuracy", ["low", "high"]]) == report.intervals["accuracy"]


def test_names_are_text_in_html_whatever_they_are():
    report = report_on(HOSTILE)
    html = report._repr_html_()
    parts = Parts(html)
    assert set(parts.tags) <= TAGS
    assert parts.attributes <= {"class", "style", "scope", "title"}
    assert HOSTILE[0] in parts.text
    assert "tex2jax_ignore" in html
    assert TURN not in html
    assert "x" * 100 not in html
    assert TURN not in repr(report)


def test_long_names_are_cut_in_every_cell_though_they_have_spaces():
    html = report_on(["many words " * 50, "x" * 500])._repr_html_()
    assert "many words " * 10 not in html
    assert "x" * 100 not in html


def test_the_confusion_is_shown_up_to_twenty_classes_with_its_shares_as_shades():
    small, large = report_on(list("abc")), report_on([f"k{n:02}" for n in range(21)])
    assert small._repr_html_().count("<table") == 3
    assert large._repr_html_().count("<table") == 2
    assert "rgba(31, 130, 189" in small._repr_html_()
    assert "color:" not in small._repr_html_().replace("color: inherit", "")


@pytest.mark.parametrize("kind", ["binary", "labels", "regression"])
def test_each_kind_of_report_is_shown(kind):
    rng = np.random.default_rng(1)
    cases = {
        "binary": ("3 -> 1 sigmoid", np.arange(40) % 2, sigmoid(rng.normal(size=(40, 1)))),
        "labels": (
            "3 -> 2 sigmoid",
            pd.DataFrame({HOSTILE[0]: np.arange(40) % 2, "b": 1 - np.arange(40) % 2}),
            sigmoid(rng.normal(size=(40, 2))),
        ),
        "regression": (
            "3 -> 1",
            pd.Series(np.arange(40.0), name=HOSTILE[0]),
            rng.normal(size=(40, 1)),
        ),
    }
    report = report_of(predictions_for(*cases[kind]))
    assert report.kind == kind
    assert set(Parts(report._repr_html_()).tags) <= TAGS
    assert repr(report).startswith("model on 40 rows: ")
