"""The badges that open a notebook in Google Colab, and the cell that installs densemodel there.

Both exist only if `tools/published.toml` names a repository and a wheel. `make docs` writes them
into README.md, docs/gallery.md and the demo notebooks, or removes them.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pages
import project
from steps import StepFailedError

if TYPE_CHECKING:
    from pathlib import Path

FILE = project.ROOT / "tools" / "published.toml"
FIRST_NOTEBOOK = "01_first_model"

_DIST = project.ROOT / "dist"
_BADGE = "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
_LOAD = "%load_ext densemodel"
_INSTALL = """\
# in Google Colab: install densemodel, then load it
import importlib.util

if importlib.util.find_spec("densemodel") is None:
    %pip install --quiet "{wheel}#sha256={sha256}"
"""
_PATTERNS = {
    "repository": r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+",
    "branch": r"[A-Za-z0-9][A-Za-z0-9._/-]*",
    "wheel": r"https://[A-Za-z0-9][A-Za-z0-9.:-]*/[A-Za-z0-9._/+~%-]*"
    r"densemodel-[A-Za-z0-9._+!]+-py3-none-any\.whl",
    "sha256": r"[0-9a-f]{64}",
}
_EXPECTED = {
    "repository": "owner/name, as at GitHub",
    "branch": "the name of a branch",
    "wheel": "an https address that ends in densemodel-VERSION-py3-none-any.whl",
    "sha256": "64 digits of 0-9 and a-f, which `make wheel` prints",
}


@dataclass(frozen=True)
class Published:
    """Where the public gets the project."""

    repository: str
    "owner/name at GitHub"
    branch: str
    "what Colab opens notebooks from"
    wheel: str
    "its https address"
    sha256: str
    "of the wheel, as 64 hexadecimal digits"

    def badge(self, notebook: str) -> str:
        """Return the badge that opens a demo notebook in Colab, in Markdown."""
        place = f"{self.repository}/blob/{self.branch}/demo_notebooks/{notebook}.ipynb"
        return f"{_BADGE}(https://colab.research.google.com/github/{place})"

    @property
    def load_cell(self) -> str:
        """The first code cell of a notebook: pip refuses a wheel with another sha256."""
        return _INSTALL.format(wheel=self.wheel, sha256=self.sha256) + _LOAD


def write() -> None:
    """Write the badges and the cells into the project's files, or remove them."""
    published = read(FILE)
    for page in (project.ROOT / "README.md", pages.DOCS / "gallery.md"):
        pages.write(page, in_page(page.read_text(encoding="utf-8"), published))
    for path in sorted(project.NOTEBOOKS.glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        pages.write(path, in_notebook(text, path.stem, published))


def read(file: Path) -> Published | None:
    """Return what a file such as tools/published.toml says; None if nothing is published.

    Raises:
        StepFailedError: A value is missing or is not what it has to be.
    """
    values = tomllib.loads(file.read_text(encoding="utf-8"))
    if not (values["repository"] or values["wheel"] or values["sha256"]):
        return None
    for name, pattern in _PATTERNS.items():
        if not re.fullmatch(pattern, values[name]):
            raise StepFailedError(f"{file.name}: {name} is {values[name]!r}, not {_EXPECTED[name]}")
    published = Published(**values)
    built = _DIST / published.wheel.rsplit("/", 1)[-1]
    if built.exists() and sha256_of(built) != published.sha256:
        raise StepFailedError(
            f"{file.name}: dist/{built.name} has another sha256: {sha256_of(built)}"
        )
    return published


def sha256_of(file: Path) -> str:
    """Return a file's sha256, as 64 hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def in_page(text: str, published: Published | None) -> str:
    """Return a page with the badge of the first notebook below its title, or without one."""
    if published is None:
        return _without_badge(text)
    return _with_badge(text, published.badge(FIRST_NOTEBOOK))


def in_notebook(text: str, name: str, published: Published | None) -> str:
    """Return a notebook with a badge and a cell that installs, or without both.

    Args:
        text: Of its file.
        name: Its name, without the ending.
        published: Where the public gets the project.
    """
    notebook = json.loads(text)
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    title = "".join(cells["title"]["source"])
    load = _LOAD
    if published is None:
        title = _without_badge(title)
    else:
        title, load = _with_badge(title, published.badge(name)), published.load_cell
    for cell_id, source in (("title", title), ("load", load)):
        cell = cells[cell_id]
        is_text = isinstance(cell["source"], str)  # a file may have either, and keeps it
        cell["source"] = source if is_text else source.splitlines(keepends=True)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _without_badge(text: str) -> str:
    return re.sub(rf"^{re.escape(_BADGE)}.*\n\n", "", text, flags=re.MULTILINE)


def _with_badge(text: str, badge: str) -> str:
    title = re.compile(r"^(# .*\n\n)", re.MULTILINE)
    return title.sub(lambda found: f"{found[1]}{badge}\n\n", _without_badge(text), count=1)
