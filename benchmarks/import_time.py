"""How long `import densemodel` and `%load_ext densemodel` take in a fresh process.

The goal: under 0.3 s each, and no slow library loaded. The time of an empty process is measured
in turn with them and subtracted, so that a noisy machine affects all of them equally.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

ROUNDS = 9
SHELL = "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance()"
CASES = {
    "import densemodel": ("pass", "import densemodel"),
    "%load_ext densemodel": (SHELL, f"{SHELL}; s.run_line_magic('load_ext', 'densemodel')"),
}


def seconds(source: str) -> float:
    """The time of one fresh process."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", source], check=True)
    return time.perf_counter() - began


def main() -> None:
    """Print one line for each figure."""
    for name, (without, with_it) in CASES.items():
        pairs = [(seconds(without), seconds(with_it)) for _ in range(ROUNDS)]
        added = statistics.median(after - before for before, after in pairs)
        print(json.dumps({"figure": name, "seconds": round(added, 3), "promise": "< 0.3"}))


if __name__ == "__main__":
    main()
