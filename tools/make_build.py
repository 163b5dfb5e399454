"""`make build`: builds the front end if it is older than its sources."""

from __future__ import annotations

import front_end
import lock
import project
from steps import finish, say


def main() -> int:
    """Build, and say where the bundles are."""
    with lock.preparing():
        front_end.ensure()
    say(f"the front end is built: {front_end.BUNDLES.relative_to(project.ROOT)}")
    return 0


if __name__ == "__main__":
    finish(main)
