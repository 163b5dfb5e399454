"""Scripts in processes of their own that have TensorFlow from the start.

A new process takes four seconds of processor time to import it. These are forks of one that has
imported it, and nothing of ours. Where an import itself is the subject, a test starts Python anew.
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory


def run_script(script, *arguments, cwd=None):
    """Run Python code to its end: what `subprocess.run` gives for `python -c`, as text."""
    words = [str(argument) for argument in arguments]
    with TemporaryDirectory() as folder:
        place, out, err = (Path(folder) / name for name in ("script.py", "out", "err"))
        place.write_text(script, encoding="utf-8")
        if sys.platform != "linux":  # where a fork may not use what was imported
            command = [sys.executable, place, *words]
            return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
        asked = [str(cwd or Path.cwd()), str(out), str(err), str(place), *words]
        server = _server()
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return subprocess.CompletedProcess(words, status, out.read_text(), err.read_text())


@cache
def _server():
    """The process that is forked; it ends when its input does, with this one."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, __file__], text=True, **pipes)


def _serve():
    import keras  # noqa: F401
    import pandas as pd  # noqa: F401

    for line in sys.stdin:
        folder, out, err, *words = json.loads(line)
        child = os.fork()
        if child == 0:
            for stream, place in enumerate((os.devnull, out, err)):
                opened = os.open(place, os.O_RDWR | os.O_CREAT)
                os.dup2(opened, stream)
                os.close(opened)
            os.chdir(folder)
            sys.argv, sys.path[0] = words, folder
            code = compile(Path(words[0]).read_text(), words[0], "exec", dont_inherit=True)
            exec(code, globals())  # noqa: S102 - as the script of a process, which holds it to its end
            return
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.__stdout__.write(f"{status}\n")
        sys.__stdout__.flush()


if __name__ == "__main__":
    _serve()
