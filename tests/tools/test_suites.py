import json

from suites import Counts, is_well, parts_of, pytest_counts, vitest_counts


def test_pytest_reports_are_counted(tmp_path):
    report = tmp_path / "pytest.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>',
        encoding="utf-8",
    )
    assert pytest_counts(report) == Counts(passed=4, failed=3, skipped=3)


def test_vitest_reports_are_counted_and_a_file_that_does_not_load_is_a_failure(tmp_path):
    report = tmp_path / "vitest.json"
    facts = {
        "numPassedTests": 7,
        "numFailedTests": 1,
        "numPendingTests": 2,
        "testResults": [
            {"status": "passed", "assertionResults": [{}]},
            {"status": "failed", "assertionResults": []},
        ],
    }
    report.write_text(json.dumps(facts), encoding="utf-8")
    assert vitest_counts(report) == Counts(passed=7, failed=2, skipped=2)


def test_a_suite_that_left_no_report_has_failed(tmp_path):
    assert pytest_counts(tmp_path / "none.xml") == Counts(failed=1)
    assert vitest_counts(tmp_path / "none.json") == Counts(failed=1)


def test_the_last_line_says_how_many_tests_ran():
    assert str(Counts(400, 0) + Counts(12, 0)) == "412 passed, 0 failed"
    assert str(Counts(3, 1, 2)) == "3 passed, 1 failed, 2 skipped"


def test_at_most_two_browsers_have_the_machine_to_themselves():
    light, slow, onednn, browser = parts_of(["tests/language", "-x"])
    for part, speed in ((light, "light"), (slow, "slow"), (onednn, "onednn")):
        assert part.arguments[-4:] == ("--speed", speed, "tests/language", "-x")
        assert "-n" in part.arguments
    assert browser.arguments[:2] in (("-n", "1"), ("-n", "2"))
    assert browser.arguments[-4:] == ("--speed", "browser", "tests/language", "-x")


def test_fast_is_what_loads_no_tensorflow_and_a_small_training_in_each_folder():
    light, small = parts_of(["-x"], is_fast=True)
    assert light == parts_of(["-x"])[0]
    assert small.arguments == ("--speed", "small", "-x")


def test_coverage_is_measured_where_all_tests_run_but_not_in_browsers():
    *parts, browser = parts_of([])
    assert all("--cov" in part.arguments for part in parts)
    assert len({part.variables["COVERAGE_FILE"] for part in parts}) == 3
    chosen = (browser, *parts_of(["-x"]), *parts_of([], is_fast=True))
    assert not any("--cov" in part.arguments for part in chosen)


def test_who_chooses_markers_has_one_part():
    (part,) = parts_of(["-m", "notebook"])
    assert part.arguments == ("-m", "notebook")


def test_a_part_without_a_chosen_test_has_not_failed_unless_all_are_so():
    assert is_well([0, 5])
    assert is_well([5, 0])
    assert is_well([0])
    assert not is_well([5, 5])
    assert not is_well([0, 1])
