"""The extension for VS Code: its grammar is that of the language, and its file is whole."""

import json
import re
import zipfile

import project
import vscode_extension as extension


def test_the_committed_grammar_is_up_to_date():
    text = extension.GRAMMAR.read_text(encoding="utf-8")
    assert text == extension.text(), f"{extension.GRAMMAR.name} is out of date: run make build"


def test_whatever_the_grammar_includes_is_there():
    included = set(re.findall(r'"include": "#(\w+)"', extension.text()))
    assert included == set(extension.grammar()["repository"])


def test_the_file_holds_all_that_its_manifest_names(tmp_path):
    with zipfile.ZipFile(extension.pack(tmp_path)) as archive:
        names = set(archive.namelist())
        manifest = archive.read("extension.vsixmanifest").decode()
        package = json.loads(archive.read("extension/package.json"))
        types = archive.read("[Content_Types].xml").decode()
    (grammar,) = package["contributes"]["grammars"]
    assert f"extension/{grammar['path'].removeprefix('./')}" in names
    assert set(re.findall(r'<Asset .* Path="(.+?)"', manifest)) < names
    assert f'Id="densemodel" Version="{package["version"]}"' in manifest
    endings = {name.rpartition(".")[2] for name in names} - {"xml"}
    assert endings == set(re.findall(r'Extension="\.(\w+)"', types))


def test_its_version_is_the_next_one_of_the_package():
    text = (project.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(\d+\.\d+\.\d+)', text, re.MULTILINE)[1]
    package = json.loads((extension.FOLDER / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == version
