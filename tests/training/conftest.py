import numpy as np
import pytest

from densemodel.training import prepare
from densemodel.training.engine._compiled import CompileCache


@pytest.fixture
def blobs():
    """120 points around three centres: quick to learn, and 84 to train on."""
    rng = np.random.default_rng(0)
    y = np.repeat(np.arange(3), 40)
    x = rng.normal(size=(120, 4)) + 2.0 * np.eye(3, 4)[y]
    return x.astype(np.float32), y


@pytest.fixture
def ready(blobs):
    """Makes a run that is ready, by clauses; what still trains at the end is stopped."""
    made = []

    def make(clauses="epochs 3", network="4 -> 8 relu -> 3 softmax", **more):
        run = prepare(f"{network} ; {clauses}", *blobs, **more)
        made.append(run)
        return run

    yield make
    for run in made:
        # a test that failed half way must not hold the turn of those after it
        run.stop()


@pytest.fixture(scope="session")
def single_steps():
    """What was compiled for runs of single steps: what other runs left has found its pace."""
    return CompileCache()


@pytest.fixture
def step_by_step(monkeypatch, single_steps):
    """Lets each compiled call run a single step, so that callbacks hear of every one."""
    monkeypatch.setattr("densemodel.training.engine._compiled.CHUNK_SECONDS", 0.0)
    monkeypatch.setattr("densemodel.training.engine._functions.STORE", single_steps)


@pytest.fixture
def xla_of_few_steps(monkeypatch):
    """Lets XLA be tried for a run of 100 steps, not only of 1,000."""
    for module in ("_steps", "_xla_trial"):
        monkeypatch.setattr(f"densemodel.training.engine.{module}.FEWEST_STEPS", 100)


@pytest.fixture
def measured_always(monkeypatch):
    """Lets the layers be measured after each evaluation, however slow the machine is."""
    monkeypatch.setattr("densemodel.training.diagnosis.Budget.allows", lambda *_: True)
