from densemodel.language import parse
from densemodel.widgets.panel._pending_settings import OFF
from densemodel.widgets.training_controls._setting import patience_choices, split_choices


def test_a_split_beside_the_grid_keeps_its_own_place():
    choices = split_choices(0.333)
    assert ("33.3 %", 0.333) in choices
    shares = [value for _, value in choices if value != OFF]
    assert shares == sorted(shares)
    assert ("30 %", 0.3) in split_choices(0.333)


def test_a_split_on_the_grid_stands_there_once():
    assert len(split_choices(0.3)) == len(split_choices(None))


def test_patience_goes_to_off():
    assert patience_choices(2)[-1] == (OFF, OFF)
    assert ("50 epochs", 50) in patience_choices(50)
    assert patience_choices(None)[0] == ("1 epoch", 1)
    assert patience_choices(2, counts_evaluations=True)[:2] == (
        ("1 evaluation", 1),
        ("2 evaluations", 2),
    )


def test_every_choice_is_a_clause_of_the_language():
    spec = parse("4 -> 2 softmax")
    for _, split in split_choices(1 / 3):
        split_of = spec.with_settings(f"split {split}").settings.split
        assert split_of == (None if split == OFF else split)
    for _, patience in patience_choices(50):
        split_of = spec.with_settings(f"patience {patience}").settings.patience
        assert split_of == (None if patience == OFF else patience)
