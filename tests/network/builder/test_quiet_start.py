import os
import subprocess
import sys
import threading

import pytest

from densemodel.errors import DenseModelError
from densemodel.network.builder import _keras
from densemodel.network.builder._keras import _started, is_log_line

pytestmark = pytest.mark.tensorflow


def stderr_of(source):
    """With what a person's TensorFlow does, which these tests themselves leave out."""
    environment = {k: v for k, v in os.environ.items() if k != "TF_ENABLE_ONEDNN_OPTS"}
    command = [sys.executable, "-c", source]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stderr


def test_a_person_sees_no_line_of_tensorflows_log_where_a_cell_imports_keras():
    source = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.run_line_magic('load_ext', 'densemodel')\n"
        "shell.run_cell('import keras')\n"
        "import sys; assert 'tensorflow' in sys.modules"
    )
    assert stderr_of(source) == ""


def test_a_script_shows_a_persons_own_lines_and_none_of_tensorflow():
    source = (
        "import os, sys, threading\n"
        "from densemodel.network import load_keras\n"
        "thread = threading.Thread(target=load_keras); thread.start()\n"
        "for i in range(40):\n"
        "    os.write(2, f'mine {i}\\n'.encode()); thread.join(0.05)\n"
        "import densemodel as dm, numpy as np\n"
        "x = np.random.default_rng(0).normal(size=(64, 4)); y = np.arange(64) % 2\n"
        "run = dm.train('4 -> 8 relu -> 2 softmax ; epochs 1', x, y)\n"
        "run.model.fit(x, y, verbose=0); print('at the end', file=sys.stderr)"
    )
    assert stderr_of(source) == "".join(f"mine {i}\n" for i in range(40)) + "at the end\n"


def test_a_user_process_begun_meanwhile_keeps_its_stderr():
    source = (
        "import subprocess, sys\n"
        "from densemodel.network.builder._keras import log_lines_hidden\n"
        "with log_lines_hidden():\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import sys; input();"
        ' print("from the child", file=sys.stderr)\'], stdin=subprocess.PIPE)\n'
        "child.communicate(b'go\\n')\n"
        "import time; deadline = time.monotonic() + 20\n"
        "import threading\n"
        "[t.join(20) for t in threading.enumerate() if t.daemon]"
    )
    assert "from the child" in stderr_of(source)


def test_another_backend_is_refused_before_keras_loads_it():
    script = (
        "import os; os.environ['KERAS_BACKEND'] = 'torch'\n"
        "import densemodel as dm\n"
        "try: dm.build('4 -> 2 softmax')\n"
        "except dm.DenseModelError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Keras uses the backend torch here, and densemodel trains with")


def test_another_backend_of_keras_is_refused(monkeypatch):
    import keras

    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(DenseModelError) as caught:
        _started()
    assert str(caught.value) == (
        "Keras uses the backend jax here, and densemodel trains with tensorflow: set "
        "KERAS_BACKEND=tensorflow and restart the kernel"
    )


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        (b"I0000 00:00:1795566103.750239    3926 port.cc:153] oneDNN custom operations\n", True),
        (b"E0000 00:00:1795567098.441678    7479 cuda_platform.cc:52] failed call\n", True),
        (b"2026-01-02 03:04:05.678901: I tensorflow/core/util/port.cc:153] oneDNN\n", True),
        (b"WARNING: All log messages before absl::InitializeLog() is called are written\n", True),
        (b"F0000 00:00:1795566103.750239    3926 check.cc:1] Check failed\n", False),
        (b"WARNING: my own warning\n", False),
        (b"Traceback (most recent call last):\n", False),
        (b"\n", False),
    ],
)
def test_only_lines_of_that_log_are_hidden(line, hidden):
    assert is_log_line(line) is hidden


def test_a_line_passes_before_its_end():
    source = (
        "import os\n"
        "from densemodel.network.builder._keras import log_lines_hidden\n"
        "source, sink = os.pipe(); os.dup2(sink, 2)\n"
        "with log_lines_hidden():\n"
        "    os.write(2, b'half a line'); print(os.read(source, 100))\n"
    )
    ended = subprocess.run([sys.executable, "-c", source], capture_output=True, timeout=60)  # noqa: PLW1510
    assert ended.stdout == b"b'half a line'\n"


def test_who_leads_stderr_elsewhere_meanwhile_keeps_it_there():
    source = (
        "import os, sys\n"
        "from densemodel.network.builder._keras import log_lines_hidden\n"
        "hidden = log_lines_hidden(); hidden.__enter__()\n"
        "before = os.dup(2); source, sink = os.pipe(); os.dup2(sink, 2)\n"
        "hidden.__exit__(None, None, None)\n"
        "os.write(2, b'captured'); print(os.read(source, 100))\n"
        "os.dup2(before, 2); os.write(2, b'I0000 00:00:1.2 34 port.cc:5] mine\\n')\n"
        "os.close(before); os.close(2); [t.join(20) for t in __import__('threading').enumerate()"
        " if t.daemon]"
    )
    ended = subprocess.run([sys.executable, "-c", source], capture_output=True, timeout=60)  # noqa: PLW1510
    assert ended.stdout == b"b'captured'\n"
    assert ended.stderr == b"I0000 00:00:1.2 34 port.cc:5] mine\n"


def test_an_import_that_reaches_the_asking_script_again_does_not_wait_for_itself(monkeypatch):
    """As of a script that is called joblib.py, which scikit-learn imports within Keras."""
    asked = []

    def import_again():
        asked.append(None)
        if len(asked) == 1:
            _keras.load_keras()

    monkeypatch.setattr(_keras, "_loaded", [])
    monkeypatch.setattr(_keras, "_import", import_again)
    monkeypatch.setattr(_keras, "_started", lambda: "keras")
    asking = threading.Thread(target=_keras.load_keras, daemon=True)
    asking.start()
    asking.join(20)
    assert not asking.is_alive()
    assert len(asked) == 2
