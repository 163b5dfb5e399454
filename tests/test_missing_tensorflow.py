"""Without TensorFlow one sentence says what to install, and what needs none works."""

import subprocess
import sys

# as where it is not installed
WITHOUT = """
from importlib.machinery import PathFinder
find = PathFinder.find_spec
PathFinder.find_spec = lambda name, *more: None if name == "tensorflow" else find(name, *more)
"""
MISSING = 'TensorFlow is not installed: pip install "densemodel[cpu]"'


def output_of(source):
    command = [sys.executable, "-c", WITHOUT + source]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_loading_the_extension_names_what_to_install():
    shown = output_of(
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.run_line_magic('load_ext', 'densemodel')\n"
    )
    assert shown.startswith(MISSING)
    assert shown.count("\n") == 1


def test_a_spec_is_read_without_it_and_training_is_refused():
    shown = output_of(
        "import densemodel as dm\n"
        "print(dm.parse('784 -> 10 softmax').parameter_count)\n"
        "try: dm.build('784 -> 10 softmax')\n"
        "except dm.DenseModelError as error: print(error)\n"
    )
    count, error = shown.splitlines()
    assert count == "7850"
    assert error.startswith(MISSING)
