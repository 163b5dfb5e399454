"""`lr find`: a sweep over nine rates, by the optimizer beside it."""

import pytest

from densemodel.errors import SpecError
from densemodel.language import FIND, completions_at, parse, parse_cell

RANGES = [
    ("lr find", "lr {0.0001..1 log/9}"),
    ("adamw lr find", "adamw lr {0.0001..1 log/9}"),
    ("sgd lr find", "sgd lr {0.001..10 log/9}"),
    ("sgd(momentum=0.9) lr find ; batch 8", "sgd(momentum=0.9) lr {0.001..10 log/9} ; batch 8"),
    ("lr find ; SGD", "sgd lr {0.001..10 log/9}"),
]


@pytest.mark.parametrize(("clauses", "in_full"), RANGES)
def test_it_is_a_sweep_over_nine_rates(clauses, in_full):
    spec, full = parse(f"4 -> 2 ; {clauses}"), parse(f"4 -> 2 ; {in_full}")
    assert [*spec.expand()] == [*full.expand()]
    assert spec.trial_count == 9
    assert spec.finds_rate
    assert not full.finds_rate


def test_its_text_is_the_word_and_reads_back():
    for text in ("4 -> 2 ; lr find", "4 -> {2|3} ; sgd lr find ; epochs 5"):
        spec = parse(text)
        assert str(spec) == text
        assert parse(str(spec)) == spec
        assert spec != parse(text.replace("find", "{0.0001..1 log/9}"))


def test_the_optimizer_decides_wherever_it_is_written():
    (spec,) = parse_cell("sgd\n4 -> 2 ; lr find")
    assert spec == parse("4 -> 2 ; sgd lr find")
    assert parse("4 -> 2 ; sgd").with_settings("lr find") == spec
    assert parse("4 -> 2 ; lr find").with_settings("sgd") == spec
    assert not spec.with_settings("adam").choices  # as any rate of another optimizer


def test_it_is_no_single_run():
    with pytest.raises(SpecError, match="9 networks in all"):
        _ = parse("4 -> 2 ; lr find").settings


def test_it_is_offered_for_a_rate_but_not_in_braces():
    def offered(text):
        return [word.text for word in completions_at(text, len(text))]

    assert FIND in offered("4 -> 2 ; lr ")
    assert offered("4 -> 2 ; sgd lr fi") == [FIND]
    assert FIND not in offered("4 -> 2 ; lr {")
