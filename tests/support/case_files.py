"""Case files: many inputs with the texts that are expected for them, in one readable file.

    == name
    the input
    --
    the expected text

Blank lines around an input or a text do not count. A line that begins with a double quote is a
JSON string. A line is written as JSON if it would be misread as it is: it begins with `==` or a
double quote, is `--`, ends in a space, holds a character that is not printable, or is the first or
last line of its part and blank. What stands before the first name is a comment.

`pytest --update` writes the texts that the tests get, and leaves the order and the comment.
"""

from __future__ import annotations

import ast
import json
import re
from typing import NamedTuple


class Case(NamedTuple):
    given: str
    expected: str


class CaseFile:
    """The cases of one file, by name."""

    update = False
    "Whether check writes what it gets instead of comparing it: `pytest --update`."

    def __init__(self, path):
        self.path = path
        self.cases = {}
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        self.comment, *blocks = re.split(r"^== ", text, flags=re.MULTILINE)
        for block in blocks:
            name, _, rest = block.partition("\n")
            given, _, expected = f"\n{rest}\n".partition("\n--\n")
            assert name not in self.cases, f"{path} has two cases named {name}"
            self.cases[name] = Case(_parsed(given), _parsed(expected))

    def check(self, name, given, text):
        """The case `name` has this input and expects this text."""
        if self.update:
            self._write(self.cases | {name: Case(given, text)})
        assert name in self.cases, f"{self.path} has no such case: run pytest --update"
        assert self.cases[name].given == given
        assert self.cases[name].expected == text

    def check_names(self, names):
        """No case is missing and none is left over; `--update` removes those that are left over."""
        known = set(names)
        if self.update:
            self._write({name: case for name, case in self.cases.items() if name in known})
        assert set(self.cases) == known

    def _write(self, cases):
        if cases == self.cases:
            return
        self.cases = cases
        self.path.parent.mkdir(exist_ok=True)
        blocks = [
            f"== {name}\n{_written(given)}\n--\n{_written(expected)}\n"
            for name, (given, expected) in cases.items()
        ]
        self.path.write_text(self.comment + "\n".join(blocks), encoding="utf-8", newline="\n")


def called(given, names):
    """Call the Python of a case, with these names; gives what its last line does."""
    *lines, last = ast.parse(given).body
    act = ast.parse("def act(): pass")
    act.body[0].body = [*lines, ast.Return(last.value)]
    made = dict(names)
    exec(compile(ast.fix_missing_locations(act), "<case>", "exec"), made)  # noqa: S102 - ours
    return made["act"]()


def _parsed(part):
    lines = part.strip("\n").split("\n")
    return "\n".join(json.loads(line) if line.startswith('"') else line for line in lines)


def _written(part):
    lines = [line if _is_plain(line) else json.dumps(line) for line in part.split("\n")]
    lines[0] = lines[0] or '""'
    lines[-1] = lines[-1] or '""'
    return "\n".join(lines)


def _is_plain(line):
    has_sign = line == "--" or line.startswith(("==", '"'))
    return line.isprintable() and line == line.rstrip() and not has_sign
