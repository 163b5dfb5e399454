from types import SimpleNamespace

import pytest

from densemodel.training import Compiling, EpochDone, Progress
from densemodel.widgets import IN_A_FILE_SECONDS, print_epochs
from support.forked import run_script

SCRIPT = """
import numpy as np, densemodel as dm
x = np.random.default_rng(0).normal(size=(200, 4)); y = (x[:, 0] > 0).astype(int)
panel = dm.TrainingPanel("4 -> 8 relu -> 2 softmax ; epochs 3 ; patience off", x, y, name="script")
print(panel)
panel.run.start().wait()
"""


@pytest.mark.tensorflow
def test_a_script_prints_lines():
    ended = run_script(SCRIPT)
    assert ended.returncode == 0
    first, *_, last = ended.stdout.splitlines()
    assert first == "Training panel of script: Ready to train on 140 rows."
    assert last.startswith("script: Finished 3 epochs. Best epoch: ")


@pytest.mark.parametrize(
    ("least_seconds", "lines"),
    [
        (0.0, ["Compiling the network …", "epoch 1: loss 0.500, about 12 s left"]),
        (IN_A_FILE_SECONDS, []),
    ],
)
def test_a_terminal_prints_once_that_it_compiles_and_the_time_it_takes(
    capsys, least_seconds, lines
):
    progress = Progress(1, 3, 0, 4, 4, 12, 1.0, 5.0, validating=False, seconds_to_go=12.0)
    listeners = []
    run = SimpleNamespace(on_event=listeners.append, progress=progress, race=None)
    print_epochs(run, least_seconds=least_seconds)
    done = EpochDone(1, {"loss": 0.5}, is_best=False, seconds=1.0, step=4, place=1.0)
    for event in (Compiling(), Compiling(), done):
        listeners[0](event)
    assert capsys.readouterr().out.splitlines() == lines


@pytest.mark.tensorflow
def test_a_run_with_two_panels_prints_once(make_run, make_panel, capsys):
    run = make_run()
    one, other = make_panel(run), make_panel(run)
    run.start().wait()
    assert capsys.readouterr().out.count(f"digits: {run.sentence}") == 1
    one.close()
    one.close()
    run.resume(epochs=1).wait()
    assert capsys.readouterr().out.count(f"digits: {run.sentence}") == 1
    other.close()
    run.resume(epochs=1).wait()
    assert capsys.readouterr().out == ""
