"""Packages that a plain install lacks: without one, a benchmark ends in a sentence that names it.

Importing this module is enough, for what a later import in this process lacks. `require` asks for
what a child, a kernel or a library of ours imports.
"""

import sys
from importlib.util import find_spec

_show = sys.excepthook


def require(*modules):
    """End the process with a sentence, unless all of these modules are installed."""
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        sys.exit(_sentence(missing))


def _sentence(missing):
    packages = " ".join(name.replace("_", "-") for name in missing)
    return (
        f"This benchmark needs what a plain install lacks: {sys.executable} -m pip install "
        f"{packages}, or `make bench`, which installs it for all benchmarks."
    )


def _handle(kind, error, traceback):
    package = (getattr(error, "name", None) or "").partition(".")[0]
    # a module that a package of ours no longer has is a mistake in the benchmark
    is_package = issubclass(kind, ModuleNotFoundError) and find_spec(package) is None
    if is_package:
        print(_sentence([package]), file=sys.stderr)
    else:
        _show(kind, error, traceback)


sys.excepthook = _handle
