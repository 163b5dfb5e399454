"""Settings of Sphinx; `make docs` builds strictly: a warning is an error."""  # noqa: INP001

from __future__ import annotations

from pathlib import Path
from shutil import copy2
from typing import TYPE_CHECKING

from sphinx.ext.napoleon import GoogleDocstring

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# of the attribute's text "An interval: its ends." it would take the first words for a type
GoogleDocstring._parse_attribute_docstring = lambda text: GoogleDocstring(  # noqa: SLF001
    text._consume_to_end(),  # noqa: SLF001
    text._config,  # noqa: SLF001
).lines()

project = "densemodel"
project_copyright = "the densemodel developers"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_typehints = "none"  # the docstrings give shapes, units and ranges
# templates of tools, not pages
exclude_patterns = ["_build", "_*.md"]
# messages are shown verbatim: their quotes are copied into specs
smartquotes = False
html_theme = "furo"
html_title = "densemodel"
myst_heading_anchors = 3
# blocks that name no language are messages and commands
highlight_language = "none"
# the colours of a cell reach a contrast of 4.5 in both
pygments_style = "default"
pygments_dark_style = "monokai"
html_extra_path = ["../llms.txt"]


def _copy_pages(app: Sphinx, error: Exception | None) -> None:
    """Put the pages as text beside the website: llms.txt links them as docs/cell.md."""
    if error is None and app.builder.format == "html":
        folder = Path(app.outdir) / "docs"
        folder.mkdir(exist_ok=True)
        for page in app.env.found_docs:
            copy2(app.env.doc2path(page), folder)


def setup(app: Sphinx) -> None:
    """Sphinx calls it before a build."""
    app.connect("build-finished", _copy_pages)
