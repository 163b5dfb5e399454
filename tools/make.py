"""Runs a target of the Makefile: prepares what it needs, then does it.

    sh tools/python.sh tools/make.py demo

The Makefile says what each target is for, and which variables it reads.
"""

from __future__ import annotations

import functools
import os
import shlex
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import bounds
import chromium
import colab
import demo
import environment
import front_end
import gallery
import matrix
import page_parts
import preparation
import project
import suites
import vscode
import wheels
from steps import StepFailedError, call, finish, must, say

if TYPE_CHECKING:
    from collections.abc import Callable

_BENCHMARKS = project.ROOT / "benchmarks"
_NOT_FIGURES = {"against.py", "sick.py"}
"""What compares two commits, and what `make sick` runs."""


@dataclass(frozen=True)
class Target:
    """What `make NAME` does."""

    run: Callable[[], int]
    "returns the exit status"
    groups: tuple[str, ...] = ()
    "the dependency groups that `.venv` has then"
    needs: tuple[Callable[[], object], ...] = ()
    "what else is prepared"


def bench() -> int:
    """Run each script in benchmarks/, which prints one JSON line per figure."""
    scripts = sorted(_BENCHMARKS.glob("[!_]*.py"))
    failed = []
    for script in (script for script in scripts if script.name not in _NOT_FIGURES):
        say(script.name)
        if _script(script):
            failed.append(script.name)
    if failed:
        raise StepFailedError(f"failed: {', '.join(failed)}")
    return 0


def build() -> int:
    """Write what editors colour by, build again if that changed, and say where the bundles are."""
    import editor_colours
    import vscode_extension

    editor_colours.write()
    vscode_extension.write()
    front_end.ensure()
    say(f"the front end is built: {front_end.BUNDLES.relative_to(project.ROOT)}")
    return 0


def docs() -> int:
    """Write the generated pages, and build; a warning is an error."""
    # these read the vocabulary of the language
    import checks_page
    import colab_badges
    import language_page
    import thresholds_page

    for pages in (language_page, checks_page, thresholds_page, gallery, colab_badges):
        pages.write()
    must(suites.SPHINX, otherwise="the documentation was not built")
    say(f"the documentation: {(suites.HTML / 'index.html').relative_to(project.ROOT)}")
    return 0


def ladder() -> int:
    """Train every step of the ladder to the end, and write docs/ladder.md."""
    say("ten networks, 10,000 steps each: about a quarter of an hour")
    return _script(project.TOOLS / "run_ladder.py")


def pictures() -> int:
    """Take the pictures in ARGS: `film`, names of entries of the gallery, or all."""
    gallery.write()
    say("a network for each picture: about five minutes")
    # the pictures are taken with what drives the browser in the tests
    path = str(project.ROOT / "tests")
    return _script(project.TOOLS / "run_pictures.py", *_arguments(), PYTHONPATH=path)


def sick() -> int:
    """Evaluate the advice on each network; 0 if it is good enough."""
    say("following the advice on 150 sick networks, and checking 80 healthy ones: ten minutes")
    return _script(_BENCHMARKS / "sick.py", *_arguments())


def vscode_grammar() -> int:
    """Pack the extension for VS Code, which colours cells."""
    import vscode_extension

    return vscode_extension.main()


def _script(script: os.PathLike[str], *words: str, **variables: str) -> int:
    command = [str(project.VENV_PYTHON), os.fspath(script), *words]
    return call(command, environment=project.variables(**variables))


def _arguments() -> list[str]:
    return shlex.split(os.environ.get("ARGS", ""))


_MNIST, _CHROMIUM = preparation.mnist, chromium.export
_TEST_NEEDS: tuple[Callable[[], object], ...] = (front_end.ensure_packages, _MNIST)
if not suites.is_fast():
    _TEST_NEEDS += (_CHROMIUM, page_parts.ensure)

TARGETS = {
    "demo": Target(demo.main, ("demo",), (_MNIST,)),
    "test": Target(suites.test, ("test",), _TEST_NEEDS),
    "matrix": Target(matrix.main, (bounds.GROUP, "matrix"), (_CHROMIUM,)),
    "colab": Target(colab.main, ("demo",), (_MNIST,)),
    "fuzz": Target(suites.fuzz, ("test",)),
    "faults": Target(suites.faults, ("test",)),
    "ladder": Target(ladder, ("demo",), (_MNIST,)),
    "notebooks": Target(suites.notebooks, ("test",), (_MNIST,)),
    "sick": Target(sick, ("test",), (_MNIST,)),
    "check": Target(suites.check, ("check", "docs"), (front_end.ensure_packages,)),
    "bench": Target(bench, ("bench",), (_MNIST, page_parts.ensure, _CHROMIUM)),
    "build": Target(build),
    "wheel": Target(wheels.main, needs=(functools.partial(environment.install, *wheels.GROUP),)),
    "docs": Target(docs, ("docs",)),
    "pictures": Target(pictures, ("test",), (_MNIST, _CHROMIUM)),
    "vscode": Target(vscode.main, ("test",), (vscode.ensure, _CHROMIUM, front_end.ensure_packages)),
    "vscode-extension": Target(vscode_grammar),
}


def main() -> int:
    """Prepare and run the target that is named on the command line."""
    (name,) = sys.argv[1:]
    if name == "clean":
        return preparation.clean()
    target = TARGETS[name]
    with preparation.alone():
        front_end.ensure()
        if target.groups:
            environment.ensure(*target.groups)
        for ensure in target.needs:
            ensure()
    return target.run()


if __name__ == "__main__":
    finish(main)
