import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.case_files import CaseFile

TEXTS = [
    "",
    "\n",
    "\n\n784 -> 10\n\n",
    " indented",
    "ends in spaces  ",
    "--",
    "a\n--\nb",
    "== name",
    "a\n==\nb",
    '"quoted"',
    '""',
    "\\",
    "bell \x07, return \r, form feed \x0c, line separator \u2028, no-break space \xa0",
    "half a character \ud800",
    "中文 × ²",
]


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(CaseFile, "update", True)
    return tmp_path / "cases" / "some.txt"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(), min_size=2, max_size=6))
def test_every_text_is_read_as_it_was_written(path, texts):
    path.unlink(missing_ok=True)
    pairs = dict(enumerate(zip(texts, reversed(texts), strict=True)))
    for number, (text, expected) in pairs.items():
        CaseFile(path).check(f"case {number}", text, expected)
    assert CaseFile(path).cases == {f"case {number}": pair for number, pair in pairs.items()}


@pytest.mark.parametrize("text", TEXTS)
def test_unusual_texts_are_read_as_they_were_written(path, text):
    CaseFile(path).check("first", text, text[::-1])
    CaseFile(path).check("second", "", text)
    assert CaseFile(path).cases == {"first": (text, text[::-1]), "second": ("", text)}
    assert all(line == line.rstrip() for line in path.read_text(encoding="utf-8").split("\n"))


def test_plain_lines_stand_in_the_file_as_they_are(path):
    CaseFile(path).check("two_lines", "784\n  -> 10", "wrong\n\n  784")
    CaseFile(path).check("next", "a == b -- c", 'x "y"')
    assert path.read_text(encoding="utf-8") == (
        '== two_lines\n784\n  -> 10\n--\nwrong\n\n  784\n\n== next\na == b -- c\n--\nx "y"\n'
    )


def test_update_keeps_the_order_and_the_comment(path):
    path.parent.mkdir()
    path.write_text("a comment\n\n== b\n\n1\n--\nold\n\n\n== a\n2\n", encoding="utf-8")
    CaseFile(path).check("a", "2", "new")
    CaseFile(path).check("b", "1", "new")
    CaseFile(path).check("c", "3", "new")
    assert path.read_text(encoding="utf-8") == (
        "a comment\n\n== b\n1\n--\nnew\n\n== a\n2\n--\nnew\n\n== c\n3\n--\nnew\n"
    )


def test_update_removes_a_case_that_is_left_over(path):
    for name in "abc":
        CaseFile(path).check(name, "", "")
    CaseFile(path).check_names({"a", "c"})
    assert list(CaseFile(path).cases) == ["a", "c"]


def test_a_difference_fails_and_changes_no_file(path, monkeypatch):
    CaseFile(path).check("a", "1", "text")
    before = path.read_bytes()
    monkeypatch.setattr(CaseFile, "update", False)
    cases = CaseFile(path)
    cases.check("a", "1", "text")
    cases.check_names(["a"])
    for name, text, expected in (("a", "2", "text"), ("a", "1", "text "), ("b", "1", "text")):
        with pytest.raises(AssertionError):
            cases.check(name, text, expected)
    for names in ([], ["a", "b"], ["b"]):
        with pytest.raises(AssertionError):
            cases.check_names(names)
    assert path.read_bytes() == before


def test_two_cases_of_one_name_are_refused(path):
    path.parent.mkdir()
    path.write_text("== a\n1\n--\n2\n\n== a\n3\n--\n4\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="two cases named a"):
        CaseFile(path)


def test_pytest_update_turns_it_on(pytestconfig):
    assert CaseFile.update == pytestconfig.getoption("update")
