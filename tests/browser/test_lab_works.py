import sys

import pytest

pytestmark = pytest.mark.browser


def test_a_cell_answers_in_the_theme_that_is_asked_for(open_notebook):
    notebook = open_notebook(["1 + 1", ""], theme="dark")
    notebook.run(0)
    assert notebook.text(0) == "2"
    assert notebook.output(0).inner_text().strip().endswith("2")
    body = notebook.page.locator("body")
    assert body.get_attribute("data-jp-theme-light") == "false"
    notebook.set_theme("light")
    assert body.get_attribute("data-jp-theme-light") == "true"
    assert notebook.screenshot("lab-light").stat().st_size > 0


def test_a_notebook_has_the_running_python_and_a_home_of_its_own(open_notebook):
    notebook = open_notebook([""])
    prefix = notebook.ask("import sys; print(sys.prefix, end='')", scratch_cell=0)
    home = notebook.ask("import os; print(os.path.expanduser('~'), end='')", scratch_cell=0)
    assert prefix == sys.prefix
    assert home.startswith(str(notebook.server.root.parent))


def test_an_error_is_read_without_its_colours(open_notebook):
    notebook = open_notebook(["1 / 0"])
    notebook.run(0)
    assert notebook.text(0).endswith("ZeroDivisionError: division by zero")
