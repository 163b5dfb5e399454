"""The guide of docs/design.md, "Where is ...?", leads to files that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_path_of_the_guide_exists():
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    _, _, guide = page.partition("| Where is ... | Path |\n|---|---|\n")
    rows = guide.partition("\n\n")[0].splitlines()
    assert len(rows) >= 25
    missing = []
    for row in rows:
        folder = ROOT
        for path in re.findall(r"`([^`]+)`", row.rpartition(" | ")[2]):
            # a name alone is a file beside the one before it
            is_of_src = not path.startswith(("js/", "tools/", "editors/"))
            own = ROOT / "src" / "densemodel" if is_of_src else ROOT
            place = own / path if "/" in path else folder / path
            folder = place.parent if place.suffix else place
            missing += [] if place.exists() else [path]
    assert missing == []
