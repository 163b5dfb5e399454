"""Lists names that words.txt forbids, and classes that share a name; `check_names.py [ROOT]`.

For Python (src/densemodel, tools, benchmarks, tests) it checks every name that a file defines, from
the syntax tree; for TypeScript in js files, types and functions, from the text of declarations.
Exits with 1 if it finds any.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WORDS = Path(__file__).with_name("words.txt")
OTHERS = ("tools", "benchmarks", "tests")

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_ARGUMENTS = r"\((?:[^()]|\([^()]*\))*\)"
_DECLARED = re.compile(
    r"^(?:export )?(?:default )?(?:async )?(?:abstract )?"
    r"(?P<kind>class|interface|type|function)\*? (?P<declared>\w+)"
    rf"|^ *(?:export )?const (?P<arrow>\w+)(?:: [^=]+)? = (?:async )?(?:{_ARGUMENTS}|\w+)"
    r"(?:: [^=]+)? =>"
    r"|^ +(?:(?:private|protected|public|static|async|override|get|set) )*#?"
    r"(?!(?:if|for|while|switch|catch|constructor)\b)"
    rf"(?P<method>\w+){_ARGUMENTS}(?:: [^{{\n]+)? \{{$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Word:
    """A word that a name may not contain, or may not be."""

    parts: tuple[str, ...]
    "Consecutive words, in lower case."
    is_whole: bool
    "Whether only a name without other words is forbidden."
    instead: str
    allows_variables: bool = False

    def is_in(self, name: str) -> bool:
        """Whether a name contains it."""
        words = words_of(name)
        if self.is_whole:
            return words == self.parts
        width = len(self.parts)
        return any(words[at : at + width] == self.parts for at in range(len(words) - width + 1))


@dataclass(frozen=True)
class Name:
    """The name of a module, a class, a function or a variable (parameters and fields too)."""

    kind: str
    dotted: str
    "As it is imported; for TypeScript its file and its name."
    own: str
    "Its last part."


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in snake case or camel case, in lower case."""
    return tuple(word.lower() for word in _WORD.findall(name))


def read_words(path: Path = WORDS) -> tuple[Word, ...]:
    """The words of a file in the format of words.txt."""
    rows = path.read_text(encoding="utf-8").splitlines()
    return tuple(word for row in rows if row and row[0] != "#" for word in _words_in(row))


def _words_in(row: str) -> Iterator[Word]:
    how, rest = row.split(maxsplit=1)
    if how not in ("part", "whole", "class"):
        raise ValueError(f"a line begins with part or whole or class: {row}")
    words, instead = re.split(r"\s{2,}", rest, maxsplit=1)
    for word in words.split():
        yield Word(tuple(word.split("_")), how != "part", instead, how == "class")


def python_names(source: Path) -> Iterator[Name]:
    """All names that files below a folder define: modules, classes, functions, variables."""
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source.parent).with_suffix("").parts
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        module = ".".join(parts)
        yield Name("module", module, parts[-1])
        yield from _defined(ast.parse(path.read_text(encoding="utf-8")), module)


def _defined(tree: ast.AST, above: str) -> Iterator[Name]:
    seen: set[str] = set()
    for node in _scope_of(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            dotted = f"{above}.{node.name}"
            yield Name(kind, dotted, node.name)
            yield from _defined(node, dotted)
        own = _variable(node)
        if own is not None and own not in seen:
            seen.add(own)
            yield Name("variable", f"{above}.{own}", own)


def _scope_of(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes below a node; of nested classes and functions only the node itself."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _scope_of(node)


def _variable(node: ast.AST) -> str | None:
    """The name of a variable, a parameter or an attribute that a node sets."""
    match node:
        case ast.arg(arg=name):
            return name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
        case ast.ExceptHandler(name=name) | ast.MatchAs(name=name) | ast.MatchStar(name=name):
            return name
        case ast.alias(asname=name):
            return name
        case _:
            return None


def typescript_names(source: Path) -> Iterator[Name]:
    """All files, folders, classes, types and functions below a folder, without tests."""
    files = sorted([*source.rglob("*.ts"), *source.rglob("*.tsx")])
    paths = [path for path in files if "node_modules" not in path.parts]
    for folder in sorted({path.parent for path in paths} - {source}):
        yield Name("folder", folder.relative_to(source.parent).as_posix(), folder.name)
    for path in paths:
        if path.stem.endswith(".test"):
            continue
        file = path.relative_to(source.parent).as_posix()
        yield Name("file", file, path.stem)
        for found in _DECLARED.finditer(path.read_text(encoding="utf-8")):
            is_type = found["kind"] in ("class", "interface", "type")
            own = found["declared"] or found["arrow"] or found["method"]
            yield Name("class" if is_type else "function", f"{file}:{own}", own)


def forbidden(names: Iterable[Name], words: Sequence[Word]) -> list[tuple[Name, Word]]:
    """Each name that contains a forbidden word, with the first such word."""
    found = ((name, next((word for word in words if _bars(word, name)), None)) for name in names)
    return [(name, word) for name, word in found if word is not None]


def _bars(word: Word, name: Name) -> bool:
    return word.is_in(name.own) and not (word.allows_variables and name.kind == "variable")


def shared_classes(names: Iterable[Name]) -> dict[str, list[str]]:
    """Names of top-level classes in several modules, with these modules."""
    modules = {name.dotted: name for name in names if name.kind == "module"}
    places: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        above = name.dotted.rpartition(".")[0]
        if name.kind == "class" and above in modules:
            places[name.own].append(above)
    return {own: modules for own, modules in places.items() if len(modules) > 1}


def main(root: Path = project.ROOT) -> int:
    """Print the forbidden and shared names, and their numbers."""
    python = list(python_names(root / "src" / "densemodel"))
    others = [name for folder in OTHERS for name in python_names(root / folder)]
    found = forbidden([*python, *others, *typescript_names(root / "js")], read_words())
    for name, word in found:
        print(f"{name.kind:<9} {name.dotted}: {'_'.join(word.parts)}, use {word.instead}")
    shared = shared_classes(python)
    for own, modules in shared.items():
        print(f"class     {own} in {' and '.join(modules)}")
    kinds = Counter(name.kind for name, _ in found)
    counts = [f"{count} {kind}" for kind, count in sorted(kinds.items())]
    print(f"{len(found)} names ({', '.join(counts)}); shared class names: {len(shared)}")
    return int(bool(found or shared))


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
