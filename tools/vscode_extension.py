"""Writes the grammar that colours cells in VS Code, and packs the extension into a .vsix.

A .vsix is a zip with a manifest, so neither Node nor a package of npm is needed.
"""

from __future__ import annotations

import json
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pages
import project
from steps import say

sys.path.insert(0, str(project.ROOT / "src"))

from densemodel.language.colours import COLOUR_STATES

if TYPE_CHECKING:
    from pathlib import Path

    from densemodel.language.colours import ColourRule, ColourState

FOLDER = project.ROOT / "editors" / "vscode"
GRAMMAR = FOLDER / "syntaxes" / "densemodel.json"
_CELL = "meta.embedded.densemodel"
_SCOPES = {
    "activation": "support.type",
    "clause": "keyword.control",
    "comment": "comment.line.number-sign",
    "label": "entity.name.type",
    "layer": "support.function",
    "magic": "keyword.other",
    "name": "variable.other.readwrite",
    "number": "constant.numeric",
    "operator": "keyword.operator",
    "option": "entity.other.attribute-name",
    "punctuation": "punctuation",
    "string": "string.quoted",
    "value": "constant.language",
}
"""The scope of each kind, one that themes know; blanks have none."""


def grammar() -> dict[str, Any]:
    """Return the grammar: a cell that begins with the magic, and the states of the language."""
    cell = {
        "begin": r"^(?=\s*%%densemodel\b)",
        "end": "(?!)",  # nowhere: each cell of a notebook is a document of its own
        "name": _CELL,
        "patterns": [{"include": "#cell"}],
    }
    return {
        "scopeName": "densemodel.injection",
        "injectionSelector": f"L:source.python -string -comment -{_CELL}",
        "patterns": [cell],
        "repository": {name: _state(state) for name, state in COLOUR_STATES.items()},
    }


def _state(state: ColourState) -> dict[str, Any]:
    patterns = [_rule(rule) for rule in state.rules]
    return {"patterns": patterns + ([{"include": f"#{state.then}"}] if state.then else [])}


def _rule(rule: ColourRule) -> dict[str, Any]:
    first = 0 if len(rule.kinds) == 1 else 1
    captures = {
        str(place): {"name": f"{_SCOPES[kind]}.densemodel"}
        for place, kind in enumerate(rule.kinds, first)
        if kind in _SCOPES
    }
    pattern = f"(?i){rule.pattern}"
    if not rule.begins:
        return {"match": pattern, "captures": captures}
    return {
        "begin": pattern,
        "beginCaptures": captures,
        "end": f"(?i){COLOUR_STATES[rule.begins].end}",
        "patterns": [{"include": f"#{rule.begins}"}],
    }


def text() -> str:
    """The file of the grammar."""
    return json.dumps(grammar(), indent=1, ensure_ascii=False) + "\n"


def write() -> None:
    """Write the grammar if it has changed."""
    GRAMMAR.parent.mkdir(exist_ok=True)
    pages.write(GRAMMAR, text())


def pack(folder: Path) -> Path:
    """Return the .vsix, packed into a folder."""
    package = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    folder.mkdir(exist_ok=True)
    extension = folder / f"{package['name']}-{package['version']}.vsix"
    files = {path.relative_to(FOLDER).as_posix(): path for path in sorted(FOLDER.rglob("*.*"))}
    with zipfile.ZipFile(extension, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "extension.vsixmanifest", _MANIFEST.format(**package, **package["engines"])
        )
        archive.writestr("[Content_Types].xml", _CONTENT_TYPES)
        for name, path in {**files, "LICENSE.txt": project.ROOT / "LICENSE"}.items():
            archive.writestr(f"extension/{name}", path.read_bytes())
    return extension


_MANIFEST = """\
<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="{name}" Version="{version}" Publisher="{publisher}"/>
    <DisplayName>{displayName}</DisplayName>
    <Description xml:space="preserve">{description}</Description>
    <Categories>Programming Languages</Categories>
    <License>extension/LICENSE.txt</License>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="{vscode}"/>
    </Properties>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true"/>
  </Assets>
</PackageManifest>
"""  # noqa: E501 - an asset a line
_CONTENT_TYPES = """\
<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension=".json" ContentType="application/json"/>
  <Default Extension=".md" ContentType="text/markdown"/>
  <Default Extension=".txt" ContentType="text/plain"/>
  <Default Extension=".vsixmanifest" ContentType="text/xml"/>
</Types>
"""


def main() -> int:
    """Write the grammar, pack the extension, and say how to install it."""
    write()
    extension = pack(project.ROOT / "dist").relative_to(project.ROOT)
    say(f"the extension: code --install-extension {extension}")
    return 0
