"""Settings of Sphinx; `make docs` builds strictly: a warning is an error."""  # noqa: INP001

from __future__ import annotations

project = "densemodel"
project_copyright = "the densemodel developers"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_typehints = "none"  # the docstrings say shapes, units and ranges
# what pages are made from, by tools/language_page.py and tools/checks_page.py, is no page itself
exclude_patterns = ["_build", "_language.md", "_checks.md", "_ladder.md"]
# what is said is shown as it is said: its quotes are copied into specs
smartquotes = False
html_theme = "furo"
html_title = "densemodel"
myst_heading_anchors = 3
# the magic's cells are no language that Pygments knows
highlight_language = "none"
