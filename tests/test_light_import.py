import subprocess
import sys

SLOW = (
    "tensorflow",
    "keras",
    "bqplot",
    "pandas",
    "sklearn",
    "matplotlib",
    "ipywidgets",
    "numpy",
    "optuna",
)


def loaded_after(source):
    script = f"import sys\n{source}\nprint(*sorted(m.split('.')[0] for m in sys.modules))"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(out.stdout.split())


def test_import_loads_no_slow_library():
    assert loaded_after("import densemodel").isdisjoint(SLOW)


def test_load_ext_loads_no_slow_library():
    shell = "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance()"
    before = loaded_after(shell)
    after = loaded_after(f"{shell}; s.run_line_magic('load_ext', 'densemodel')")
    assert "densemodel" in after
    assert (after - before).isdisjoint(SLOW)


def test_parsing_a_spec_needs_the_standard_library_alone():
    source = "import densemodel as dm; assert dm.parse('784 -> 10 softmax').parameter_count == 7850"
    assert loaded_after(source).isdisjoint(SLOW)


def test_what_draws_a_run_for_a_file_loads_no_widgets():
    slow = set(SLOW) - {"numpy"}
    assert loaded_after("from densemodel.widgets import run_html").isdisjoint(slow)
