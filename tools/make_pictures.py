"""`make pictures`: takes the pictures of README and the gallery in a real JupyterLab.

    make pictures ARGS="film score images"

ARGS are the pictures to take instead of all: `film` is the moving one, the others are the names of
entries of the gallery.
"""

from __future__ import annotations

import os
import shlex

import chromium
import environment
import front_end
import gallery
import lock
import mnist_data
import project
from steps import call, finish, say


def main() -> int:
    """Prepare, take the pictures, and write the page that shows them."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
        mnist_data.ensure()
        browser = chromium.ensure()
    gallery.write()
    say("a network for each picture: about five minutes")
    script = project.ROOT / "tools" / "run_pictures.py"
    names = shlex.split(os.environ.get("ARGS", ""))
    # the pictures are taken with what drives the browser in the tests
    variables = project.variables(
        DENSEMODEL_CHROMIUM=browser, PYTHONPATH=str(project.ROOT / "tests")
    )
    return call([project.VENV_PYTHON, script, *names], environment=variables)


if __name__ == "__main__":
    finish(main)
