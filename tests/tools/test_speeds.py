"""What a fast `make test` runs loads no TensorFlow."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
FILES = {
    "test_light.py": """
import pytest

def test_light():
    pass

def test_not_marked():
    import tensorflow

@pytest.mark.tensorflow
def test_marked():
    pass

@pytest.mark.tensorflow
@pytest.mark.small_training
def test_small():
    pass
""",
    "test_slow.py": """
import tensorflow
import pytest

pytestmark = [pytest.mark.tensorflow, pytest.mark.timeout(60)]

def test_slow():
    pass
""",
    "test_equal.py": """
import pytest

pytestmark = [pytest.mark.tensorflow, pytest.mark.onednn]

def test_equal():
    pass
""",
    "test_a_single.py": """
import pytest

@pytest.mark.tensorflow
def test_single():
    pass
""",
}


@pytest.fixture
def folder(tmp_path):
    """Tests of each kind, with what ours are chosen by."""
    shutil.copy(TESTS / "conftest.py", tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def outcome(folder, *arguments):
    settings = TESTS.parent / "pyproject.toml"
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-c", str(settings)]
    done = subprocess.run(
        [*command, "--rootdir", str(folder), *arguments, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_a_light_test_that_loads_tensorflow_fails_and_names_the_marker(folder):
    output = outcome(folder, "--speed", "light")
    assert "test_light.py::test_light PASSED" in output
    assert "test_light.py::test_not_marked FAILED" in output
    assert "a test that loads tensorflow is marked with pytest.mark.tensorflow" in output
    assert "1 failed, 1 passed, 3 deselected" in output  # test_slow.py is not even imported


def test_a_small_training_is_chosen_by_its_marker(folder):
    output = outcome(folder, "--speed", "small", "--collect-only")
    assert [line.strip() for line in output.splitlines() if "<Function" in line] == [
        "<Function test_small>"
    ]


def test_what_needs_onednn_is_no_part_of_the_other_slow_tests(folder):
    assert "test_equal.py::test_equal PASSED" in outcome(folder, "--speed", "onednn")
    slow = outcome(folder, "--speed", "slow")
    assert "test_slow.py::test_slow PASSED" in slow
    assert "test_equal" not in slow
    # a file with a timeout of its own, then those with most tests
    ran = re.findall(r"(test_\w+)\.py::\w+ PASSED", slow)
    assert ran == ["test_slow", "test_light", "test_light", "test_a_single"]
