import os
import subprocess
import sys
from pathlib import Path

import preparation

_TOOLS = Path(__file__).resolve().parents[2] / "tools"
_SECOND = """
import sys
from pathlib import Path
import preparation
with preparation.alone(Path(sys.argv[1])):
    print("in")
"""


def test_a_second_make_waits_for_the_first_and_says_so(tmp_path):
    command = [sys.executable, "-u", "-c", _SECOND, tmp_path]
    with preparation.alone(tmp_path):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_TOOLS)
        assert second.stdout
        line = second.stdout.readline()
        assert second.poll() is None
    rest, _ = second.communicate(timeout=30)
    assert line == f"* waiting until another make has prepared (process {os.getpid()})\n"
    assert rest == "in\n"


def test_a_lock_that_a_killed_make_left_is_taken_over(tmp_path, capsys):
    holds = _SECOND + "    input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, "-u", "-c", holds, tmp_path]
    with subprocess.Popen(command, cwd=_TOOLS, **pipes) as killed:
        assert killed.stdout.readline() == b"in\n"
        killed.kill()
    with preparation.alone(tmp_path):
        text = (tmp_path / preparation.HOLDER_FILE).read_text(encoding="utf-8")
    assert text == str(os.getpid())
    assert capsys.readouterr().out == ""
