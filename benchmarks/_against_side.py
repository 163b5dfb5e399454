"""One side of against.py: runs a section of cases with the densemodel that PYTHONPATH names.

Only public names of densemodel are used, so that the cases also run with an older or newer one.
"""

import importlib
import sys
import warnings
from pathlib import Path

from _against_record import Recorder

SECTIONS = {
    "specs": "_against_specs",
    "resumed": "_against_runs",
    "sweeps": "_against_runs",
    "scripts": "_against_runs",
    "tables": "_against_tables",
    "cases": "_against_cases",
    "notebooks": "_against_notebooks",
}
"The modules of the sections: each has a function of the section's name."


def main():
    """Run the section, write its results, and check which densemodel has run it."""
    section, source, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
    import densemodel

    if not Path(str(densemodel.__file__)).is_relative_to(source):
        print(f"densemodel is {densemodel.__file__}, not that in {source}", file=sys.stderr)
        return 2
    warnings.simplefilter("ignore")
    if section != "notebooks":
        without_xla()
    recorder = Recorder()
    getattr(importlib.import_module(SECTIONS[section]), section)(recorder)
    recorder.write(folder)
    return 0


def without_xla():
    """Have TensorFlow compile nothing with XLA: whether it is used depends on times measured."""
    import tensorflow as tf

    plain = tf.function

    def function(*given, jit_compile=None, **options):
        del jit_compile
        return plain(*given, **options)

    tf.function = function


if __name__ == "__main__":
    sys.exit(main())
