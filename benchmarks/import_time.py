"""How long `import densemodel` and `%load_ext densemodel` take in a fresh process.

The time of an empty process is measured in turn with them and subtracted, so that a noisy machine
affects all of them equally.
"""

import statistics
import subprocess
import sys
from functools import partial

from _figure import Figure, main
from _measure import seconds

SHELL = "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance()"


def added(without, with_it, rounds):
    """The seconds that a piece of code adds to a process."""
    times = [
        [seconds(partial(_run, source)) for source in (without, with_it)] for _ in range(rounds)
    ]
    return Figure({"seconds": statistics.median(b - a for a, b in times)}, {"seconds": 0.3})


def _run(source):
    subprocess.run([sys.executable, "-c", source], check=True)


FIGURES = {
    "import densemodel": partial(added, "pass", "import densemodel"),
    "%load_ext densemodel": partial(
        added, SHELL, f"{SHELL}; s.run_line_magic('load_ext', 'densemodel')"
    ),
}

if __name__ == "__main__":
    sys.exit(main(FIGURES, 9, 1))
