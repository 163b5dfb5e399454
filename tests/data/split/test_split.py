import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from densemodel.data.split._split import split_rows


@given(
    row_count=st.integers(2, 300),
    share=st.floats(0.001, 0.999),
    seed=st.integers(0, 2**32 - 1),
    class_count=st.integers(0, 40),
)
def test_every_row_is_on_one_side_and_neither_side_is_empty(row_count, share, seed, class_count):
    classes = None
    if class_count:
        classes = np.random.default_rng(seed).integers(0, class_count, row_count)
    training, validation = split_rows(row_count, share, seed, classes)
    assert len(training)
    assert len(validation)
    assert sorted([*training, *validation]) == list(range(row_count))
    if classes is not None and np.bincount(classes).max() > 1:
        for number, count in enumerate(np.bincount(classes)):
            if count > 1:
                assert number in classes[training]
                assert number in classes[validation]


@given(st.integers(2, 500), st.floats(0.01, 0.99))
def test_the_share_is_as_requested(row_count, share):
    _, validation = split_rows(row_count, share, 0)
    assert len(validation) == min(max(round(row_count * share), 1), row_count - 1)


def test_classes_keep_their_shares():
    classes = np.repeat([0, 1, 2], [600, 300, 100])
    _, validation = split_rows(1000, 0.3, 0, classes)
    assert np.bincount(classes[validation]).tolist() == [180, 90, 30]


def test_share_is_met_exactly_although_no_class_divides_evenly():
    classes = np.arange(1003) % 7
    _, validation = split_rows(1003, 0.21, 0, classes)
    assert len(validation) == round(1003 * 0.21)


def test_sorted_labels_are_shuffled():
    classes = np.repeat(np.arange(10), 100)
    training, validation = split_rows(1000, 0.3, 0, classes)
    assert len(set(classes[validation])) == 10
    assert training.tolist() != sorted(training)
    assert validation.tolist() != sorted(validation)


def test_seed_decides():
    classes = np.arange(100) % 3
    first, again, other = (split_rows(100, 0.3, seed, classes)[1] for seed in (1, 1, 2))
    assert first.tolist() == again.tolist()
    assert first.tolist() != other.tolist()


def test_a_class_with_a_single_row_trains():
    classes = np.array([0] * 50 + [1])
    training, _ = split_rows(51, 0.5, 3, classes)
    assert 50 in training
