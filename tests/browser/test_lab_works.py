from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.browser.lab_notebook import OpenNotebook, Theme

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_cell_answers(open_notebook: OpenNotebook, theme: Theme) -> None:
    notebook = open_notebook(["1 + 1", ""], theme=theme)
    notebook.run(0)
    assert notebook.text(0) == "2"
    assert notebook.output(0).inner_text().strip().endswith("2")
    is_light = notebook.page.locator("body").get_attribute("data-jp-theme-light")
    assert is_light == ("true" if theme == "light" else "false")
    assert notebook.screenshot(f"lab-{theme}").stat().st_size > 0


def test_a_notebook_has_the_running_python_and_a_home_of_its_own(
    open_notebook: OpenNotebook,
) -> None:
    notebook = open_notebook([""])
    prefix = notebook.ask("import sys; print(sys.prefix, end='')", scratch_cell=0)
    home = notebook.ask("import os; print(os.path.expanduser('~'), end='')", scratch_cell=0)
    assert prefix == sys.prefix
    assert home.startswith(str(notebook.server.root.parent))


def test_an_error_is_read_without_its_colours(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(["1 / 0"])
    notebook.run(0)
    assert notebook.text(0).endswith("ZeroDivisionError: division by zero")
