"""IPython 7.34, which Google Colab has, takes no matchers: the same words come another way."""

import numpy as np
import pandas as pd
import pytest
from IPython.core import completer as ipython
from IPython.core.completer import provisionalcompleter
from IPython.terminal.ptutils import IPythonPTLexer
from prompt_toolkit.document import Document

from densemodel.magics.notebook._compat import colour_cells, no_longer_colour_cells

PLACES = (
    "%%densemodel digits\n784 -> 50 re¦",
    "%%densemodel digits\n784 -> 50 zzz¦",
    "%%densemodel digits\n784 -> 50 relu ; # é😀\n784 -> n_¦ relu",
    "%%densemodel digits -¦",
    "%%densemodel digits -x x_¦",
    "%%densemodel digits -x df.¦",
    "%%densemodel digits -x df[¦",
    "\n¦\n%%densemodel digits\n784 -> 10",
    "%%densem¦",
    "%densemodel sotp¦",
    "x = 1\n%densemodel 784 -> 50 ¦\ny = 2",
    "x_tr¦",
)


@pytest.fixture
def older(notebook, monkeypatch):
    """The notebook in an IPython that knows no `context_matcher`."""
    notebook.variables["df"] = pd.DataFrame({"price": [1.0], "size of it": [2]})
    notebook.shell.run_line_magic("unload_ext", "densemodel")
    monkeypatch.delattr(ipython, "context_matcher", raising=False)
    notebook.shell.run_line_magic("load_ext", "densemodel")
    yield notebook
    notebook.shell.run_line_magic("unload_ext", "densemodel")
    monkeypatch.undo()
    notebook.shell.run_line_magic("load_ext", "densemodel")


def at(notebook, text):
    cursor = text.index("¦")
    with provisionalcompleter():
        found = notebook.shell.Completer.completions(text.replace("¦", ""), cursor)
        return [(one.text, one.start, one.end, one.type) for one in found]


@pytest.mark.skipif(not hasattr(ipython, "context_matcher"), reason="there is one way only")
def test_an_older_ipython_offers_the_same_words_at_the_same_places(notebook, request):
    notebook.variables["df"] = pd.DataFrame({"price": [1.0], "size of it": [2]})
    newer = {text: at(notebook, text) for text in PLACES}
    older = request.getfixturevalue("older")
    assert {text: at(older, text) for text in PLACES} == newer


def test_an_older_ipython_completes_a_line_by_its_older_interface(older):
    line = "%densemodel 784 -> 50 re"
    assert older.shell.complete(None, line) == ("re", ["relu", "reshape", "relu6"])
    assert "%densemodel" in older.shell.complete(None, "%densem", 7)[1]


def test_in_a_subscript_an_older_ipython_offers_the_keys_alone(older):
    older.variables.update({"rows": {"first": np.ones(3)}, "first_of_all": 1})
    found = at(older, "%%densemodel digits -x rows[fir¦")
    assert {text.strip("'\"]") for text, *_ in found} <= {"first"}
    assert not older.shell.Completer.dict_keys_only


def test_unloading_gives_an_older_ipython_its_own_completer_back(older):
    completer = older.shell.Completer
    older.shell.run_line_magic("unload_ext", "densemodel")
    assert all(one.__self__ is completer for one in (completer.completions, completer.complete))
    assert "relu" not in [text for text, *_ in at(older, "%%densemodel digits\n784 -> 50 rel¦")]


class Terminal:
    """A shell with a prompt."""

    def _extra_prompt_options(self):
        return {"lexer": IPythonPTLexer()}

    def styles(self, text):
        lexer = self._extra_prompt_options()["lexer"]
        return [
            style.split(".")[-1] for style, word in lexer.lex_document(Document(text))(1) if word
        ]


def test_a_terminal_colours_cells_until_the_extension_is_unloaded():
    terminal, cell = Terminal(), "%%densemodel digits\nrelu"
    python = terminal.styles(cell)
    colour_cells(terminal)
    assert terminal.styles(cell) == ["function"] != python
    assert terminal.styles("x = [\nrelu") == ["name"]
    no_longer_colour_cells(terminal)
    assert terminal.styles(cell) == python
