"""What people get wrong, and what is said of it: each case of cases/rows.txt is one mistake.

docs/checks.md shows the messages from there. A case holds Python that makes the mistake in healthy
data, if it is one of the data, and the spec. Other mistakes: tests/data, tests/language.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import densemodel as dm
from densemodel.errors import SpecError
from support.case_files import CaseFile

CASES = CaseFile(Path(__file__).parent / "cases" / "rows.txt").cases
NET = "8 -> 16 relu -> 3 softmax"


def healthy_data():
    """200 rows of 8 numbers, three classes of them by number and by name, a price, a frame."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 8)).round(3)
    kind = x[:, :3].argmax(axis=1)
    return {
        "np": np,
        "pd": pd,
        "rng": rng,
        "x": x,
        "y": kind,
        "kind": kind,
        "names": np.array(["cat", "dog", "owl"])[kind],
        "price": x[:, 0] + x[:, 1] + x[:, 2] + 0.1 * x[:, 3],
        "frame": pd.DataFrame(x[:, :3], columns=["age", "fare", "sibs"]),
        "images": rng.random((200, 28, 28)).round(3),
    }


def mistake(name):
    """The spec of a case, and its x and y."""
    code, _, spec = CASES[name].given.rpartition("\n\n")
    variables = healthy_data()
    exec(code, variables)  # noqa: S102 - it stands in our own case file
    return spec, variables["x"], variables["y"]


def line(finding):
    accept = f"  [{finding.accept}]" if finding.accept else ""
    return f"{finding.severity} {finding.where}: {finding.message}{accept}"


def answer_to(spec, x, y):
    try:
        return "\n".join(map(line, dm.check(spec, x, y))) or "(nothing)"
    except SpecError as error:
        return str(error)


def test_healthy_data_have_no_findings():
    data = healthy_data()
    assert dm.check(NET, data["x"], data["y"]) == ()
    assert dm.check("3 -> 16 relu -> 3 softmax", data["frame"], data["y"]) == ()
    assert dm.check("8 -> 16 relu -> 1", data["x"], data["price"]) == ()


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_answered_as_its_case_says(name, cases):
    cases.check(name, CASES[name].given, answer_to(*mistake(name)))


@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_short_and_its_words_settle_it(name):
    spec, x, y = mistake(name)
    for part in re.split(r"^\w+ [\w\[\]]+: ", CASES[name].expected, flags=re.MULTILINE):
        assert len(part) <= 260
        assert len(re.findall(r"[.?!] [A-Z]", part)) <= 1
        assert not re.search(r"\bnan\b|dtype|None|Tensor", part)
    if answer_to(spec, x, y).startswith(("refuse", "offer", "repair")):
        for finding in dm.check(spec, x, y):
            if finding.accept:
                later = dm.check(finding.apply_to(spec), x, y)
                assert finding.message not in [one.message for one in later]


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("pixels", marks=pytest.mark.small_training),
        *("names", "missing_in_x", "typo_activation"),
    ],
)
def test_a_cell_and_a_script_show_what_a_check_shows(name, capsys):
    """Of what is repaired, offered, refused, and of a spec."""
    spec, x, y = mistake(name)
    answer = answer_to(spec, x, y)
    message = answer if name.startswith("typo") else dm.check(spec, x, y)[0].message
    if answer.startswith(("repair", "offer")):
        assert message in [
            one.message for one in dm.train(spec, x, y, settings="epochs 1").findings
        ]
    else:
        with pytest.raises(dm.DenseModelError, match=re.escape(message)):
            dm.train(spec, x, y)
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    shell.run_line_magic("load_ext", "densemodel")
    shell.user_ns.update(x=x, y=y)
    capsys.readouterr()
    shell.run_cell(f"%%densemodel net -x x -y y\n{spec}")
    shown = " ".join("".join(capsys.readouterr()).split())
    assert " ".join(message.split())[1:] in shown
    assert ("Start it" in shown) == answer.startswith(("repair", "offer"))
    assert "Traceback" not in shown
    shell.run_line_magic("unload_ext", "densemodel")
