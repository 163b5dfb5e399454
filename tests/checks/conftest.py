import re

import pytest
from IPython.core.interactiveshell import InteractiveShell

import densemodel as dm
from densemodel.errors import DataError, SpecError

START = """
import numpy as np
import pandas as pd

rng = np.random.default_rng(0)
x = rng.normal(size=(200, 8)).round(3)
kind = x[:, :3].argmax(axis=1)
names = np.array(["cat", "dog", "owl"])[kind]
price = x[:, 0] + x[:, 1] + x[:, 2] + 0.1 * x[:, 3]
frame = pd.DataFrame(x[:, :3], columns=["age", "fare", "sibs"])
images = rng.random((200, 28, 28)).round(3)
y = kind
"""
"""Healthy data, which each mistake is made in: 200 rows of 8 numbers, three classes of them by
number and by name, a price, a frame and images."""


def flat(text):
    return " ".join(text.split())


def line(finding):
    accept = f"  [{finding.accept}]" if finding.accept else ""
    return f"{finding.severity} {finding.where}: {finding.message}{accept}"


class Person:
    """Somebody who types cells into a real shell, makes a mistake, and reads what is said."""

    def __init__(self, shell, cases, capsys):
        self.variables = shell.user_ns
        self._shell = shell
        self._cases = cases
        self._capsys = capsys

    @staticmethod
    def reads(message):
        """What a person is told is at most two sentences, and without words of NumPy."""
        assert len(message) <= 240
        assert len(re.findall(r"[.?!] [A-Z]", message)) <= 1
        assert not re.search(r"\bnan\b|dtype|None|Tensor", message)

    def types(self, source):
        """What a cell shows, be it an error or not."""
        self._capsys.readouterr()
        self._shell.run_cell(source)
        captured = self._capsys.readouterr()
        shown = captured.out + captured.err
        assert "Traceback" not in shown
        return flat(shown)

    def types_without_waiting(self, source):
        """The same as in a kernel, where a cell that trains ends at once."""
        self._shell.kernel = object()
        try:
            return self.types(source)
        finally:
            del self._shell.kernel

    def makes(self, code):
        """x and y after code that makes a mistake in them."""
        assert self._shell.run_cell(START + code).success
        return self.variables["x"], self.variables["y"]

    def run_of(self, name):
        """The run of a model, as `%densemodel run` gives it."""
        return self._shell.run_line_magic("densemodel", f"run {name}")

    def message_of(self, name, code, spec, *, fixed=""):
        """What is said of data and a spec by check, by a cell and by train: all say the same.

        Args:
            name: Of the case.
            code: What makes the mistake in the healthy data; may be empty.
            spec: Of the network.
            mended: The spec once the mend is written in it: it has nothing but repairs.
        """
        x, y = self.makes(code)
        findings = dm.check(spec, x, y)
        for finding in findings:
            self.reads(finding.message)
        self._cell_says(spec, findings)
        _training_says(spec, x, y, findings)
        if fixed:
            assert {finding.severity for finding in dm.check(fixed, x, y)} <= {"repair"}
        text = "\n".join(map(line, findings))
        given = f"{code}\n\n{spec}" if code else spec
        self._cases.check(name, given.strip(), text or "(nothing)")
        return text

    def message_of_spec(self, name, spec, *, fixed=""):
        """What is said of a spec alone, be it parsed, trained or written in a cell."""
        x, y = self.makes("")
        with pytest.raises(SpecError) as caught:
            dm.parse(spec)
        for problem in caught.value.problems:
            self.reads(f"{problem.message}: {problem.hint}")
        message = str(caught.value)
        with pytest.raises(SpecError, match=re.escape(message)):
            dm.train(spec, x, y)
        assert flat(message) in self.types(f"%%densemodel net -x x -y y\n{spec}")
        if fixed:
            dm.parse(fixed)
        self._cases.check(name, spec, message)
        return message

    def _cell_says(self, spec, findings):
        ready = self.types(f"%%densemodel net -x x -y y --replace\n{spec}")
        is_refused = any(finding.severity == "refuse" for finding in findings)
        if is_refused and "net" not in self.variables:
            findings = [finding for finding in findings if finding.severity == "refuse"][:1]
        for finding in findings:
            # a sentence of the echo begins with a capital letter
            assert flat(finding.message)[1:] in ready
        assert ("Start it" in ready) != is_refused
        if is_refused:
            trains = self.types(f"%%densemodel net -x x -y y --replace --train\n{spec}")
            assert any(f.message in trains for f in findings if f.severity == "refuse")
        self.variables.pop("net", None)


def _training_says(spec, x, y, findings):
    refusals = [finding for finding in findings if finding.severity == "refuse"]
    if refusals:
        with pytest.raises(DataError, match=re.escape(refusals[0].message)):
            dm.train(spec, x, y)
        return
    run = dm.train(spec, x, y, settings="epochs 1")
    assert run.state == "finished"
    assert set(findings) <= set(run.findings)


@pytest.fixture
def person(cases, capsys):
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    shell.run_line_magic("load_ext", "densemodel")
    yield Person(shell, cases, capsys)
    shell.run_line_magic("unload_ext", "densemodel")
