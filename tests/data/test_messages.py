"""What is said of data has golden files in messages/: the spec, a line of dashes, the findings.

After a change, `DENSEMODEL_REFRESH_MESSAGES=1 pytest tests/data/test_messages.py` writes them
anew; read the difference before it is committed.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from densemodel.data import check
from densemodel.spec import parse

if TYPE_CHECKING:
    from densemodel.data import Finding

sys.path.insert(0, str(Path(__file__).parent))

from finding_cases import CASES

FOLDER = Path(__file__).parent / "messages"
REFRESH = "DENSEMODEL_REFRESH_MESSAGES" in os.environ


def findings_of(name: str) -> tuple[Finding, ...]:
    text, x, y = CASES[name]
    return check(parse(text), x, y)


def line(finding: Finding) -> str:
    accept = f"  [{finding.accept}]" if finding.accept else ""
    return f"{finding.severity} {finding.where}: {finding.message}{accept}\n"


@pytest.mark.parametrize("name", CASES)
def test_findings_are_as_their_golden_file_says(name: str) -> None:
    lines = "".join(line(finding) for finding in findings_of(name))
    found = f"{CASES[name][0]}\n{'-' * 40}\n{lines}"
    path = FOLDER / f"{name}.txt"
    if REFRESH:
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found


def test_no_golden_file_is_unused() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_something_is_said_in_two_sentences_at_most(name: str) -> None:
    findings = findings_of(name)
    assert findings
    for finding in findings:
        assert len(re.findall(r"\. [A-Z]", finding.message)) <= 1
        assert len(finding.message) <= 200
        ours = finding.message.replace("np.moveaxis", "").replace("[None]", "")
        assert not re.search(r"np\.|nan|dtype|None", ours)
