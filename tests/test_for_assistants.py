"""docs/for_assistants.md, and llms.txt, which leads to it: examples, errors, words, links."""

import ast
import inspect
import re
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

import densemodel as dm
from densemodel import language
from densemodel.data import Finding
from densemodel.magics.cell._arguments import OPTIONS, parse_arguments
from densemodel.magics.cell._data import cell_data
from densemodel.magics.commands._commands import COMMANDS, Commands
from densemodel.scoring import Report

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "for_assistants.md").read_text(encoding="utf-8")
SCREEN, EXAMPLES, ERRORS = re.split(r"\n## (?:Examples|Common errors)\n", PAGE)
FENCED = r"(?ms)^```{}\n(.*?)^```$"
CODE = re.findall("`([^`\n]+)`", re.sub(FENCED.format(r"\w*"), "", SCREEN))
FIRST_COLUMNS = "".join(re.findall(r"(?m)^\| (`.+?`) \|", SCREEN))
MODEL = SimpleNamespace(name="mobile", layers=(), inputs=(None,), outputs=(None,))
MODEL.input_shape, MODEL.output_shape, MODEL.count_params = (None, 96, 96, 3), (None, 8), lambda: 9
EMPTY = SimpleNamespace(runs=dict, sweeps={}, named={})
NAMES = {"base": MODEL, "n_cols": 9, "n_hidden": 50, "x_train": [0, 1], "y_train": [0, 1]}
OWNERS = {"dm": dm, "run": dm.Run, "sweep": dm.Sweep, "store": dm.ModelStore, "spec": dm.Spec}
OWNERS |= {"report": Report, "finding": Finding}
MEMBERS = re.compile(r"(?m)^\.\. auto\w+:: \S*?(\w+)\n   :members: (.+)")
PUBLIC = dict(MEMBERS.findall((ROOT / "docs" / "api.md").read_text(encoding="utf-8")))
PUBLIC["densemodel"] = ", ".join(dm.__all__)


def examples_of(text):
    """The cells and blocks of Python, and the lines of other blocks: specs and commands."""
    found = re.findall(FENCED.format("(?:densemodel|text)"), text)
    lines = [each for b in found for each in ([b] if b.startswith("%%") else b.splitlines())]
    return lines + re.findall(FENCED.format("python"), text)


def check_python(source):
    """Check that it names public names alone, and that each call has the arguments it takes."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(ast.Name(owner), name) if owner in OWNERS:
                assert name in PUBLIC[OWNERS[owner].__name__].split(", ")
            case ast.Call(ast.Attribute(ast.Name(owner), name)) if owner in OWNERS:
                signature = inspect.signature(getattr(OWNERS[owner], name))
                args = node.args if owner == "dm" else ["self", *node.args]
                bound = signature.bind(*args, **{key.arg: key.value for key in node.keywords})
                clauses = bound.arguments.get("clauses", {}).items()
                values = {word: ast.literal_eval(value) for word, value in clauses}
                language.clauses_of(values, name, has_choices=name == "sweep")


def read(text):
    """Read a cell, a command, Python or a spec as the program does."""
    if text.startswith("%%densemodel"):
        line, spec = f"{text}\n".removeprefix("%%densemodel").split("\n", 1)
        return parse_arguments(line, NAMES), dm.parse_cell(spec, NAMES)
    if "%densemodel " in text:
        text = text.partition("%densemodel ")[2]
        return text if text.split()[0] in COMMANDS else dm.parse(text)
    if re.search(rf"\b({'|'.join(OWNERS)})\.", text):
        return check_python(text)
    return dm.parse(text, NAMES)


MISTAKES = re.findall(r"(?m)(?:^[-!+] .*\n)+", ERRORS)


def test_there_are_sixty_examples_and_twenty_errors():
    assert (len(examples_of(EXAMPLES)) >= 60, len(MISTAKES) >= 20) == (True, True)


@pytest.mark.parametrize("text", examples_of(PAGE))
def test_each_example_is_understood(text):
    read(text)


@pytest.mark.parametrize("code", dict.fromkeys(re.findall("`([^`]+)`", FIRST_COLUMNS)))
def test_the_first_column_of_each_table_is_understood(code):
    for form in ("28x28x1 -> {} -> 10", "9 -> {}", "9 -> 10 ; {}", "table -> auto ; {}"):
        with suppress(dm.SpecError):
            assert dm.parse(form.format(code), NAMES)
            return
    read(f"%%densemodel {code}\n9 -> 10" if code.startswith("-") else code)


def refused(text):
    """Do what raises the error: a cell may get as far as its data."""
    if text.startswith("%%"):
        cell_data(read(text)[0], NAMES, (), None)
    elif text.startswith("%"):
        Commands(None, EMPTY, EMPTY).do(text.removeprefix("%densemodel"), None)
    elif text.startswith("dm."):
        eval(text, {"dm": dm, "spec": "784 -> 10", "x": None, "y": None})  # noqa: S307 - our page
    else:
        dm.parse(text, names={})


@pytest.mark.parametrize("case", MISTAKES)
def test_an_error_is_as_shown_and_its_correction_is_understood(case):
    parts = {symbol: re.findall(rf"(?m)^[{symbol}] (.*)", case) for symbol in "-!+"}
    with pytest.raises((dm.DenseModelError, AttributeError, TypeError)) as caught:
        refused("\n".join(parts["-"]))
    problems = [f"{one.message}: {one.hint}" for one in getattr(caught.value, "problems", ())]
    assert (problems or [str(caught.value)]) == parts["!"]
    read("\n".join(parts["+"]))


def test_every_word_is_named():
    words = {*language.LAYERS, *language.CLAUSES, *language.ACTIVATIONS, *language.OPTIMIZERS}
    words |= {*language.LOSSES, *language.METRICS, *language.INITIALIZERS, *OPTIONS, *COMMANDS}
    words -= {"dense", "optimizer"}  # written as a size, and by its own name
    missing = words.difference(re.findall(r"-{0,2}[a-z][\w-]*", "\n".join(CODE)))
    missing |= {f"lr {one.example}" for one in language.SCHEDULES.values()} - set(CODE)
    assert sorted(missing) == []


def test_llms_txt_has_its_format_and_links_every_page():
    text = (ROOT / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# densemodel\n\n> .+\n\n", text)
    links = re.findall(r"(?m)^- \[.+?\]\((.+?)\): .", text)
    assert links[0] == "docs/for_assistants.md"
    assert [link for link in links if not (ROOT / link).is_file()] == []
    assert {f"docs/{page.name}" for page in (ROOT / "docs").glob("[!_]*.md")} <= set(links)
