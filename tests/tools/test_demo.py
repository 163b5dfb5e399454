import sys

import nbformat
import pytest

import demo
import run_notebook
from steps import StepFailedError

_BOTH = "print('test accuracy of digits: 0.9712')\nprint('test accuracy of better: 0.9834')"


def _notebook(path, *sources):
    cells = [nbformat.v4.new_markdown_cell("# Title")]
    cells += [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def _run(path, monkeypatch, results):
    monkeypatch.setattr(run_notebook.project, "RESULTS", results)
    monkeypatch.setattr(sys, "argv", ["run_notebook.py", str(path)])
    return run_notebook.main()


def test_accuracies_are_read_in_their_order():
    text = "epoch 3\ntest accuracy of digits: 0.9712\n...\ntest accuracy of better: 0.9834.\n"
    assert list(run_notebook.accuracies_in(text).items()) == [
        ("digits", 0.9712),
        ("better", 0.9834),
    ]


def test_both_accuracies_have_to_be_reached():
    assert run_notebook.what_is_missed({"digits": 0.965, "better": 0.98}) == ""
    assert run_notebook.what_is_missed({"digits": 0.97, "better": 0.979}) == (
        "the test accuracy of better is 0.979: at least 0.98 was expected"
    )
    assert run_notebook.what_is_missed({"digits": 0.97}) == (
        "the notebook reports 1 test accuracies, not 2"
    )


def test_a_notebook_is_run_to_its_end_and_stays_as_it_was(tmp_path, monkeypatch, capsys):
    path = _notebook(tmp_path / "first.ipynb", "x = 1 + 1", _BOTH)
    before = path.read_bytes()
    assert _run(path, monkeypatch, tmp_path / "results") == 0
    printed = capsys.readouterr().out
    assert "* cell 3 of 3: print(" in printed
    assert printed.endswith(
        "* test accuracy of digits: 0.9712\n* test accuracy of better: 0.9834\n"
    )
    assert path.read_bytes() == before
    executed = nbformat.read(tmp_path / "results" / "first.ipynb", as_version=4)
    assert "0.9712" in executed.cells[2].outputs[0].text


def test_a_cell_that_fails_is_named_with_its_error(tmp_path, monkeypatch):
    path = _notebook(tmp_path / "first.ipynb", "x = 1", "1 / 0", _BOTH)
    with pytest.raises(StepFailedError, match=r"^cell 3 failed: ZeroDivisionError: division"):
        _run(path, monkeypatch, tmp_path)


@pytest.mark.parametrize(
    ("variables", "platform"),
    [({}, "linux"), ({"DISPLAY": ""}, "linux"), ({"SSH_CONNECTION": "1 2"}, "darwin")],
)
def test_without_a_display_no_browser_is_opened(variables, platform):
    assert not demo.can_show_a_browser(variables, platform)
