import sys

import pytest

pytestmark = pytest.mark.browser


def test_a_cell_answers_in_the_python_and_theme_that_are_asked_for(open_notebook):
    notebook = open_notebook(["1 + 1", "1 / 0", ""], theme="dark")
    notebook.run(0)
    assert notebook.text(0) == "2"
    assert notebook.output(0).inner_text().strip().endswith("2")
    body = notebook.page.locator("body")
    assert body.get_attribute("data-jp-theme-light") == "false"
    notebook.set_theme("light")
    assert body.get_attribute("data-jp-theme-light") == "true"
    assert notebook.screenshot("lab-light").stat().st_size > 0

    prefix = notebook.ask("import sys; print(sys.prefix, end='')", scratch_cell=2)
    home = notebook.ask("import os; print(os.path.expanduser('~'), end='')", scratch_cell=2)
    assert prefix == sys.prefix
    assert home.startswith(str(notebook.server.root.parent))  # a home of its own

    notebook.run(1)
    assert notebook.text(1).endswith("ZeroDivisionError: division by zero")  # without colours
