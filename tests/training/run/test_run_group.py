import math

import pytest

from densemodel.language import parse, repeats_of
from densemodel.training import RunGroup, prepare, score_of

pytestmark = pytest.mark.tensorflow


def test_repeat_is_one_spec_for_each_seed_in_a_row():
    specs = repeats_of(parse("a: 4 -> 3 softmax ; epochs 2 ; repeat 3 ; seed 5"))
    assert [str(spec) for spec in specs] == [
        f"a: 4 -> 3 softmax ; epochs 2 ; seed {seed}" for seed in (5, 6, 7)
    ]
    once = parse("4 -> 3 softmax")
    assert repeats_of(once) == (once,)
    assert str(repeats_of(parse("4 -> 3 softmax ; repeat 1"))[0]) == "4 -> 3 softmax"


def test_the_best_of_a_group_has_the_lowest_validation_loss(blobs):
    spec = parse("4 -> 3 softmax ; epochs 1 ; repeat 3")
    group = RunGroup.of("small", spec, lambda once: prepare(once, *blobs, name="small"))
    assert group.best is group.runs[0]
    assert group.scores == {}
    assert math.isinf(score_of(group.best))
    for run in group.runs:
        run.start().wait()
    assert set(group.scores) == {0, 1, 2}
    assert group.scores[group.best.spec.settings.seed] == min(group.scores.values())
    assert score_of(group.best) == min(group.best.history["val_loss"])


def test_a_group_is_never_empty(blobs):
    with pytest.raises(ValueError, match="one run"):
        RunGroup("none", ())
    group = RunGroup("one", (prepare("4 -> 3", *blobs),))
    other = prepare("4 -> 3", *blobs)
    assert group.with_run(group.best, other).runs == (other,)
