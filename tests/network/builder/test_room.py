import numpy as np
import pytest

from densemodel.errors import SpecError
from densemodel.network import build
from densemodel.training import prepare

LARGE = "1000 -> 20000 relu -> 1"


def test_a_network_that_the_memory_has_no_room_for_is_refused_before_it_is_made(monkeypatch):
    monkeypatch.setattr("densemodel.network.builder._build.free_bytes", lambda: 10**8)
    message = (
        "the network has 20,040,001 parameters, and training them takes 401 MB of memory, but "
        "100 MB is free: write smaller layers"
    )
    with pytest.raises(SpecError) as caught:
        build(LARGE)
    assert str(caught.value) == message
    with pytest.raises(SpecError):
        prepare(LARGE, np.ones((20, 1000), dtype=np.float32), np.arange(20) / 20)


@pytest.mark.tensorflow
def test_a_small_network_asks_for_no_room(monkeypatch):
    monkeypatch.setattr("densemodel.network.builder._build.free_bytes", lambda: 0)
    assert build("8 -> 4 relu -> 1").count_params() == 41
