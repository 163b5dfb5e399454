"""`make docs`: builds the documentation; a warning is an error."""

from __future__ import annotations

import checks_page
import colab_badges
import environment
import front_end
import gallery
import language_page
import lock
import project
from make_check import SPHINX
from steps import finish, must, say


def main() -> int:
    """Prepare, write the generated pages, build, and say where the first page is."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("docs")
    language_page.write()
    checks_page.write()
    gallery.write()
    colab_badges.write()
    must(SPHINX, otherwise="the documentation was not built")
    page = project.ROOT / "docs" / "_build" / "html" / "index.html"
    say(f"the documentation: {page.relative_to(project.ROOT)}")
    return 0


if __name__ == "__main__":
    finish(main)
