"""`make bench`: runs each script in benchmarks/, which prints one JSON line per figure."""

from __future__ import annotations

import chromium
import environment
import front_end
import lock
import mnist_data
import page_parts
import project
from steps import StepFailedError, call, finish, say

_OTHERS = {"against.py", "sick.py"}
"What takes the name of a commit, and what `make sick` runs."


def main() -> int:
    """Prepare, then run the benchmarks one after the other."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("bench")
        mnist_data.ensure()
        page_parts.ensure()
        browser = chromium.ensure()
    found = (project.ROOT / "benchmarks").glob("[!_]*.py")
    scripts = sorted(path for path in found if path.name not in _OTHERS)
    if not scripts:
        raise StepFailedError("there is no script in benchmarks/")
    failed = []
    for script in scripts:
        say(script.name)
        variables = project.variables(DENSEMODEL_CHROMIUM=browser)
        if call([project.VENV_PYTHON, script], environment=variables) != 0:
            failed.append(script.name)
    if failed:
        raise StepFailedError(f"failed: {', '.join(failed)}")
    return 0


if __name__ == "__main__":
    finish(main)
