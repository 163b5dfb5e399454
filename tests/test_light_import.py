"""What loads slow libraries, and what does not: each source runs in a Python of its own."""

import subprocess
import sys

import pytest

KERAS = {"keras", "tensorflow"}
SLOW = KERAS | {"bqplot", "anywidget", "ipywidgets", "matplotlib", "numpy", "optuna"}
SLOW |= {"pandas", "sklearn", "IPython"}
SHELL = "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance()"
SWEEP = f"""{SHELL}
s.run_cell("%load_ext densemodel")
s.run_cell("import numpy as np; x = np.random.rand(60, 4); y = np.arange(60) % 3")
s.run_cell("%%densemodel d -x x -y y --workers 1\\n4 -> {{2|6}} relu -> 3 softmax")
s.run_cell("%densemodel sweep d").raise_error()"""
SOURCES = {
    "import": ("import densemodel", SLOW),
    "spec": ("import densemodel as dm; dm.parse('784 -> 10 softmax').layers", SLOW),
    "lexer": ("from densemodel.magics._lexer import CellLexer; CellLexer()", SLOW),
    "network": ("import densemodel as dm, densemodel.network; dm.spec_of", KERAS),
    "widgets": ("import densemodel.widgets as w; dir(w)", SLOW - {"numpy"}),
    "run as html": ("from densemodel.widgets import run_html", SLOW - {"numpy"}),
    "binding": (
        "import densemodel as dm; dm.bind('2 -> 1', [[0, 1], [1, 0]], [0.5, 1.5]).require()",
        KERAS | {"pandas", "sklearn"},
    ),
    "extension": (
        f"{SHELL}; s.run_line_magic('load_ext', 'densemodel')",
        SLOW - {"IPython", "matplotlib", "numpy"},
    ),
    "cell of a sweep": (SWEEP, KERAS),
}


@pytest.mark.parametrize("name", SOURCES)
def test_it_loads_no_slow_library(name):
    source, slow = SOURCES[name]
    script = f"import sys\n{source}\nprint(*{{m.split('.')[0] for m in sys.modules}})"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(out.stdout.splitlines()[-1].split()).isdisjoint(slow)
