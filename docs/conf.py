"""Settings of Sphinx; `make docs` builds strictly: a warning is an error."""  # noqa: INP001

from __future__ import annotations

project = "densemodel"
project_copyright = "the densemodel developers"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "densemodel"
myst_heading_anchors = 3
# the magic's cells are no language that Pygments knows
highlight_language = "none"
